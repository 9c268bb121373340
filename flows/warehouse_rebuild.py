"""A warehouse made anew from the landing log: begun aside with the history of the one it replaces, and put in its place when whole."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from flows.disk import make_folder, sync
from flows.errors import UsageError, WarehouseError
from flows.landing import Landing
from flows.places import Lake
from flows.settings import Settings
from flows.warehouse import log_of, read_only, replace_published, rows
from flows.warehouse_schema import fit_of
from flows.warehouse_write import open_private
from schemas import TABLES, Table

MADE_ANEW: Final = ("documents", "extractions", "rejections", "audit_findings", "schema_versions")
HISTORY: Final = [t for t in TABLES.values() if t.written == "logged" and t.name not in MADE_ANEW]
"""What is told of runs and requests, and cannot be made again: `ops.runs`, `ops.fetches`, `ops.robots_files`, …"""
REFUSED: Final = "document_id in (select document_id from old.ops.rejections where stage = 'land')"
"""Documents that were never landed: the old file alone knows of them."""


class Forecast(NamedTuple):
    """What a rebuild has to do."""

    documents: int
    seconds: float | None
    """By the pace of earlier runs; None where none can be told."""


def forecast(settings: Settings) -> Forecast:
    """How much there is to read, and how long it may take. Raises WarehouseError where nothing is landed, UsageError for a lake."""
    if isinstance(settings.published, Lake):
        raise UsageError(
            f"{settings.published}: only a file is rebuilt in place; name a new lake_catalog and lake_data, and `wirehouse backfill`"
            " fills them from the landing log"
        )
    documents = len(Landing(settings.landing).readable)
    if not documents:
        raise WarehouseError(
            f"{settings.landing}: holds no documents to make a warehouse from; fetch some with `wirehouse run PATH`"
        )
    try:
        with read_only(settings.newest_file) as connection:
            pace = rows(connection, "select sum(epoch(ended_at - started_at)) / sum(revisions) from ops.runs where revisions > 0")
    except (WarehouseError, duckdb.Error):
        return Forecast(documents, None)
    return Forecast(documents, pace[0][0] and documents * pace[0][0])


def begin_anew(settings: Settings, aside: Settings) -> None:
    """See to it that there is a file aside to build in: the one of an interrupted rebuild, or a new one with the history of the old.

    An old file that cannot be read leaves no history.
    """
    if _is_ours(aside.warehouse):
        return
    shutil.rmtree(aside.home, ignore_errors=True)
    path = aside.home / "begun" / aside.warehouse.name
    try:
        make_folder(path.parent)
        _make(path)
        if settings.newest_file.exists() and not _carry_history(settings.newest_file, path):
            path.unlink()
            _make(path)
        replace_published(path, aside)
    except OSError as failure:
        raise WarehouseError(
            f"{path}: cannot be written ({failure.strerror or failure}); free the disk or mend its rights"
        ) from failure
    path.parent.rmdir()


def put_in_place(settings: Settings, aside: Settings) -> Path | None:
    """Rename the file made aside over the published one, which stays beside it under the date it was last changed: where."""
    kept = _keep(settings)
    replace_published(aside.warehouse, settings)
    shutil.rmtree(aside.home, ignore_errors=True)
    return kept


def _make(path: Path) -> None:
    open_private(path).close()


def _is_ours(path: Path) -> bool:
    """Whether a file is a warehouse of this release's tables, as an interrupted rebuild leaves it."""
    try:
        return path.exists() and fit_of(path).told is None
    except (WarehouseError, duckdb.Error):
        return False


def _carry_history(old: Path, path: Path) -> bool:
    """Copy what the old file alone knows; whether it could be read."""
    try:
        with duckdb.connect(str(path)) as connection:
            connection.execute(f"attach '{str(old).replace(chr(39), chr(39) * 2)}' as old (read_only)")
            for table in HISTORY:
                _copy(connection, table)
            _copy(connection, TABLES["documents"], REFUSED)
            _copy(connection, TABLES["rejections"], REFUSED)
            connection.execute("detach old; checkpoint")
    except duckdb.Error:
        return False
    return True


def _copy(connection: duckdb.DuckDBPyConnection, table: Table, condition: str = "true") -> None:
    """Copy the rows of a table by the columns both files have; none where the old one lacks a column that may not be null."""
    found = "select column_name from duckdb_columns() where database_name = 'old' and schema_name = ? and table_name = ?"
    theirs = {column for (column,) in rows(connection, found, table.schema, table.name)}
    if all(f.is_nullable or f.name in theirs for f in table.fields):
        columns = ", ".join(c for c in table.columns if c in theirs)
        connection.execute(f"insert into {table.full_name} by name select {columns} from old.{table.full_name} where {condition}")


def _keep(settings: Settings) -> Path | None:
    """A second name for the published file, so that it stays when another takes its place; a log of writes beside it goes along."""
    published = settings.newest_file
    if not published.exists():
        return None
    changed = datetime.fromtimestamp(published.stat().st_mtime, UTC)
    kept = published.with_name(f"{settings.warehouse.stem}.{changed:%Y%m%d-%H%M%S}{published.suffix}")
    if published.is_dir():  # no file at all: it has to go
        published.rename(kept)
    elif not kept.exists():
        try:
            os.link(published, kept)
        except OSError:  # a file system without such names
            shutil.copyfile(published, kept)
    if log_of(published).exists():
        log_of(published).rename(log_of(kept))
    sync(kept.parent)
    return kept
