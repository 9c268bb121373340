"""The main job as Prefect flows: land -> clean -> parse and extract -> audit -> publish. Wiring only; tasks are batches."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final, NamedTuple

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE

from flows.auditing import audit_batch
from flows.cleaning import clean_documents
from flows.context import RunContext
from flows.fetching import Landed, land_inputs
from flows.landing import Landing
from flows.planning import to_deal_with
from flows.processing import Progress, Stages, process, what_is_known
from flows.publishing import publish
from flows.reading import read_revisions
from flows.sources import Input
from flows.warehouse_entities import Relinked
from flows.warehouse_stale import Wanted, stale_documents
from flows.warehouse_summary import Summary

# Tasks pass ids and paths; what they do is kept in files of our own, so Prefect persists and caches nothing.
land_task = Task(fn=land_inputs, name="land", cache_policy=NO_CACHE, persist_result=False)
TASKS: Final = Stages(
    Task(fn=clean_documents, name="clean", cache_policy=NO_CACHE, persist_result=False),
    Task(fn=read_revisions, name="read", cache_policy=NO_CACHE, persist_result=False),
    Task(fn=audit_batch, name="audit", cache_policy=NO_CACHE, persist_result=False),
    Task(fn=publish, name="publish", cache_policy=NO_CACHE, persist_result=False),
)


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
    done = process(context, TASKS, todo, progress, besides=len(wanted - set(todo)) + landed.refused)
    return Outcome(done.summary, landed, done.relinked)


@flow(name="wirehouse-backfill", validate_parameters=False, persist_result=False)
def backfill_flow(context: RunContext, wanted: Wanted, progress: Progress) -> Outcome:
    """Read anew what another pipeline or rules version wrote, as far as it is wanted.

    Raises WirehouseError for a run that failed; what it published before stays.
    """
    readable = Landing(context.settings.landing).readable
    stale = stale_documents(context.settings.warehouse, context.versions, wanted)
    recovered = to_deal_with((), readable, what_is_known(context))
    done = process(context, TASKS, [*recovered, *(d for d in stale if d in readable)], progress)
    return Outcome(done.summary, Landed((), 0, ()), done.relinked, unreadable=sum(d not in readable for d in stale))


@flow(name="wirehouse-relink", validate_parameters=False, persist_result=False)
def relink_flow(context: RunContext, progress: Progress) -> Outcome:
    """Settle anew which names are whose, and read nothing but what an interrupted run left. Raises WirehouseError for a run that failed."""
    recovered = to_deal_with((), Landing(context.settings.landing).readable, what_is_known(context))
    done = process(context, TASKS, recovered, progress)
    return Outcome(done.summary, Landed((), 0, ()), done.relinked)


@flow(name="wirehouse-rebuild", validate_parameters=False, persist_result=False)
def rebuild_flow(context: RunContext, progress: Progress) -> Outcome:
    """Read everything in the landing log that is not read yet, or not by the versions in force, into the warehouse of the context.

    Raises WirehouseError for a run that failed; what it published there before stays, and the next rebuild goes on from it.
    """
    landed: Landed = land_task(context, (), None, progress)  # what the log says was refused
    readable = Landing(context.settings.landing).readable
    stale = stale_documents(context.settings.warehouse, context.versions, Wanted())
    recovered = to_deal_with((), readable, what_is_known(context))
    done = process(context, TASKS, [*recovered, *(d for d in stale if d in readable)], progress, besides=landed.refused)
    return Outcome(done.summary, landed, done.relinked)
