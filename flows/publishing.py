"""The publish stage: rows in, derived tables anew -> whole-warehouse checks -> dbt marts (-> search index); all at once, by a rename or a commit."""

from collections.abc import Callable, Collection
from functools import partial
from typing import TypeAlias

from flows.context import RunContext, now
from flows.landing import Landing
from flows.places import Lake
from flows.quiet import built_of, is_quiet, note_built
from flows.seeds import read_aliases
from flows.settings import Settings
from flows.views import build_views
from flows.warehouse import Connection, private_copy, replace_published, transaction
from flows.warehouse_checks import check_warehouse
from flows.warehouse_entities import Relinked
from flows.warehouse_lake_publish import Told, publish_lake
from flows.warehouse_lake_views import shell_of
from flows.warehouse_metrics import DECIDED, judge_run
from flows.warehouse_search import build_search
from flows.warehouse_summary import Summary, summarize
from flows.warehouse_write import insert_rows, note_run, open_private, write_run
from schemas.ops import Run

Built: TypeAlias = tuple[Summary, list[Relinked]]
"""What a build came to."""


def publish(context: RunContext, *, documents: int, waiting: Collection[str] = ()) -> tuple[Summary, list[Relinked]]:
    """Build what is published next, and publish it: all of it or nothing. Also tell which names became another entity's.

    `documents` is the number of documents this run dealt with so far, `waiting` are those of the landing log that a later publish of
    it brings. Raises AuditError when the run looks broken as a whole or a whole-warehouse check fails; what is published is then as
    it was.
    """
    settings = context.settings
    build = partial(_build, context, documents, waiting)
    if isinstance(settings.published, Lake):
        told = Told(context.run_id, context.command)
        summary, relinked = publish_lake(settings.published, build, told=told, shell=shell_of(settings, build_views))
    else:
        made_of = built_of(settings)  # before any of it is read: what is edited meanwhile is for the next run
        if is_quiet(context, made_of):
            summary, relinked = _note(context, documents), []
        else:
            summary, relinked = _publish_file(settings, build)
        note_built(settings, made_of)
    return summary._replace(seconds=(now() - context.started_at).total_seconds()), relinked


def _publish_file(settings: Settings, build: Callable[[Connection], Built]) -> Built:
    """Private copy -> rows in, checked -> dbt's views -> rename over the published file."""
    with private_copy(settings) as path:
        connection = open_private(path)
        try:
            with transaction(connection):
                built = build(connection)
            connection.execute("checkpoint")
        finally:
            connection.close()
        build_views(path, settings)
        build_search(path, settings.search)
        replace_published(path, settings)
    return built


def _note(context: RunContext, documents: int) -> Summary:
    """Publish what a run did that found nothing new: its own row and its fetches."""
    settings = context.settings
    with private_copy(settings) as path:
        connection = open_private(path)
        try:
            with transaction(connection):
                note_run(connection, context.folders("land"))
                summary = summarize(connection, context.run_id, documents)
                insert_rows(connection, [_run(context, summary)])
            connection.execute("checkpoint")
        finally:
            connection.close()
        replace_published(path, settings)
    return summary


def _build(context: RunContext, documents: int, waiting: Collection[str], connection: Connection) -> Built:
    """Put in what the run found, derive what depends on the whole set, and check all of it, in the caller's transaction."""
    built = write(connection, context, documents, is_judged=True)
    check_warehouse(connection, Landing(context.settings.landing).readable.difference(waiting), run_id=context.run_id)
    return built


def write(connection: Connection, context: RunContext, documents: int, *, is_judged: bool = False) -> Built:
    """Put the run's rows in, those of `ops.runs` among them, in the caller's transaction; its summary so far, and the names that moved.

    With `is_judged` it raises AuditError where the run looks broken as a whole.
    """
    settings = context.settings
    relinked = write_run(
        connection,
        read=context.folders("read"),
        folders=context.folders("accept", "land", "clean", "read", "audit"),
        sources=settings.seeds / "sources.csv",
        aliases=read_aliases(settings),
        has_rivals=isinstance(settings.published, Lake) and context.command not in DECIDED,
    )
    if is_judged:
        judge_run(connection, context.run_id, context.command, settings, documents)
    summary = summarize(connection, context.run_id, documents)
    insert_rows(connection, [_run(context, summary)])
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
