"""The main job as Prefect flows: land -> clean -> parse and extract -> audit -> publish. Wiring only; tasks are batches."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from typing import Any, NamedTuple, ParamSpec, TypeVar

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.futures import as_completed
from prefect.task_runners import TaskRunner, ThreadPoolTaskRunner

from flows.cleaning import clean_documents
from flows.context import RunContext
from flows.errors import UsageError, WirehouseError
from flows.fetching import Landed, land_inputs
from flows.landing import Landing
from flows.planning import to_deal_with
from flows.processing import Batch, Progress, Stages, Work, process, read_and_audit, what_is_known
from flows.publishing import publish
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse_entities import Relinked
from flows.warehouse_stale import Wanted, stale_documents
from flows.warehouse_summary import Summary
from flows.workers import Workers, workers_for

P = ParamSpec("P")
R = TypeVar("R")

DASK_SECONDS = 10
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
    landed: Landed = land_task(context, inputs, published, progress)
    readable = Landing(context.settings.landing).readable
    wanted = readable.intersection(landed.document_ids)
    todo = to_deal_with(wanted, readable, what_is_known(context))
    with _stages() as stages:
        done = process(context, stages, todo, progress, besides=len(wanted - set(todo)) + landed.refused)
    return Outcome(done.summary, landed, done.relinked)


@flow(name="wirehouse-backfill", validate_parameters=False, persist_result=False)
def backfill_flow(context: RunContext, wanted: Wanted, progress: Progress) -> Outcome:
    """Read anew what another pipeline or rules version wrote, as far as it is wanted.

    Raises WirehouseError for a run that failed; what it published before stays.
    """
    readable = Landing(context.settings.landing).readable
    stale = stale_documents(context.settings.newest, context.versions, wanted)
    recovered = to_deal_with((), readable, what_is_known(context))
    with _stages() as stages:
        done = process(context, stages, [*recovered, *(d for d in stale if d in readable)], progress)
    return Outcome(done.summary, Landed((), 0, ()), done.relinked, unreadable=sum(d not in readable for d in stale))


@flow(name="wirehouse-relink", validate_parameters=False, persist_result=False)
def relink_flow(context: RunContext, progress: Progress) -> Outcome:
    """Settle anew which names are whose, and read nothing but what an interrupted run left. Raises WirehouseError for a run that failed."""
    recovered = to_deal_with((), Landing(context.settings.landing).readable, what_is_known(context))
    with _stages() as stages:
        done = process(context, stages, recovered, progress)
    return Outcome(done.summary, Landed((), 0, ()), done.relinked)


@flow(name="wirehouse-rebuild", validate_parameters=False, persist_result=False)
def rebuild_flow(context: RunContext, progress: Progress) -> Outcome:
    """Read everything in the landing log that is not read yet, or not by the versions in force, into the warehouse of the context.

    Raises WirehouseError for a run that failed; what it published there before stays, and the next rebuild goes on from it.
    """
    landed: Landed = land_task(context, (), None, progress)  # what the log says was refused
    readable = Landing(context.settings.landing).readable
    stale = stale_documents(context.settings.newest, context.versions, Wanted())
    recovered = to_deal_with((), readable, what_is_known(context))
    with _stages() as stages:
        done = process(context, stages, [*recovered, *(d for d in stale if d in readable)], progress, besides=landed.refused)
    return Outcome(done.summary, landed, done.relinked)
