-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    revision_id,
    article_id,
    revision_number,
    content_hash,
    title,
    text,
    language,
    section,
    published_at,
    published_at_origin,
    modified_at,
    fetched_at,
    word_count,
    landing_digest
from {{ source('core', 'article_revisions') }}
