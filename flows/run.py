"""The main job as a Prefect flow: land -> clean -> parse and extract -> audit -> publish. Wiring only; tasks are batches."""

from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from typing import NamedTuple

from prefect import Task, flow
from prefect.cache_policies import NO_CACHE

from flows.auditing import audit_batch
from flows.cleaning import clean_documents
from flows.context import RunContext
from flows.fetching import Landed, land_inputs
from flows.frames import batches
from flows.landing import Landing
from flows.planning import to_clean, to_read
from flows.publishing import publish
from flows.reading import read_revisions
from flows.sources import Input
from flows.warehouse import Known, known
from flows.warehouse_entities import Relinked
from flows.warehouse_summary import Summary

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
    landed: Landed = land_task(context, inputs, published, progress)
    dealt_with = process(context, landed.document_ids, progress)
    progress("publish", 0, 1)
    summary, relinked = publish_task(context, documents=len(dealt_with) + landed.refused)
    progress("publish", 1, 1)
    return Outcome(summary, landed, relinked)


@flow(name="wirehouse-backfill", validate_parameters=False, persist_result=False)
def backfill_flow(context: RunContext, progress: Progress, only_entities: bool) -> Outcome:
    """Read anew whatever another pipeline or rules version wrote; with `only_entities` just settle anew which names are whose.

    Raises WirehouseError for a run that failed.
    """
    state = _known(context)
    stale = set() if only_entities else {state.winners[revision] for revision in state.stale}
    dealt_with = set() if only_entities else process(context, stale, progress)
    progress("publish", 0, 1)
    summary, relinked = publish_task(context, documents=len(dealt_with))
    progress("publish", 1, 1)
    return Outcome(summary, Landed((), 0, ()), relinked, unreadable=len(stale - dealt_with))


def process(context: RunContext, document_ids: Collection[str], progress: Progress) -> set[str]:
    """Clean, read and audit whatever of these documents (and of those an interrupted run left) is not up to date; all dealt with."""
    state, readable = _known(context), Landing(context.settings.landing).readable
    wanted_ids = readable.intersection(document_ids)
    todo = [d for d in to_clean(wanted_ids, readable, state) if d in readable]
    parts = batches(todo, context.settings.batch_size)
    for number, batch in enumerate(parts):
        progress("clean", number, len(parts))
        clean_task(context, number, batch)
    progress("clean", len(parts), len(parts))
    wanted = to_read(context, state)
    for done, (number, batch) in enumerate(wanted.items()):
        progress("read", done, len(wanted))
        read_task(context, number, batch)
        audit_task(context, number)
    progress("read", len(wanted), len(wanted))
    return set(todo) | wanted_ids


def _known(context: RunContext) -> Known:
    versions = context.versions
    return known(context.settings.newest, pipeline_version=versions.pipeline_version, rules_version=versions.rules_version)
