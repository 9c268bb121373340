"""Publishing to a lake: one transaction for everything, tried again where another writer published first.

Writers need not know of each other. Each works on the last snapshot; of two that began at the same one, the second to commit is refused
by the catalog, since both rewrote the row of `ops.schema_versions` (or both made the tables), and does all of its publish again on what
the first one left. Killed at any instant, the last snapshot stands; Parquet files that no snapshot names are left behind.
"""

import json
import random
import time
from collections.abc import Callable
from typing import Final, NamedTuple, TypeVar

import duckdb

from flows.errors import WarehouseError
from flows.places import Lake, without_password
from flows.warehouse import transaction
from flows.warehouse_lake import AUTHOR, NAME, literal, rows, writer
from flows.warehouse_lake_views import Shell, put_views
from flows.warehouse_schema import migrate

R = TypeVar("R")

TRIES: Final = 12
PAUSE_SECONDS: Final = 0.2
LONGEST_SECONDS: Final = 15.0
CONFLICTS: Final = ("conflict", "database is locked", "duplicate key", "already exists", "could not serialize", "deadlock")
"""Words of the catalogs for another writer having been first."""


class Told(NamedTuple):
    """What a snapshot says of itself."""

    run_id: str
    command: str


def publish_lake(lake: Lake, build: Callable[[duckdb.DuckDBPyConnection], R], *, told: Told, shell: Shell | None) -> R:
    """Bring the tables up to date, let `build` write and check them, put dbt's views and tests on them, and commit all of it at once.

    `build` is called once for each try. `shell` says what dbt makes; None leaves views as they are. Raises what `build` raises,
    AuditError where a test of dbt's fails, WarehouseError where other writers were first too often: then nothing was published.
    """
    for attempt in range(TRIES):
        try:
            with writer(lake) as connection:
                return _transaction(connection, lake, build, told, shell)
        except (duckdb.Error, WarehouseError) as failure:
            if not _is_conflict(failure):
                raise
            last = failure
        time.sleep(random.uniform(0, min(LONGEST_SECONDS, PAUSE_SECONDS * 2**attempt)))  # noqa: S311
    raise WarehouseError(
        f"{lake}: other writers published first {TRIES} times in a row; run again, what was landed is not lost"
        f" ({without_password(str(last))})"
    ) from last


def _transaction(
    connection: duckdb.DuckDBPyConnection,
    lake: Lake,
    build: Callable[[duckdb.DuckDBPyConnection], R],
    told: Told,
    shell: Shell | None,
) -> R:
    if shell is not None:
        connection.execute(f"attach {literal(str(shell.path))} as shell (read_only)")
    with transaction(connection):
        migrate(connection, str(lake), with_keys=False)
        result = build(connection)
        views = put_views(connection, shell, in_force=_views_in_force(connection))
        about = literal(json.dumps({"command": told.command, "views": views}))
        connection.execute(f"call {NAME}.set_commit_message({literal(AUTHOR)}, {literal(told.run_id)}, extra_info => {about})")
    return result


def _views_in_force(connection: duckdb.DuckDBPyConnection) -> str | None:
    """The digest of what dbt made in the lake, as the last publish says; None where it is not known."""
    found = rows(
        connection,
        f"select commit_extra_info from ducklake_snapshots({literal(NAME)}) where author = ? order by snapshot_id desc limit 1",
        AUTHOR,
    )
    return json.loads(str(found[0][0])).get("views") if found and found[0][0] else None


def _is_conflict(failure: Exception) -> bool:
    return any(words in str(failure).lower() for words in CONFLICTS)
