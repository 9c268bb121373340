"""Publication times: telling those that can be from those that cannot, and the best of what is stated."""

import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Final, Literal

from transforms.clean.moments import MONTHS
from transforms.clean.moments import read_moment as read_moment
from transforms.documents import RawDocument

Origin = Literal["feed", "meta", "text", "given", "fetched"]

EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)
"""No page on the web is older; earlier dates on pages are zero timestamps and template defaults."""

EARLIEST_RECORD: Final = datetime(1600, 1, 1, tzinfo=UTC)
"""Records may come from a newspaper archive."""

ZERO: Final = datetime(1970, 1, 1, tzinfo=UTC)
"""What a missing date turns into in many programs."""

LEEWAY: Final = timedelta(days=2)
"""How far past the fetch a publication time may lie: time zones, and clocks that are wrong."""

IN_URL: Final = re.compile(r"/(?P<year>(?:19|20)\d\d)[/-](?P<month>\d{1,2}|[a-z]{3})[/-](?P<day>\d{1,2})(?:[/-]|$)")


COMPACT: Final = re.compile(r"[/-](?P<year>(?:19|20)\d\d)-?(?P<month>0[1-9]|1[0-2])-?(?P<day>[0-3]\d)(?=[/._-]|$)")
"""A day at the end of a name, and eight digits, which may also be the number of an article."""


def moment_in_url(url: str) -> datetime | None:
    """The day in a path such as /2020/02/14/ or /2020/feb/14/."""
    if not (found := IN_URL.search(url.lower())):
        return None
    month = found["month"]
    try:
        number = int(month) if month.isdecimal() else MONTHS.index(month) + 1
        return datetime(int(found["year"]), number, int(found["day"]), tzinfo=UTC)
    except ValueError:
        return None


def perhaps_in_url(url: str) -> datetime | None:
    """The day that eight digits in a path such as /news/20200214/ may mean."""
    found = COMPACT.search(url.partition("?")[0])
    try:
        return datetime(int(found["year"]), int(found["month"]), int(found["day"]), tzinfo=UTC) if found else None
    except ValueError:
        return None


def is_sane(moment: datetime | None, *, fetched_at: datetime, earliest: datetime = EARLIEST) -> bool:
    """Whether an article fetched then can have been published at that moment."""
    return moment is not None and moment != ZERO and earliest <= moment <= fetched_at + LEEWAY


def published(
    document: RawDocument,
    *,
    meta: Iterable[datetime | None] = (),
    text: Iterable[datetime | None] = (),
    earliest: datetime = EARLIEST,
) -> tuple[datetime | None, Origin | None]:
    """When the document was published and where that was read: the first sane one of given, meta, feed, text, fetched."""
    given, origin = document.given.published_at, document.given.published_at_origin
    if given and origin == "given":
        return given, "given"
    stated: list[tuple[datetime | None, Origin]] = [(moment, "meta") for moment in meta]
    stated += [(given, "feed"), *((moment, "text") for moment in text)]
    for moment, stated_by in stated:
        if is_sane(moment, fetched_at=document.fetched_at, earliest=earliest):
            return moment, stated_by
    if document.url.startswith(("http:", "https:")) and document.headers:
        return document.fetched_at, "fetched"
    return None, None
