"""Reads an archive in parts, each with how far it leads, from where the last run stopped."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import BinaryIO, Final, cast

from flows.landing_files import Reached
from flows.sources.archives.steps import Archive, Step, Unreadable
from flows.sources.archives.stored import Stored, Unpacked
from flows.sources.archives.watched import Watched
from flows.sources.values import Fetched, FetchRecord, Outcome
from schemas import make_id
from transforms.clean.text import one_line
from transforms.documents import Given, RawDocument, Rejected

READER: Final = 1
"""Raised when archives are to be read again from the start, since other records are read of them."""
PART_DOCUMENTS: Final = 500
PART_BYTES: Final = 8_000_000
PART_RECORDS: Final = 5_000
MOST_REFUSED: Final = 10_000
"""Records refused in one run, after which an archive is given up for that run: it is broken beyond sense."""
HEAD: Final = 262_144
CRAWLS: Final = (".warc", ".warc.gz", ".wacz")
PACKINGS: Final = {".gz": "gzip", ".zst": "zstd"}

Resume = Callable[[str], tuple[int, bool]]
"""Up to where an archive is landed without a gap, and whether that is all of it."""


class ArchiveReader:
    """Reads archives and dumps into `Fetched`."""

    def __init__(self, *, max_bytes: int, now: Callable[[], datetime], resume: Resume) -> None:
        self._max_bytes, self._now, self._resume = max_bytes, now, resume

    def read(self, stored: Stored, given: Given) -> Iterator[Fetched]:
        """The documents of an archive in parts; none where all of it was landed before. Raises OSError where it cannot be opened."""
        if given.source_kind in ("file", "folder") and stored.suffix in CRAWLS:  # dumps do not say when they saw their articles
            given = given._replace(source_kind="archive")
        archive = Archive(stored.uri, given, self._max_bytes, self._now)
        key = self._key(stored, given)
        start, is_end = self._resume(key)
        if is_end:
            reason = f"{stored.uri}: all of it was landed before and it has not changed"
            yield Fetched(self._record(stored, given, "not_modified", reason), [], [])
        elif not stored.size:
            reason = f"{stored.uri}: is empty; get it again, or leave it out"
            yield Fetched(self._record(stored, given, "failed", reason), [], [])
        else:
            with stored.open() as file:
                yield from self._parts(stored, archive, Part(key, start), Watched(file, stored.size))

    def _parts(self, stored: Stored, archive: Archive, part: "Part", file: Watched) -> Iterator[Fetched]:
        try:
            for step in steps(stored, cast(BinaryIO, file), part.stop, archive):
                if file.fault is not None:
                    break  # the step is what a library made of it
                part.add(step)
                if part.is_full:
                    yield part.take(None, share=(_place(file, stored), stored.size))
                if part.refused_in_all >= MOST_REFUSED:
                    raise Unreadable(
                        f"has more than {MOST_REFUSED:,} broken records in a stretch; get it again, or run again to go on"
                    )
            failure: Exception | None = file.fault
        except Exception as raised:  # of a backend, or of a parser of hostile input: the other inputs go on
            failure = file.fault or raised
        outcome: Outcome = "ok" if failure is None else "failed"
        why = part.told(stored.uri) if failure is None else _told(stored.uri, failure)
        record = self._record(stored, archive.given, outcome, why)
        yield part.take(record, is_end=outcome == "ok", share=(stored.size, stored.size))

    def _key(self, stored: Stored, given: Given) -> str:
        """What is landed of an archive holds as long as it is the same, and read in the same way."""
        known = json.dumps(given._replace(source_kind="file"), default=str)
        return make_id("archives", READER, stored.uri, stored.size, stored.version, known, self._max_bytes)

    def _record(self, stored: Stored, given: Given, outcome: Outcome, reason: str) -> FetchRecord:
        size = stored.size if outcome == "ok" else 0
        return FetchRecord(stored.uri, outcome, self._now(), given.source_id, reason=one_line(reason), bytes=size)


class Part:
    """Gathers steps until they are taken."""

    def __init__(self, key: str, start: int) -> None:
        self._key, self._start, self.stop = key, start, start
        self._documents: list[RawDocument] = []
        self._refused: list[tuple[RawDocument, Rejected]] = []
        self._size = self._steps = self._records = self._pages = self.refused_in_all = 0

    @property
    def is_full(self) -> bool:
        """Whether it is time to take what was gathered."""
        count = len(self._documents) + len(self._refused)
        return count >= PART_DOCUMENTS or self._size >= PART_BYTES or self._steps >= PART_RECORDS

    def add(self, step: Step) -> None:
        """Gather what a step brought."""
        self.stop = max(self.stop, step.stop)
        self._steps, self._records = self._steps + 1, self._records + step.is_record
        if step.document is not None:
            self._documents.append(step.document)
            self._size += len(step.document.body)
            self._pages += 1
        if step.refused is not None:
            self._refused.append(step.refused)
            self.refused_in_all += 1

    def take(self, record: FetchRecord | None, *, is_end: bool = False, share: tuple[int, int]) -> Fetched:
        """What was gathered since the last time."""
        reached = Reached(self._key, self._start, self.stop, is_end, tuple(self._refused))
        fetched = Fetched(record, self._documents, self._refused, reached, share)
        self._documents, self._refused, self._size, self._steps, self._start = [], [], 0, 0, self.stop
        return fetched

    def told(self, uri: str) -> str:
        """What the records were."""
        others = self._records - self._pages - self.refused_in_all
        return f"{uri}: {self._pages:,} articles or pages, {self.refused_in_all:,} records refused, {others:,} of other kinds"


def steps(stored: Stored, file: BinaryIO, start: int, archive: Archive) -> Iterator[Step]:
    """The records of an archive by its kind. Its libraries are imported where they are needed."""
    if stored.suffix in CRAWLS[:2]:
        from flows.sources.archives.warc import warc_steps

        head = file.read(HEAD)
        return warc_steps(file, head, start, archive, size=stored.size)
    if stored.suffix == ".wacz":
        from flows.sources.archives.wacz import wacz_steps

        return wacz_steps(file, start, archive)
    from flows.sources.archives.dumps import line_steps, parquet_steps

    if stored.suffix == ".parquet":
        return parquet_steps(file, start, archive)
    packing = next((packing for end, packing in PACKINGS.items() if stored.suffix.endswith(end)), None)
    return line_steps(Unpacked(file, packing, stored.size) if packing else file, start, archive)


def _told(uri: str, failure: Exception) -> str:
    """Why reading ended before the end."""
    if isinstance(failure, Unreadable):
        return f"{uri}: {failure}"
    told = str(failure) or type(failure).__name__
    return f"{uri}: reading broke off ({told}); what came before it was taken, run again for the rest"


def _place(file: Watched, stored: Stored) -> int:
    """How far the file itself was read, for the progress shown."""
    try:
        return min(file.tell(), stored.size)
    except (OSError, ValueError):
        return 0
