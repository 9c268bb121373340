"""How the published file is read: one statement at a time, by a connection that can read this file and do nothing else.

What a person types is run here, so nothing rests on the text of a query. The connection is read-only; access to other files and the
network, loading of extensions and Python's own variables are off; its configuration is locked; its memory and time have limits; it
spills nothing to disk. What is not one query is refused before it runs.
"""

import os
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from importlib import resources
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from flows.disk import refusal
from flows.errors import UsageError, WarehouseError
from flows.places import Lake, Place
from flows.warehouse_lake import NotThereError, cannot_use, reader
from flows.warehouse_lake_guard import check_query

BROKEN: Final = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.SerializationException)
"""What DuckDB raises for a file that is damaged, and for a disk that refuses."""
BATCH: Final = 10_000
"""Rows handed on at a time."""
MEND: Final = "write one that has a result, such as: from marts.article_facts"
QUERIES: Final = "SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW, SUMMARIZE or EXPLAIN"
LOCKS: Final = """
    SET TimeZone = 'UTC'; SET enable_external_access = false; SET python_enable_replacements = false;
    SET autoload_known_extensions = false; SET autoinstall_known_extensions = false; SET lock_configuration = true"""


class Limits(NamedTuple):
    """What a query may use."""

    memory: str | None = "2GB"
    """As DuckDB writes it; a query that needs more fails, since nothing is spilled to disk. None: DuckDB's own, most of the machine's."""
    seconds: float = 600
    """Then it is interrupted."""


DEFAULT: Final = Limits()
OURS: Final = Limits(memory=None)
"""What our own code may use, which no person typed."""

Ask = Callable[..., pa.RecordBatchReader]
"""`ask(sql, parameters)`: the rows of one query."""


def query(place: Place, sql: str, parameters: Mapping[str, Any] | None = None, limits: Limits = DEFAULT) -> pa.Table:
    """All rows of one query (see `asking`)."""
    with asking(place, sql, parameters, limits=limits) as rows:
        return rows.read_all()


@contextmanager
def asking(
    place: Place, sql: str, parameters: Mapping[str, Any] | None = None, *, limits: Limits = DEFAULT, search: bool = False
) -> Iterator[pa.RecordBatchReader]:
    """Run one query on a published file; gives its rows in batches, read as they are asked for.

    `parameters` are values for $name in the SQL. Raises UsageError for SQL that does not run, is more than one query or more than the
    limits allow, also while the rows are read; WarehouseError where there is no readable file.
    """
    with session(place, limits=limits, search=search) as ask:
        yield ask(sql, parameters)


@contextmanager
def session(place: Place, *, limits: Limits = DEFAULT, search: bool = False) -> Iterator[Ask]:
    """Several queries on one snapshot of the published file, whatever is published meanwhile, one after the other: the rows of one
    are to be read before the next is asked. The limits are for all of them together. Raises as `asking` does.
    """
    with (
        read_only(place, limits=limits, search=search) as connection,
        _told(place, limits),
        _interrupted(connection, limits.seconds),
    ):

        def ask(sql: str, parameters: Mapping[str, Any] | None = None) -> pa.RecordBatchReader:
            if isinstance(place, Lake):
                check_query(connection, sql)
            connection.execute(_statement(connection, sql), dict(parameters or {}))
            return connection.to_arrow_reader(BATCH)

        yield ask


