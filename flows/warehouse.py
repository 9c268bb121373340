"""What is published, opened read-only by everybody; and the warehouse file, replaced whole by one run at a time.

The file is the transaction (write-audit-publish): a run works on a private copy and renames it over the published file when every check
has passed. Readers keep the snapshot they opened; a crash at any instant leaves the last good file. A lake (`flows.warehouse_lake`) has
transactions of its own; who reads need not know which of the two it is.
"""

import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple, TypeAlias

import duckdb
import pandas as pd

from flows import owner
from flows.disk import copy_aside, make_folder, refusal, sync
from flows.errors import BusyError, WarehouseError
from flows.places import Place
from flows.settings import Settings
from flows.warehouse_reading import BROKEN, unreadable
from flows.warehouse_reading import if_there as if_there
from flows.warehouse_reading import is_there as is_there
from flows.warehouse_reading import query as query
from flows.warehouse_reading import read_only as read_only

FILE_NAME: Final = "wirehouse.duckdb"
Connection: TypeAlias = duckdb.DuckDBPyConnection
PATIENCE_SECONDS: Final = 10
"""How long a rename is tried again where an open file cannot be replaced (Windows)."""
DAMAGED: Final = ("Corrupt", "enough bytes", "valid DuckDB database")
"""Words of DuckDB's for a file that is not as it was written."""


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
    judged: set[str]
    """Documents that cleaning rejected for what they are: under the same rules it would again."""


JUDGED: Final = """
    select document_id from ops.rejections where stage = 'clean' and reason != 'clean_failed'
        and document_id not in (select document_id from ops.overrides where revoked_at is null)"""
CURRENT: Final = "coalesce(pipeline_version = ? and rules_version = ?, false)"


def known(place: Place, *, pipeline_version: str, rules_version: str) -> Known:
    """What is published and known; nothing where nothing was published yet."""
    versions = (pipeline_version, rules_version)
    with if_there(place) as connection:
        if connection is None:
            return Known({}, {}, {}, {}, set(), set(), set())
        documents = rows(connection, f"select document_id, outcome, revision_id, article_id, {CURRENT} from ops.documents left join ops.runs using (run_id)", *versions)  # fmt: skip
        judged = rows(connection, JUDGED)
        extractions = rows(connection, f"select revision_id, document_id, {CURRENT} from ops.extractions", *versions)
    return Known(
        outcomes={document_id: outcome for document_id, outcome, *_ in documents},
        revisions={document_id: revision_id for document_id, _, revision_id, *_ in documents if revision_id},
        articles={document_id: article_id for document_id, *_, article_id, _ in documents if article_id},
        winners={revision_id: document_id for revision_id, document_id, _ in extractions},
        stale={revision_id for revision_id, _, is_current in extractions if not is_current},
        old={document_id for document_id, *_, is_current in documents if not is_current},
        judged={document_id for (document_id,) in judged},
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

    Raises BusyError saying who holds it, WarehouseError where the folder cannot be written or locked.
    """
    from filelock import FileLock, Timeout

    try:
        make_folder(home)
        lock = FileLock(home / ".lock", fallback_to_soft=False)  # a soft lock would outlive its process
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(f"{home}: {owner.holder(home)} is at work here; wait for it, or use another --home") from None
    except (OSError, NotImplementedError) as failure:
        told = failure.strerror if isinstance(failure, OSError) and failure.strerror else failure
        raise WarehouseError(f"{home}: cannot be written ({told}); mend its rights, or choose another --home") from failure
    try:
        owner.sign(home)
        yield
    finally:
        owner.unsign(home)
        lock.release()


@contextmanager
def private_copy(settings: Settings) -> Iterator[Path]:
    """A copy of the newest finished file (or the place for a first one) to build the next in; removed with its folder at the end.

    It bears the published file's name, since DuckDB names the catalog after the file, and its path is the same in every run, since
    dbt parses its whole project anew where that changed. What does not fit in memory is spilled beside it, and goes with it.
    """
    folder = settings.home / "next"
    path = folder / FILE_NAME
    shutil.rmtree(folder, ignore_errors=True)  # what an interrupted run left; ours is the only writer
    try:
        folder.mkdir(parents=True)
        if settings.newest_file.exists():
            _refuse_log(settings.newest_file)
            copy_aside(settings.newest_file, path)
        yield path
    except (OSError, *BROKEN) as failure:
        told = refusal(failure) or getattr(failure, "strerror", None) or str(failure).splitlines()[0]
        if isinstance(failure, duckdb.Error) and any(word in told for word in DAMAGED):
            raise unreadable(settings.newest_file, failure) from failure
        raise WarehouseError(
            f"{path}: cannot be written ({told}); make room or mend the folder, then run again: the published file is as it was, "
            "and what was landed is not lost"
        ) from failure
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def replace_published(path: Path, settings: Settings) -> None:
    """Publish a finished file, in two renames: to the waiting file, which every later run builds on, and over the published one.

    Raises WarehouseError where the published file cannot be replaced; the finished one then waits, and nothing is lost.
    """
    _refuse_log(path)
    sync(path)
    path.replace(settings.waiting)
    sync(settings.home)
    publish_waiting(settings, seconds=PATIENCE_SECONDS)


def publish_waiting(settings: Settings, *, seconds: float = 0) -> bool:
    """Rename the waiting file, if there is one, over the published one, and say whether there was one.

    Windows lets nobody replace a file that a reader has open: it is tried again for some seconds. Raises WarehouseError if in vain.
    """
    deadline = time.monotonic() + seconds
    while settings.waiting.exists():
        _refuse_log(settings.warehouse)  # it would be taken for the new file's
        try:
            settings.waiting.replace(settings.warehouse)
        except OSError as failure:
            if time.monotonic() >= deadline:
                raise WarehouseError(
                    f"{settings.warehouse}: cannot be replaced ({failure.strerror or failure}), as a program has it open or it is a "
                    f"folder; the finished warehouse waits beside it as {settings.waiting.name}: close that program, then "
                    "`wirehouse publish`, or just the next run, puts it in place"
                ) from failure
            time.sleep(0.1)
        else:
            sync(settings.home)
            return True
    return False


def log_of(path: Path) -> Path:
    """Where DuckDB keeps what was written to a file and is not in it yet."""
    return path.with_name(path.name + ".wal")


def _refuse_log(path: Path) -> None:
    """A file with a write-ahead log was written to by somebody and not closed: alone it would be half of what they wrote."""
    log = log_of(path)
    if log.exists():
        raise WarehouseError(
            f"{path}: was written to and not closed cleanly ({log.name} stands beside it); open it once with a DuckDB shell, which "
            "takes the log in, or delete the log to forget what was written"
        )


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
