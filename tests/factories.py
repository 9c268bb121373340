"""Rows made from the declared tables, for tests that need a few and do not care about most of their columns."""

import hashlib
from collections.abc import Iterable
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

import duckdb

from schemas import TABLES, make_id, table_of
from schemas.declare import Field
from schemas.ids import ID_PATTERN
from schemas.render import schema_sql

NOON = datetime(2020, 2, 14, 12, tzinfo=UTC)
PATTERNS = {r"^[0-9a-f]{64}$": hashlib.sha256(b"").hexdigest(), r"^[a-z0-9_]+$": "some_rule", r"^[^\s\x00-\x1f]{1,200}$": "wire"}
BY_TYPE: dict[type, Any] = {str: "some text", int: 0, float: 0.5, bool: False, date: NOON.date(), datetime: NOON}


def an_id(name: str) -> str:
    """The id of the thing that tests call `name`."""
    return make_id("test", name)


def make(table: str, **given: Any) -> Any:
    """A row of the declared table: as given, else null where that is allowed, else a value the audit accepts."""
    fields = TABLES[table].fields
    unknown = set(given) - {field.name for field in fields}
    if unknown:
        raise TypeError(f"{table} has no columns {sorted(unknown)}")
    return TABLES[table].row(*(given[f.name] if f.name in given else _default(f) for f in fields))


def make_file(path: Path, rows: Iterable[Any] = ()) -> None:
    """A DuckDB file with every declared table, holding the rows."""
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(schema_sql())
        insert(connection, rows)


def insert(connection: duckdb.DuckDBPyConnection, rows: Iterable[Any]) -> None:
    """Insert rows of any declared tables."""
    for name, of_table in groupby(
        sorted(rows, key=lambda row: table_of(type(row)).full_name), lambda row: table_of(type(row)).full_name
    ):
        values = [tuple(row) for row in of_table]
        connection.executemany(f"insert into {name} values ({', '.join('?' * len(values[0]))})", values)


def _default(field: Field) -> Any:
    column = field.column
    if field.is_nullable:
        return None
    if column.values:
        return column.values[0]
    if column.pattern:
        return an_id(field.name) if column.pattern == ID_PATTERN else PATTERNS[column.pattern]
    return BY_TYPE[field.type] if column.minimum is None or field.type is float else field.type(column.minimum)
