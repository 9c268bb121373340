-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    revision_id,
    run_id,
    document_id,
    pipeline_name,
    pipeline_version,
    rules_version,
    extracted_at
from {{ source('ops', 'extractions') }}
