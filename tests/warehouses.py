"""Two warehouses compared: every table as a set of rows, without what depends on the clock or the run."""

from pathlib import Path

from flows.warehouse import query
from schemas import TABLES

STABLE = {
    t.full_name: [f.name for f in t.fields if not f.column.is_volatile]
    for t in TABLES.values()
    if t.name not in ("runs", "run_metrics", "fetches")
}
"""Tables that the input alone decides about, with their columns that it alone decides about."""


def contents(home: Path) -> dict[str, list[tuple[object, ...]]]:
    """Table -> its rows in order of all their columns."""
    return {name: rows(home, f"select {', '.join(columns)} from {name} order by all") for name, columns in STABLE.items()}


def rows(home: Path, sql: str) -> list[tuple[object, ...]]:
    """The rows of a query on the published file."""
    return [tuple(row.values()) for row in query(home / "wirehouse.duckdb", sql).to_pylist()]


def one(home: Path, sql: str) -> object:
    """The only value of a query."""
    return rows(home, sql)[0][0]
