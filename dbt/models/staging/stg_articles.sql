-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    article_id,
    source_id,
    url,
    canonical_url,
    story_id,
    current_revision_id,
    first_seen_at
from {{ source('core', 'articles') }}
