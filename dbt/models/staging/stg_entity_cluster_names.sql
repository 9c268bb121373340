-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    cluster_id,
    revision_id,
    name_key,
    mentions
from {{ source('core', 'entity_cluster_names') }}
