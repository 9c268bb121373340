"""What the tables of the published file are: their columns, with types and meanings, as the file itself or the declarations say."""

import difflib
from collections.abc import Sequence
from typing import Final, NamedTuple

from flows.errors import UsageError
from flows.warehouse_reading import Ask
from schemas import TABLES

COLUMNS: Final = """
    select c.schema_name || '.' || c.table_name as name, t.comment as about, c.column_name, c.data_type, c.comment
    from duckdb_columns() c
    join (select schema_name, table_name as name, comment from duckdb_tables() union all select schema_name, view_name, comment from duckdb_views()) t
        on t.schema_name = c.schema_name and t.name = c.table_name
    where c.schema_name in ('marts', 'core', 'ops', 'reference') order by name, c.column_index"""


class ColumnOf(NamedTuple):
    """One column: its name, DuckDB's type, and what it means."""

    name: str
    type: str
    description: str


class Described(NamedTuple):
    """One table or view, by its full name."""

    name: str
    description: str
    columns: tuple[ColumnOf, ...]
    key: tuple[str, ...] = ()

    def partition(self, by: str) -> str:
        """The SQL that says to which month or source a row belongs. Raises UsageError where its rows have none."""
        names = [column.name for column in self.columns]
        for name in _PARTED[by]:
            if name in names:
                return _PARTED[by][name].format(name)
        raise UsageError(f"{self.name}: has no column that tells the {by}; export it without --partition-by {by}")


def described(ask: Ask, names: Sequence[str]) -> list[Described]:
    """Those tables, or all marts where none is named. A name without a schema is that of a mart. Raises UsageError for one unknown."""
    there = _tables(ask)
    wanted = [name if "." in name else f"marts.{name}" for name in names] or [name for name in there if name.startswith("marts.")]
    for name in wanted:
        if name not in there:
            near = difflib.get_close_matches(name, there, n=3, cutoff=0.5) or [n for n in there if n.startswith("marts.")]
            raise UsageError(f"{name}: is no table of the warehouse; did you mean {', '.join(near)}?")
    return [there[name] for name in dict.fromkeys(wanted)]


def partitions(ask: Ask, table: Described, expression: str) -> list[str | None]:
    """The different values of a partition, in order."""
    rows = ask(f"select distinct {expression} as value from {table.name} order by value nulls last")
    return list(rows.read_all().column("value").to_pylist())


def _tables(ask: Ask) -> dict[str, Described]:
    found: dict[str, list[ColumnOf]] = {}
    about: dict[str, str] = {}
    for row in ask(COLUMNS).read_all().to_pylist():
        found.setdefault(row["name"], []).append(ColumnOf(row["column_name"], row["data_type"], row["comment"] or ""))
        about[row["name"]] = row["about"] or ""
    return {name: _declared(name) or Described(name, about[name], tuple(columns)) for name, columns in found.items()}


def _declared(name: str) -> Described | None:
    table = TABLES.get(name.partition(".")[2])
    if table is None or table.full_name != name:
        return None
    from schemas.render import SQL_TYPES

    types = {**SQL_TYPES, **{key: "TIMESTAMP WITH TIME ZONE" for key, value in SQL_TYPES.items() if value == "TIMESTAMPTZ"}}
    columns = tuple(ColumnOf(f.name, types[f.type], f.column.description) for f in table.fields)
    return Described(name, table.description, columns, table.key)


_MONTH: Final = "strftime({}, '%Y-%m')"
_PARTED: Final = {
    "month": {name: _MONTH for name in ("published_at", "day", "first_published_at", "last_at", "fetched_at", "started_at")},
    "source": {name: "cast({} as varchar)" for name in ("source", "source_id", "first_source")},
}
"""Partition -> the columns that tell it, the first of which that a table has is taken."""
