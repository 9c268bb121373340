"""The main job around its flows: one writer, one context, a Prefect server to report to, and the flow between them."""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Final

from flows.context import RunContext, new_run, now
from flows.lineage import lineage
from flows.orchestrator import prefect_server, quiet_tools
from flows.quarantine import override, with_twins
from flows.recovery import writing
from flows.settings import Settings
from flows.sources import Input
from flows.warehouse_rebuild import begin_anew, put_in_place
from flows.warehouse_rejections import RejectedDocument
from flows.warehouse_stale import Wanted
from flows.warehouse_write import bring_up
from schemas.ops import Override

EVERYTHING: Final = Wanted()

if TYPE_CHECKING:
    from flows.processing import Progress
    from flows.run import Outcome


def run(inputs: Sequence[str | Input], settings: Settings, *, published: datetime | None, progress: "Progress") -> "Outcome":
    """Bring the inputs into the warehouse of `settings.home`. Raises WirehouseError for a run that failed."""
    with _job("run", settings, inputs) as context:
        from flows.run import run_flow

        return run_flow(context, inputs, published, progress)


def backfill(settings: Settings, *, wanted: Wanted = EVERYTHING, only_entities: bool = False, progress: "Progress") -> "Outcome":
    """Read anew, from the landing log, what another pipeline or rules version wrote; or only settle anew which names are whose.

    Raises WirehouseError for a run that failed.
    """
    with _job("backfill", settings) as context:
        from flows.run import backfill_flow, relink_flow

        return relink_flow(context, progress) if only_entities else backfill_flow(context, wanted, progress)


def rebuild(settings: Settings, *, progress: "Progress") -> tuple["Outcome", Path | None]:
    """Make the warehouse anew from the landing log alone, aside, and put it in the published file's place when it is whole.

    Also gives where the file it replaces is kept (None where there was none). The history of runs and fetches is carried over where
    that file can be read. Interrupted, the published file is as it was, and the next rebuild goes on where this one was. Raises
    WirehouseError for one that failed.
    """
    with writing(settings):
        aside = settings.apart("rebuild")
        begin_anew(settings, aside)
        with _at_work("rebuild", aside, settings.home) as context:
            from flows.run import rebuild_flow

            outcome = rebuild_flow(context, progress)
        return outcome, put_in_place(settings, aside)


def retry(settings: Settings, document_ids: Collection[str], *, progress: "Progress") -> "Outcome":
    """Clean, read and audit rejected documents again, from the landing log. Raises WirehouseError for a run that failed."""
    return _decide(settings, "retry", document_ids, lambda context: [], progress)


def accept(settings: Settings, rejections: Sequence[RejectedDocument], *, reason: str, progress: "Progress") -> list[str]:
    """Publish rejected documents because a person says so; gives their ids. Raises WirehouseError for a run that failed."""
    ids = [r.document_id for r in rejections]

    def overrides(context: RunContext) -> list[Override]:
        return [override(r, run_id=context.run_id, reason=reason, at=now()) for r in rejections]

    _decide(settings, "accept", with_twins(settings, ids), overrides, progress)
    return ids


def revoke(settings: Settings, overrides: Sequence[Override], *, reason: str, progress: "Progress") -> list[str]:
    """Take back what was accepted and judge it again; gives the documents' ids. Raises WirehouseError for a run that failed."""
    ids = [o.document_id for o in overrides]

    def revoked(context: RunContext) -> list[Override]:
        return [o._replace(run_id=context.run_id, reason=reason, revoked_at=now()) for o in overrides]

    _decide(settings, "revoke", ids, revoked, progress)
    return ids


def _decide(
    settings: Settings,
    command: str,
    document_ids: Collection[str],
    overrides: Callable[[RunContext], Sequence[Override]],
    progress: "Progress",
) -> "Outcome":
    with _job(command, settings) as context:
        from flows.run import retry_flow

        return retry_flow(context, document_ids, overrides(context), progress, anew=command == "revoke")


@contextmanager
def _job(command: str, settings: Settings, inputs: Sequence[str | Input] = ()) -> Iterator[RunContext]:
    with writing(settings):
        bring_up(settings)
        with _at_work(command, settings, settings.home, inputs) as context:
            yield context


@contextmanager
def _at_work(command: str, settings: Settings, home: Path, inputs: Sequence[str | Input] = ()) -> Iterator[RunContext]:
    """The context of a run, lineage events of what comes of it, and a Prefect server, whose history is in `home`."""
    quiet_tools(home)
    with new_run(command, settings) as context, lineage(context, inputs), prefect_server(home, _import_flows):
        yield context


def _import_flows() -> None:
    """Import the flows, which takes seconds; only here, since Prefect reads its environment when it is imported."""
    import flows.run  # noqa: F401
