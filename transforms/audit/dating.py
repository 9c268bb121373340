"""Rules about date mentions: what they resolve to against what is printed."""

import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pandas as pd

from transforms.audit.rules import Batch, differs, error, marked, overlapping, warn

DATES: Final = "date_mentions"
WEEKDAYS: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS: Final = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
WEEKDAY: Final = re.compile(r"\b(mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b", re.IGNORECASE)
MONTH: Final = re.compile(
    r"\b(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b",
    re.IGNORECASE,
)
COUNTED: Final = re.compile(r"\b(?:before|after|following)\b", re.IGNORECASE)
""""the days following last Friday" are none."""
YEAR: Final = re.compile(r"(?<![\d.,/])((?:1[5-9]|20)\d\d)(?![\d,/]|s\b|\.\d|[-–—]\d)")
DAY: Final = re.compile(
    r"(?<![\d.,:/-])([1-9]|[12]\d|3[01])(?:st|nd|rd|th)?(?![\d:/%-]|[.,]\d|\s?(?:[ap]\.?m\b|days?|weeks?|months?|years?))",
    re.IGNORECASE,
)
LEAST: Final = {"quarter": 10, "year": 60, "decade": 700}
"""Days of the narrowest date of a precision: "late in 2022" is a part of a year."""
FIGURES: Final = re.compile(r"\d\d\d|['’/.-]\d\d$|centur|decade|year")
YEARLESS: Final = timedelta(days=500)
FARTHEST: Final = 366 * 120
"""Days that a date counted from publication may lie away from it: "a century ago"."""


@error(DATES, "date_mention_id")
def date_id_is_of_its_span(batch: Batch) -> Any:
    """The id is the hash of revision and span."""
    return differs(batch[DATES]["date_mention_id"], batch.ids(DATES, "revision_id", "char_start", "char_end"))


@error(DATES, "char_start")
def dates_do_not_overlap(batch: Batch) -> Any:
    """No character is in two date mentions."""
    return overlapping(batch[DATES])


@warn(DATES, "date_start")
def weekday_is_the_printed_one(batch: Batch) -> Any:
    """Where one day of the week is printed and one day meant that is not counted from it, it is such a day."""
    return _where(batch, _weekday_differs)


@warn(DATES, "date_start")
def month_is_the_printed_one(batch: Batch) -> Any:
    """Where one month is printed, the date begins or ends in it."""
    return _where(batch, _month_differs)


@warn(DATES, "date_start")
def day_is_the_printed_one(batch: Batch) -> Any:
    """Where one day of a month is printed and one day meant, it is that day."""
    return _where(batch, _day_differs)


@warn(DATES, "date_start")
def year_is_the_printed_one(batch: Batch) -> Any:
    """Where one year is printed, the date has days in it."""
    return _where(batch, _year_differs)


@warn(DATES, "precision")
def width_is_as_precise(batch: Batch) -> Any:
    """A date is about as wide as its precision says, or wider."""
    return _where(batch, _width_differs)


@warn(DATES, "anchor")
def full_date_needs_no_anchor(batch: Batch) -> Any:
    """What prints its year is not counted from the day of publication."""
    return _from_publication(
        batch,
        lambda published, text, start, end: YEAR.search(text) is not None and start and end and published not in (start, end),
    )


@error(DATES, "date_start")
def date_counts_from_a_known_day(batch: Batch) -> Any:
    """Where the day of publication is not known, nothing that is counted from it is resolved to full."""
    frame = batch[DATES]
    published = batch.at("article_revisions", "published_at", frame["revision_id"])
    return (frame["anchor"] == "publication") & published.isna() & frame["date_start"].notna() & frame["date_end"].notna()


@warn(DATES, "date_start")
def day_without_a_year_is_near(batch: Batch) -> Any:
    """One day that is printed without a year lies within 500 days of publication."""
    frame = batch[DATES]
    published = batch.at("article_revisions", "published_at", frame["revision_id"]).to_dict()
    told = zip(frame.index, frame["date_text"], frame["date_start"], frame["date_end"], strict=True)
    days = ((i, start) for i, text, start, end in told if pd.notna(start) and start == end and not FIGURES.search(str(text)))
    return marked(frame, (i for i, day in days if pd.notna(published[i]) and abs(day - published[i].date()) > YEARLESS))


@warn(DATES, "date_start")
def date_is_near_its_anchor(batch: Batch) -> Any:
    """A date counted from the day of publication lies within 120 years of it."""
    return _from_publication(batch, lambda published, text, start, end: _is_far(published, start, end))


def _from_publication(batch: Batch, is_odd: Callable[[date, str, date | None, date | None], Any]) -> Any:
    """Dates counted from a known day of publication for which `is_odd` holds."""
    frame = batch[DATES]
    published = batch.at("article_revisions", "published_at", frame["revision_id"]).to_dict()
    told = zip(frame.index, frame["anchor"], frame["date_text"], frame["date_start"], frame["date_end"], strict=True)
    counted = ((i, str(text), _known(start), _known(end)) for i, anchor, text, start, end in told if anchor == "publication")
    return marked(
        frame, (i for i, text, start, end in counted if pd.notna(published[i]) and is_odd(published[i].date(), text, start, end))
    )


def _where(batch: Batch, is_other: Any) -> Any:
    frame = batch[DATES]
    told = zip(frame.index, frame["date_text"], frame["date_start"], frame["date_end"], frame["precision"], strict=True)
    return marked(
        frame,
        (
            i
            for i, text, start, end, precision in told
            if isinstance(text, str) and is_other(text, _known(start), _known(end), precision)
        ),
    )


def _known(value: Any) -> date | None:
    return None if pd.isna(value) else value


def _weekday_differs(text: str, start: date | None, end: date | None, precision: str) -> bool:
    names = set() if COUNTED.search(text) else {WEEKDAYS.index(name[:3].lower()) for name in WEEKDAY.findall(text)}
    return len(names) == 1 and start is not None and start == end and start.weekday() not in names


def _month_differs(text: str, start: date | None, end: date | None, precision: str) -> bool:
    names = {MONTHS.index(name[:3].lower()) + 1 for name in MONTH.findall(text)}
    days = [day for day in (start, end) if day is not None]
    return len(names) == 1 and len(days) == 2 and not any(day.month in names for day in days)


def _day_differs(text: str, start: date | None, end: date | None, precision: str) -> bool:
    days = {int(day) for day in DAY.findall(text)}
    return len(days) == 1 and MONTH.search(text) is not None and start is not None and start == end and start.day not in days


def _year_differs(text: str, start: date | None, end: date | None, precision: str) -> bool:
    years = {int(year) for year in YEAR.findall(text)}
    return len(years) == 1 and start is not None and end is not None and not start.year <= min(years) <= end.year


def _width_differs(text: str, start: date | None, end: date | None, precision: str) -> bool:
    return start is not None and end is not None and (end - start).days + 1 < LEAST.get(precision, 1)


def _is_far(published: date, start: date | None, end: date | None) -> bool:
    return any((start, end)) and all(abs(day - published) > timedelta(days=FARTHEST) for day in (start, end) if day)
