"""From what was asked for to what was fetched."""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, cast, get_args
from urllib.parse import unquote, urlsplit

from flows.errors import InputError
from flows.settings import Settings
from flows.sources.archives import ArchiveReader, Resume, Unreadable, remote, scheme_of, suffix_of
from flows.sources.files import FileReader
from flows.sources.values import Fetched, FetchRecord, Input, Limits, Validators
from transforms.clean.text import one_line
from transforms.clean.urls import is_web
from transforms.documents import Given, SourceKind

if TYPE_CHECKING:
    from flows.sources.web import WebReader


def read_inputs(
    inputs: Sequence[str | Input],
    *,
    settings: Settings,
    now: Callable[[], datetime],
    published: datetime | None = None,
    known: Mapping[str, Validators] | None = None,
    limits: Limits | None = None,
    resume: Resume = lambda archive: (0, False),
) -> Iterator[Fetched]:
    """Everything under the given paths and URLs, in that order, as it comes in.

    `published` (aware) is what a person says about all of it: it wins over every date that a document, page or feed states.
    `known`: URL -> what its server said of the version we have; where that is still the newest, the record says `not_modified`.
    `resume`: up to where an archive was landed before, and whether that is all of it; reading goes on from there.
    `now` tells the time of each fetch, in UTC. Raises nothing for a bad input: its record says what is wrong.
    """
    archives = ArchiveReader(max_bytes=settings.max_bytes, now=now, resume=resume)
    files = FileReader(archives, max_bytes=settings.max_bytes, now=now)
    with ExitStack() as connections:

        @cache
        def web() -> "WebReader":
            return connections.enter_context(_web(settings, now=now, known=known or {}, limits=limits or Limits()))

        for item in inputs:
            location, given = item if isinstance(item, Input) else Input(item)
            if published is not None:
                given = given._replace(published_at=published, published_at_origin="given")
            if is_web(location) and suffix_of(urlsplit(location).path):
                yield _far_archive(location, given, now())
            elif is_web(location):
                yield from web().read(location, given)
            elif scheme_of(location):
                yield from _stored(archives, location, given, now())
            elif (path := _path(location)) is not None:
                yield from files.read(path, given)
            else:
                yield _unknown(location, given, now())


@contextmanager
def _web(
    settings: Settings, *, now: Callable[[], datetime], known: Mapping[str, Validators], limits: Limits
) -> Iterator["WebReader"]:
    """A reader of URLs. Imported where one is asked for: files need neither httpx nor feedparser, which are slow to import."""
    from flows.sources.client import Client
    from flows.sources.web import WebReader

    with Client(max_bytes=settings.max_bytes, allow_hosts=settings.allow_hosts, limits=limits, now=now) as client:
        yield WebReader(client, entries=limits.entries, known=known)


def configured(rows: Iterable[Mapping[str, str]]) -> list[Input]:
    """The inputs of `seeds/sources.csv`: one row a source, with columns source_id, name, kind, url.

    Raises InputError naming the row that lacks one, or has a kind that is not known.
    """
    return [_input(number, row) for number, row in enumerate(rows, 1)]


def _input(number: int, row: Mapping[str, str]) -> Input:
    values = [(row.get(column) or "").strip() for column in ("source_id", "name", "kind", "url")]
    if not all(values) or re.search(r"\s", values[0]) or values[2] not in get_args(SourceKind):
        raise InputError(
            f"sources.csv, row {number}: needs source_id (no spaces), name, kind ({', '.join(get_args(SourceKind))}) and url"
        )
    source_id, name, kind, url = values
    return Input(url, Given(source_id=source_id, source_name=name, source_kind=cast(SourceKind, kind), source_url=url))


def _path(location: str) -> Path | None:
    """The path of a plain path or a `file:` URL; None for another scheme."""
    if location.lower().startswith("file:"):
        return Path(unquote(urlsplit(location).path))
    return None if re.match(r"[A-Za-z][A-Za-z0-9+.-]*://", location) else Path(location).expanduser()


def _stored(archives: ArchiveReader, location: str, given: Given, at: datetime) -> Iterator[Fetched]:
    """An archive of a storage that fsspec reads."""
    try:
        yield from archives.read(remote(location), given)
    except (Unreadable, OSError) as failure:
        reason = (
            f"{location}: {failure}"
            if isinstance(failure, Unreadable)
            else f"{location}: cannot be opened ({failure}); try again later"
        )
        yield Fetched(FetchRecord(location, "failed", at, given.source_id, reason=one_line(reason)), [], [])


def _far_archive(location: str, given: Given, at: datetime) -> Fetched:
    """An archive on the web. What answers there is held in memory whole and capped, which is for articles."""
    reason = f"{location}: archives are not streamed over http; download it first, or name it in its storage (s3:// and such)"
    return Fetched(FetchRecord(location, "refused", at, given.source_id, reason=one_line(reason)), [], [])


def _unknown(location: str, given: Given, at: datetime) -> Fetched:
    reason = f"{location}: is neither a path nor an http or https address, nor storage such as s3://; nothing else is read"
    return Fetched(FetchRecord(location, "refused", at, given.source_id, reason=reason), [], [])
