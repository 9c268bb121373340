-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    finding_id,
    run_id,
    document_id,
    table_name,
    check_name,
    column_name,
    severity,
    row_key,
    observed
from {{ source('ops', 'audit_findings') }}
