"""The Parquet files of the landing log: written whole or not at all, read one row group at a time."""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from flows.disk import make_folder, refusal, sync
from flows.errors import WarehouseError
from transforms.documents import Given, RawDocument, Rejected

UTC_TIME: Final = pa.timestamp("us", tz="UTC")
SCHEMA: Final = pa.schema(
    [
        ("document_id", pa.string()),
        ("url", pa.string()),
        ("media_type", pa.string()),
        ("digest", pa.string()),
        ("body", pa.binary()),
        ("headers", pa.string()),
        ("fetched_at", UTC_TIME),
        ("given", pa.string()),
        ("is_stored", pa.bool_()),
        ("pruned", pa.string()),
    ]
)
"""One row a document. `body` is null where the same bytes stand in another row (`is_stored` false) or were dropped (`pruned` says
why). Files of before there were the last two columns have every body."""

KEY: Final = b"wirehouse"
HELD: Final = 64
"""Rows turned into Python objects at once."""


class Reached(NamedTuple):
    """A stretch of an archive whose records are dealt with. It stands in the landing file that its documents stand in, so that the
    two are there together or not at all."""

    archive: str
    """Identifies the archive's content and how it is read."""
    start: int
    stop: int
    """Positions as the archive's format counts: bytes, rows or lines, from 0."""
    is_end: bool
    """Nothing comes after it."""
    refused: tuple[tuple[RawDocument, Rejected], ...] = ()
    """Records of the stretch that are not landed, and why."""


class Notes(NamedTuple):
    """What a landing file tells beside its rows."""

    reached: tuple[Reached, ...] = ()
    replaces: tuple[str, ...] = ()
    """Names of the files whose rows it holds: they go when it is there."""
    seen: tuple[tuple[str, datetime], ...] = ()
    """(document_id, when) of documents that were landed before and met again."""


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write so that the file is there whole, on disk, or not there. Raises WarehouseError when the disk refuses."""
    write_groups([table], table.schema, path)


def write_groups(groups: Iterable[pa.Table], schema: pa.Schema, path: Path) -> None:
    """As `write_parquet`, each table a row group, so that no more than one need be held."""
    aside = path.with_suffix(f".{os.getpid()}.part")
    try:
        make_folder(path.parent)
        with pq.ParquetWriter(aside, schema, compression="zstd", write_page_checksum=True) as writer:
            for group in groups:
                writer.write_table(group, row_group_size=max(group.num_rows, 1))
        sync(aside)
        aside.replace(path)
        sync(path.parent)
    except OSError as failure:
        _drop(aside)
        told = refusal(failure) or failure.strerror or failure
        raise WarehouseError(
            f"{path}: cannot be written ({told}); make room or mend the folder's rights, then run again: the published file is as it "
            "was, and what was landed is not lost"
        ) from failure
    except BaseException:
        _drop(aside)
        raise


def _drop(aside: Path) -> None:
    with suppress(OSError):
        aside.unlink(missing_ok=True)


def read_columns(path: Path, columns: Sequence[str]) -> list[tuple[Any, ...]]:
    """The rows of some small columns; null where an old file lacks one. Raises WarehouseError for a file that cannot be read."""
    with opened(path) as file:
        table = filled(file.read(columns=list(columns)), columns)
    return list(zip(*(table[name].to_pylist() for name in columns), strict=True))


def read_notes(path: Path) -> Notes:
    """What a landing file tells beside its rows."""
    with opened(path) as file:
        told = (file.schema_arrow.metadata or {}).get(KEY)
        notes = json.loads(told) if told else {"reached": [], "replaces": []}
        seen = tuple((document_id, datetime.fromisoformat(at)) for document_id, at in notes.get("seen", ()))
        return Notes(tuple(_reached(r) for r in notes["reached"]), tuple(notes["replaces"]), seen)


def rows_where(path: Path, column: str, wanted: Collection[str]) -> Iterator[dict[str, Any]]:
    """The rows whose `column` has one of the wanted values, at most one row group of them in memory."""
    values = pa.array(sorted(wanted), pa.string())
    with opened(path) as file:
        for group in range(file.num_row_groups):
            found = pc.is_in(file.read_row_group(group, columns=[column])[column], values)
            if pc.any(found).as_py():
                table = filled(file.read_row_group(group).filter(found), SCHEMA.names)
                for batch in table.to_batches(max_chunksize=HELD):
                    yield from batch.to_pylist()


def all_rows(path: Path) -> Iterator[dict[str, Any]]:
    """Every row, at most one row group of them in memory."""
    with opened(path) as file:
        for group in range(file.num_row_groups):
            for batch in filled(file.read_row_group(group), SCHEMA.names).to_batches(max_chunksize=HELD):
                yield from batch.to_pylist()


UNREADABLE: Final = (OSError, pa.ArrowException, ValueError, KeyError, TypeError)
"""What is raised for a file that is not as it was written: its pages have checksums, the notes in its foot are JSON."""


class opened:
    """`with opened(path) as file`: the Parquet file; what fails within is a WarehouseError that names it."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> Any:
        try:
            self._file = pq.ParquetFile(self._path, page_checksum_verification=True)
        except UNREADABLE as failure:
            raise self._told(failure) from failure
        return self._file

    def __exit__(self, kind: object, failure: BaseException | None, trace: object) -> None:
        self._file.close()
        if isinstance(failure, UNREADABLE):
            raise self._told(failure) from failure

    def _told(self, failure: BaseException) -> WarehouseError:
        return damaged(self._path, str(failure))


