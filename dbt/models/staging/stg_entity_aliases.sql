-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    entity_id,
    alias_text
from {{ source('core', 'entity_aliases') }}
