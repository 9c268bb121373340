-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    sentence_id,
    revision_id,
    paragraph_index,
    sentence_index,
    char_start,
    char_end
from {{ source('core', 'sentences') }}
