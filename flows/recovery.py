"""After a crash: what a killed run or reader left is put in order before the next run begins, and a warehouse is set aside to be rebuilt."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from flows import owner
from flows.disk import refusal, sync
from flows.errors import WarehouseError
from flows.settings import Settings
from flows.warehouse import SPILL, put_in_place


def recover(settings: Settings) -> None:
    """Put in place what was finished and not published, and remove what is no use any more. The caller holds the home folder.

    A finished file that still cannot be put in place waits on; the run then builds on it.
    """
    with suppress(WarehouseError):
        put_in_place(settings)
    for unfinished in settings.landing.glob("*.part"):
        unfinished.unlink(missing_ok=True)
    for spill in settings.home.glob(f"{SPILL}*"):
        if owner.is_left(spill.name.removeprefix(SPILL).rpartition("-")[0]):
            shutil.rmtree(spill, ignore_errors=True)


@contextmanager
def set_aside(settings: Settings, at: datetime) -> Iterator[list[Path]]:
    """Move the published file (and one that waits) aside for as long as a new one is built; where none comes of it, back again.

    Gives the names they are kept under. Raises WarehouseError where they cannot be moved.
    """
    moved = {
        path: path.with_name(path.name.replace(".duckdb", f".aside-{at:%Y%m%dT%H%M%S}.duckdb")) for path in _warehouses(settings)
    }
    try:
        for path, aside in moved.items():
            path.rename(aside)
        sync(settings.home)
        yield list(moved.values())
    except OSError as failure:
        raise WarehouseError(
            f"{settings.warehouse}: cannot be moved aside ({failure.strerror or failure}); close what has it open, or mend the folder's rights"
        ) from failure
    finally:
        for path, aside in moved.items():
            if not settings.newest.exists() and aside.exists():
                aside.rename(path)


def _warehouses(settings: Settings) -> list[Path]:
    """The published file, whatever it is, and the waiting one, with their write-ahead logs."""
    files = (settings.warehouse, settings.waiting)
    return [path for file in files for path in (file, file.with_name(file.name + ".wal")) if path.exists() or path.is_symlink()]


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
