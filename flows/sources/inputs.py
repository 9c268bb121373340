"""From what was asked for to what was fetched."""

import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final, cast, get_args
from urllib.parse import unquote, urlsplit

from flows.errors import InputError
from flows.settings import Settings
from flows.sources.archives import ArchiveReader, Resume, Unreadable, remote, scheme_of, suffix_of
from flows.sources.files import FileReader
from flows.sources.values import Fetched, FetchRecord, Input, Limits, Politeness, Remembered
from transforms.clean.text import one_line
from transforms.clean.urls import is_web
from transforms.documents import Given, SourceKind

SCHEDULE: Final = re.compile(r"[\dA-Za-z*/,-]+(\s+[\dA-Za-z*/,-]+){4}")
"""Five fields of cron: numbers, ranges, lists, steps, names of months and days."""
WISHES: Final[dict[str, Callable[[str], Any]]] = {"delay": float, "connections": int, "entries": int}


def read_inputs(
    inputs: Sequence[str | Input],
    *,
    settings: Settings,
    now: Callable[[], datetime],
    published: datetime | None = None,
    remembered: Remembered | None = None,
    limits: Limits | None = None,
    resume: Resume = lambda archive: (0, False),
) -> Iterator[Fetched]:
    """Everything under the given paths and URLs, in that order, as it comes in; what comes from neighbouring URLs is mixed, since
    many hosts are asked at the same time.

    `published` (aware) is what a person says about all of it: it wins over every date that a document, page or feed states.
    `remembered`: what earlier runs learned; where a server says that nothing changed since, the record says `not_modified`.
    `resume`: up to where an archive was landed before, and whether that is all of it; reading goes on from there.
    `now` tells the time of each fetch, in UTC. Raises nothing for a bad input: its record says what is wrong.
    """
    archives = ArchiveReader(max_bytes=settings.max_bytes, now=now, resume=resume)
    files = FileReader(archives, max_bytes=settings.max_bytes, now=now)
    wanted = [_given(item, published) for item in inputs]
    for is_asked, group in groupby(wanted, key=lambda item: (is_web(item.location), is_page(item.location))):
        match is_asked:  # files need neither httpx nor feedparser, which are slow to import
            case True, True:
                from flows.sources.crawl import crawl

                yield from crawl(list(group), settings=settings, now=now, remembered=remembered, limits=limits)
            case True, False:
                from flows.sources.far import FarReader, read_far

                far = FarReader(settings=settings, now=now, remembered=remembered, limits=limits)
                yield from read_far(list(group), archives, far, now)
            case _:
                for item in group:
                    yield from _here(item, archives, files, now())


def _here(item: Input, archives: ArchiveReader, files: FileReader, at: datetime) -> Iterator[Fetched]:
    """What is not on the web."""
    if scheme_of(item.location):
        yield from _stored(archives, item.location, item.given, at)
    elif (path := path_of(item.location)) is not None:
        yield from files.read(path, item.given)
    else:
        yield _unknown(item.location, item.given, at)


def is_page(location: str) -> bool:
    """Whether it is asked for whole: what is on the web and, by how its path ends, no archive."""
    return is_web(location) and not suffix_of(re.split("[?#]", location)[0])


def _given(item: str | Input, published: datetime | None) -> Input:
    item = item if isinstance(item, Input) else Input(item)
    if published is None:
        return item
    return item._replace(given=item.given._replace(published_at=published, published_at_origin="given"))


def configured(rows: Iterable[Mapping[str, str]]) -> list[Input]:
    """The inputs of `seeds/sources.csv`: one row a source, with columns source_id, name, kind, url, and what may be left out:
    schedule (five fields of cron) and politeness ("delay=2 connections=1 entries=50").

    Raises InputError naming the row that lacks one, or says something that is not known.
    """
    inputs = [_input(number, row) for number, row in enumerate(rows, 1)]
    names = Counter(item.given.source_id for item in inputs)
    if twice := sorted(str(name) for name, count in names.items() if count > 1):
        raise InputError(f"sources.csv: {', '.join(twice)} stands there more than once; give each source an id of its own")
    return inputs


def _input(number: int, row: Mapping[str, str]) -> Input:
    values = [(row.get(column) or "").strip() for column in ("source_id", "name", "kind", "url")]
    if not all(values) or re.search(r"\s", values[0]) or values[2] not in get_args(SourceKind):
        raise InputError(
            f"sources.csv, row {number}: needs source_id (no spaces), name, kind ({', '.join(get_args(SourceKind))}) and url"
        )
    source_id, name, kind, url = values
    schedule = (row.get("schedule") or "").strip()
    if schedule and not SCHEDULE.fullmatch(schedule):
        raise InputError(f"sources.csv, row {number}: {schedule!r} is no schedule; write five fields of cron, as in */30 * * * *")
    given = Given(source_id=source_id, source_name=name, source_kind=cast(SourceKind, kind), source_url=url)
    return Input(url, given, _politeness(number, row.get("politeness") or ""))


def _politeness(number: int, text: str) -> Politeness:
    """What "delay=2 connections=1 entries=50" says, in any order, each part optional."""
    parts = dict(part.partition("=")[::2] for part in text.split())
    try:
        wishes = {name: WISHES[name](value) for name, value in parts.items()}
        if any(not 0 <= value < 1e6 for value in wishes.values()) or 0 in (wishes.get("connections"), wishes.get("entries")):
            raise ValueError(text)
    except (KeyError, ValueError):
        raise InputError(
            f"sources.csv, row {number}: {text!r} is no politeness; write delay=SECONDS, connections=N and entries=N, or leave it empty"
        ) from None
    return Politeness(**wishes)


def path_of(location: str) -> Path | None:
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


def _unknown(location: str, given: Given, at: datetime) -> Fetched:
    reason = f"{location}: is neither a path nor an http or https address, nor storage such as s3://; nothing else is read"
    return Fetched(FetchRecord(location, "refused", at, given.source_id, reason=reason), [], [])
