"""The main job as a Prefect flow: land -> clean -> parse and extract -> audit -> publish. Wiring only; tasks are batches."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import NamedTuple

import click
from prefect import Task, flow
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE

from flows.auditing import audit_batch
from flows.cleaning import clean_documents
from flows.context import RunContext
from flows.fetching import Landed, land_inputs
from flows.frames import batches, write_rows
from flows.landing import Landing
from flows.overrides import STAGE
from flows.planning import to_clean, to_read
from flows.publishing import publish
from flows.reading import read_revisions
from flows.reports import summary_of, write_report
from flows.sources import Input
from flows.warehouse import Known, known
from flows.warehouse_entities import Relinked
from flows.warehouse_summary import Summary
from schemas.ops import Override

Progress = Callable[[str, int, int], None]
"""Told of each step: stage, done, of how many (0: not known)."""

# Tasks pass ids and paths; what they do is kept in files of our own, so Prefect persists and caches nothing.
land_task = Task(fn=land_inputs, name="land", cache_policy=NO_CACHE, persist_result=False)
clean_task = Task(fn=clean_documents, name="clean", cache_policy=NO_CACHE, persist_result=False)
read_task = Task(fn=read_revisions, name="read", cache_policy=NO_CACHE, persist_result=False)
audit_task = Task(fn=audit_batch, name="audit", cache_policy=NO_CACHE, persist_result=False)
publish_task = Task(fn=publish, name="publish", cache_policy=NO_CACHE, persist_result=False)


class Outcome(NamedTuple):
    """What came of a run."""

    summary: Summary
    landed: Landed
    relinked: list[Relinked]
    """Names that became another entity's, most clusters first."""
    unreadable: int = 0
    """Articles that a backfill left as they are since their bytes were pruned."""


@flow(name="wirehouse-run", validate_parameters=False, persist_result=False)
def run_flow(context: RunContext, inputs: Sequence[str | Input], published: datetime | None, progress: Progress) -> Outcome:
    """Bring the inputs into the warehouse. Raises WirehouseError for a run that failed; nothing is published then."""
    with reported(context) as report:
        with context.timed("land"):
            landed: Landed = land_task(context, inputs, published, progress)
        dealt_with = process(context, landed.document_ids, progress)
        outcome = report.outcome = _publish(context, landed, len(dealt_with) + landed.refused, progress)
    return outcome


@flow(name="wirehouse-backfill", validate_parameters=False, persist_result=False)
def backfill_flow(context: RunContext, progress: Progress, only_entities: bool) -> Outcome:
    """Read anew whatever another pipeline or rules version wrote; with `only_entities` just settle anew which names are whose.

    Raises WirehouseError for a run that failed.
    """
    with reported(context) as report:
        state = _known(context)
        stale = set() if only_entities else {state.winners[revision] for revision in state.stale}
        dealt_with = set() if only_entities else process(context, stale, progress)
        outcome = _publish(context, Landed((), 0, ()), len(dealt_with), progress)
        outcome = report.outcome = outcome._replace(unreadable=len(stale - dealt_with))
    return outcome


@flow(name="wirehouse-retry", validate_parameters=False, persist_result=False)
def retry_flow(
    context: RunContext, document_ids: Collection[str], overrides: Sequence[Override], progress: Progress, anew: bool
) -> Outcome:
    """Clean, read and audit documents again from the landing log, under what a person decided about them.

    With `anew` also those that are published and up to date. Raises WirehouseError for a run that failed.
    """
    with reported(context) as report:
        write_rows("overrides", overrides, context.folder(STAGE))
        dealt_with = process(context, document_ids, progress, anew=anew)
        outcome = report.outcome = _publish(context, Landed((), 0, ()), len(dealt_with), progress)
    return outcome


def process(context: RunContext, document_ids: Collection[str], progress: Progress, *, anew: bool = False) -> set[str]:
    """Clean, read and audit whatever of these documents (and of those an interrupted run left) is not up to date; all dealt with.

    With `anew` none of these documents counts as up to date.
    """
    state, readable = _known(context), Landing(context.settings.landing).readable
    if anew:
        state.stale.update(state.revisions[d] for d in document_ids if d in state.revisions)
    wanted_ids = readable.intersection(document_ids)
    todo = [d for d in to_clean(wanted_ids, readable, state) if d in readable]
    parts = batches(todo, context.settings.batch_size)
    for number, batch in enumerate(parts):
        progress("clean", number, len(parts))
        with context.timed("clean"):
            clean_task(context, number, batch)
    progress("clean", len(parts), len(parts))
    wanted = to_read(context, state)
    for done, (number, batch) in enumerate(wanted.items()):
        progress("read", done, len(wanted))
        with context.timed("read"):
            read_task(context, number, batch)
        with context.timed("audit"):
            audit_task(context, number)
    progress("read", len(wanted), len(wanted))
    return set(todo) | wanted_ids


def _publish(context: RunContext, landed: Landed, documents: int, progress: Progress) -> Outcome:
    progress("publish", 0, 1)
    with context.timed("publish"):
        summary, relinked = publish_task(context, documents=documents)
    progress("publish", 1, 1)
    return Outcome(summary, landed, relinked)


class Report:
    """What is to be told at the end of a flow run."""

    outcome: Outcome | None = None


@contextmanager
def reported(context: RunContext) -> Iterator[Report]:
    """Whatever comes of the run within, a report of it is written and linked from Prefect."""
    report = Report()
    try:
        yield report
    except Exception as failure:
        _tell(context, report, failure)
        raise
    _tell(context, report, None)


def _tell(context: RunContext, report: Report, failure: Exception | None) -> None:
    """Write the report, and an artifact of the flow run that names it. What fails here fails no run."""
    landed = report.outcome.landed.failures if report.outcome else ()
    page = write_report(context, landed, failure)
    if page is not None:
        try:
            create_markdown_artifact(summary_of(context, page, failure), key="run-report", description="The report of the run.")
        except Exception as broken:
            click.echo(f"wirehouse: Prefect has no artifact of this run's report ({broken!r}); the run itself is done", err=True)


def _known(context: RunContext) -> Known:
    versions = context.versions
    return known(context.settings.warehouse, pipeline_version=versions.pipeline_version, rules_version=versions.rules_version)
