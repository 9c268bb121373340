-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    cluster_id,
    revision_id,
    entity_id,
    label,
    canonical_name,
    country_code
from {{ source('core', 'entity_clusters') }}
