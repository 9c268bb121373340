"""URLs to raw documents: a page is one, a feed leads to many."""

from collections.abc import Iterator, Mapping

from flows.sources.client import Answer, Client, FetchFault
from flows.sources.feeds import Entry, content_document, read_feed
from flows.sources.pages import documents_of, kind_of
from flows.sources.values import Fetched, FetchRecord, Validators, refused_document
from transforms.clean.urls import host_of
from transforms.documents import Given, RawDocument


class WebReader:
    """Reads URLs into `Fetched` through one guarded client."""

    def __init__(self, client: Client, *, entries: int, known: Mapping[str, Validators]) -> None:
        self._client, self._entries, self._known = client, entries, known

    def read(self, url: str, given: Given) -> Iterator[Fetched]:
        """A page, or a feed followed by the page of each of its entries. A source that is a feed must be one."""
        given = _with_source(without_credentials(url), given)
        try:
            answer = self._client.get(url, self._known.get(url))
            kind = kind_of(answer)
            if given.source_kind == "feed" or (kind == "feed" and answer.status == 200):
                yield from self._feed(answer, given)
            else:
                yield _page(answer, given)
        except FetchFault as fault:
            yield self._fault(url, fault, given)

    def _feed(self, answer: Answer, given: Given) -> Iterator[Fetched]:
        if answer.status == 304:
            yield Fetched(_record(answer, given), [], [])
            return
        feed = read_feed(answer, at_most=self._entries)
        given = given._replace(source_kind="feed", source_name=given.source_name or feed.title)
        yield Fetched(_record(answer, given), [], [])
        asked: set[str] = set()
        for number, entry in enumerate(feed.entries, 1):
            if entry.link not in asked:
                yield self._entry(entry, _of_entry(entry, given), place=f"{answer.final_url}#entry:{number}", feed=answer)
            asked.update([entry.link] if entry.link else [])

    def _entry(self, entry: Entry, given: Given, *, place: str, feed: Answer) -> Fetched:
        """The page of an entry; where that cannot be had, the article that the feed itself carries."""
        carried = content_document(entry, given, url=entry.link or place, fetched_at=feed.fetched_at)
        documents = [carried] if carried else []
        if not entry.link:
            reason = None if carried else f"{place}: the entry has no link and no article; ask the publisher"
            record = FetchRecord(place, "ok" if carried else "failed", feed.fetched_at, given.source_id, reason=reason)
            return Fetched(record, documents, [])
        try:
            return _page(self._client.get(entry.link, self._known.get(entry.link)), given)
        except FetchFault as fault:
            failed = self._fault(entry.link, fault, given)
            return failed._replace(documents=documents, refused=[] if carried else failed.refused)

    def _fault(self, url: str, fault: FetchFault, given: Given) -> Fetched:
        at, url = self._client.now(), without_credentials(url)
        record = FetchRecord(url, fault.outcome, at, given.source_id, fault.final_url, fault.status, fault.reason)
        document = RawDocument(url, "text/html", b"", {}, at, given)
        return Fetched(record, [], [refused_document(document, fault.short, fault.reason)] if fault.short else [])


def _page(answer: Answer, given: Given) -> Fetched:
    """The documents of an answer that is no feed. Raises FetchFault for a kind that is not read."""
    record = _record(answer, given)
    if answer.status == 304:
        return Fetched(record, [], [])
    kind = kind_of(answer)
    if kind in ("other", "feed"):
        what = (
            answer.headers.get("content-type", "").partition(";")[0][:80]
            if kind == "other"
            else "a feed where an article was expected"
        )
        reason = f"{answer.url}: is {what}, not a page, a text or JSON; give the address of an article or a feed"
        raise FetchFault("refused", reason, status=answer.status, final_url=answer.final_url)
    return Fetched(record, documents_of(answer, kind, given), [])


def without_credentials(url: str) -> str:
    """The URL without "user:password@": what must not get into tables and messages."""
    scheme, mark, rest = url.partition("://")
    authority, slash, path = rest.partition("/")
    return scheme + mark + authority.rpartition("@")[2] + slash + path


def _with_source(url: str, given: Given) -> Given:
    """An address that belongs to no configured source is its host's."""
    kind = "page" if given.source_kind in ("file", "folder") else given.source_kind
    return given._replace(source_id=given.source_id or host_of(url), source_kind=kind, source_url=given.source_url or url)


def _of_entry(entry: Entry, given: Given) -> Given:
    """What is known of an entry's page. A date that a person gave wins over the feed's."""
    if given.published_at is None and entry.published_at is not None:
        given = given._replace(published_at=entry.published_at, published_at_origin="feed")
    return given._replace(title=entry.title)


def _record(answer: Answer, given: Given) -> FetchRecord:
    return FetchRecord(
        url=answer.url,
        outcome="not_modified" if answer.status == 304 else "ok",
        fetched_at=answer.fetched_at,
        source_id=given.source_id,
        final_url=answer.final_url,
        status=answer.status,
        etag=answer.headers.get("etag"),
        last_modified=answer.headers.get("last-modified"),
        bytes=len(answer.body),
    )
