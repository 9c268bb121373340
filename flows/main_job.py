"""The main job around its flow: one writer, one context, a Prefect server to report to, and the flow between them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from flows.context import RunContext, new_run
from flows.orchestrator import prefect_server, quiet_tools
from flows.recovery import recover, set_aside, told_plainly
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse import only_writer

if TYPE_CHECKING:
    from flows.run import Outcome, Progress


def run(inputs: Sequence[str | Input], settings: Settings, *, published: datetime | None, progress: "Progress") -> "Outcome":
    """Bring the inputs into the warehouse of `settings.home`. Raises WirehouseError for a run that failed."""
    with _job("run", settings) as context:
        from flows.run import run_flow

        return run_flow(context, inputs, published, progress)


def backfill(settings: Settings, *, only_entities: bool, progress: "Progress") -> "Outcome":
    """Read anew, from the landing log, what another pipeline or rules version wrote; or only settle anew which names are whose.

    Raises WirehouseError for a run that failed.
    """
    with _job("backfill", settings) as context:
        from flows.run import backfill_flow

        return backfill_flow(context, progress, only_entities)


def rebuild(settings: Settings, *, progress: "Progress") -> "tuple[Outcome, list[Path]]":
    """Make the warehouse anew from the landing log alone; also tell where the one that was there is kept.

    Raises WirehouseError for a run that failed; what was published is back in its place then.
    """
    with _job("rebuild", settings) as context, set_aside(settings, context.started_at) as kept:
        from flows.run import run_flow

        return run_flow(context, (), None, progress), kept


@contextmanager
def _job(command: str, settings: Settings) -> Iterator[RunContext]:
    """One writer, what a crash left put in order, one context, one server."""
    quiet_tools(settings.home)
    with told_plainly(settings.home), only_writer(settings.home):
        recover(settings)
        with new_run(command, settings) as context, prefect_server(settings.home, _import_flows):
            yield context


def _import_flows() -> None:
    """Import the flows, which takes seconds; only here, since Prefect reads its environment when it is imported."""
    import flows.run  # noqa: F401