@contextmanager
def read_only(place: Place, *, limits: Limits = OURS, search: bool = False) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection to what is published that can read it and nothing else.

    Raises WarehouseError where there is none, and where DuckDB cannot read it, or finds it damaged as it reads on.

    With `search`, DuckDB's full-text extension is loaded before the doors are shut; a lake has no index to search.
    """
    if search and isinstance(place, Lake):
        raise UsageError(
            f"{place}: is not indexed for search; ask it with `wirehouse sql`, as in: … where contains(text, 'bridge')"
        )
    opened = reader(place, memory=limits.memory) if isinstance(place, Lake) else _file(place, limits=limits, search=search)
    with opened as connection:
        yield connection


@contextmanager
def if_there(place: Place) -> Iterator[duckdb.DuckDBPyConnection | None]:
    """The same, and None where nothing was published yet."""
    with ExitStack() as stack:
        connection = None
        if isinstance(place, Lake) or place.exists():
            with suppress(NotThereError):
                connection = stack.enter_context(read_only(place))
        yield connection


def is_there(place: Place) -> bool:
    """Whether anything was published yet."""
    with if_there(place) as connection:
        return connection is not None


@contextmanager
def _file(path: Path, *, limits: Limits, search: bool) -> Iterator[duckdb.DuckDBPyConnection]:
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        raise WarehouseError(
            f"{path}: there is no warehouse yet; make one with `wirehouse run PATH`, or name its folder with --home"
        ) from None
    except OSError as failure:
        raise WarehouseError(f"{path}: cannot be read ({failure.strerror}); mend the rights of its folder") from None
    memory: dict[str, str | bool | int | float | list[str]] = {"memory_limit": limits.memory} if limits.memory else {}
    try:
        connection = duckdb.connect(config={"temp_directory": ""} | memory)
    except duckdb.Error as failure:
        raise UsageError(f"{limits.memory}: is no amount of memory; write it as 2GB or 500MB") from failure
    try:
        _attach(connection, path)
        if search:
            load_search(connection)
        connection.execute(LOCKS)
        yield connection
    except BROKEN as failure:
        raise unreadable(path, failure) from failure
    finally:
        connection.close()


def _attach(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Open the file in a database of its own, under the name it always has. Connections to one path would share one, with its
    locked configuration, and in a process that lives on the snapshot of a file that was replaced since.
    """
    try:
        connection.execute("attach '{}' as wirehouse (read_only); use wirehouse".format(str(path).replace("'", "''")))
    except duckdb.Error as failure:
        raise unreadable(path, failure) from failure


def unreadable(path: Path, failure: duckdb.Error) -> WarehouseError:
    """What DuckDB could not do with a file, with the mend."""
    told = str(failure).splitlines()[0]
    if "lock on file" in told:
        return WarehouseError(f"{path}: another program has it open to write ({told}); close it there, or open it read-only")
    if reason := refusal(failure):
        return WarehouseError(f"{path}: cannot be read ({reason}: {told}); free the disk or mend it")
    if path.is_file() and not os.access(path, os.R_OK):
        return WarehouseError(f"{path}: its rights do not let you read it; change them (chmod u+r), or ask its owner")
    if not isinstance(failure, BROKEN):
        return WarehouseError(f"{path}: cannot be opened ({told})")
    return WarehouseError(
        f"{path}: is damaged, or no DuckDB file this release can read ({told}); `wirehouse rebuild` keeps it aside and makes the "
        "warehouse anew from landing/"
    )


def load_search(connection: duckdb.DuckDBPyConnection) -> None:
    """Load DuckDB's full-text extension from its package: nothing is downloaded, nothing installed in anybody's home folder."""
    version = connection.execute("select version()").fetchall()[0][0]
    folder = resources.files("duckdb_extension_fts")
    connection.execute("load '{}'".format(str(folder / "extensions" / version / "fts.duckdb_extension").replace("'", "''")))


def _statement(connection: duckdb.DuckDBPyConnection, sql: str) -> duckdb.Statement:
    """The one query that the text is. Raises UsageError where it is none, several, or anything that is no query."""
    statements = connection.extract_statements(sql)
    if not statements:
        raise UsageError(f"the query asks nothing; {MEND}")
    kinds = [statement.type.name for statement in statements]
    if foreign := [kind for kind in kinds if kind not in {"SELECT", "EXPLAIN"}]:
        told = "PIVOT without IN (…)" if kinds[-1] == "SELECT" and "pivot" in sql.lower() else foreign[0]
        raise UsageError(f"{told} is refused: the published file is read-only, and only a query ({QUERIES}) is run on it")
    if len(kinds) > 1:
        raise UsageError(f"these are {len(kinds)} statements; ask one query at a time")
    return statements[0]


@contextmanager
def _told(place: Place, limits: Limits) -> Iterator[None]:
    """Says in our errors what DuckDB's mean."""
    try:
        yield
    except BROKEN as failure:
        if isinstance(place, Lake):
            raise cannot_use(place, failure) from None  # what DuckDB says repeats the password
        raise unreadable(place, failure) from failure
    except duckdb.InterruptException as failure:
        raise UsageError(
            f"the query was stopped after {limits.seconds:g} seconds; narrow it, or allow it more with --timeout or WIREHOUSE_SQL_SECONDS"
        ) from failure
    except (duckdb.OutOfMemoryException, MemoryError) as failure:
        raise UsageError(
            f"the query needs more memory than {limits.memory}; narrow it, or allow it more with --memory or WIREHOUSE_SQL_MEMORY"
        ) from failure
    except duckdb.Error as failure:
        raise UsageError(f"the query does not run: {failure}") from failure


@contextmanager
def _interrupted(connection: duckdb.DuckDBPyConnection, seconds: float) -> Iterator[None]:
    clock = threading.Timer(seconds, connection.interrupt)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()
