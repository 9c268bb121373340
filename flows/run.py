"""The main job as Prefect flows: land -> clean -> parse and extract -> audit -> publish. Wiring only; tasks are batches."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, Final, NamedTuple, ParamSpec, TypeVar

import click
from prefect import Task, flow
from prefect.artifacts import create_markdown_artifact
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.cleaning import clean_documents
from flows.context import RunContext
from flows.errors import UsageError, WirehouseError
from flows.fetching import Landed, land_inputs
from flows.frames import write_rows
from flows.landing import Landing
from flows.overrides import STAGE
from flows.planning import to_deal_with
from flows.processing import Batch, Progress, Stages, Work, process, read_and_audit, what_is_known
from flows.publishing import publish
from flows.reports import summary_of, write_report
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse_entities import Relinked
from flows.warehouse_stale import Wanted, stale_documents
from flows.warehouse_summary import Summary
from flows.workers import Workers, workers_for
from schemas.ops import Override

P = ParamSpec("P")
R = TypeVar("R")

NOTHING_LANDED: Final = Landed((), 0, ())
DASK_SECONDS: Final = 10
"""A scheduler that does not answer within them is not there."""


# Tasks pass ids and paths; what they do is kept in files of our own, so Prefect persists and caches nothing.
def _task(name: str, work: Callable[P, R]) -> "Task[P, R]":
    return Task(fn=work, name=name, cache_policy=NO_CACHE, persist_result=False)


land_task = _task("land", land_inputs)
publish_task = _task("publish", publish)


@contextmanager
def _stages() -> Iterator[Stages]:
    """The stages as tasks: here, in worker processes or on a Dask cluster, as settings and the work to do have it."""
    with Workers() as workers:
        yield Stages(
            clean=partial(_each, workers, "clean", clean_documents),
            read=partial(_each, workers, "read", read_and_audit),
            publish=publish_task,
        )


def _each(workers: Workers, name: str, work: Work, context: RunContext, parts: Sequence[Batch]) -> Iterator[object]:
    """A task for each batch; tells of each that is done. Raises what the first one to fail raises."""
    settings = context.settings
    count = min(len(parts), workers_for(sum(len(ids) for _, ids in parts), settings))
    if settings.extract_runner == "dask" and parts:
        yield from _side_by_side(_dask(settings), _task(name, work), context, parts)
    elif count > 1:
        with workers.stopped_on_failure():
            threads: TaskRunner[Any] = ThreadPoolTaskRunner(max_workers=count)  # each waits for its worker
            yield from _side_by_side(threads, _task(name, workers.doing(work, count)), context, parts)
    else:
        task = _task(name, work)
        yield from (task(context, *part) for part in parts)


def _side_by_side(
    runner: "TaskRunner[Any]", task: "Task[..., Any]", context: RunContext, parts: Sequence[Batch]
) -> Iterator[object]:
    with runner:
        arguments = [{"context": context, "number": number, "document_ids": ids} for number, ids in parts]
        for future in as_completed([runner.submit(task, given) for given in arguments]):
            yield future.result()


def _dask(settings: Settings) -> "TaskRunner[Any]":
    """Raises UsageError where prefect-dask is not installed or no address is set, WirehouseError where no cluster answers there."""
    try:
        from distributed import Client
        from prefect_dask.task_runners import DaskTaskRunner
    except ImportError:
        raise UsageError("extract_runner dask: prefect-dask is not installed; pip install 'wirehouse[dask]'") from None
    if not settings.dask_address:
        raise UsageError("extract_runner dask: no dask_address is set; name the scheduler's, such as tcp://10.0.0.5:8786")
    try:
        Client(settings.dask_address, timeout=DASK_SECONDS, set_as_default=False).close()  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as failure:
        raise WirehouseError(
            f"{settings.dask_address}: no Dask scheduler answers there ({failure}); start it, or mend dask_address"
        ) from failure
    return DaskTaskRunner(address=settings.dask_address)


class Outcome(NamedTuple):
    """What came of a run."""

    summary: Summary
    landed: Landed
    relinked: list[Relinked]
    """Names that became another entity's, most clusters first."""
    unreadable: int = 0
    """Documents that a backfill left as they are since their bytes were pruned."""


