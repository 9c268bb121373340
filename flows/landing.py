"""The landing log: raw documents as fetched, in Parquet files that are named by their content, appended and never rewritten."""

import hashlib
import json
import os
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import pyarrow.parquet as pq

from flows.errors import WarehouseError
from transforms.documents import Given, RawDocument

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
    ]
)
FILE_BYTES: Final = 64_000_000
"""A landing file is closed when its bodies reach this size."""
FILE_DOCUMENTS: Final = 2_000


class Landing:
    """The landing folder of one home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._where: dict[str, Path] | None = None

    @property
    def where(self) -> dict[str, Path]:
        """Which file holds a document: document_id -> path. Raises WarehouseError naming a file that cannot be read."""
        if self._where is None:
            self._where = {}
            for path in sorted(self.folder.glob("*.parquet")):
                self._where.update((document_id, path) for document_id in _read(path, ["document_id"])["document_id"].to_pylist())
        return self._where

    def land(self, documents: Iterable[RawDocument]) -> None:
        """Append the documents that are not landed yet. A file appears whole or not at all."""
        waiting: dict[str, RawDocument] = {}
        size = 0
        for document in documents:
            document_id = document.document_id
            if document_id in self.where or document_id in waiting:
                continue
            waiting[document_id] = document
            size += len(document.body)
            if size >= FILE_BYTES or len(waiting) >= FILE_DOCUMENTS:
                self._write(waiting)
                waiting, size = {}, 0
        self._write(waiting)

    def read(self, document_ids: Collection[str]) -> Iterator[RawDocument]:
        """The landed documents of those ids, file by file. Raises KeyError for an id that was never landed."""
        by_file: dict[Path, list[str]] = {}
        for document_id in document_ids:
            by_file.setdefault(self.where[document_id], []).append(document_id)
        for path, wanted in sorted(by_file.items()):
            for row in _read(path, None, wanted).to_pylist():
                yield _document(row)

    def _write(self, documents: dict[str, RawDocument]) -> None:
        if not documents:
            return
        rows = [_row(document_id, document) for document_id, document in sorted(documents.items())]
        name = hashlib.sha256("".join(sorted(documents)).encode()).hexdigest()[:24]
        path = self.folder / f"{name}.parquet"
        write_parquet(pa.Table.from_pylist(rows, schema=SCHEMA), path)
        self.where.update(dict.fromkeys(documents, path))


def write_parquet(table: pa.Table, path: Path) -> None:
    """Write so that the file is there whole, on disk, or not there. Raises WarehouseError when the disk refuses."""
    aside = path.with_suffix(f".{os.getpid()}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(table, aside, compression="zstd")
        with aside.open("rb") as written:
            os.fsync(written.fileno())
        aside.replace(path)
    except OSError as failure:
        aside.unlink(missing_ok=True)
        raise WarehouseError(
            f"{path}: cannot be written ({failure.strerror or failure}); free the disk or mend its rights"
        ) from failure


def _read(path: Path, columns: list[str] | None, wanted: list[str] | None = None) -> pa.Table:
    filters = [("document_id", "in", wanted)] if wanted is not None else None
    try:
        return pq.read_table(path, columns=columns, filters=filters, schema=SCHEMA if columns is None else None)
    except (OSError, pa.ArrowException) as failure:
        raise WarehouseError(
            f"{path}: this landing file cannot be read ({failure}); move it away to go on without it"
        ) from failure


def _row(document_id: str, document: RawDocument) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "url": document.url,
        "media_type": document.media_type,
        "digest": document.digest,
        "body": document.body,
        "headers": json.dumps(dict(document.headers)),
        "fetched_at": document.fetched_at,
        "given": json.dumps(document.given._asdict(), default=str),
    }


def _document(row: dict[str, Any]) -> RawDocument:
    given = json.loads(row["given"])
    if given["published_at"]:
        given["published_at"] = datetime.fromisoformat(given["published_at"])
    return RawDocument(row["url"], row["media_type"], row["body"], json.loads(row["headers"]), row["fetched_at"], Given(**given))
