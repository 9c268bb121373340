"""A printed date form and the day of publication -> the days it stands for."""

from collections.abc import Callable
from datetime import date, timedelta
from re import Match
from typing import Final, NamedTuple

from transforms.dates.calendar import Days, feast, month_days, week_days, year_days
from transforms.dates.relative import beyond, nearest, part_of, shifted, stretch
from transforms.dates.words import DateWords

Ahead = Callable[[], bool | None]
"""Tells on demand whether the date lies ahead of publication (asked of the parse only where a form needs it)."""


PRECISION: Final = {
    "day": "day",
    "week": "day",
    "weekend": "day",
    "fortnight": "day",
    "month": "month",
    "quarter": "quarter",
    "year": "year",
    "decade": "decade",
    "century": "decade",
}
"""Unit of a span of time -> precision of the row; weeks are given by their days."""


class Resolved(NamedTuple):
    """What a date expression stands for."""

    days: Days | None
    precision: str
    anchor: str


class Context(NamedTuple):
    """What a date expression is resolved against: the day of publication, where known, the tense around it, and the seeds."""

    published: date | None
    ahead: Ahead
    words: DateWords


def resolve(form: str, match: Match[str], context: Context) -> Resolved | None:
    """The days a match of that form stands for; None where it is no date after all (30 February, 13/14/2020)."""
    try:
        return RESOLVERS[form](match, context)
    except (ValueError, OverflowError):
        return None


def _absolute(days: Days, precision: str) -> Resolved:
    return Resolved(days, precision, "absolute")


def _relative(days: Days | None, precision: str) -> Resolved:
    return Resolved(days, precision, "publication")


def _iso(match: Match[str], context: Context) -> Resolved:
    day = date(int(match["y"]), int(match["m"]), int(match["d"]))
    return _absolute((day, day), "day")


def _numeric(match: Match[str], context: Context) -> Resolved | None:
    """3/14/2020 and 14/3/2020 can be read one way only; 3/4/2020 cannot, and is left alone."""
    a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
    if a <= 12 and b <= 12 and a != b:
        return None
    day = date(year, b, a) if a > 12 else date(year, a, b)
    return _absolute((day, day), "day")


def _month_day(match: Match[str], context: Context) -> Resolved:
    months = context.words.months
    month = months[_plain(match["m"])]
    groups = match.groupdict()
    last_month = months[_plain(groups["m2"])] if groups.get("m2") else month
    first, last = _number(match["d"]), _number(match["d2"] or match["d"])

    def in_year(year: int) -> Days:
        return date(year, month, first), date(year + (last_month < month), last_month, last)

    return _yearly(match, context, in_year, "day")


def _yearly(match: Match[str], context: Context, in_year: Callable[[int], Days], precision: str) -> Resolved:
    """Days that recur each year: of the year that is printed, else of the one that fits publication and tense best."""
    groups = match.groupdict()
    if groups.get("y"):
        return _absolute(in_year(int(match["y"])), precision)
    published = context.published
    if published is None:
        return _relative(None, precision)
    if groups.get("which"):
        return _relative(in_year(published.year + context.words.which[_plain(match["which"])]), precision)
    return _relative(nearest(published, in_year, context.ahead()), precision)


def _month(match: Match[str], context: Context) -> Resolved:
    month = context.words.months[_plain(match["m"])]
    published, which = context.published, match.groupdict().get("which")
    if "y" in match.groupdict() or not which or published is None:
        return _yearly(match, context, lambda year: month_days(year, month), "month")
    step = context.words.which[_plain(which)]
    if step == 0:
        return _relative(month_days(published.year, month), "month")
    return _relative(beyond(published, lambda year: month_days(year, month), step), "month")


def _quarter(match: Match[str], context: Context) -> Resolved | None:
    nth = context.words.ordinals.get(match["o"].casefold()) or int(match["o"])
    months = 3 if match["unit"].casefold() in {"q", "quarter"} else 6
    if nth * months > 12:
        return None
    groups = match.groupdict()

    def in_year(year: int) -> Days:
        return month_days(year, (nth - 1) * months + 1, months)

    if groups.get("y2"):
        return _absolute(in_year(int(match["y2"])), "quarter")
    bare = not (groups.get("y") or groups.get("which"))
    if bare and groups.get("hyphen", "-") != "-":  # "the first quarter" is as often one of a match as one of a year
        return None
    if bare and match["unit"].casefold() in {"half", "h"}:
        return None
    return _yearly(match, context, in_year, "quarter")


def _decade(match: Match[str], context: Context) -> Resolved:
    year = int(match["y"]) if match["y"] else 1900 + int(match["short"])
    part = (match["part"] or match["part2"] or "").casefold()
    skip, years = {"early": (0, 4), "mid": (4, 3), "late": (6, 4)}.get(part, (0, 10))
    return _absolute(year_days(year + skip, years), "decade")


def _year_span(match: Match[str], context: Context) -> Resolved | None:
    first = int(match["y"])
    last = int(match["y2"]) if len(match["y2"]) == 4 else first - first % 100 + int(match["y2"])
    if last <= first or (match["sep"].strip() == "and" and (match["from"] or "").casefold() != "between"):
        return None
    return _absolute((date(first, 1, 1), date(last, 12, 31)), "year")


