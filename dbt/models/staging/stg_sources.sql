-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    source_id,
    name,
    kind,
    url,
    country,
    language
from {{ source('core', 'sources') }}
