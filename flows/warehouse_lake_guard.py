"""What may be asked of a lake.

A published file is closed off by DuckDB itself: no access to anything outside. A lake's connection must reach its catalog and its files, so
what a person asks is looked at before it runs: one query, as DuckDB's own parser reads it, that names nothing but the lake's tables and
functions that compute. (Its connection is read-only, locked, and may read no file outside the lake, all the same.)
"""

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import duckdb

from flows.errors import UsageError

TABLE_FUNCTIONS: Final = frozenset(
    """
    range generate_series unnest generate_subscripts repeat repeat_row json_each json_tree histogram histogram_values
    duckdb_tables duckdb_columns duckdb_views duckdb_schemas duckdb_constraints duckdb_functions duckdb_types duckdb_keywords
    pragma_table_info ducklake_snapshots ducklake_table_info ducklake_table_changes ducklake_table_insertions
    ducklake_table_deletions
    """.split()  # noqa: SIM905
)
"""Others reach files, other databases, or SQL given as text."""
EXPLAIN: Final = re.compile(r"\A\s*explain\s+", re.IGNORECASE)
"""What follows it must be a query itself: not ANALYZE."""
REFUSED: Final = frozenset({"current_setting", "getenv", "nextval", "currval", "write_log"})
"""Functions that tell of the machine, or leave something."""
CATALOGS: Final = ("__ducklake", "memory", "temp")
"""Beside the lake: what its catalog is kept in, and nothing else of use."""


def check_query(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    """Raises UsageError unless the text is one query of the lake's tables."""
    (parsed,) = connection.execute("select json_serialize_sql(?)", [EXPLAIN.sub("", sql)]).fetchall()[0]
    tree = json.loads(parsed)
    if tree["error"]:
        if tree["error_type"] == "not implemented":
            raise UsageError(
                "a lake is asked with one SELECT, FROM, WITH, VALUES, DESCRIBE, SHOW or SUMMARIZE; it is read-only here"
            )
        raise UsageError(f"the query does not run: {tree['error_message']}")
    if len(tree["statements"]) != 1:
        raise UsageError("ask one query at a time, such as: from marts.article_facts")
    for node in _nodes(tree):
        if wrong := _wrong(node):
            raise UsageError(f"{wrong}: a query of a lake may name its tables, and functions that compute, only")


def _nodes(tree: Any) -> Iterator[dict[str, Any]]:
    """Every node of a parse tree."""
    if isinstance(tree, dict):
        yield tree
    for child in tree.values() if isinstance(tree, dict) else tree if isinstance(tree, list) else ():
        yield from _nodes(child)


def _wrong(node: dict[str, Any]) -> str | None:
    """What a node names that it may not; None where it may."""
    kind = node.get("type")
    if kind == "TABLE_FUNCTION":
        name = str(node["function"].get("function_name", "")).lower()
        return None if name in TABLE_FUNCTIONS else name
    if kind == "FUNCTION":
        name = str(node["function_name"]).lower()
        return name if name in REFUSED else None
    if kind == "BASE_TABLE":
        name = str(node["table_name"])
        catalogs = [str(node[part]).lower() for part in ("catalog_name", "schema_name")]
        if "/" in name or any(catalog.startswith(CATALOGS) for catalog in catalogs):
            return name
    return None
