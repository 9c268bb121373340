"""Upkeep of the landing log: many small files into few, and bytes that nobody needs any more out of it.

Both write a new file that names those it replaces, and remove these when it is on disk. Killed in between they leave rows twice, which
does no harm, and the next upkeep removes what was replaced.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa

from flows.disk import sync
from flows.errors import WarehouseError
from flows.landing import Index, Seen, joined, see
from flows.landing_files import (
    SCHEMA,
    Notes,
    all_rows,
    file_name,
    read_columns,
    read_notes,
    schema_with,
    write_groups,
)

LARGE_BYTES: Final = 256_000_000
"""Files are merged until they are about that large, compressed; a file of more than half of it stays."""
GROUP_BYTES: Final = 32_000_000
GROUP_ROWS: Final = 2_000
"""A row group ends when its bodies, or its rows, reach this: it is what reading holds in memory."""


class Size(NamedTuple):
    """What a landing folder takes."""

    files: int
    bytes: int


class Pruned(NamedTuple):
    """What pruning dropped, or would drop."""

    documents: int
    """Documents whose bytes are no longer there."""
    bodies: int
    """Distinct bodies among them."""
    shared: int
    """Documents that keep theirs since another document, not to be pruned, has the same."""


def size_of(folder: Path) -> Size:
    """How many landing files there are and how large they are together."""
    sizes = [path.stat().st_size for path in folder.glob("*.parquet")]
    return Size(len(sizes), sum(sizes))


def compact(folder: Path) -> tuple[Size, Size]:
    """Merge small landing files; the folder's size before and after. The same documents are there at every instant."""
    before = size_of(folder)
    tidy(folder)
    for group in _small(folder):
        _rewrite(folder, group, Index(folder), {})
    return before, size_of(folder)


def prune(folder: Path, doomed: Mapping[str, str], *, pretend: bool = False) -> Pruned:
    """Drop the bytes of documents; `doomed`: document_id -> the reason, which is kept in the row. With `pretend` only count.

    Bytes that another document has too stay with all of theirs. How documents came and what they are stays known in any case.
    """
    tidy(folder)
    digests = {path: read_columns(path, ("document_id", "digest")) for path in sorted(folder.glob("*.parquet"))}
    needed = {digest for rows in digests.values() for document_id, digest in rows if document_id not in doomed}
    index = Index(folder)
    found = {d: digest for rows in digests.values() for d, digest in rows if d in doomed and d not in index.pruned}
    dropped = {d: doomed[d] for d, digest in found.items() if digest not in needed}
    if not pretend:
        for path, rows in digests.items():
            if any(document_id in dropped for document_id, _ in rows):
                _rewrite(folder, [path], index, dropped)
    return Pruned(len(dropped), len({found[d] for d in dropped}), len(found) - len(dropped))


def tidy(folder: Path) -> None:
    """Remove what an interrupted upkeep or run left: files that another one replaces, and unfinished ones."""
    replaced = {Path(name).name for path in folder.glob("*.parquet") for name in read_notes(path).replaces}
    _remove(folder, [folder / name for name in sorted(replaced)])
    _remove(folder, folder.glob("*.part"))


def _small(folder: Path) -> Iterator[list[Path]]:
    """Groups of at least two files that are to be one."""
    group: list[Path] = []
    size = 0
    for path in sorted(folder.glob("*.parquet")):
        length = path.stat().st_size
        if length > LARGE_BYTES / 2:
            continue
        group, size = [*group, path], size + length
        if size >= LARGE_BYTES:
            yield group
            group, size = [], 0
    if len(group) > 1:
        yield group


def _rewrite(folder: Path, paths: Sequence[Path], index: Index, dropped: Mapping[str, str]) -> None:
    """One file in the place of several, without the bytes of the dropped documents, whose rows tell why."""
    keys = {row for path in paths for row in read_columns(path, ("document_id",))}
    notes = _joined_notes(paths)
    path = folder / file_name([*(d for (d,) in keys), *sorted(dropped.keys() & {d for (d,) in keys})], notes)
    write_groups(_groups(_merged(paths, index, dropped)), schema_with(notes), path)
    if {row for row in read_columns(path, ("document_id",))} != keys:
        path.unlink()
        raise WarehouseError(f"{path}: does not hold what it replaces; nothing was removed, please report it")
    _remove(folder, paths)


def _joined_notes(paths: Sequence[Path]) -> Notes:
    """What one file tells in the place of several. Of when a document was met again the first and the last time are kept."""
    told = [read_notes(path) for path in paths]
    seen: Seen = {}
    for notes in told:
        see(seen, notes.seen)
    times = {(document_id, at) for document_id, both in seen.items() for at in both}
    reached = joined(r for notes in told for r in notes.reached)
    return Notes(tuple(reached), tuple(sorted(path.name for path in paths)), tuple(sorted(times)))


def _merged(paths: Sequence[Path], index: Index, dropped: Mapping[str, str]) -> Iterator[dict[str, Any]]:
    """The rows of the files: each document once, each body once. Raises WarehouseError for bytes that are not what was landed."""
    for path in paths:
        for row in all_rows(path):
            has_body = row["body"] is not None
            if has_body and hashlib.sha256(row["body"]).hexdigest() != row["digest"]:
                raise WarehouseError(f"{path}: the bytes of {row['url']} are damaged; move the file away to go on without it")
            if row["document_id"] in dropped:
                row |= {"body": None, "is_stored": False, "pruned": dropped[row["document_id"]]}
            elif has_body and index.bodies.get(row["digest"]) != path:
                row |= {"body": None, "is_stored": False}  # they stand in another file, which stays or is merged too
            best = index.where[row["document_id"]]
            if best == path or best not in paths or row["body"] is not None:
                yield row


def _groups(rows: Iterable[dict[str, Any]]) -> Iterator[pa.Table]:
    held: list[dict[str, Any]] = []
    size = 0
    for row in rows:
        held.append(row)
        size += len(row["body"] or b"")
        if size >= GROUP_BYTES or len(held) >= GROUP_ROWS:
            yield pa.Table.from_pylist(held, schema=SCHEMA)
            held, size = [], 0
    if held:
        yield pa.Table.from_pylist(held, schema=SCHEMA)


def _remove(folder: Path, paths: Iterable[Path]) -> None:
    removed = False
    for path in paths:
        path.unlink(missing_ok=True)
        removed = True
    if removed:
        sync(folder)