def _year(match: Match[str], context: Context) -> Resolved:
    return _absolute(year_days(int(match["y"])), "year")


def _season(match: Match[str], context: Context) -> Resolved | None:
    if not (match["which"] or match["y"]):
        return None
    first, last = context.words.seasons[match["s"].casefold()]
    return _named(match, context, lambda year: month_days(year, first, (last - first) % 12 + 1), "month")


def _named(match: Match[str], context: Context, in_year: Callable[[int], Days], precision: str) -> Resolved:
    """Days of each year under one name: of the printed year, the last or next ones, or the nearest."""
    if match["y"]:
        return _absolute(in_year(int(match["y"])), precision)
    if context.published is None:
        return _relative(None, precision)
    step = context.words.which[_plain(match["which"])] if match["which"] else 0
    days = beyond(context.published, in_year, step) if step else nearest(context.published, in_year, context.ahead())
    return _relative(days, precision)


def _holiday(match: Match[str], context: Context) -> Resolved:
    rule = context.words.holidays[_plain(match["h"]).replace("’", "'")]

    def in_year(year: int) -> Days:
        day = feast(rule, year)
        return day, day

    return _named(match, context, in_year, "day")


def _day(match: Match[str], context: Context) -> Resolved:
    if context.published is None:
        return _relative(None, "day")
    day = context.published + timedelta(context.words.days[_plain(match.group())])
    return _relative((day, day), "day")


def _weekday(match: Match[str], context: Context) -> Resolved:
    """A bare week day is the nearest one back, today included, or ahead where the verb says so; "last" and "next" name the weeks beside this one."""
    published, weekday = context.published, context.words.weekdays[match["w"].casefold()]
    if published is None:
        return _relative(None, "day")
    which = _plain(match["which"] or "")
    if "coming" in which:
        day = published + timedelta((weekday - published.weekday() - 1) % 7 + 1)
    elif "past" in which:
        day = published - timedelta((published.weekday() - weekday - 1) % 7 + 1)
    elif which:
        day = week_days(published, context.words.which[which])[0] + timedelta(weekday)
    elif context.ahead():
        day = published + timedelta((weekday - published.weekday()) % 7)
    else:
        day = published - timedelta((published.weekday() - weekday) % 7)
    return _relative((day, day), "day")


def _ago(match: Match[str], context: Context) -> Resolved:
    """Time counted back or on, only as exact as its unit: "three weeks ago" is the week that it falls in."""
    unit = context.words.periods[match["p"].casefold()]
    count = _count(match["n"], context)
    step = -count if match["way"].casefold() == "ago" else count
    return _relative(shifted(context.published, unit, step), PRECISION[unit])


def _hence(match: Match[str], context: Context) -> Resolved | None:
    """ "in two weeks" is a date where the verb looks ahead; elsewhere it is how long something took."""
    unit = context.words.periods[match["p"].casefold()]
    if not context.ahead():
        return None
    return _relative(shifted(context.published, unit, _count(match["n"], context)), PRECISION[unit])


def _weekend(match: Match[str], context: Context) -> Resolved:
    """The weekend that began last, today's included, or the next one where the verb looks ahead."""
    published = context.published
    if published is None:
        return _relative(None, "day")
    begun = shifted(published, "weekend", 0 if published.weekday() >= 5 else -1)
    return _relative(shifted(published, "weekend", 0) if context.ahead() else begun, "day")


def _century(match: Match[str], context: Context) -> Resolved | None:
    nth = int(match["o"])
    return _absolute(year_days((nth - 1) * 100 + 1, 100), "decade") if 1 <= nth <= 21 else None


def _period(match: Match[str], context: Context) -> Resolved | None:
    which, unit = _plain(match["which"]), context.words.periods[match["p"].casefold()]
    step, published = context.words.which[which], context.published
    is_stretch = bool(match["n"]) or "past" in which or which in {"coming", "upcoming"}
    if (unit == "day" and not match["n"]) or which == "previous" or (step == 0 and match["n"]):
        return None
    if published is None:
        return _relative(None, PRECISION[unit])
    if is_stretch:
        return _relative(stretch(published, unit, step * _count(match["n"] or "one", context)), PRECISION[unit])
    days = shifted(published, unit, step)
    return _relative(part_of(days, match["part"], published) if days and step == 0 else days, PRECISION[unit])


def _count(text: str, context: Context) -> int:
    return int(text) if text.isdigit() else sum(context.words.counts[word] for word in text.casefold().replace("-", " ").split())


def _number(text: str) -> int:
    return int(text.rstrip("stndrh"))


def _plain(text: str) -> str:
    """As the seeds write it: lower case, one blank, no full stop after an abbreviation."""
    return " ".join(text.casefold().rstrip(".").split())


RESOLVERS: dict[str, Callable[[Match[str], Context], Resolved | None]] = {
    "iso": _iso,
    "numeric": _numeric,
    "month_day": _month_day,
    "day_month": _month_day,
    "month_year": _month,
    "month": _month,
    "quarter": _quarter,
    "q": _quarter,
    "decade": _decade,
    "year_span": _year_span,
    "year": _year,
    "season": _season,
    "holiday": _holiday,
    "ago": _ago,
    "hence": _hence,
    "weekend": _weekend,
    "century": _century,
    "period": _period,
    "day": _day,
    "weekday": _weekday,
}
