"""Two warehouses compared: every table as a set of rows, without what depends on the clock or the run."""

from flows.places import Lake, Place
from flows.warehouse import query, read_only
from schemas import TABLES

STABLE = {
    t.full_name: [f.name for f in t.fields if not f.column.is_volatile]
    for t in TABLES.values()
    if t.name not in ("runs", "run_metrics", "fetches")
}
"""Tables that the input alone decides about, with their columns that it alone decides about."""


def contents(home: Place) -> dict[str, list[tuple[object, ...]]]:
    """Table -> its rows in order of all their columns; of the file in a home folder, or of a lake."""
    return all_of(home, {name: f"select {', '.join(columns)} from {name} order by all" for name, columns in STABLE.items()})


def all_of(home: Place, asked: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """The rows of several queries on one snapshot."""
    with read_only(_place(home)) as connection:
        return {name: connection.execute(sql).fetchall() for name, sql in asked.items()}


def rows(home: Place, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query on what is published."""
    return [tuple(row.values()) for row in query(_place(home), sql).to_pylist()]


def _place(home: Place) -> Place:
    return home if isinstance(home, Lake) else home / "wirehouse.duckdb"


def one(home: Place, sql: str) -> object:
    """The only value of a query."""
    return rows(home, sql)[0][0]
