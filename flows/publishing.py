"""The publish stage: private copy -> rows in, derived tables anew -> whole-warehouse checks -> dbt views -> atomic rename."""

from typing import NamedTuple

import duckdb

from flows.context import RunContext, now
from flows.views import build_views
from flows.warehouse import private_copy, replace_published
from flows.warehouse_checks import check_warehouse
from flows.warehouse_write import insert_row, open_private, write_run
from schemas.ops import Run


class Summary(NamedTuple):
    """What a run did. Counts of rows are of the rows it wrote."""

    run_id: str
    documents: int
    articles: int
    revisions: int
    duplicates: int
    rejections: int
    mentions: int
    quotes: int
    numeric_facts: int
    dates: int
    findings: int
    seconds: float


def publish(context: RunContext, *, documents: int) -> Summary:
    """Build the next warehouse and rename it over the published one.

    `documents` is the number of documents this run dealt with. Raises AuditError when a whole-warehouse check fails; the published
    file is then as it was.
    """
    settings = context.settings
    with private_copy(settings, context.run_id) as path:
        connection = open_private(path)
        try:
            stages = context.folders("land", "clean", "read", "audit")
            write_run(connection, read=context.folders("read"), folders=stages, sources=settings.seeds / "sources.csv")
            summary = _summary(connection, context, documents)
            insert_row(connection, _run(context, summary))
            check_warehouse(connection)
            connection.execute("checkpoint")
        finally:
            connection.close()
        build_views(path, settings)
        replace_published(path, settings.warehouse)
    return summary._replace(seconds=(now() - context.started_at).total_seconds())


def _summary(connection: duckdb.DuckDBPyConnection, context: RunContext, documents: int) -> Summary:
    def count(sql: str) -> int:
        found = connection.execute(sql, [context.run_id]).fetchone()
        return int(found[0]) if found else 0

    def of_this_run(table: str) -> int:
        return count(f"select count(*) from core.{table} join ops.extractions e using (revision_id) where e.run_id = ?")

    revisions, rejections = of_this_run("article_revisions"), count("select count(*) from ops.rejections where run_id = ?")
    return Summary(
        run_id=context.run_id,
        documents=documents,
        articles=count(
            "select count(distinct article_id) from core.article_revisions join ops.extractions e using (revision_id) where e.run_id = ?"
        ),
        revisions=revisions,
        duplicates=documents - revisions - rejections,
        rejections=rejections,
        mentions=of_this_run("entity_mentions"),
        quotes=of_this_run("quotes"),
        numeric_facts=of_this_run("numeric_facts"),
        dates=of_this_run("date_mentions"),
        findings=count("select count(*) from ops.audit_findings where run_id = ?"),
        seconds=0.0,
    )


def _run(context: RunContext, summary: Summary) -> Run:
    return Run(
        run_id=context.run_id,
        command=context.command,
        started_at=context.started_at,
        ended_at=now(),
        documents=summary.documents,
        revisions=summary.revisions,
        duplicates=summary.duplicates,
        rejections=summary.rejections,
        findings=summary.findings,
        pipeline_name=context.versions.pipeline_name,
        pipeline_version=context.versions.pipeline_version,
        rules_version=context.versions.rules_version,
    )
