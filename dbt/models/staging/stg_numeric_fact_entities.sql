-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    fact_id,
    mention_id,
    entity_id,
    role,
    confidence
from {{ source('core', 'numeric_fact_entities') }}
