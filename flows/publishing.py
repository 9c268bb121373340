"""The publish stage: private copy -> rows in, derived tables anew -> whole-warehouse checks -> dbt marts -> search index -> atomic rename."""

from collections.abc import Collection

from flows.context import RunContext, now
from flows.landing import Landing
from flows.seeds import read_aliases
from flows.views import build_views
from flows.warehouse import Connection, private_copy, replace_published
from flows.warehouse_checks import check_warehouse
from flows.warehouse_entities import Relinked
from flows.warehouse_metrics import judge_run
from flows.warehouse_search import build_search
from flows.warehouse_summary import Summary, summarize
from flows.warehouse_write import insert_row, open_private, write_run
from schemas.ops import Run


def publish(context: RunContext, *, documents: int, waiting: Collection[str] = ()) -> tuple[Summary, list[Relinked]]:
    """Build the next warehouse and rename it over the published one; also tell which names became another entity's.

    `documents` is the number of documents this run dealt with so far, `waiting` are those of the landing log that a later publish of
    it brings. Raises AuditError when the run looks broken as a whole or a whole-warehouse check fails; the published file is then as
    it was.
    """
    settings = context.settings
    with private_copy(settings) as path:
        connection = open_private(path)
        try:
            summary, relinked = write(connection, context, documents, is_judged=True)
            check_warehouse(connection, Landing(settings.landing).readable.difference(waiting), run_id=context.run_id)
            connection.execute("checkpoint")
        finally:
            connection.close()
        build_views(path, settings)
        build_search(path, settings.search)
        replace_published(path, settings)
    return summary._replace(seconds=(now() - context.started_at).total_seconds()), relinked


def write(
    connection: Connection, context: RunContext, documents: int, *, is_judged: bool = False
) -> tuple[Summary, list[Relinked]]:
    """Put the run's rows into an open private copy, those of `ops.runs` among them; its summary so far, and the names that moved.

    With `is_judged` it raises AuditError where the run looks broken as a whole.
    """
    settings = context.settings
    relinked = write_run(
        connection,
        read=context.folders("read"),
        folders=context.folders("accept", "land", "clean", "read", "audit"),
        sources=settings.seeds / "sources.csv",
        aliases=read_aliases(settings),
    )
    if is_judged:
        judge_run(connection, context.run_id, context.command, settings)
    summary = summarize(connection, context.run_id, documents)
    insert_row(connection, _run(context, summary))
    return summary, relinked


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
