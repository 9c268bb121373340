"""Rows as files: CSV, JSON, JSON Lines and Parquet, written batch by batch, so that a million rows need no more room than ten."""

import csv
import io
import json
import math
import os
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any, BinaryIO, Final, TextIO

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import UsageError

SUFFIXES: Final = {".csv": "csv", ".json": "json", ".jsonl": "jsonl", ".parquet": "parquet"}
DANGEROUS: Final = ("=", "+", "-", "@", "\t", "\r")
"""How a cell begins that a spreadsheet takes for a formula (OWASP, CSV injection)."""


def first(rows: pa.RecordBatchReader, limit: int | None) -> pa.RecordBatchReader:
    """The first rows, so many at most; all where no limit is given."""
    if limit is None:
        return rows

    def some() -> Iterator[pa.RecordBatch]:
        left = limit
        for batch in rows:
            yield batch.slice(0, left)
            left -= batch.num_rows
            if left <= 0:
                return

    return pa.RecordBatchReader.from_batches(rows.schema, some())


def write(rows: pa.RecordBatchReader, form: str, out: BinaryIO, *, excel_safe: bool = False) -> int:
    """Write all rows; gives their number. `excel_safe` puts a ' before text in CSV that a spreadsheet would take for a formula.

    Raises UsageError where the format cannot hold a column.
    """
    if form == "parquet":
        return _parquet(rows, out)
    text = io.TextIOWrapper(out, encoding="utf-8", newline="", write_through=True)
    try:
        return write_text(rows, form, text, excel_safe=excel_safe)
    finally:
        text.detach()


def write_text(rows: pa.RecordBatchReader, form: str, out: TextIO, *, excel_safe: bool = False) -> int:
    """Write all rows as CSV, JSON or JSON Lines; gives their number."""
    return _csv(rows, out, excel_safe) if form == "csv" else _WRITERS[form](rows, out)


def write_file(rows: pa.RecordBatchReader, form: str, path: Path, *, excel_safe: bool = False) -> int:
    """Write all rows into a file that is there whole or not at all; gives their number. Raises UsageError where it cannot be."""
    aside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with aside.open("wb") as out:
            count = write(rows, form, out, excel_safe=excel_safe)
            out.flush()
            os.fsync(out.fileno())
        aside.replace(path)
    except OSError as failure:
        raise UsageError(f"{path}: cannot be written ({failure.strerror or failure}); name another file") from failure
    finally:
        aside.unlink(missing_ok=True)
    return count


def text_of(value: Any) -> str:
    """A value as CSV and tables show it: nulls empty, times as ISO 8601, lists as JSON."""
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.15g}"
    if isinstance(value, list | dict):
        return json.dumps(_jsonable(value), default=plain, ensure_ascii=False)
    return plain(value)


def plain(value: Any) -> str:
    """Dates and times as ISO 8601, anything else that JSON does not know as text."""
    return str(value.isoformat()) if isinstance(value, date) else str(value)


def _csv(rows: pa.RecordBatchReader, out: TextIO, excel_safe: bool) -> int:
    cell = _guarded if excel_safe else text_of
    writer, count = csv.writer(out, lineterminator="\n"), 0
    writer.writerow(rows.schema.names)
    for batch in rows:
        columns = [map(cell, column.to_pylist()) for column in batch.columns]
        writer.writerows(zip(*columns, strict=True))
        count += batch.num_rows
    return count


def _guarded(value: Any) -> str:
    return f"'{value}" if isinstance(value, str) and value.startswith(DANGEROUS) else text_of(value)


def _jsonl(rows: pa.RecordBatchReader, out: TextIO) -> int:
    return sum(out.write(line + "\n") > 0 for line in _objects(rows))


def _json(rows: pa.RecordBatchReader, out: TextIO) -> int:
    count = 0
    for count, line in enumerate(_objects(rows), 1):
        out.write(f"{'[' if count == 1 else ','}\n {line}")
    out.write("\n]\n" if count else "[]\n")
    return count


def _objects(rows: pa.RecordBatchReader) -> Iterator[str]:
    for batch in rows:
        for row in batch.to_pylist():
            yield json.dumps(_jsonable(row), default=plain, ensure_ascii=False, allow_nan=False)


def _jsonable(value: Any) -> Any:
    """The value without what JSON has no word for: a number that is none (NaN, infinity) is null."""
    if isinstance(value, float):
        return value if math.isfinite(value) else None
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, dict):
        return {str(key): _jsonable(inner) for key, inner in value.items()}
    return [_jsonable(inner) for inner in value] if isinstance(value, list) else value


def _parquet(rows: pa.RecordBatchReader, out: BinaryIO) -> int:
    count = 0
    try:
        with pq.ParquetWriter(out, rows.schema, compression="zstd") as writer:
            for batch in rows:
                writer.write_batch(batch)
                count += batch.num_rows
    except pa.ArrowNotImplementedError as failure:
        raise UsageError(f"Parquet cannot hold a column ({failure}); cast it to text, or choose another format") from failure
    return count


_WRITERS: Final[dict[str, Callable[[pa.RecordBatchReader, TextIO], int]]] = {"json": _json, "jsonl": _jsonl}
