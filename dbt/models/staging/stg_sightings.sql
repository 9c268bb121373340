-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    document_id,
    run_id,
    fetched_at
from {{ source('ops', 'sightings') }}
