-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    revision_id,
    position,
    author_text
from {{ source('core', 'article_authors') }}
