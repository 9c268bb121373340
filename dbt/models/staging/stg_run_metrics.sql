-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    run_id,
    table_name,
    metric_name,
    column_name,
    value
from {{ source('ops', 'run_metrics') }}
