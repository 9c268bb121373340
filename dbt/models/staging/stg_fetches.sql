-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    fetch_id,
    run_id,
    source_id,
    url,
    final_url,
    status,
    outcome,
    reason,
    etag,
    last_modified,
    bytes,
    kind,
    found_in,
    fetched_at
from {{ source('ops', 'fetches') }}
