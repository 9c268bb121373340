"""The flows that deployments name, of `wirehouse serve` and of prefect.yaml: plain parameters, and an end that says what came of it.

One of them runs at a time in a home folder; another is cancelled, with the reason. As a program, it is one scheduled run of `serve`.
"""

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final
from uuid import UUID

from prefect import State, flow
from prefect.client.orchestration import get_client
from prefect.flow_engine import run_flow as run_engine
from prefect.states import Cancelled, Completed, Failed

from flows.console import progress as steps
from flows.context import new_run, now
from flows.errors import BusyError, WirehouseError
from flows.landing_upkeep import compact as compact_landing
from flows.lineage import lineage
from flows.orchestrator import die_with_parent, wait_for_server
from flows.recovery import writing
from flows.reporting import write_report
from flows.run import Outcome, backfill_flow, run_flow
from flows.schedule import chosen
from flows.settings import Settings
from flows.warehouse import is_there
from flows.warehouse_stale import Wanted
from flows.warehouse_write import bring_up

NONE_YET: Final = "there is no warehouse yet"


@flow(name="wirehouse-scheduled-ingest", persist_result=False)
def ingest(home: str = "", schedule: str = "", sources: list[str] | None = None) -> State[None]:
    """Bring in what is new in the configured sources: all, those with this schedule (five fields of cron), or those of these ids."""

    def work(settings: Settings) -> str:
        inputs = chosen(settings, schedule, sources)
        bring_up(settings)
        with new_run("run", settings) as context, lineage(context, inputs), steps() as progress:
            return _told(run_flow.fn(context, inputs, None, progress))

    return _ended(home, work)


@flow(name="wirehouse-scheduled-backfill", persist_result=False)
def backfill(home: str = "") -> State[None]:
    """Read anew what an older pipeline or older rules wrote."""

    def work(settings: Settings) -> str:
        if not is_there(settings.newest):
            return NONE_YET
        bring_up(settings)
        with new_run("backfill", settings) as context, lineage(context), steps() as progress:
            return _told(backfill_flow.fn(context, Wanted(), progress))

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
        return f"written to {write_report(settings, now())}" if is_there(settings.published) else NONE_YET

    return _ended(home, work)


def _ended(home: str, work: Callable[[Settings], str]) -> State[None]:
    """How the run of a deployment ends: completed with what it did, cancelled where another run holds the home folder, or failed."""
    try:
        settings = Settings(home=Path(home)) if home else Settings()
        with writing(settings):
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
