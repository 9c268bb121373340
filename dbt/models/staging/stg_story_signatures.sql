-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    revision_id,
    text_hash,
    shingle_count,
    signature
from {{ source('core', 'story_signatures') }}
