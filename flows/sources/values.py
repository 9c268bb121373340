"""What comes out of a source, and how much of it may come."""

from datetime import datetime
from typing import Literal, NamedTuple

from flows.landing_files import Reached
from transforms.documents import Given, RawDocument, Rejected

Outcome = Literal["ok", "not_modified", "refused", "failed"]


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


class Input(NamedTuple):
    """One thing to read: a path or URL, with what is known of it."""

    location: str
    given: Given = Given()


class Validators(NamedTuple):
    """What a server said of the version we have, to ask for a newer one only."""

    etag: str | None = None
    last_modified: str | None = None


class Limits(NamedTuple):
    """How long and how often to try, and how much to take. Seconds and counts; bytes are limited by `Settings.max_bytes`."""

    connect: float = 10.0
    read: float = 20.0
    total: float = 60.0
    """For one request with its redirects and retries, from looking up the name to the last byte."""
    redirects: int = 5
    retries: int = 2
    """After the first attempt, and for network faults only."""
    backoff: float = 0.5
    """Before the first retry; doubled for each further one."""
    pause: float = 0.5
    """Between two requests to one host."""
    entries: int = 200
    """Of one feed, the newest first as feeds list them."""


def refused_document(document: RawDocument, reason: str, detail: str) -> tuple[RawDocument, Rejected]:
    """A document that is not landed, and why."""
    return document._replace(body=b""), Rejected("land", reason, detail)
