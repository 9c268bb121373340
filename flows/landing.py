"""The landing log: raw documents as fetched, in Parquet files that are named by their content, appended and never rewritten.

The same bytes are stored once, however many documents have them. How far an archive is landed stands in the same files.
"""

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import pyarrow as pa

from flows.errors import WarehouseError
from flows.landing_files import (
    Notes,
    Reached,
    damaged,
    document_of,
    file_name,
    read_columns,
    read_notes,
    row_of,
    rows_where,
    schema_with,
    write_parquet,
)
from transforms.documents import RawDocument, Rejected

FILE_BYTES: Final = 64_000_000
"""A landing file is closed when its bodies reach this size."""
FILE_DOCUMENTS: Final = 2_000
FILE_REFUSALS: Final = 1_000
FILE_SEEN: Final = 5_000
UNSEEN: Final = ("file", "folder")
"""Kinds of sources that say nothing of when a text was there: a file is read whenever somebody reads it."""

Seen = dict[str, tuple[datetime, datetime]]
"""document_id -> the first and the last time that it was met again."""


class Index:
    """Where documents and bytes are. Raises WarehouseError naming a file that cannot be read."""

    def __init__(self, folder: Path) -> None:
        self.where: dict[str, Path] = {}
        """document_id -> the file with its row; where several have one, one of those that have its bytes."""
        self.bodies: dict[str, Path] = {}
        """digest -> a file that stores those bytes."""
        self.reached: list[Reached] = []
        self.replaced: set[str] = set()
        """Names of files that upkeep replaced and removes where it finds them: no file may get one again."""
        self.seen: Seen = {}
        self.pruned: set[str] = set()
        """Documents whose bytes are nowhere any more."""
        self._digests: dict[str, str] = {}
        self._folder = folder
        self._files: dict[str, tuple[int, int]] = {}
        """Files that are taken in: name -> size and time of change."""
        self.take_in_new()

    def is_true(self) -> bool:
        """Whether every file that it tells of is there as it was."""
        return self._files.items() <= _listing(self._folder).items()

    def take_in_new(self) -> None:
        """Read the files that have come since."""
        listing = _listing(self._folder)
        new = sorted(listing.keys() - self._files.keys())
        try:
            for name in new:
                self._add(self._folder / name)
                self._files[name] = listing[name]
        finally:
            if new:
                self.pruned = {d for d, digest in self._digests.items() if digest not in self.bodies}

    def _add(self, path: Path) -> None:
        for document_id, digest, is_stored, pruned in read_columns(path, ("document_id", "digest", "is_stored", "pruned")):
            has_body = is_stored is not False and pruned is None
            if has_body or document_id not in self.where:
                self.where[document_id] = path
            if has_body:
                self.bodies[digest] = path
            self._digests[document_id] = digest
        notes = read_notes(path)
        self.reached.extend(notes.reached)
        self.replaced.update(notes.replaces)
        see(self.seen, notes.seen)

    def landed(self, document_id: str, digest: str, path: Path) -> None:
        """Takes note of a document that was written."""
        self.where[document_id], self._digests[document_id] = path, digest
        self.bodies.setdefault(digest, path)
        self.pruned.discard(document_id)

    def written(self, path: Path) -> None:
        """Takes note that a file is taken in, by what was told of it."""
        self._files[path.name] = _state(path)


def _listing(folder: Path) -> dict[str, tuple[int, int]]:
    return {path.name: _state(path) for path in folder.glob("*.parquet")}


