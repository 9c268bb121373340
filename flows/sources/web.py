"""URLs to raw documents: a page is one; a feed, a sitemap or a section page leads to many.

A crawl has two steps. First everything asked for is fetched, and what lists articles is read; then the articles, each once however
many listings name it. It belongs to the first listing in the order asked for, whichever host was the quickest.
"""

import asyncio
from collections.abc import Awaitable, Callable, Iterable, Sequence
from datetime import datetime
from typing import Final, Literal, NamedTuple

from flows.sources.answers import Answer, FetchFault
from flows.sources.client import Client
from flows.sources.feeds import content_document, read_feed
from flows.sources.pages import documents_of, kind_of
from flows.sources.parallel import by_host
from flows.sources.sections import read_section
from flows.sources.sitemaps import read_sitemap
from flows.sources.unpack import Garbled, gunzipped
from flows.sources.values import Entry, Fetched, FetchKind, FetchRecord, Input, Outcome, Politeness, refused_document
from transforms.clean.urls import host_of
from transforms.documents import Given, RawDocument

Put = Callable[[Fetched], Awaitable[None]]
Listing = Literal["feed", "sitemap", "section"]
LISTINGS: Final[dict[str, Listing]] = {"feed": "feed", "sitemap": "sitemap", "section": "section"}


class Job(NamedTuple):
    """One URL to fetch, and why."""

    url: str
    given: Given
    politeness: Politeness
    number: int
    """Of the input it comes from."""
    entry: Entry | None = None
    found_in: str | None = None
    place: str = ""
    """What an entry without a link is called."""
    listed_at: datetime | None = None


class WebReader:
    """Reads URLs into `Fetched` through one guarded client; each is handed to `put` as it comes."""

    def __init__(self, client: Client, put: Put, *, max_bytes: int) -> None:
        self.client, self._put, self._max_bytes = client, put, max_bytes
        self._known, self._limits = client.remembered, client.limits

    async def read(self, inputs: Sequence[Input]) -> None:
        """Everything under some http(s) URLs. A source that is a feed, sitemap or section page must be one."""
        await self._each(_distinct(await self.look(inputs)), self._article)

    async def look(self, inputs: Sequence[Input]) -> list[list[Job]]:
        """What is asked for itself, without the articles that listings name: those are returned, for each input."""
        found: list[list[Job]] = [[] for _ in inputs]

        async def asked_for(job: Job) -> None:
            found[job.number] = await self._caught(job, self._asked_for)

        await self._each([_job(number, wanted) for number, wanted in enumerate(inputs)], asked_for)
        return found

    async def _each(self, jobs: list[Job], work: Callable[[Job], Awaitable[None]]) -> None:
        limits = self._limits
        await by_host(jobs, lambda j: j.url, work, limits.hosts, lambda j: j.politeness.connections or limits.connections)

    async def _caught(self, job: Job, work: Callable[[Job], Awaitable[list[Job]]]) -> list[Job]:
        """What a listing led to; nothing where it could not be had. One bad answer stops no other, whatever broke on it."""
        try:
            return await work(job)
        except FetchFault as fault:
            await self._put(self._fault(job, fault))
        except Exception as failure:
            reason = f"{job.url}: reading broke on it ({failure!r}); please report it"
            await self._put(self._fault(job, FetchFault("failed", reason)))
        return []

    async def _asked_for(self, job: Job) -> list[Job]:
        answer = await self._get(job)
        kind = _listing(answer, job.given) or ("sitemap" if job.url in self._known.sitemaps else None)
        if kind is None:
            await self._put(_page(answer, job))
            return []
        if answer.status == 304:
            await self._put(Fetched(_record(answer, job, kind), [], []))
            return [] if job.found_in is not None else await self._sitemaps(self._known.sitemaps.get(job.url, ()), job)
        return await self._listed(answer, kind, job._replace(given=job.given._replace(source_kind=kind)))

    async def _get(self, job: Job) -> Answer:
        answer = await self.client.get(job.url, self._known.validators.get(job.url), job.politeness)
        return answer._replace(body=self._gunzipped(answer))

    def _gunzipped(self, answer: Answer) -> bytes:
        """Sitemaps are often gzip files; anything else that begins like one turns out not to be read."""
        try:
            body = gunzipped(answer.body, self._max_bytes)
        except Garbled as garbled:
            raise FetchFault("failed", f"{answer.url}: is a broken gzip file ({garbled}); ask the publisher") from garbled
        if len(body) > self._max_bytes:
            reason = f"{answer.url}: holds more than {self._max_bytes:,} bytes; raise WIREHOUSE_MAX_BYTES"
            raise FetchFault("refused", reason, status=answer.status, final_url=answer.final_url, short="too_large")
        return body

    async def _listed(self, answer: Answer, kind: Listing, job: Job) -> list[Job]:
        """The articles that a listing names. It is read in a thread: a long one must not keep other hosts waiting."""
        most, given = job.politeness.entries or self._limits.entries, job.given
        children: list[str] = []
        if kind == "feed":
            feed = await asyncio.to_thread(read_feed, answer, at_most=most)
            entries, given = feed.entries, given._replace(source_name=given.source_name or feed.title)
        elif kind == "section":
            entries = await asyncio.to_thread(read_section, answer)
        else:
            entries, children = await asyncio.to_thread(read_sitemap, answer, site=given.source_url or job.url)
        await self._put(Fetched(_record(answer, job, kind), [], []))
        jobs = [_of_entry(entry, number, job._replace(given=given), answer) for number, entry in enumerate(entries[:most], 1)]
        if job.found_in is None:
            jobs += await self._sitemaps(children, job)
        return jobs[:most]

    async def _sitemaps(self, urls: Sequence[str], index: Job) -> list[Job]:
        """The articles of the sitemaps that an index names, one level deep and no more sitemaps than allowed."""
        jobs: list[Job] = []
        for url in list(dict.fromkeys(urls))[: self._limits.sitemaps]:
            given = index.given._replace(source_kind="sitemap")
            jobs += await self._caught(index._replace(url=url, given=given, found_in=index.url), self._asked_for)
        return jobs

    async def _article(self, job: Job) -> None:
        await self._caught(job, self._page_of)

    async def _page_of(self, job: Job) -> list[Job]:
        """The page of an entry; where that cannot be had, the article that the feed itself carries."""
        entry, listed_at = job.entry or Entry(job.url), job.listed_at or self.client.now()
        carried = content_document(entry, job.given, url=entry.link or job.place, fetched_at=listed_at)
        documents = [carried] if carried else []
        if not entry.link:
            reason = None if carried else f"{job.place}: the entry has no link and no article; ask the publisher"
            outcome: Outcome = "ok" if carried else "refused"
            record = FetchRecord(
                job.place, outcome, listed_at, job.given.source_id, reason=reason, kind="page", found_in=job.found_in
            )
            await self._put(Fetched(record, documents, []))
            return []
        try:
            fetched = _page(await self._get(job), job)
        except FetchFault as fault:
            fetched = self._fault(job, fault)
            fetched = fetched._replace(documents=documents, refused=[] if carried else fetched.refused)
        await self._put(fetched)
        return []

    def _fault(self, job: Job, fault: FetchFault) -> Fetched:
        at, url, given = self.client.now(), without_credentials(job.url), job.given
        kind: FetchKind = "page" if job.entry else LISTINGS.get(given.source_kind, "page")
        record = FetchRecord(
            url, fault.outcome, at, given.source_id, fault.final_url, fault.status, fault.reason, kind=kind, found_in=job.found_in
        )
        document = RawDocument(url, "text/html", b"", {}, at, given)
        return Fetched(record, [], [refused_document(document, fault.short, fault.reason)] if fault.short else [])


