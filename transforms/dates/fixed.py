"""Dates printed whole, and years and their like: forms that need no day of publication."""

from datetime import date
from re import Match

from transforms.dates.calendar import month_days, year_days
from transforms.dates.context import Context, Resolved, absolute, group, pivot, relative
from transforms.dates.recurring import month_of, printed_year, yearly
from transforms.dates.words import ordinal_of, year_of


def parted(match: Match[str], context: Context) -> Resolved | None:
    """Three parts with the same sign between them. A month's name or a part that can be one thing only settles the order.

    Else "." puts the day first, and "/" and "-" put first what the source's country does.
    """
    parts = [match["a"], match["b"], match["c"]]
    if sum(part[0].isalpha() for part in parts) > 1:
        return None
    year = next((part for part in parts if len(part) == 4 and part.isdigit()), None)
    if year is None and match["sep"] != "/" and not any(part[0].isalpha() for part in parts):
        return None
    rest = parts[:2] if year is None else [part for part in parts if part is not year]
    if year is not None and len(rest) != 2:
        return None
    year_first = parts[0] is year
    day = _day(
        year_of(year or parts[2], context.words.counts, pivot(context)), rest, match["sep"], context, year_first=year_first
    )
    return absolute((day, day), "day") if day else None


def _day(year: int, rest: list[str], sep: str, context: Context, *, year_first: bool) -> date | None:
    named = next((part for part in rest if part[0].isalpha()), None)
    if named:
        day = next(part for part in rest if part is not named)
        return date(year, month_of(named, context), ordinal_of(day, {}, {}))
    if not all(part.isdigit() and len(part) <= 2 for part in rest):
        return None
    a, b = (int(part) for part in rest)
    month_first = a <= 12 and (b > 12 or year_first or (context.month_first and sep != "."))
    return date(year, a, b) if month_first else date(year, b, a)


def pair(match: Match[str], context: Context) -> Resolved | None:
    """Two parts: a month and a year ("Dec/2018", "2015-3"), or a month and a day of a year not told ("11/20", "Oct/2")."""
    a, b = match["a"], match["b"]
    if a[0].isalpha() and b[0].isalpha():
        return None
    years = [part for part in (a, b) if len(part) == 4 and part.isdigit()]
    if years:
        return _month_of_year(a if b is years[0] else b, int(years[0]), context)
    if match["sep"] != "/" and not a[0].isalpha() and not b[0].isalpha():
        return None
    return _day_of_month(a, b, match, context)


def _month_of_year(part: str, year: int, context: Context) -> Resolved | None:
    month = month_of(part, context) if part[0].isalpha() else int(part)
    is_span = part.isdigit() and len(part) == 2 and month > year % 100  # "2007-09" is two years
    return absolute(month_days(year, month), "month") if 1 <= month <= 12 and 1500 <= year < 2200 and not is_span else None


def _day_of_month(a: str, b: str, match: Match[str], context: Context) -> Resolved | None:
    if a[0].isalpha() or b[0].isalpha():
        month, day = (
            (month_of(a, context), ordinal_of(b, {}, {})) if a[0].isalpha() else (month_of(b, context), ordinal_of(a, {}, {}))
        )
    else:
        first, second = int(a), int(b)
        month, day = (first, second) if first <= 12 and (second > 12 or context.month_first) else (second, first)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    return yearly(match, context, lambda year: (date(year, month, day), date(year, month, day)), "day")


def decade(match: Match[str], context: Context) -> Resolved:
    """ "the 1990s", "the late ’80s", "the nineties"."""
    if group(match, "name"):
        year = context.words.decades[match["name"].casefold()]
    else:
        year = int(match["y"]) if match["y"] else 1900 + int(match["short"] or match["plain"])
    part = (group(match, "part") or group(match, "part2") or "").casefold()
    skip, years = {"early": (0, 4), "mid": (4, 3), "late": (6, 4)}.get(part, (0, 10))
    return absolute(year_days(year + skip, years), "decade")


def century(match: Match[str], context: Context) -> Resolved | None:
    """The 19th century: 1801 to 1900."""
    nth = ordinal_of(match["o"], context.words.ordinals, context.words.counts)
    return absolute(year_days((nth - 1) * 100 + 1, 100), "decade") if 1 <= nth <= 21 else None


def year_span(match: Match[str], context: Context) -> Resolved | None:
    """ "from 2014 to 2017", "2018-19"."""
    first = int(match["y"])
    last = int(match["y2"]) if len(match["y2"]) == 4 else first - first % 100 + int(match["y2"])
    if last <= first or (match["sep"].strip() == "and" and (match["from"] or "").casefold() != "between"):
        return None
    return absolute((date(first, 1, 1), date(last, 12, 31)), "year")


def year(match: Match[str], context: Context) -> Resolved:
    """A year; fiscal and school years count as the calendar year they are named after."""
    return absolute(year_days(year_of(match["y"], context.words.counts, pivot(context))), "year")


def quarter(match: Match[str], context: Context) -> Resolved | None:
    """A quarter or half of a year."""
    nth, unit = group(match, "o") or match["o2"], (group(match, "unit") or match["unit2"]).casefold()
    number = int(nth) if nth.isdigit() else ordinal_of(nth, context.words.ordinals, context.words.counts)
    months = 3 if unit in {"q", "quarter"} else 6
    if not 1 <= number * months <= 12:
        return None
    before = group(match, "y2")
    if before:
        return absolute(
            month_days(year_of(before, context.words.counts, pivot(context)), (number - 1) * months + 1, months), "quarter"
        )
    if unit in {"half", "h"} and not printed_year(match, context) and not group(match, "wy"):
        return None
    return yearly(match, context, lambda year: month_days(year, (number - 1) * months + 1, months), "quarter")


def week_number(match: Match[str], context: Context) -> Resolved | None:
    """ "week 23 of 2018", by ISO 8601; without a year this year's."""
    year = int(match["y"]) if match["y"] else None
    if year is None and context.published is None:
        return relative(None, "day")
    first = date.fromisocalendar(year or context.published.year, int(match["n"]), 1)  # type: ignore[union-attr]
    days = first, date.fromordinal(first.toordinal() + 6)
    return absolute(days, "day") if year else relative(days, "day")
