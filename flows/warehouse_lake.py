"""A DuckLake as the warehouse: how it is opened, for reading, for writing, and as it was when some run had published.

The catalog (PostgreSQL, or an SQLite file of one machine) says which Parquet files are which table at every snapshot. Readers see the last
snapshot and are never blocked; each publish is one transaction and makes one (`flows.warehouse_lake_publish`). DuckDB's extensions
come from pinned packages; nothing is downloaded.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib import resources
from pathlib import Path
from typing import Any, Final

import duckdb

from flows.errors import UsageError, WarehouseError
from flows.places import Lake, without_password

NAME: Final = "lake"
"""What the lake is called on every connection of ours; views do not name it."""
AUTHOR: Final = "wirehouse"
"""Of snapshots that publishes made; their message is the id of the run."""
HTTPFS: Final = ("s3://", "gs://", "gcs://", "r2://", "https://", "http://")
NOT_THERE: Final = ("does not exist - and creating a new DuckLake is explicitly disabled", "unable to open database file")
CLOSED: Final[dict[str, str | bool | int | float | list[str]]] = {
    "autoinstall_known_extensions": False,
    "autoload_known_extensions": False,
    "allow_unsigned_extensions": True,  # ours come from packages whose hashes the locks hold; to check each again takes longest of all
    "python_enable_replacements": False,
}
NONE: Final[Mapping[str, str]] = {}


class NotThereError(WarehouseError):
    """Nothing was published to this lake yet."""


@contextmanager
def reader(lake: Lake, *, memory: str | None = None) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection, with a limit of memory where one is given, that can read the lake, at one of its snapshots if `lake.run_id` says so, and its Parquet files, and nothing else.

    Raises NotThereError where nothing was published yet, UsageError for a run that the lake does not know, WarehouseError where
    the catalog does not answer.
    """
    with closing(_connection(lake, {"temp_directory": ""} | ({"memory_limit": memory} if memory else {}))) as connection:
        attach(connection, lake, "read_only, create_if_not_exists false")
        _refuse_empty(connection, lake)
        if lake.run_id is not None:
            version = snapshot_of(connection, lake.run_id)
            connection.execute(f"use memory; detach {NAME}")
            attach(connection, lake, f"read_only, create_if_not_exists false, snapshot_version {version}")
        connection.execute(f"set allowed_directories = [{literal(_folder(lake))}]")
        connection.execute("set enable_external_access = false; set lock_configuration = true")
        with told(lake):
            yield connection


@contextmanager
def writer(lake: Lake) -> Iterator[duckdb.DuckDBPyConnection]:
    """A connection that can write the lake, which is made where there is none."""
    with closing(_connection(lake)) as connection:
        if "://" not in lake.data:
            Path(lake.data).mkdir(parents=True, exist_ok=True)
        attach(connection, lake)
        with told(lake):
            yield connection


def attach(connection: duckdb.DuckDBPyConnection, lake: Lake, *options: str) -> None:
    """Open the lake on a connection and make it the one that names without a database mean."""
    source = f"postgres:{lake.catalog}" if lake.is_shared else f"sqlite:{Path(lake.catalog).resolve()}"
    given = ", ".join((f"data_path {literal(_folder(lake))}", *options))
    try:
        connection.execute(f"attach {literal(f'ducklake:{source}')} as {NAME} ({given})")
        connection.execute(f"use {NAME}")
    except duckdb.Error as failure:
        if any(words in str(failure) for words in NOT_THERE):
            raise NotThereError(f"{lake}: there is no warehouse yet; make one with `wirehouse run PATH`") from None
        raise cannot_use(lake, failure) from None  # what DuckDB says repeats the password


def _refuse_empty(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """A catalog that a first publish made, and did not come to its end."""
    try:
        connection.execute("from ops.schema_versions limit 0")
    except duckdb.CatalogException:
        raise NotThereError(f"{lake}: there is no warehouse yet; make one with `wirehouse run PATH`") from None


@contextmanager
def told(lake: Lake) -> Iterator[None]:
    """Says in our errors, without passwords, that catalog or files do not answer any more."""
    try:
        yield
    except duckdb.IOException as failure:
        raise cannot_use(lake, failure) from None


def cannot_use(lake: Lake, failure: duckdb.Error) -> WarehouseError:
    """DuckDB's words for a lake that cannot be used, without passwords, and the mend."""
    words = " ".join(without_password(str(failure)).split())
    return WarehouseError(f"{lake}: cannot be used ({words}); start its database, or mend lake_catalog and lake_data")


def snapshot_of(connection: duckdb.DuckDBPyConnection, run_id: str) -> int:
    """The snapshot that the run of this id (or of the only id that begins so) left. Raises UsageError where there is none."""
    found = rows(
        connection,
        f"select commit_message, max(snapshot_id) from ducklake_snapshots({literal(NAME)})"
        " where author = ? and starts_with(commit_message, ?) group by all order by 2 desc",
        AUTHOR,
        run_id,
    )
    if len(found) != 1 or not run_id:
        why = f"{len(found)} runs have ids that begin so" if found else "no snapshot of it is kept"
        raise UsageError(f"--at {run_id}: {why}; `wirehouse sql 'select run_id, ended_at from ops.runs'` lists the runs")
    return int(found[0][1])


@contextmanager
def closing(connection: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    """Close the connection at the end."""
    try:
        yield connection
    finally:
        connection.close()


def rows(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: object) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    return connection.execute(sql, list(parameters)).fetchall()


def literal(text: str) -> str:
    """The text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"


def _connection(lake: Lake, config: Mapping[str, str] = NONE) -> duckdb.DuckDBPyConnection:
    """A connection that has what it takes to open the lake."""
    connection = duckdb.connect(config=CLOSED | dict(config))
    try:
        connection.execute("set TimeZone = 'UTC'")
        _load(connection, "ducklake")
        _load(connection, "postgres_scanner" if lake.is_shared else "sqlite_scanner")
        if lake.data.startswith(HTTPFS):
            _load(connection, "httpfs")
            if "DUCKDB_S3_ENDPOINT" in os.environ:  # storage of one's own has no host name for each bucket
                connection.execute("set s3_url_style = 'path'")
        elif "://" in lake.data:
            _register(connection, lake.data)
    except BaseException:
        connection.close()
        raise
    return connection


def _load(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Load an extension of DuckDB from its package: nothing is downloaded, nothing installed in anybody's home folder."""
    try:
        package = resources.files(f"duckdb_extension_{name}")
    except ModuleNotFoundError:
        raise UsageError(
            f"a DuckLake needs duckdb-extension-{name.replace('_', '-')}, which is not installed; pip install 'wirehouse[lake]'"
        ) from None
    path = package / "extensions" / f"v{duckdb.__version__}" / f"{name}.duckdb_extension"
    connection.execute(f"load {literal(str(path))}")


def _register(connection: duckdb.DuckDBPyConnection, url: str) -> None:
    """Have DuckDB read and write such URLs through fsspec. Raises UsageError where no backend is installed for them."""
    import fsspec

    try:
        connection.register_filesystem(fsspec.filesystem(url.partition("://")[0]))
    except (ImportError, ValueError) as failure:
        raise UsageError(f"lake_data {url}: {failure}; install the fsspec backend for it") from failure


def _folder(lake: Lake) -> str:
    """The data path with one slash at its end."""
    place = lake.data if "://" in lake.data else str(Path(lake.data).resolve())
    return place.rstrip("/") + "/"
