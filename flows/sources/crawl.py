"""The guarded client and the reader of URLs behind an ordinary iterator."""

from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime

from flows.settings import Settings
from flows.sources.answers import FetchFault
from flows.sources.client import Client
from flows.sources.parallel import in_background
from flows.sources.values import Fetched, FetchRecord, Input, Limits, Remembered, RobotsFile
from flows.sources.web import Put, WebReader


def crawl(
    inputs: Sequence[Input],
    *,
    settings: Settings,
    now: Callable[[], datetime],
    remembered: Remembered | None,
    limits: Limits | None,
) -> Iterator[Fetched]:
    """What was fetched for some http(s) URLs, as it comes."""

    async def work(put: Put) -> None:
        async with reader(put, settings=settings, now=now, remembered=remembered, limits=limits) as web:
            await web.read(inputs)

    return in_background(work)


@asynccontextmanager
async def reader(
    put: Put,
    *,
    settings: Settings,
    now: Callable[[], datetime],
    remembered: Remembered | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[WebReader]:
    """A reader of URLs with a client of its own; requests for a robots.txt are put like all others."""

    async def note_robots(url: str, file: RobotsFile | None, fault: FetchFault | None) -> None:
        await put(_robots(url, file, fault, now()))

    async with Client(
        max_bytes=settings.max_bytes,
        allow_hosts=settings.allow_hosts,
        limits=limits,
        now=now,
        remembered=remembered,
        contact=settings.contact,
        note_robots=note_robots,
    ) as client:
        yield WebReader(client, put, max_bytes=settings.max_bytes)


def _robots(url: str, file: RobotsFile | None, fault: FetchFault | None, at: datetime) -> Fetched:
    """A host that says it has no robots.txt has answered, so that is no failure."""
    if file is None:
        assert fault is not None
        record = FetchRecord(
            url, fault.outcome, at, final_url=fault.final_url, status=fault.status, reason=fault.reason, kind="robots"
        )
        return Fetched(record, [], [])
    record = FetchRecord(
        url,
        "ok",
        file.fetched_at,
        status=file.status,
        etag=file.etag,
        last_modified=file.last_modified,
        bytes=len(file.content_text.encode("utf-8", "replace")),
        kind="robots",
    )
    return Fetched(record, [], [], robots=file)
