"""Moments as pages and records print them: many formats, one answer in UTC or none."""

import re
from datetime import UTC, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from typing import Final

from transforms.clean.zones import offset_of

MAX_TEXT: Final = 500
"""Characters that are looked at: a date stands at the beginning or nowhere."""

NEAR: Final = 30
"""Characters between a day and the time of day that belongs to it, at most."""

MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_MONTH: Final = (
    r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?)\b\.?"
)
_DAY: Final = r"(?P<day>\d{1,2})(?:st|nd|rd|th|\.(?=\s))?"
_YEAR: Final = r"(?P<year>(?:1[6-9]|20)\d\d)(?!\d)"

DAYS: Final = tuple(
    re.compile(pattern, re.IGNORECASE)
    for pattern in (
        rf"(?<!\d){_YEAR}[-/.](?P<month>\d{{1,2}})[-/.](?P<day>\d{{1,2}})(?!\d)",
        rf"(?<!\d){_DAY}[\s-]+(?:of\s+)?{_MONTH},?[\s-]+{_YEAR}",
        rf"\b{_MONTH}[\s-]+{_DAY},?[\s-]+{_YEAR}",
        rf"(?<![\d./-])(?P<first>\d{{1,2}})(?P<mark>[/.-])(?P<second>\d{{1,2}})(?P=mark){_YEAR}(?!\.\d)",
    )
)
"""2026-02-14, 14 February 2026, February 14, 2026, and 14/2/2026, whose order depends on the country."""

CLOCK: Final = re.compile(
    r"(?<![\d:.])(?P<hour>\d{1,2})(?:[:.](?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d)(?:\.\d{1,9})?)?)?\s?(?P<half>[ap]\.?m\b\.?)?"
    r"(?:\s?\(?(?P<zone>z|(?:utc|gmt)?[+-]\d\d?:?(?:\d\d)?|[a-z]{2,5})\b\)?)?",
    re.IGNORECASE,
)
MONTH_FIRST: Final = frozenset({"US", "PH", "GU", "PR"})
EITHER_ORDER: Final = frozenset({None, "CA"})
"""Countries where 3/4 may be either day: Canada writes both, and a page without a country may be from anywhere."""


def read_moment(text: str | None, region: str | None = None) -> datetime | None:
    """The moment a text states, in UTC; None where it states none, or one that depends on a country that is not told.

    Read are ISO 8601, RFC 2822, seconds and milliseconds since 1970, and dates in words or figures with or without a time of day
    and its zone. `region` (ISO 3166-1) tells the order of day and month, and whose "IST" it is. No zone is read as UTC.
    """
    text = (text or "").strip()[:MAX_TEXT]
    for reader in (_iso, _epoch, _printed, _mail):
        try:
            if moment := reader(text, region):
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
        except (ValueError, OverflowError, TypeError):
            continue
    return None


def _iso(text: str, _: str | None) -> datetime | None:
    text = re.sub(r"^(\d{8})(\d{6})$", r"\1T\2", text)
    return datetime.fromisoformat(text) if text[:4].isdecimal() and len(text) >= 8 else None


def _epoch(text: str, _: str | None) -> datetime | None:
    if not re.fullmatch(r"\d{10}|\d{13}", text, re.ASCII):
        return None
    return datetime.fromtimestamp(int(text) / (1000 if len(text) == 13 else 1), UTC)


def _mail(text: str, _: str | None) -> datetime | None:
    return parsedate_to_datetime(text) if ":" in text and len(text) < 60 else None


def _printed(text: str, region: str | None) -> datetime | None:
    """The first day that can be read, at the time of day beside it."""
    for found in sorted((f for pattern in DAYS if (f := pattern.search(text))), key=lambda f: f.start()):
        if day := _day_of(found, region):
            behind, before = text[found.end() :][: NEAR + 20], text[max(0, found.start() - NEAR) : found.start()]
            return _at_clock(day, behind, region) or _at_clock(day, before, region) or day
    return None


def _day_of(found: re.Match[str], region: str | None) -> datetime | None:
    parts = found.groupdict()
    if "first" not in parts:
        month = parts["month"].lower()
        number = int(month) if month.isdecimal() else MONTHS.index(month[:3]) + 1
        return datetime(int(parts["year"]), number, int(parts["day"]), tzinfo=UTC)
    first, second = int(parts["first"]), int(parts["second"])
    if second > 12 >= first:
        return datetime(int(parts["year"]), first, second, tzinfo=UTC)
    if parts["mark"] == "." or first > 12 or first == second or region not in MONTH_FIRST | EITHER_ORDER:
        return datetime(int(parts["year"]), second, first, tzinfo=UTC)
    if region in MONTH_FIRST:
        return datetime(int(parts["year"]), first, second, tzinfo=UTC)
    return None


def _at_clock(day: datetime, text: str, region: str | None) -> datetime | None:
    """The day at the first time of day in the text; None where there is none. "3" alone is no time, "3 p.m." is one."""
    for found in CLOCK.finditer(text):
        if found.start() > NEAR or not (found["minute"] or found["half"]):
            continue
        hour = int(found["hour"])
        if found["half"]:
            hour = hour % 12 + (12 if found["half"][0] in "pP" else 0)
        if hour > 23:
            continue
        naive = day.replace(hour=hour, minute=int(found["minute"] or 0), second=int(found["second"] or 0))
        offset = offset_of(found["zone"] or "", day, region)
        return naive.replace(tzinfo=timezone(offset if offset is not None else timedelta()))
    return None
