-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    schema_digest,
    generation,
    release
from {{ source('ops', 'schema_versions') }}
