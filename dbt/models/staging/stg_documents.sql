-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    document_id,
    run_id,
    source_id,
    source_name,
    source_kind,
    url,
    canonical_url,
    landing_digest,
    fetched_at,
    outcome,
    article_id,
    revision_id
from {{ source('ops', 'documents') }}
