-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    cluster_id,
    revision_id,
    entity_id,
    label,
    canonical_name,
    name_key,
    country_code,
    region_code,
    link_rule
from {{ source('core', 'entity_clusters') }}