def _state(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


_known: dict[Path, Index] = {}
"""The index that this process read last, of each folder: only files that came since are read again."""


def index_of(folder: Path) -> Index:
    """Where documents and bytes are now. Raises WarehouseError naming a file that cannot be read."""
    index = _known.get(folder)
    if index is not None and index.is_true():
        index.take_in_new()
    else:
        index = Index(folder)
        _known.clear()  # a process is about one folder; what it knew of another takes room
        _known[folder] = index
    return index


class Landing:
    """The landing folder of one home."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._index: Index | None = None

    @property
    def index(self) -> Index:
        """Where everything is, read when first asked for."""
        if self._index is None:
            self._index = index_of(self.folder)
        return self._index

    @property
    def where(self) -> dict[str, Path]:
        """Which file holds a document: document_id -> path. Raises WarehouseError naming a file that cannot be read."""
        return self.index.where

    @property
    def readable(self) -> set[str]:
        """The ids of the documents whose bytes are there."""
        return self.where.keys() - self.index.pruned

    def land(self, items: Iterable[RawDocument | Reached]) -> list[str]:
        """Append the documents that are not landed yet; a `Reached` tells of those that came before it. Returns the ids of all.

        Of those that are landed it is kept when they were met again. A file appears whole or not at all, and what it says of an
        archive with it.
        """
        waiting: dict[str, tuple[str, RawDocument]] = {}
        ids: dict[str, None] = {}
        again: list[tuple[str, datetime]] = []
        reached: list[Reached] = []
        size = 0
        for item in items:
            if isinstance(item, Reached):
                reached = joined([*reached, item])
            else:
                document_id = item.id_with(digest := item.digest)
                ids[document_id] = None
                if (document_id in self.where or document_id in waiting) and item.given.source_kind not in UNSEEN:
                    again.append((document_id, item.fetched_at))
                if document_id not in waiting and self._is_new(document_id):
                    waiting[document_id] = digest, item
                    size += len(item.body)
            refusals = sum(len(r.refused) for r in reached)
            if size >= FILE_BYTES or len(waiting) >= FILE_DOCUMENTS or refusals >= FILE_REFUSALS or len(again) >= FILE_SEEN:
                self._write(waiting, reached, again)
                waiting, reached, again, size = {}, [], [], 0
        self._write(waiting, reached, again)
        return list(ids)

    def read(self, document_ids: Collection[str]) -> Iterator[RawDocument]:
        """The landed documents of those ids, file by file, at most a row group of them in memory.

        Raises KeyError for an id that was never landed, WarehouseError for one whose bytes are gone or not those that were landed.
        """
        elsewhere: dict[str, list[dict[str, Any]]] = {}
        for path, wanted in _by_file(self.where, document_ids):
            for row in rows_where(path, "document_id", wanted):
                if row["body"] is None:
                    elsewhere.setdefault(row["digest"], []).append(row)
                else:
                    yield _whole(path, row)
        if gone := [rows[0]["url"] for digest, rows in elsewhere.items() if digest not in self.index.bodies]:
            raise WarehouseError(f"{gone[0]}: its bytes were pruned from {self.folder}; fetch it again")
        for path, digests in _by_file(self.index.bodies, elsewhere):
            for stored in rows_where(path, "digest", digests):
                if stored["body"] is not None:
                    for row in elsewhere.pop(stored["digest"], []):
                        yield _whole(path, row | {"body": stored["body"]})

    def reached(self, archive: str) -> tuple[int, bool]:
        """Up to where an archive is landed without a gap, and whether that is all of it."""
        stretches = [r for r in joined(self.index.reached) if r.archive == archive and r.start == 0]
        return (stretches[0].stop, stretches[0].is_end) if stretches else (0, False)

    def refused(self) -> Iterator[tuple[RawDocument, Rejected]]:
        """Records of archives that were not landed, and why, of all runs."""
        for reached in self.index.reached:
            yield from reached.refused

    @property
    def seen(self) -> Seen:
        """When documents were met again, of all runs."""
        return self.index.seen

    def _is_new(self, document_id: str) -> bool:
        return document_id not in self.where or document_id in self.index.pruned

    def _write(
        self, documents: dict[str, tuple[str, RawDocument]], reached: list[Reached], again: list[tuple[str, datetime]]
    ) -> None:
        seen = self._news(documents, again)
        if not documents and not reached and not seen:
            return
        notes = Notes(tuple(reached), seen=seen)
        path = self.folder / file_name(documents, notes, unlike=self.index.replaced)
        rows: list[dict[str, Any]] = []
        stored: set[str] = set()
        for document_id, (digest, document) in sorted(documents.items()):
            row = row_of(document_id, digest, document)
            if digest in self.index.bodies or digest in stored:
                row |= {"body": None, "is_stored": False}
            stored.add(digest)
            rows.append(row)
        write_parquet(pa.Table.from_pylist(rows, schema=schema_with(notes)), path)
        for row in rows:
            self.index.landed(row["document_id"], row["digest"], path)
        self.index.reached.extend(reached)
        see(self.index.seen, seen)
        self.index.written(path)

    def _news(
        self, documents: dict[str, tuple[str, RawDocument]], again: Iterable[tuple[str, datetime]]
    ) -> tuple[tuple[str, datetime], ...]:
        """What meeting documents again tells: not the very time of their rows, as where an archive is read twice.

        One whose bytes had gone gets a row of now: when it was first there is kept here.
        """
        met = set(again)
        landed: dict[str, datetime] = {}
        for path, wanted in _by_file(self.where, {document_id for document_id, _ in met} & self.where.keys()):
            times = dict(read_columns(path, ("document_id", "fetched_at")))
            landed |= {document_id: times[document_id] for document_id in wanted}
        met |= {(document_id, landed[document_id]) for document_id in documents.keys() & landed.keys()}
        rows = landed | {document_id: document.fetched_at for document_id, (_, document) in documents.items()}
        told = {(d, at) for d, at in met if rows[d] != at}
        return tuple(sorted(told | {(d, rows[d]) for d in documents.keys() & landed.keys()}))


def see(seen: Seen, times: Iterable[tuple[str, datetime]]) -> None:
    """Take note of times at which documents were met again."""
    for document_id, at in times:
        first, last = seen.get(document_id, (at, at))
        seen[document_id] = min(first, at), max(last, at)


def _whole(path: Path, row: dict[str, Any]) -> RawDocument:
    """The document of a row, its bytes held against their digest."""
    document = document_of(row)
    if document.digest != row["digest"]:
        raise damaged(path, f"the bytes of {row['url']} are not those that were landed")
    return document


def joined(stretches: Iterable[Reached]) -> list[Reached]:
    """The stretches of each archive with those that meet or overlap made one."""
    found: list[Reached] = []
    for one in sorted(stretches, key=lambda r: (r.archive, r.start, r.stop)):
        last = found[-1] if found else None
        if last is None or last.archive != one.archive or one.start > last.stop:
            found.append(one)
        else:
            end = max(last.stop, one.stop)
            is_end = any(r.is_end for r in (last, one) if r.stop == end)
            found[-1] = Reached(one.archive, last.start, end, is_end, _unique(last.refused + one.refused))
    return found


def _unique(refused: tuple[tuple[RawDocument, Rejected], ...]) -> tuple[tuple[RawDocument, Rejected], ...]:
    return tuple({document.document_id: (document, why) for document, why in refused}.values()) if refused else ()


def _by_file(places: dict[str, Path], wanted: Iterable[str]) -> list[tuple[Path, list[str]]]:
    by_file: dict[Path, list[str]] = {}
    for key in wanted:
        by_file.setdefault(places[key], []).append(key)
    return sorted(by_file.items())
