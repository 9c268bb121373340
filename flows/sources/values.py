"""What comes out of a source, and how much of it may come."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, NamedTuple

from flows.landing_files import Reached
from transforms.documents import Given, RawDocument, Rejected

Outcome = Literal["ok", "not_modified", "refused", "failed"]
FetchKind = Literal["robots", "feed", "sitemap", "section", "page", "file"]


class FetchRecord(NamedTuple):
    """One request, or one read of a file, and what came of it: a row of `ops.fetches` without its ids."""

    url: str
    outcome: Outcome
    fetched_at: datetime
    source_id: str | None = None
    final_url: str | None = None
    status: int | None = None
    reason: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    bytes: int = 0
    kind: FetchKind = "file"
    found_in: str | None = None
    """The feed, sitemap or section page that named the URL."""


class RobotsFile(NamedTuple):
    """What the robots.txt of an origin said: a row of `ops.robots_files` without its run."""

    origin: str
    """Scheme, host and port: "https://news.example"."""
    status: int
    content_text: str
    """Empty where the origin has none."""
    fetched_at: datetime
    etag: str | None = None
    last_modified: str | None = None


class Fetched(NamedTuple):
    """What one request or read brought."""

    fetch: FetchRecord | None
    """None for all but the last part of a file that comes in several."""
    documents: list[RawDocument]
    refused: list[tuple[RawDocument, Rejected]]
    """Documents that are not landed, with an empty body."""
    reached: Reached | None = None
    """How far this leads in an archive."""
    share: tuple[int, int] | None = None
    """Bytes of the archive that were read, of how many."""
    robots: RobotsFile | None = None
    """Where the request was for a robots.txt."""


class Politeness(NamedTuple):
    """How a source wants its hosts to be treated; None leaves a matter to `Limits`. A robots.txt may ask for more, not for less."""

    delay: float | None = None
    """Seconds between two requests to one host."""
    connections: int | None = None
    """Requests to one host at the same time."""
    entries: int | None = None
    """Articles taken from one listing."""


class Input(NamedTuple):
    """One thing to read: a path or URL, with what is known of it."""

    location: str
    given: Given = Given()
    politeness: Politeness = Politeness()


class Entry(NamedTuple):
    """One article that a feed, sitemap or section page names, cleaned of markup where it should have none."""

    link: str | None
    title: str | None = None
    published_at: datetime | None = None
    content: str | None = None
    """HTML, where a feed carries the whole article."""


class Validators(NamedTuple):
    """What a server said of the version we have, to ask for a newer one only."""

    etag: str | None = None
    last_modified: str | None = None
    final_url: str | None = None
    """Where redirects led then: who answers there is asked, not who sends there."""


class Remembered(NamedTuple):
    """What earlier runs learned of the web."""

    validators: Mapping[str, Validators] = {}
    """URL -> what its server said of the version that is landed."""
    robots: Mapping[str, RobotsFile] = {}
    """Origin -> its robots.txt as last seen."""
    sitemaps: Mapping[str, Sequence[str]] = {}
    """Sitemap index -> the sitemaps read of it, to be asked again where the index has not changed."""


class Limits(NamedTuple):
    """How long and how often to try, and how much to take. Seconds and counts; bytes are limited by `Settings.max_bytes`."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    """For one request with its redirects and retries, from looking up the name to the last byte; waiting for the host's turn is
    not counted."""
    redirects: int = 5
    retries: int = 2
    """After the first attempt: for network faults, and for 429 and 503 that say when to come back."""
    backoff: float = 0.5
    """Before the first retry, with jitter; doubled for each further one."""
    delay: float = 0.5
    """Between the end of one request to a host and the start of the next."""
    connections: int = 1
    """Requests to one host at the same time; always one where a robots.txt states a crawl-delay."""
    hosts: int = 32
    """Hosts asked at the same time."""
    retry_after: float = 30.0
    """The longest that a host is waited for because it says Retry-After; one that asks for more is left alone for this run."""
    patience: float = 900.0
    """The longest that a run stays with one host, which is what a large crawl-delay comes up against."""
    give_up: int = 3
    """Requests in a row that a host left unanswered, after which it is not asked again in this run."""
    entries: int = 200
    """Articles taken from one listing: the newest where it tells, else the first."""
    sitemaps: int = 10
    """Sitemaps read of one sitemap index, the newest where it tells."""


def refused_document(document: RawDocument, reason: str, detail: str) -> tuple[RawDocument, Rejected]:
    """A document that is not landed, and why."""
    return document._replace(body=b""), Rejected("land", reason, detail)
