"""Rows of the published file by their ids, and what hangs on them: by keys, which have an index, wherever there is one."""

from typing import Any, Final, NamedTuple

import duckdb

from schemas import TABLES, Table
from schemas.ids import ID_LENGTH, ID_PATTERN

FOUND: Final = 6
"""Rows that are named where the beginning of an id fits several."""

KEYED: Final = [
    t for t in TABLES.values() if len(t.key) == 1 and any(f.name == t.key[0] and f.column.pattern == ID_PATTERN for f in t.fields)
]
"""Tables whose rows an id names, those that own the id before those that share it."""


class Found(NamedTuple):
    """A row that an id, or the beginning of one, names. A story has no row of its own: its table is `stories`."""

    table: str
    row_id: str


def find(connection: duckdb.DuckDBPyConnection, named: str) -> list[Found]:
    """The rows with that id, or whose ids begin so, each id once. A whole id is looked up by key; a beginning reads key columns."""
    there = {f"{s}.{t}" for s, t in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()}
    tables = [t for t in KEYED if t.full_name in there]
    owners: dict[str, str] = {}
    for table in tables:
        for (row_id,) in connection.execute(_matching(table.full_name, table.key[0], named), _bounds(named)).fetchall():
            owners.setdefault(row_id, table.name)
    if not owners or len(named) < ID_LENGTH:
        for (story,) in connection.execute(_matching("core.articles", "story_id", named), _bounds(named)).fetchall():
            owners.setdefault(story, "stories")
    if not owners and connection.execute("select 1 from core.sources where source_id = ?", [named]).fetchone():
        owners[named] = "sources"
    return [Found(table, row_id) for row_id, table in sorted(owners.items())]


def row_of(connection: duckdb.DuckDBPyConnection, table: Table, key: str) -> dict[str, Any]:
    """The row with that key, by column."""
    return one(connection, f"select * from {table.full_name} where {table.key[0]} = ?", key) or {}


def one(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> dict[str, Any] | None:
    """The first row of a query, by column."""
    return next(iter(many(connection, sql, *parameters)), None)


def many(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: Any) -> list[dict[str, Any]]:
    """The rows of a query, each by column."""
    result = connection.execute(sql, list(parameters))
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _matching(table: str, key: str, named: str) -> str:
    condition = f"{key} = ?" if len(named) >= ID_LENGTH else f"{key} >= ? and {key} < ?"
    return f"select distinct {key} from {table} where {condition} limit {FOUND}"


def _bounds(named: str) -> list[str]:
    """An id's hex digits end before "g"."""
    return [named] if len(named) >= ID_LENGTH else [named, named + "g"]
