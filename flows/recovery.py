"""One writer in a home folder, and what a crash left there: put in order before the next run begins."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from flows import owner
from flows.disk import refusal
from flows.errors import WarehouseError
from flows.settings import Settings
from flows.warehouse import only_writer, publish_waiting


@contextmanager
def writing(settings: Settings) -> Iterator[None]:
    """Hold the home folder, all in order in it. Raises BusyError where another does, WarehouseError where the disk refuses."""
    with told_plainly(settings.home), only_writer(settings.home):
        recover(settings)
        yield


def recover(settings: Settings) -> None:
    """Put in place what was finished and not published, and remove what is no use any more. The caller holds the home folder.

    A finished file that still cannot be put in place waits on; the run then builds on it.
    """
    with suppress(WarehouseError):
        publish_waiting(settings)
    for unfinished in settings.landing.glob("*.part"):
        unfinished.unlink(missing_ok=True)
    for word in settings.home.glob(f"{owner.FILE_NAME}.*"):
        word.unlink(missing_ok=True)


@contextmanager
def told_plainly(home: Path) -> Iterator[None]:
    """Turn what any library raises when the disk refuses into a WarehouseError that says so."""
    try:
        yield
    except WarehouseError as failure:
        reason = refusal(failure)
        if reason is None or reason in str(failure):
            raise
        raise WarehouseError(f"{failure} ({reason})") from failure
    except Exception as failure:
        reason = refusal(failure)
        if reason is None:
            raise
        raise WarehouseError(
            f"{home}: cannot be written ({reason}: {str(failure).splitlines()[0]}); make room or mend the folder, then run again: the "
            "published file is as it was, and what was landed is not lost"
        ) from failure
