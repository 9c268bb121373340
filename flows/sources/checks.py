"""Whether a source works, and what it would fetch: a look that lands nothing."""

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import NamedTuple

from flows.settings import Settings
from flows.sources.answers import FetchFault
from flows.sources.crawl import reader
from flows.sources.far import FarReader
from flows.sources.files import article_files
from flows.sources.inputs import is_page, path_of
from flows.sources.values import Fetched, Input, Limits
from flows.sources.web import Job, WebReader
from transforms.clean.urls import is_web


class SourceCheck(NamedTuple):
    """One configured source, as a person reads it."""

    source_id: str
    kind: str
    works: bool
    articles: int
    """How many it would fetch."""
    newest_at: datetime | None
    """When the newest was published, where the source tells."""
    what: str
    """The first of them; or why the source does not work, and what to do."""


def check_inputs(
    inputs: Sequence[Input], *, settings: Settings, now: Callable[[], datetime], limits: Limits | None = None
) -> list[SourceCheck]:
    """Look at every source. Asks for listings and robots.txt files, and for no article that a listing names."""
    on_the_web = [item for item in inputs if is_page(item.location)]
    looks = iter(asyncio.run(_look(on_the_web, settings, now, limits)) if on_the_web else [])
    archives = iter(_archives([i for i in inputs if is_web(i.location) and not is_page(i.location)], settings, now, limits))
    return [next(looks) if is_page(i.location) else next(archives) if is_web(i.location) else _files(i) for i in inputs]


async def _look(
    inputs: Sequence[Input], settings: Settings, now: Callable[[], datetime], limits: Limits | None
) -> list[SourceCheck]:
    fetched: dict[str | None, list[Fetched]] = {}

    async def put(part: Fetched) -> None:
        if part.fetch is not None and part.fetch.kind != "robots":
            fetched.setdefault(part.fetch.source_id, []).append(part)

    async with reader(put, settings=settings, now=now, limits=limits) as web:
        found = await web.look(inputs)
        pairs = zip(inputs, found, strict=True)
        return [await _checked(item, fetched.get(item.given.source_id, []), jobs, web) for item, jobs in pairs]


async def _checked(item: Input, fetched: list[Fetched], jobs: list[Job], web: WebReader) -> SourceCheck:
    faults = [part.fetch for part in fetched if part.fetch and part.fetch.outcome in ("failed", "refused")]
    documents = [document for part in fetched for document in part.documents]
    if faults and not jobs:
        return _check(item, works=False, what=str(faults[0].reason))
    if jobs and (reason := await _forbidden(jobs[0], web)):
        return _check(item, works=False, what=reason)
    first = next((job.given.title or job.url for job in jobs), None) or next((d.url for d in documents), "no article now")
    moments = [job.entry.published_at for job in jobs if job.entry and job.entry.published_at]
    newest = max(moments, default=None)
    return _check(item, works=True, articles=len(jobs) + len(documents), newest_at=newest, what=first)


async def _forbidden(job: Job, web: WebReader) -> str | None:
    """Why the first article may not be fetched, where its robots.txt tells."""
    if not is_web(job.url):
        return None
    try:
        allowed = await web.client.allows(job.url)
    except FetchFault as fault:
        return fault.reason
    return None if allowed else f"{job.url}: its robots.txt forbids the articles to us; take the source out, or ask the publisher"


def _archives(
    inputs: Sequence[Input], settings: Settings, now: Callable[[], datetime], limits: Limits | None
) -> list[SourceCheck]:
    """Archives on the web: their first bytes are asked for."""
    if not inputs:
        return []
    with FarReader(settings=settings, now=now, limits=limits) as far:
        return [_archive(item, far) for item in inputs]


def _archive(item: Input, far: FarReader) -> SourceCheck:
    try:
        size = far.stored(item).version.size
    except FetchFault as fault:
        return _check(item, works=False, what=fault.reason)
    return _check(item, works=size > 0, what=f"an archive of {size:,} bytes, which is looked into when it is read")


def _files(item: Input) -> SourceCheck:
    path = path_of(item.location)
    if path is None:
        return _check(item, works=True, what="storage, which is looked into when it is read")
    files = [file for file in article_files(path) if file.is_file()]
    if not files:
        return _check(item, works=False, what=f"{path}: holds no article file; check the path and its permissions")
    return _check(item, works=True, articles=len(files), what=str(files[0]))


def _check(item: Input, *, works: bool, what: str, articles: int = 0, newest_at: datetime | None = None) -> SourceCheck:
    return SourceCheck(str(item.given.source_id), item.given.source_kind, works, articles, newest_at, what)
