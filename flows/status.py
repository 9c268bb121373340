"""What `wirehouse status` tells, as queries on the published file."""

import contextlib
from typing import Final

import pyarrow as pa

from flows.context import versions_of
from flows.errors import PipelineError, UsageError
from flows.settings import Settings
from flows.warehouse import query
from flows.warehouse_stale import staleness

PARTS: Final = {
    "Last runs": """
        select strftime(started_at, '%Y-%m-%d %H:%M:%S') as started_utc, command,
            round(epoch(ended_at - started_at), 1) as seconds, documents, revisions, duplicates, rejections, findings,
            pipeline_name as pipeline
        from ops.runs order by started_at desc limit 5""",
    "In the warehouse": """
        select (select count(*) from core.sources) as sources, (select count(*) from core.articles) as articles,
            (select count(*) from core.article_revisions) as revisions, (select count(*) from core.entities) as entities,
            (select count(*) from core.entity_mentions) as mentions, (select count(*) from core.quotes) as quotes,
            (select count(*) from core.numeric_facts) as numeric_facts, (select count(*) from core.date_mentions) as dates""",
    "Freshness": """
        select s.name as source, count(*) as articles, strftime(max(r.published_at), '%Y-%m-%d') as newest_published,
            strftime(max(r.fetched_at), '%Y-%m-%d %H:%M') as last_fetched_utc
        from core.articles a join core.sources s using (source_id) join core.article_revisions r using (article_id)
        group by all order by last_fetched_utc desc, source limit 20""",
    "Rejections": "select stage, reason, count(*) as documents, min(detail) as example from ops.rejections group by all order by 3 desc",
    "Findings": """
        select severity, table_name, column_name, check_name, count(*) as rows_failing
        from ops.audit_findings group by all order by severity, rows_failing desc""",
}


def status(settings: Settings) -> dict[str, pa.Table]:
    """Title -> rows, of what there is to tell. Raises WarehouseError where there is no warehouse yet.

    A part that a file of an older release cannot tell is left out (`flows.warehouse_schema.fit_of` says why).
    """
    told: dict[str, pa.Table] = {}
    for title, sql in PARTS.items():
        with contextlib.suppress(UsageError):
            told[title] = query(settings.warehouse, sql)
    return told | _stale(settings)


def _stale(settings: Settings) -> dict[str, pa.Table]:
    """What a backfill would read anew; nothing is said where the pipeline cannot be found or the file is of an older release."""
    try:
        found = staleness(settings.warehouse, versions_of(settings))
    except (PipelineError, UsageError):
        return {}
    told = {"articles": found.articles, "rejected documents": found.rejections}
    rows = pa.Table.from_pylist([told] if any(found) else [], pa.schema([(name, pa.int64()) for name in told]))
    return {"Stale: what `wirehouse backfill` would read anew": rows}
