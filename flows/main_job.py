"""The main job around its flow: one writer, one context, a Prefect server to report to, and the flow between them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING

from flows.context import RunContext, new_run, now
from flows.lineage import lineage
from flows.orchestrator import prefect_server, quiet_tools
from flows.quarantine import override, with_twins
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse import only_writer
from flows.warehouse_rejections import RejectedDocument
from schemas.ops import Override

if TYPE_CHECKING:
    from flows.run import Outcome, Progress


def run(inputs: Sequence[str | Input], settings: Settings, *, published: datetime | None, progress: "Progress") -> "Outcome":
    """Bring the inputs into the warehouse of `settings.home`. Raises WirehouseError for a run that failed."""
    quiet_tools(settings.home)
    with only_writer(settings.home), new_run("run", settings) as context, _watched(context, inputs):
        from flows.run import run_flow

        return run_flow(context, inputs, published, progress)


def backfill(settings: Settings, *, only_entities: bool, progress: "Progress") -> "Outcome":
    """Read anew, from the landing log, what another pipeline or rules version wrote; or only settle anew which names are whose.

    Raises WirehouseError for a run that failed.
    """
    quiet_tools(settings.home)
    with only_writer(settings.home), new_run("backfill", settings) as context, _watched(context):
        from flows.run import backfill_flow

        return backfill_flow(context, progress, only_entities)


def retry(settings: Settings, document_ids: Collection[str], *, progress: "Progress") -> "Outcome":
    """Clean, read and audit rejected documents again, from the landing log. Raises WirehouseError for a run that failed."""
    return _decide(settings, "retry", document_ids, lambda context: [], progress)


def accept(settings: Settings, rejections: Sequence[RejectedDocument], *, reason: str, progress: "Progress") -> list[str]:
    """Publish rejected documents because a person says so; gives their ids. Raises WirehouseError for a run that failed."""
    ids = [r.document_id for r in rejections]
    _decide(
        settings,
        "accept",
        with_twins(settings, ids),
        lambda context: [override(r, run_id=context.run_id, reason=reason, at=now()) for r in rejections],
        progress,
    )
    return ids


def revoke(settings: Settings, overrides: Sequence[Override], *, reason: str, progress: "Progress") -> list[str]:
    """Take back what was accepted and judge it again; gives the documents' ids. Raises WirehouseError for a run that failed."""
    ids = [o.document_id for o in overrides]
    _decide(
        settings,
        "revoke",
        ids,
        lambda context: [o._replace(run_id=context.run_id, reason=reason, revoked_at=now()) for o in overrides],
        progress,
    )
    return ids


def _decide(
    settings: Settings,
    command: str,
    document_ids: Collection[str],
    overrides: Callable[[RunContext], Sequence[Override]],
    progress: "Progress",
) -> "Outcome":
    quiet_tools(settings.home)
    with only_writer(settings.home), new_run(command, settings) as context, _watched(context):
        from flows.run import retry_flow

        return retry_flow(context, document_ids, overrides(context), progress, anew=command == "revoke")


@contextmanager
def _watched(context: RunContext, inputs: Sequence[str | Input] = ()) -> Iterator[None]:
    """A Prefect server to report to, and lineage events of what comes of the run."""
    with lineage(context, inputs), prefect_server(context.settings.home, _import_flows):
        yield


def _import_flows() -> None:
    """Import the flows, which takes seconds; only here, since Prefect reads its environment when it is imported."""
    import flows.run  # noqa: F401
