"""Files and folders to raw documents."""

import fnmatch
import json
import os
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Final

from flows.sources.archives import SUFFIXES, ArchiveReader, local, suffix_of
from flows.sources.records import RecordParts, capped_lines, split_json
from flows.sources.values import Fetched, FetchRecord, Outcome, refused_document
from transforms.clean.text import one_line
from transforms.documents import Given, MediaType, RawDocument

MEDIA_TYPES: Final[dict[str, MediaType]] = {
    ".txt": "text/plain",
    ".html": "text/html",
    ".htm": "text/html",
    ".json": "application/json",
    ".jsonl": "application/json",
    ".ndjson": "application/json",
}
LINES: Final = (".jsonl", ".ndjson")
READ: Final = (*MEDIA_TYPES, *SUFFIXES)

IGNORED: Final = (".*", "*.csv", "*.md", "*.rows.json", "*.rows.jsonl", "*.expected.json", "*.expected.jsonl")
"""What a folder may hold beside articles: hidden files, notes, tables, expected rows. Other suffixes than those read are ignored
too."""

PART_DOCUMENTS: Final = 500
PART_BYTES: Final = 8_000_000
"""A `.jsonl` file comes in parts of at most so many documents or bytes, whichever is reached first."""


class FileReader:
    """Reads files and folders into `Fetched`, never more than `max_bytes` of one document."""

    def __init__(self, archives: ArchiveReader, *, max_bytes: int, now: Callable[[], datetime]) -> None:
        self._archives, self._max_bytes, self._now = archives, max_bytes, now

    def read(self, path: Path, given: Given) -> Iterator[Fetched]:
        """What stands under a path: a file, or every article file of a folder in sorted order."""
        empty = True
        for file in article_files(path):
            empty = False
            try:
                yield from self._file(file, given)
            except OSError as failure:
                reason = f"{file}: cannot be read ({failure.strerror or failure}); check the path and its permissions"
                yield self._failed(file, given, reason)
            except ValueError:
                yield self._failed(file, given, f"{file}: is no path; check the spelling")
        if empty:
            yield self._failed(path, given, f"{path}: holds no {', '.join(READ)} file; point at a folder of articles")

    def _file(self, path: Path, given: Given) -> Iterator[Fetched]:
        suffix = path.suffix.lower()
        path.stat()
        if path.is_dir():
            yield self._failed(path, given, f"{path}: this folder cannot be listed; check its permissions")
        elif not path.is_file():
            yield self._failed(path, given, f"{path}: is no regular file; save it as one", outcome="refused")
        elif suffix_of(path.name):
            yield from self._archives.read(local(path, _uri(path)), given)
        elif suffix not in MEDIA_TYPES:
            yield self._failed(path, given, f"{path}: is none of {', '.join(READ)}; rename or convert it", outcome="refused")
        elif suffix in LINES:
            yield from self._lines(path, given)
        else:
            yield self._whole(path, given, MEDIA_TYPES[suffix])

    def _whole(self, path: Path, given: Given, media_type: MediaType) -> Fetched:
        """A file that is one document, or one JSON text of several."""
        with path.open("rb") as file:
            body = file.read(self._max_bytes + 1)
        document = RawDocument(_uri(path), media_type, body, {}, self._now(), given)
        if len(body) > self._max_bytes:
            detail = f"{path}: is larger than {self._max_bytes:,} bytes; split it into articles, or raise WIREHOUSE_MAX_BYTES"
            return Fetched(
                self._record(path, given, "refused", reason=detail), [], [refused_document(document, "too_large", detail)]
            )
        documents = split_json(document) if media_type == "application/json" else [document]
        return Fetched(self._record(path, given, "ok", size=len(body)), documents, [])

    def _lines(self, path: Path, given: Given) -> Iterator[Fetched]:
        """A JSON Lines file in parts, the last with the record of the read."""
        parts = RecordParts(_uri(path), given, self._now(), max_bytes=self._max_bytes)
        size = 0
        try:
            with path.open("rb") as file:
                for number, line in enumerate(capped_lines(file, self._max_bytes), 1):
                    size += len(line)
                    parts.add(number, line)
                    if parts.count >= PART_DOCUMENTS or parts.size >= PART_BYTES:
                        yield Fetched(None, *parts.take())
        except OSError as failure:
            reason = f"{path}: reading broke off ({failure.strerror}); what came before it was taken, run again for the rest"
            yield Fetched(self._record(path, given, "failed", reason=reason, size=size), *parts.take())
            return
        if size == 0:
            parts.add_empty()
        yield Fetched(self._record(path, given, "ok", size=size), *parts.take())

    def _failed(self, path: Path, given: Given, reason: str, *, outcome: Outcome = "failed") -> Fetched:
        return Fetched(self._record(path, given, outcome, reason=reason), [], [])

    def _record(self, path: Path, given: Given, outcome: Outcome, *, reason: str | None = None, size: int = 0) -> FetchRecord:
        return FetchRecord(_uri(path), outcome, self._now(), source_id=given.source_id, reason=one_line(reason), bytes=size)


def article_files(path: Path) -> Iterator[Path]:
    """A file itself; or the article files under a folder, sorted by name at each level, and inner folders that cannot be listed.

    A folder or file that is reached twice through links is walked once.
    """
    seen: set[str] = set()

    def walk(folder: Path) -> Iterator[Path]:
        try:
            entries = sorted(folder.iterdir(), key=lambda entry: os.fsencode(entry.name))
        except OSError:
            yield folder
            return
        for entry in entries:
            real = os.path.realpath(entry)
            if real in seen or any(fnmatch.fnmatch(entry.name.lower(), pattern) for pattern in IGNORED):
                continue
            if os.path.isdir(real):  # noqa: PTH112  pathlib's raises where a folder above may not be entered
                seen.add(real)
                yield from walk(entry)
            elif suffix_of(entry.name, READ):
                seen.add(real)
                yield entry

    if not os.path.isdir(path):  # noqa: PTH112
        return iter([path])
    seen.add(os.path.realpath(path))
    return walk(path)


def _uri(path: Path) -> str:
    try:
        return Path(os.path.realpath(path)).as_uri()
    except ValueError:
        return json.dumps(str(path))
