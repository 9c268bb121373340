"""What a person asks and how the answer is given: parameters as typed, limits, rows on standard output or in a file."""

import sys
from collections.abc import Callable, Iterable
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import click
import pyarrow as pa

from flows.console import show
from flows.errors import UsageError
from flows.settings import Settings
from flows.tabular import SUFFIXES, first, write, write_file
from flows.warehouse_reading import Limits

IN_TABLE: Final = 10_000
"""Rows that a table shows at most: its columns are as wide as the widest of them."""


def limits_of(settings: Settings, memory: str | None = None, seconds: float | None = None) -> Limits:
    """What a query may use: as the flags say, else as the settings do."""
    return Limits(memory or settings.sql_memory, seconds or settings.sql_seconds)


def parameters_of(given: Iterable[str]) -> dict[str, Any]:
    """Values for $name from NAME=VALUE (text) or NAME:TYPE=VALUE. Raises UsageError for what is neither."""
    return dict(map(_parameter, given))


def put(rows: pa.RecordBatchReader, form: str | None, output: Path | None, *, limit: int | None = None) -> None:
    """Give the rows in a format: into a file, or on standard output. Raises UsageError where that makes no sense."""
    form = form or (SUFFIXES.get(output.suffix.lower(), "csv") if output else "table")
    rows = first(rows, limit)
    if form == "table":
        if output:
            raise UsageError(f"{output}: a table is for reading; choose --format csv, json, jsonl or parquet for a file")
        _table(rows)
    elif output:
        count = write_file(rows, form, output)
        _say(f"{output}: {count} rows")
    elif form == "parquet" and sys.stdout.isatty():
        raise UsageError("Parquet is nothing a terminal can show; name a file with --output, or send it on with > or |")
    else:
        write(rows, form, sys.stdout.buffer)
        sys.stdout.flush()


def _table(rows: pa.RecordBatchReader) -> None:
    shown = pa.Table.from_batches(first(rows, IN_TABLE + 1), schema=rows.schema)
    show(shown.slice(0, IN_TABLE))
    if shown.num_rows > IN_TABLE:
        _say(f"and more: a table shows {IN_TABLE} rows; --format csv, jsonl or parquet gives all")


def _parameter(given: str) -> tuple[str, Any]:
    name, is_given, value = given.partition("=")
    name, _, kind = name.strip().partition(":")
    if not is_given or not name.isidentifier() or (kind or "text") not in _TYPES:
        raise UsageError(f"--param {given}: write it as NAME=VALUE or NAME:TYPE=VALUE, TYPE being one of {', '.join(_TYPES)}")
    try:
        return name, _TYPES[kind or "text"](value)
    except (ValueError, KeyError):
        raise UsageError(f"--param {given}: {value!r} is no {kind}; write it as in {_EXAMPLES[kind]}") from None


def _say(line: str) -> None:
    click.echo(line, err=True)


_TYPES: Final[dict[str, Callable[[str], Any]]] = {
    "text": str,
    "int": int,
    "float": float,
    "bool": lambda value: {"true": True, "false": False}[value.lower()],
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
}
_EXAMPLES: Final = {
    "int": "n:int=10",
    "float": "x:float=0.5",
    "bool": "all:bool=true",
    "date": "since:date=2020-02-14",
    "timestamp": "since:timestamp=2020-02-14T09:30:00Z",
}
