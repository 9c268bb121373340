"""Files that another release wrote: what fits, what is added to them, what has to be made anew, and what is refused.

new table, new nullable column, column that may now be null     added in the private copy (`migrate`)
column gone, retyped or made mandatory, other key, generation   made anew from the landing log: `wirehouse rebuild`
tables or columns we do not know, generation above ours         a newer release wrote it: refused
"""

from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from flows.errors import WarehouseError
from flows.warehouse import read_only, rows
from schemas import TABLES
from schemas.ops import SchemaVersion
from schemas.render import schema_sql
from schemas.versions import SCHEMA_GENERATION, schema_digest

Shape = dict[str, dict[str, tuple[str, bool]]]
"""Table -> column -> its type, and whether it may be null. Its key counts as a column of that name: `PRIMARY KEY`."""

KEY: Final = "PRIMARY KEY"
STAMP: Final = TABLES["schema_versions"].full_name
COLUMNS: Final = """
    select c.schema_name || '.' || c.table_name, c.column_name, c.data_type, c.is_nullable
    from duckdb_columns() c semi join duckdb_tables() t using (database_name, schema_name, table_name)
    where c.database_name = current_database() and c.schema_name in (select unnest(?))"""
KEYS: Final = """
    select schema_name || '.' || table_name, ?, constraint_column_names::varchar, false from duckdb_constraints()
    where constraint_type = 'PRIMARY KEY' and database_name = current_database() and schema_name in (select unnest(?))"""


class Fit(NamedTuple):
    """How a file's tables differ from those declared; each difference in words."""

    missing: tuple[str, ...] = ()
    """What can be added."""
    broken: tuple[str, ...] = ()
    """What can only be made anew."""
    unknown: tuple[str, ...] = ()
    """What only a newer release can have written."""

    @property
    def told(self) -> str | None:
        """What to say of the file, and the mend; None for one that fits."""
        if self.unknown:
            return f"a newer release of Wirehouse wrote it ({_some(self.unknown)}); install that release, or use another --home"
        if self.broken:
            return (
                f"an older release wrote it, and its rows cannot be carried over ({_some(self.broken)});"
                " `wirehouse rebuild` makes it anew from the landing log"
            )
        if self.missing:
            return (
                f"an older release wrote it ({_some(self.missing)} not there yet); the next run or backfill adds what is missing"
            )
        return None


def fit_of(path: Path) -> Fit:
    """How a published file fits. Raises WarehouseError where none can be read."""
    with read_only(path) as connection:
        return examine(connection)


def usable(path: Path) -> Fit:
    """How a published file fits. Raises WarehouseError, with the mend, for one that a newer release wrote or that must be made anew."""
    fit = fit_of(path)
    if fit.unknown or fit.broken:
        raise WarehouseError(f"{path}: {fit.told}")
    return fit


def examine(connection: duckdb.DuckDBPyConnection) -> Fit:
    """How the tables of an open file fit; an empty file does."""
    theirs, ours = _shape(connection), _declared()
    if not theirs:
        return Fit()
    missing, broken, unknown = [], _older(connection, theirs), _newer(connection, theirs)
    for name, columns in ours.items():
        if name not in theirs:
            missing.append(name)
            continue
        for column, (kind, is_nullable) in columns.items():
            if column not in theirs[name]:
                (missing if is_nullable else broken).append(f"{name}.{column}")
            elif theirs[name][column] != (kind, is_nullable):
                may_differ = theirs[name][column] == (kind, False)
                (missing if may_differ else broken).append(f"{name}.{column} as {kind}{'' if is_nullable else ', never null'}")
    unknown += [t for t in theirs if t not in ours] + [f"{t}.{c}" for t in ours for c in theirs.get(t, {}) if c not in ours[t]]
    return Fit(tuple(missing), tuple(broken), tuple(unknown))


def migrate(connection: duckdb.DuckDBPyConnection, name: str) -> None:
    """Bring the tables of a file that is not published yet to those declared, in their declared order of columns, and stamp it.

    `name` is what errors call it. Raises WarehouseError for a file that must be made anew or that a newer release wrote.
    """
    fit = examine(connection)
    if fit.broken or fit.unknown:
        raise WarehouseError(f"{name}: {fit.told}")
    theirs, ours = _shape(connection), _declared()
    for table in (t for t in ours if t in theirs and theirs[t] != ours[t]):
        connection.execute(f"create temp table carried as from {table}; drop table {table}")
        connection.execute(schema_sql())
        connection.execute(f"insert into {table} by name from carried; drop table carried")
    connection.execute(schema_sql())
    row = SchemaVersion(schema_digest(), SCHEMA_GENERATION, _release())
    connection.execute(f"delete from {STAMP}")
    connection.execute(f"insert into {STAMP} values (?, ?, ?)", list(row))


def _older(connection: duckdb.DuckDBPyConnection, shape: Shape) -> list[str]:
    generation = _generation(connection, shape)
    return [f"generation {generation}, now {SCHEMA_GENERATION}"] if generation < SCHEMA_GENERATION else []


def _newer(connection: duckdb.DuckDBPyConnection, shape: Shape) -> list[str]:
    generation = _generation(connection, shape)
    return [f"generation {generation}, here {SCHEMA_GENERATION}"] if generation > SCHEMA_GENERATION else []


def _generation(connection: duckdb.DuckDBPyConnection, shape: Shape) -> int:
    found = rows(connection, f"select max(generation) from {STAMP}") if STAMP in shape else []
    return int(found[0][0] or 0) if found else 0


def _declared() -> Shape:
    with duckdb.connect() as connection:
        connection.execute(schema_sql())
        return _shape(connection)


def _shape(connection: duckdb.DuckDBPyConnection) -> Shape:
    schemas = sorted({t.schema for t in TABLES.values()})
    found: Shape = {}
    for table, column, kind, is_nullable in [*rows(connection, COLUMNS, schemas), *rows(connection, KEYS, KEY, schemas)]:
        found.setdefault(table, {})[column] = kind, is_nullable
    return found


def _release() -> str:
    try:
        return version("wirehouse")
    except PackageNotFoundError:  # run from the repository, not installed
        return "unreleased"


def _some(names: tuple[str, ...], most: int = 3) -> str:
    more = f" and {len(names) - most} more" if len(names) > most else ""
    return ", ".join(names[:most]) + more
