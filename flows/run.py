"""The main job as a Prefect flow: land -> clean -> parse and extract -> audit -> publish. Wiring only; tasks are batches."""

import json
import sys
from collections.abc import Callable, Collection, Sequence
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from prefect import State, Task, flow
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow as run_engine
from prefect.states import Cancelled, Completed, Failed

from flows.auditing import audit_batch
from flows.cleaning import clean_documents
from flows.console import progress as steps
from flows.context import RunContext, new_run, now
from flows.errors import BusyError, WirehouseError
from flows.fetching import Landed, land_inputs
from flows.frames import batches
from flows.landing import Landing
from flows.landing_upkeep import compact as compact_landing
from flows.orchestrator import die_with_parent, wait_for_server
from flows.planning import to_clean, to_read
from flows.publishing import publish
from flows.reading import read_revisions
from flows.reporting import write_report
from flows.schedule import chosen
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse import Known, known, only_writer
from flows.warehouse_entities import Relinked
from flows.warehouse_summary import Summary

NONE_YET: Final = "there is no warehouse yet"

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
    return known(context.settings.warehouse, pipeline_version=versions.pipeline_version, rules_version=versions.rules_version)


# The flows that deployments name, of `wirehouse serve` and of prefect.yaml: plain parameters, and an end that says what came of it. One
# of them runs at a time in a home folder; another is cancelled, with the reason.


@flow(name="wirehouse-scheduled-ingest", persist_result=False)
def ingest(home: str = "", schedule: str = "", sources: list[str] | None = None) -> State[None]:
    """Bring in what is new in the configured sources: all, those with this schedule (five fields of cron), or those of these ids."""

    def work(settings: Settings) -> str:
        inputs = chosen(settings, schedule, sources)
        with new_run("run", settings) as context, steps() as progress:
            return _told(run_flow.fn(context, inputs, None, progress))

    return _ended(home, work)


@flow(name="wirehouse-scheduled-backfill", persist_result=False)
def backfill(home: str = "") -> State[None]:
    """Read anew what an older pipeline or older rules wrote."""

    def work(settings: Settings) -> str:
        if not settings.warehouse.exists():
            return NONE_YET
        with new_run("backfill", settings) as context, steps() as progress:
            return _told(backfill_flow.fn(context, progress, False))

    return _ended(home, work)


@flow(name="wirehouse-scheduled-compact", persist_result=False)
def compact(home: str = "") -> State[None]:
    """Merge the many small files of the landing log into few."""

    def work(settings: Settings) -> str:
        before, after = compact_landing(settings.landing)
        return f"{before.files} landing files are now {after.files}"

    return _ended(home, work)


@flow(name="wirehouse-scheduled-report", persist_result=False)
def report(home: str = "") -> State[None]:
    """Write how the warehouse stands to HOME/reports/, a file a day."""

    def work(settings: Settings) -> str:
        return f"written to {write_report(settings, now())}" if settings.warehouse.exists() else NONE_YET

    return _ended(home, work)


def _ended(home: str, work: Callable[[Settings], str]) -> State[None]:
    """How the run of a deployment ends: completed with what it did, cancelled where another run holds the home folder, or failed."""
    try:
        settings = Settings(home=Path(home)) if home else Settings()
        with only_writer(settings.home):
            end: State[None] = Completed(message=work(settings))
    except BusyError as busy:
        end = Cancelled(message=str(busy))
    except WirehouseError as failure:
        end = Failed(message=str(failure))
    ends.append(end)
    return end


ends: list[State[None]] = []
"""How flows of this process ended: known also where Prefect cannot be told."""


def _told(outcome: Outcome) -> str:
    """What a run did, in a line. Raises WirehouseError where it could read nothing."""
    summary, landed = outcome.summary, outcome.landed
    if landed.failures and not summary.documents and not landed.unchanged:
        raise WirehouseError(f"nothing could be read; the first of {len(landed.failures)} failures: {landed.failures[0]}")
    counts = {name: getattr(summary, name) for name in ("documents", "revisions", "rejections", "findings")}
    told = ", ".join(f"{count} {name}" for name, count in counts.items())
    return told + (f", {len(landed.failures)} inputs failed, the first: {landed.failures[0]}" if landed.failures else "")


def main(run_id: str) -> None:
    """Run one scheduled flow run of `serve` in this process; its state and message go to standard output, as JSON."""
    die_with_parent()
    flows = {f.name: f for f in (ingest, backfill, compact, report)}
    wait_for_server()
    with get_client(sync_client=True) as client:
        flow_run = client.read_flow_run(UUID(run_id))
        wanted = flows[client.read_flow(flow_run.flow_id).name]
    try:
        run_engine(wanted, flow_run=flow_run, return_type="state")
    finally:
        for end in ends:
            sys.stdout.write(json.dumps({"state": end.type.value, "message": end.message}) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