def damaged(path: Path, why: str) -> WarehouseError:
    """A landing file that is not as it was written, and how to go on without it."""
    return WarehouseError(
        f"{path}: this landing file cannot be read ({' '.join(why.split())}); bring it back from a backup, or have "
        "`wirehouse landing check --set-aside` move it away to go on without it"
    )


def filled(table: pa.Table, columns: Sequence[str]) -> pa.Table:
    """The table with those columns of the schema, null where it lacks them."""
    for name in columns:
        if name not in table.column_names:
            table = table.append_column(name, pa.nulls(table.num_rows, SCHEMA.field(name).type))
    return table.select(list(columns))


def schema_with(notes: Notes) -> pa.Schema:
    """The schema of a file that tells the notes."""
    if not any(notes):
        return SCHEMA
    told: dict[str, Any] = {"reached": [_reached_row(r) for r in notes.reached], "replaces": sorted(notes.replaces)}
    if notes.seen:  # which files of before there were any do not say
        told["seen"] = [(document_id, at.isoformat()) for document_id, at in sorted(notes.seen)]
    return SCHEMA.with_metadata({KEY: json.dumps(told, sort_keys=True).encode()})


def file_name(document_ids: Iterable[str], notes: Notes, *, unlike: Collection[str] = ()) -> str:
    """The name of the file with these documents and notes: a hash of them, and another one if it is among `unlike`."""
    told = (schema_with(notes).metadata or {}).get(KEY, b"")
    known = "".join(sorted(document_ids)).encode() + told
    while (name := hashlib.sha256(known).hexdigest()[:24] + ".parquet") in unlike:
        known += b"+"
    return name


def row_of(document_id: str, digest: str, document: RawDocument) -> dict[str, Any]:
    """The row of a document with its body."""
    return {
        "document_id": document_id,
        "url": document.url,
        "media_type": document.media_type,
        "digest": digest,
        "body": document.body,
        "headers": json.dumps(dict(document.headers)),
        "fetched_at": document.fetched_at,
        "given": json.dumps(document.given._asdict(), default=str),
        "is_stored": True,
        "pruned": None,
    }


def document_of(row: dict[str, Any]) -> RawDocument:
    """The document of a row with its body."""
    given = json.loads(row["given"])
    if given["published_at"]:
        given["published_at"] = datetime.fromisoformat(given["published_at"])
    return RawDocument(row["url"], row["media_type"], row["body"], json.loads(row["headers"]), row["fetched_at"], Given(**given))


def _reached_row(reached: Reached) -> dict[str, Any]:
    refused = [
        {"url": d.url, "media_type": d.media_type, "headers": "{}", "fetched_at": d.fetched_at.isoformat(), "why": list(why)}
        | {"given": json.dumps(d.given._asdict(), default=str)}
        for d, why in reached.refused
    ]
    return reached._asdict() | {"refused": refused}


def _reached(told: dict[str, Any]) -> Reached:
    refused = tuple(
        (document_of(r | {"body": b"", "fetched_at": datetime.fromisoformat(r["fetched_at"])}), Rejected(*r["why"]))
        for r in told["refused"]
    )
    return Reached(**(told | {"refused": refused}))
