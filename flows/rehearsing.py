"""What a backfill would change, found out in a copy of the warehouse that is never published."""

import shutil
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from flows.cleaning import clean_documents
from flows.context import RunContext, new_run
from flows.errors import WarehouseError
from flows.landing import Landing
from flows.processing import Batch, Each, Progress, Stages, Work, process, read_and_audit
from flows.publishing import write
from flows.settings import Settings
from flows.warehouse import only_writer
from flows.warehouse_entities import Relinked
from flows.warehouse_schema import usable
from flows.warehouse_stale import Wanted, stale_documents
from flows.warehouse_summary import Summary
from flows.warehouse_write import bring_up, open_private


@contextmanager
def rehearsed(settings: Settings, wanted: Wanted, progress: Progress) -> Iterator[tuple[Path, int]]:
    """A copy of the published file in which the stale documents that are wanted were read anew, and how many they were.

    The copy goes at the end. Runs may publish meanwhile: only another rehearsal has to wait. Raises WarehouseError where there is no
    warehouse, BusyError for a second rehearsal.
    """
    if not settings.warehouse.exists():
        raise WarehouseError(
            f"{settings.warehouse}: there is no warehouse yet to compare with; make one with `wirehouse run PATH`"
        )
    usable(settings.warehouse)
    aside = settings.apart("diff")
    with only_writer(aside.home), new_run("diff", aside) as context:
        try:
            _copy(settings.warehouse, aside.warehouse)
            bring_up(aside)
            readable = Landing(aside.landing).readable
            todo = [d for d in stale_documents(aside.warehouse, context.versions, wanted) if d in readable]
            process(context, STAGES, todo, progress)
            yield aside.warehouse, len(todo)
        finally:
            for left in aside.home.glob("wirehouse.duckdb*"):
                left.unlink()


def _copy(source: Path, target: Path) -> None:
    try:
        shutil.copyfile(source, target)
    except OSError as failure:
        raise WarehouseError(
            f"{target}: cannot be written ({failure.strerror or failure}); free the disk or mend its rights"
        ) from failure


def _write(context: RunContext, *, documents: int, waiting: Collection[str]) -> tuple[Summary, list[Relinked]]:
    """What publishing does with the rows, without checks and views."""
    connection = open_private(context.settings.warehouse)
    try:
        return write(connection, context, documents)
    finally:
        connection.close()


def _each(work: Work) -> Each:
    def each(context: RunContext, parts: Sequence[Batch]) -> Iterator[object]:
        for part in parts:
            work(context, *part)
            yield part

    return each


STAGES: Final = Stages(_each(clean_documents), _each(read_and_audit), _write)
