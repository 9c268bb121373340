-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    document_id,
    run_id,
    stage,
    reason,
    detail,
    url,
    landing_digest
from {{ source('ops', 'rejections') }}
