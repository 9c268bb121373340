"""Archives on the web: seekable files over the guarded client, read in blocks by Range requests.

An archive that changes while it is read is told, and its versions are never mixed.
"""

import asyncio
import io
from collections import OrderedDict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from types import TracebackType
from typing import BinaryIO, Final, Self, cast

from flows.settings import Settings
from flows.sources.answers import Answer, FetchFault
from flows.sources.archives import ArchiveReader, Unreadable, suffix_of
from flows.sources.archives.stored import Stored
from flows.sources.client import Client
from flows.sources.crawl import reader
from flows.sources.parts import Part, version_of
from flows.sources.values import Fetched, FetchRecord, Input, Limits, Politeness, Remembered
from flows.sources.web import without_credentials

FIRST: Final = 65_536
"""Bytes asked for to learn what an archive is: one that was landed before costs no more."""
BLOCK: Final = 4_000_000
KEPT: Final = 3
"""Blocks held."""
LIMITS: Final = Limits(total=180, retries=5, patience=21_600)
"""An archive takes hours and many requests of one host."""
EXPIRED: Final = (401, 403, 404, 410)
"""What the address that a redirect led to answers when it holds no longer."""


class FarReader:
    """Opens archives on the web, all through one guarded client. For use in a `with` block."""

    def __init__(
        self,
        *,
        settings: Settings,
        now: Callable[[], datetime],
        remembered: Remembered | None = None,
        limits: Limits | None = None,
    ) -> None:
        self._noted: list[Fetched] = []
        self._loop, self._stack, self._settings = asyncio.Runner(), AsyncExitStack(), settings
        self._reader = reader(self._note, settings=settings, now=now, remembered=remembered, limits=limits or LIMITS)

    def __enter__(self) -> Self:
        self._client: Client = self._loop.run(self._stack.enter_async_context(self._reader)).client
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        try:
            self._loop.run(self._stack.aclose())
        finally:
            self._loop.close()

    async def _note(self, fetched: Fetched) -> None:
        self._noted.append(fetched)

    def noted(self) -> list[Fetched]:
        """The requests for a robots.txt since the last time."""
        noted, self._noted = self._noted, []
        return noted

    def stored(self, item: Input) -> "FarArchive":
        """An archive, its first bytes fetched. Raises FetchFault where it cannot be had."""
        return FarArchive(item.location, self._get(item.politeness), self._settings.max_bytes)

    def _get(self, politeness: Politeness) -> "Get":
        return lambda url, part: self._loop.run(self._client.get_part(url, part, politeness))


Get = Callable[[str, Part], Answer]


class FarArchive:
    """One archive: what it is, and its bytes."""

    def __init__(self, url: str, get: Get, most: int) -> None:
        self._url, self._get = url, get
        try:
            part = Part(0, FIRST)
            answer = get(url, part)
        except FetchFault as fault:
            raise (_no_parts(url, fault, most) if fault.short == "too_large" and fault.status == 200 else fault) from fault
        self.final_url, self.version = answer.final_url, version_of(answer, part)
        self._whole = answer.body if answer.status == 200 else None

    @property
    def stored(self) -> Stored:
        """As the readers of archives want it."""
        uri, version = without_credentials(self._url), self.version
        return Stored(
            uri, suffix_of(self._url.partition("?")[0].partition("#")[0]) or "", version.size, repr(version[1:]), self._open
        )

    def told(self, record: FetchRecord) -> FetchRecord:
        """The record of a read, with what its server said."""
        _, etag, last_modified = self.version
        return record._replace(final_url=self.final_url, etag=etag, last_modified=last_modified)

    def bytes(self, start: int, stop: int) -> bytes:
        """Some bytes of it. Raises Unreadable where it has changed, OSError where they cannot be had."""
        part = Part(start, stop, self.version)
        try:
            answer = self._asked(part)
            if answer.status == 206 and version_of(answer, part).is_same(self.version):
                return answer.body
        except FetchFault as fault:
            raise OSError(fault.reason.removeprefix(f"{self.final_url}: ").removeprefix(f"{self._url}: ")) from fault
        raise Unreadable("has changed while it was read; what came before it was taken, run again to read it as it is now")

    def _asked(self, part: Part) -> Answer:
        """Where redirects led is asked, and anew who redirected when that does not hold any longer."""
        try:
            return self._get(self.final_url, part)
        except FetchFault as fault:
            if self.final_url == self._url or fault.status not in EXPIRED:
                raise
        answer = self._get(self._url, part)
        self.final_url = answer.final_url
        return answer

    def _open(self) -> BinaryIO:
        if self._whole is not None:
            return io.BytesIO(self._whole)
        return cast(BinaryIO, io.BufferedReader(FarFile(self.bytes, self.version.size), FIRST))


class FarFile(io.RawIOBase):
    """A file whose bytes are fetched in blocks when they are read; the last few are kept."""

    def __init__(self, fetch: Callable[[int, int], bytes], size: int) -> None:
        self._fetch, self._size, self._at = fetch, size, 0
        self._blocks: OrderedDict[int, bytes] = OrderedDict()

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        place = offset + (0, self._at, self._size)[whence]
        if place < 0:
            raise ValueError(f"negative seek value {place}")
        self._at = place
        return place

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        """As many bytes as there are in one block, at most what the buffer holds."""
        if self._at >= self._size:
            return 0
        number, inside = divmod(self._at, BLOCK)
        data = self._block(number)[inside : inside + len(buffer)]
        buffer[: len(data)] = data
        self._at += len(data)
        return len(data)

    def _block(self, number: int) -> bytes:
        if number not in self._blocks:
            while len(self._blocks) >= KEPT:
                self._blocks.popitem(last=False)
            self._blocks[number] = self._fetch(number * BLOCK, min((number + 1) * BLOCK, self._size))
        self._blocks.move_to_end(number)
        return self._blocks[number]


def read_far(items: Sequence[Input], archives: ArchiveReader, far: FarReader, now: Callable[[], datetime]) -> Iterator[Fetched]:
    """The documents of archives on the web; what was asked of robots.txt files comes in between."""
    with far:
        for item in items:
            try:
                archive = far.stored(item)
                yield from far.noted()
                for part in archives.read(archive.stored, item.given):
                    yield part if part.fetch is None else part._replace(fetch=archive.told(part.fetch))
            except FetchFault as fault:
                yield Fetched(failed(item, fault, now()), [], [])
            yield from far.noted()


def failed(item: Input, fault: FetchFault, at: datetime) -> FetchRecord:
    """The record of an archive that cannot be had."""
    url = without_credentials(item.location)
    return FetchRecord(url, fault.outcome, at, item.given.source_id, fault.final_url, fault.status, fault.reason)


def _no_parts(url: str, fault: FetchFault, most: int) -> FetchFault:
    what = f"its server sends no parts of a file (Range requests), and the whole is larger than {most:,} bytes"
    return FetchFault("refused", f"{url}: {what}; download it first", status=fault.status, final_url=fault.final_url)
