"""Dumps: Parquet and packed JSON Lines, one article a row or line."""

import json
from collections.abc import Iterator
from datetime import date
from typing import Any, BinaryIO, Final

import pyarrow as pa
import pyarrow.parquet as pq

from flows.sources.archives.steps import Archive, Step, Unreadable
from flows.sources.archives.tape import CHUNK, Readable
from flows.sources.records import RecordParts, capped_lines, url_of
from transforms.clean.records import KEYS, TEXT

ROWS: Final = 64
"""Rows held at once."""
RATIO: Final = 1_000
"""A column chunk that claims to unpack to more times its size is a bomb, where it is of any size at all."""
LARGE: Final = 256_000_000


def line_steps(file: Readable, start: int, archive: Archive) -> Iterator[Step]:
    """The records of JSON Lines after line `start`."""
    parts = RecordParts(archive.uri, archive.given, archive.now(), max_bytes=archive.max_bytes)
    for number, line in enumerate(capped_lines(_Lines(file), archive.max_bytes), 1):
        if number > start:
            parts.add(number, line)
            documents, refused = parts.take()
            yield Step(number, documents[0] if documents else None, refused[0] if refused else None)


def parquet_steps(file: BinaryIO, start: int, archive: Archive) -> Iterator[Step]:
    """The rows of a Parquet file from row `start` on, each as a JSON record of the columns that records have.

    Row groups that lie before `start` are not read. Raises Unreadable for what is no Parquet file or has no text column.
    """
    try:
        table = pq.ParquetFile(file, pre_buffer=False, buffer_size=CHUNK * 16)
    except (OSError, ValueError, pa.ArrowException) as broken:
        raise Unreadable(f"is no Parquet file that can be read ({broken}); get it again") from broken
    columns = [name for name in table.schema_arrow.names if name in KEYS]
    if not set(columns) & set(TEXT):
        raise Unreadable(f"has no column {', '.join(TEXT)}; name the column with the articles' text so")
    first = 0
    for group in range(table.num_row_groups):
        rows = table.metadata.row_group(group).num_rows
        if first + rows > start:
            yield from _group(table, group, first, start, columns, archive)
        first += rows


def _group(table: Any, group: int, first: int, start: int, columns: list[str], archive: Archive) -> Iterator[Step]:
    place, stop = f"{archive.uri}#rows:{first + 1}", first + table.metadata.row_group(group).num_rows
    if _is_bomb(table.metadata.row_group(group)):
        yield archive.refuse(stop, place, "too_large", f"claims to unpack to more than {RATIO} times its size")
        return
    number = first
    try:
        for batch in table.iter_batches(batch_size=ROWS, row_groups=[group], columns=columns, use_threads=False):
            for row in batch.to_pylist():
                number += 1
                if number > start:
                    yield _row(row, number, archive)
    except (OSError, ValueError, pa.ArrowException) as broken:
        rest = f"{archive.uri}#rows:{number + 1}"
        yield archive.refuse(stop, rest, "broken_record", f"these rows, to {stop}, cannot be read ({broken})")


def _row(row: dict[str, Any], number: int, archive: Archive) -> Step:
    place = f"{archive.uri}#row:{number}"
    record = {name: value for name, value in row.items() if value is not None}
    body = json.dumps(record, default=_plain, ensure_ascii=False).encode("utf-8", "surrogatepass")
    if len(body) > archive.max_bytes:
        return archive.too_large(number, place)
    return Step(number, archive.document(url_of(record) or place, body, "application/json"))


def _plain(value: object) -> str:
    """Dates as ISO 8601, bytes as UTF-8, anything else as Python writes it."""
    if isinstance(value, date):
        return value.isoformat()
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)


def _is_bomb(group: Any) -> bool:
    chunks = [group.column(i) for i in range(group.num_columns)]
    return any(
        c.total_uncompressed_size > LARGE and c.total_uncompressed_size > RATIO * max(c.total_compressed_size, 1) for c in chunks
    )


class _Lines:
    """Lines of a stream that only knows how to read."""

    def __init__(self, file: Readable) -> None:
        self._file, self._ahead = file, b""

    def readline(self, at_most: int) -> bytes:
        """A line with its end, cut at `at_most` bytes."""
        gathered = bytearray()
        while True:
            end = self._ahead.find(b"\n", 0, at_most - len(gathered)) + 1
            taken = end or min(len(self._ahead), at_most - len(gathered))
            gathered += self._ahead[:taken]
            self._ahead = self._ahead[taken:]
            if end or len(gathered) == at_most or not (more := self._file.read(CHUNK)):
                return bytes(gathered)
            self._ahead += more
