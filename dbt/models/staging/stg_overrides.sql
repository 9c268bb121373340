-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    document_id,
    run_id,
    reason,
    accepted_at,
    accepted_by,
    stage,
    rejected_for,
    detail,
    url,
    revoked_at
from {{ source('ops', 'overrides') }}