def _listing(answer: Answer, given: Given) -> Listing | None:
    """What kind of listing an answer is; None for a page."""
    found = kind_of(answer) if answer.status == 200 else "page"
    return LISTINGS.get(given.source_kind) or LISTINGS.get(found)


def _page(answer: Answer, job: Job) -> Fetched:
    """The documents of an answer that is no listing. Raises FetchFault for a kind that is not read."""
    record = _record(answer, job, "page")
    if answer.status == 304:
        return Fetched(record, [], [])
    kind = kind_of(answer)
    if kind in ("other", "feed", "sitemap"):
        stated = answer.headers.get("content-type", "").partition(";")[0][:80]
        what = stated if kind == "other" else f"a {kind} where an article was expected"
        reason = f"{answer.url}: is {what}, not a page, a text or JSON; give the address of an article or a feed"
        raise FetchFault("refused", reason, status=answer.status, final_url=answer.final_url)
    return Fetched(record, documents_of(answer, kind, job.given), [])


def without_credentials(url: str) -> str:
    """The URL without "user:password@": what must not get into tables and messages."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme + mark + authority.rpartition("@")[2] + slash + path


def _job(number: int, wanted: Input) -> Job:
    given = _with_source(without_credentials(wanted.location), wanted.given)
    return Job(wanted.location, given, wanted.politeness, number)


def _with_source(url: str, given: Given) -> Given:
    """An address that belongs to no configured source is its host's."""
    kind = "page" if given.source_kind in ("file", "folder") else given.source_kind
    return given._replace(source_id=given.source_id or host_of(url), source_kind=kind, source_url=given.source_url or url)


def _of_entry(entry: Entry, number: int, listing: Job, answer: Answer) -> Job:
    """What is known of an entry's page. A date that a person gave wins over the listing's."""
    given = listing.given
    if given.published_at is None and entry.published_at is not None:
        given = given._replace(published_at=entry.published_at, published_at_origin="feed")
    place = f"{answer.final_url}#entry:{number}"
    return listing._replace(
        url=entry.link or place,
        given=given._replace(title=entry.title),
        entry=entry,
        found_in=without_credentials(listing.url),
        place=place,
        listed_at=answer.fetched_at,
    )


def _distinct(found: Iterable[list[Job]]) -> list[Job]:
    """Each article once, of the first listing that names it."""
    jobs: dict[str, Job] = {}
    for job in (job for listed in found for job in listed):
        jobs.setdefault(job.url, job)
    return list(jobs.values())


def _record(answer: Answer, job: Job, kind: FetchKind) -> FetchRecord:
    return FetchRecord(
        url=answer.url,
        outcome="not_modified" if answer.status == 304 else "ok",
        fetched_at=answer.fetched_at,
        source_id=job.given.source_id,
        final_url=answer.final_url,
        status=answer.status,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        bytes=len(answer.body),
        kind=kind,
        found_in=job.found_in,
    )
