"""Asks the published file: one query, one connection, opened and closed; an answer is kept for as long as the file is the same.

A lake is not shown: it has no file to tell its states apart by.
"""

import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from flows.errors import WarehouseError
from flows.places import Lake
from flows.settings import Settings
from flows.warehouse import query

Identity = tuple[int, int, int, int]

ONE_AT_A_TIME: Final = threading.Lock()
"""DuckDB shares what is open in a process: a query that came while another had the former file open would be told by that one."""


def warehouse() -> Path:
    """The published file, whether it is there or not. Raises WarehouseError where the warehouse is a lake."""
    place = Settings().published
    if isinstance(place, Lake):
        raise WarehouseError(f"{place}: the dashboard shows files only; ask a lake with `wirehouse sql`")
    return place


def missing_file() -> Path | None:
    """Where the published file is looked for and is not; None where it is there, or the warehouse is a lake."""
    place = Settings().published
    return place if isinstance(place, Path) and not place.exists() else None


def ask(sql: str, **parameters: Any) -> pa.Table:
    """The rows of one of the `queries`. Raises WarehouseError where there is no readable file, UsageError where its tables are others."""
    path = warehouse()
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in parameters.items()}
    answer: pa.Table = _answer(str(path), _identity(path), sql, given)
    return answer


def rows(sql: str, **parameters: Any) -> list[dict[str, Any]]:
    """The same as dictionaries, column -> value."""
    told: list[dict[str, Any]] = ask(sql, **parameters).to_pylist()
    return told


def _identity(path: Path) -> Identity:
    """What tells one published file from the next: a publish renames a new file into place."""
    try:
        found = path.stat()
    except OSError:
        raise WarehouseError(f"{path}: there is no warehouse yet") from None
    return found.st_dev, found.st_ino, found.st_mtime_ns, found.st_size


@st.cache_data(max_entries=300, max_size="256MB", show_spinner=False)
def _answer(path: str, identity: Identity, sql: str, parameters: Mapping[str, Any]) -> pa.Table:
    with ONE_AT_A_TIME:
        return query(Path(path), sql, parameters)
