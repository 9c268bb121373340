-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    entity_id,
    label,
    canonical_name,
    country_code,
    region_code,
    wikidata_id
from {{ source('core', 'entities') }}
