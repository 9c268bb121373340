"""What is published, opened read-only by everybody; and the warehouse file, replaced whole by one run at a time.

The file is the transaction (write-audit-publish): a run works on a private copy and renames it over the published file when every check
has passed. Readers keep the snapshot they opened; a crash at any instant leaves the last good file. A lake (`flows.warehouse_lake`) has
transactions of its own; who reads need not know which of the two it is.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import duckdb
import pandas as pd

from flows.disk import copy_aside, sync
from flows.errors import BusyError, WarehouseError
from flows.places import Place
from flows.settings import Settings
from flows.warehouse_reading import if_there as if_there
from flows.warehouse_reading import is_there as is_there
from flows.warehouse_reading import query as query
from flows.warehouse_reading import read_only as read_only

FILE_NAME: Final = "wirehouse.duckdb"
Connection: TypeAlias = duckdb.DuckDBPyConnection


class Known(NamedTuple):
    """What the published file knows of documents and revisions: enough to tell a new one from a known one."""

    outcomes: dict[str, str]
    """document_id -> revision | duplicate | rejection."""
    revisions: dict[str, str]
    """document_id -> the revision it is a text of."""
    articles: dict[str, str]
    """document_id -> the article it is a text of."""
    winners: dict[str, str]
    """revision_id -> the document it was extracted from."""
    stale: set[str]
    """Revisions that another pipeline or rules version wrote."""
    old: set[str]
    """Documents that were last dealt with under another pipeline or rules version."""


CURRENT: Final = "coalesce(pipeline_version = ? and rules_version = ?, false)"


def known(place: Place, *, pipeline_version: str, rules_version: str) -> Known:
    """What is published and known; nothing where nothing was published yet."""
    versions = (pipeline_version, rules_version)
    with if_there(place) as connection:
        if connection is None:
            return Known({}, {}, {}, {}, set(), set())
        documents = rows(connection, f"select document_id, outcome, revision_id, article_id, {CURRENT} from ops.documents left join ops.runs using (run_id)", *versions)  # fmt: skip
        extractions = rows(connection, f"select revision_id, document_id, {CURRENT} from ops.extractions", *versions)
    return Known(
        outcomes={document_id: outcome for document_id, outcome, *_ in documents},
        revisions={document_id: revision_id for document_id, _, revision_id, *_ in documents if revision_id},
        articles={document_id: article_id for document_id, *_, article_id, _ in documents if article_id},
        winners={revision_id: document_id for revision_id, document_id, _ in extractions},
        stale={revision_id for revision_id, _, is_current in extractions if not is_current},
        old={document_id for document_id, *_, is_current in documents if not is_current},
    )


def known_documents(place: Place) -> set[str]:
    """The ids of all documents that are accounted for; none where nothing was published yet."""
    with if_there(place) as connection:
        if connection is None:
            return set()
        return {document_id for (document_id,) in rows(connection, "select document_id from ops.documents")}


@contextmanager
def only_writer(home: Path) -> Iterator[None]:
    """Hold the home folder for one run. The lock is the operating system's: it dies with the process.

    Raises BusyError saying who holds it, WarehouseError where the folder cannot be written.
    """
    from filelock import FileLock, Timeout

    owner = home / ".lock-owner"
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / ".lock")
        lock.acquire(timeout=0)
    except Timeout:
        holder = owner.read_text() if owner.exists() else "another process"
        raise BusyError(f"{home}: {holder} is at work here; wait for it, or use another --home") from None
    except OSError as failure:
        raise WarehouseError(f"{home}: cannot be written ({failure.strerror or failure}); choose another --home") from failure
    try:
        owner.write_text(f"process {os.getpid()}")
        yield
    finally:
        owner.unlink(missing_ok=True)
        lock.release()


@contextmanager
def private_copy(settings: Settings) -> Iterator[Path]:
    """A copy of the published file (or the place for a first one) to build the next in; removed with its folder at the end.

    It bears the published file's name, since DuckDB names the catalog after the file, and its path is the same in every run, since
    dbt parses its whole project anew where that changed.
    """
    folder = settings.home / "next"
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted run left; ours is the only writer
    path = folder / FILE_NAME
    folder.mkdir(parents=True)
    try:
        if settings.warehouse.exists():
            copy_aside(settings.warehouse, path)
        yield path
    except OSError as failure:
        raise WarehouseError(
            f"{path}: cannot be written ({failure.strerror or failure}); the published file is as it was"
        ) from failure
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace_published(path: Path, published: Path) -> None:
    """Rename the finished file over the published one, on disk before and after: the publish itself."""
    if path.with_name(path.name + ".wal").exists():
        raise WarehouseError(f"{path}: was not closed cleanly; nothing was published")
    sync(path)
    path.replace(published)
    sync(published.parent)


@contextmanager
def transaction(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    """All of what is done in it, or nothing."""
    connection.execute("begin transaction")
    try:
        yield
        connection.execute("commit")
    except BaseException:
        with suppress(duckdb.Error):  # what failed may have ended the transaction
            connection.execute("rollback")
        raise


def frame(connection: duckdb.DuckDBPyConnection, sql: str) -> pd.DataFrame:
    """The rows of a query as a frame."""
    return connection.execute(sql).df()


def rows(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return connection.execute(sql, list(parameters)).fetchall()
