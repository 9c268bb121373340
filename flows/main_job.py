"""The main job around its flow: one writer, one context, a Prefect server to report to, and the flow between them."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from flows.context import new_run
from flows.orchestrator import prefect_server, quiet_tools
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse import only_writer

if TYPE_CHECKING:
    from flows.run import Outcome, Progress


def run(inputs: Sequence[str | Input], settings: Settings, *, published: datetime | None, progress: "Progress") -> "Outcome":
    """Bring the inputs into the warehouse of `settings.home`. Raises WirehouseError for a run that failed."""
    quiet_tools(settings.home)
    with only_writer(settings.home), new_run("run", settings) as context, prefect_server(settings.home, _import_flows):
        from flows.run import run_flow

        return run_flow(context, inputs, published, progress)


def backfill(settings: Settings, *, only_entities: bool, progress: "Progress") -> "Outcome":
    """Read anew, from the landing log, what another pipeline or rules version wrote; or only settle anew which names are whose.

    Raises WirehouseError for a run that failed.
    """
    quiet_tools(settings.home)
    with only_writer(settings.home), new_run("backfill", settings) as context, prefect_server(settings.home, _import_flows):
        from flows.run import backfill_flow

        return backfill_flow(context, progress, only_entities)


def _import_flows() -> None:
    """Import the flows, which takes seconds; only here, since Prefect reads its environment when it is imported."""
    import flows.run  # noqa: F401
