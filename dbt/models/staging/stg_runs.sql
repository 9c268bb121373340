-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.
select
    run_id,
    command,
    started_at,
    ended_at,
    documents,
    revisions,
    duplicates,
    rejections,
    findings,
    pipeline_name,
    pipeline_version,
    rules_version
from {{ source('ops', 'runs') }}
