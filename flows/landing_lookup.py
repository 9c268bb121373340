"""One document of the landing log, found without an index of all of it."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from flows.landing_files import document_of, rows_where
from transforms.documents import RawDocument


class Landed(NamedTuple):
    """Where a landed document is, and what it is."""

    path: Path
    digest: str
    media_type: str
    headers: dict[str, str]
    pruned: str | None
    """Why its bytes were dropped; None where they were not."""
    document: RawDocument | None
    """The document with its bytes; None where these are gone."""


def landed_document(folder: Path, document_id: str) -> Landed | None:
    """The document of that id; None where the log has none. Of its files only one small column is read, but for the one with the
    document. Raises WarehouseError naming a file that cannot be read."""
    found = list(_rows(folder, "document_id", document_id))
    if not found:
        return None
    path, row = min(found, key=lambda pair: pair[1]["body"] is None)
    body = row["body"] if row["body"] is not None else _body(folder, row["digest"])
    document = None if body is None else document_of(row | {"body": body})
    return Landed(path, row["digest"], row["media_type"], json.loads(row["headers"]), row["pruned"], document)


def _body(folder: Path, digest: str) -> bytes | None:
    """The bytes, which stand in the row of another document where several have the same."""
    return next((row["body"] for _, row in _rows(folder, "digest", digest) if row["body"] is not None), None)


def _rows(folder: Path, column: str, value: str) -> Iterator[tuple[Path, dict[str, Any]]]:
    for path in sorted(folder.glob("*.parquet")):
        for row in rows_where(path, column, [value]):
            yield path, row
