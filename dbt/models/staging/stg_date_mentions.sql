-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    date_mention_id,
    revision_id,
    sentence_id,
    char_start,
    char_end,
    date_text,
    date_start,
    date_end,
    precision,
    anchor
from {{ source('core', 'date_mentions') }}
