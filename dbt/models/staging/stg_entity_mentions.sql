-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    mention_id,
    revision_id,
    sentence_id,
    cluster_id,
    entity_id,
    char_start,
    char_end,
    mention_text,
    label,
    role_text
from {{ source('core', 'entity_mentions') }}
