-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    origin,
    run_id,
    status,
    content_text,
    fetched_at,
    etag,
    last_modified
from {{ source('ops', 'robots_files') }}
