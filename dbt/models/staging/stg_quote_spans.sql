-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    quote_id,
    span_index,
    char_start,
    char_end
from {{ source('core', 'quote_spans') }}