@flow(name="wirehouse-run", validate_parameters=False, persist_result=False)
def run_flow(context: RunContext, inputs: Sequence[str | Input], published: datetime | None, progress: Progress) -> Outcome:
    """Bring the inputs into the warehouse. Raises WirehouseError for a run that failed; what it published before stays."""
    with reported(context) as report, _stages() as stages:
        with context.timed("land"):
            landed: Landed = land_task(context, inputs, published, progress)
        readable = Landing(context.settings.landing).readable
        wanted = readable.intersection(landed.document_ids)
        todo = to_deal_with(wanted, readable, what_is_known(context))
        done = process(context, stages, todo, progress, besides=len(wanted - set(todo)) + landed.refused)
        outcome = report.outcome = Outcome(done.summary, landed, done.relinked)
    return outcome


@flow(name="wirehouse-backfill", validate_parameters=False, persist_result=False)
def backfill_flow(context: RunContext, wanted: Wanted, progress: Progress) -> Outcome:
    """Read anew what another pipeline or rules version wrote, as far as it is wanted.

    Raises WirehouseError for a run that failed; what it published before stays.
    """
    with reported(context) as report, _stages() as stages:
        stale, pruned = _stale(context, wanted)
        done = process(context, stages, stale, progress)
        outcome = report.outcome = Outcome(done.summary, NOTHING_LANDED, done.relinked, unreadable=pruned)
    return outcome


@flow(name="wirehouse-relink", validate_parameters=False, persist_result=False)
def relink_flow(context: RunContext, progress: Progress) -> Outcome:
    """Settle anew which names are whose, and read nothing but what an interrupted run left. Raises WirehouseError for a run that failed."""
    return _again(context, to_deal_with((), Landing(context.settings.landing).readable, what_is_known(context)), progress)


@flow(name="wirehouse-retry", validate_parameters=False, persist_result=False)
def retry_flow(
    context: RunContext, document_ids: Collection[str], overrides: Sequence[Override], progress: Progress, anew: bool
) -> Outcome:
    """Clean, read and audit documents again from the landing log, under what a person decided about them.

    With `anew` also those that are published and up to date. Raises WirehouseError for a run that failed.
    """
    write_rows("overrides", overrides, context.folder(STAGE))
    readable = Landing(context.settings.landing).readable
    recovered = to_deal_with((), readable, what_is_known(context))
    wanted = sorted(readable.intersection(document_ids).difference(recovered))
    return _again(context, [*recovered, *wanted], progress, anew=anew)


@flow(name="wirehouse-rebuild", validate_parameters=False, persist_result=False)
def rebuild_flow(context: RunContext, progress: Progress) -> Outcome:
    """Read everything in the landing log that is not read yet, or not by the versions in force, into the warehouse of the context.

    Raises WirehouseError for a run that failed; what it published there before stays, and the next rebuild goes on from it.
    """
    with reported(context) as report, _stages() as stages:
        landed: Landed = land_task(context, (), None, progress)  # what the log says was refused
        stale, _ = _stale(context, Wanted())
        done = process(context, stages, stale, progress, besides=landed.refused)
        outcome = report.outcome = Outcome(done.summary, landed, done.relinked)
    return outcome


def _again(context: RunContext, document_ids: Sequence[str], progress: Progress, *, anew: bool = False) -> Outcome:
    """Deal with documents that are landed already."""
    with reported(context) as report, _stages() as stages:
        done = process(context, stages, document_ids, progress, anew=anew)
        outcome = report.outcome = Outcome(done.summary, NOTHING_LANDED, done.relinked)
    return outcome


def _stale(context: RunContext, wanted: Wanted) -> tuple[list[str], int]:
    """The documents that an interrupted run left and those that older versions dealt with; how many of the latter have no bytes any more."""
    readable = Landing(context.settings.landing).readable
    stale = stale_documents(context.settings.newest, context.versions, wanted)
    recovered = to_deal_with((), readable, what_is_known(context))
    return [*recovered, *(d for d in stale if d in readable)], sum(d not in readable for d in stale)


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
