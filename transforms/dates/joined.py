"""A date and what stands before it, behind it, or between it and another -> the days of the whole."""

from collections.abc import Callable
from datetime import date, timedelta
from re import Match
from typing import Final

from transforms.dates.calendar import MONTHS, Days, days_on, first_week, last_week, month_days, week_days
from transforms.dates.context import FINEST, NOWHERE, PRECISION, Bounds, Context, Resolved, plain
from transforms.dates.feasts import nth_weekday
from transforms.dates.forms import first_word
from transforms.dates.recurring import weekend_with
from transforms.dates.relative import part_of, shifted
from transforms.dates.words import count_of, ordinal_of

Joiner = Callable[[Match[str], Resolved, Context], Resolved | None]


def closed(resolved: Resolved) -> Days | None:
    """Both ends, where both are known."""
    first, last = resolved.days
    return (first, last) if first and last else None


def bound(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """A stretch open to one side: "after 2016" begins with 2017, "before 2018" ends with 2017, "since May" runs up to publication."""
    days = closed(inner)
    if days is None:
        return inner
    way = context.words.bounds[plain(match["bound"])]
    anchor = inner.anchor if way in {"after", "before"} else "publication"  # the others end or begin with publication
    return inner._replace(days=BOUNDS[way](days, context.published), anchor=anchor)


def _since(days: Days, published: date | None) -> Bounds:
    return days[0], published if published and published >= days[0] else None


def _until(days: Days, published: date | None) -> Bounds:
    return published if published and published <= days[1] else None, days[1]


BOUNDS: Final[dict[str, Callable[[Days, date | None], Bounds]]] = {
    "after": lambda days, published: (days[1] + timedelta(1), None),
    "before": lambda days, published: (None, days[0] - timedelta(1)),
    "since": _since,
    "from": _since,
    "until": _until,
}


def shift(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "two days after Christmas", "a week from Monday", "the year before 2015": to the day from a day, else as exact as the unit."""
    days, unit = closed(inner), context.words.periods[plain(match["p"])]
    if days is None:
        return inner
    count = count_of(match["n"], context.words.counts) if match["n"] else 1
    if not count:
        return inner._replace(days=NOWHERE)
    is_back = plain(match["way"]) in {"before", "prior to"}
    if inner.precision == "day" and match["n"]:
        day = days_on(days[0] if is_back else days[1], unit, -count if is_back else count)
        return inner._replace(days=(day, day))
    moved = shifted(days[0], unit, -count) if is_back else shifted(days[1], unit, count)
    return Resolved(moved, PRECISION[unit], inner.anchor)


def weekday_by(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "the Friday before Labor Day"."""
    days, weekday = closed(inner), context.words.weekdays[plain(match["w"])]
    if days is None:
        return inner
    if plain(match["way"]) in {"before", "prior to"}:
        day = days[0] - timedelta((days[0].weekday() - weekday - 1) % 7 + 1)
    else:
        day = days[1] + timedelta((weekday - days[1].weekday() - 1) % 7 + 1)
    return inner._replace(days=(day, day))


def ended(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "the three months ended Dec. 31", "the year through March": whole units that end with the date; days are counted down to one ("12 days to Christmas")."""
    days, unit = closed(inner), context.words.periods[plain(match["p"])]
    count = count_of(match["n"] or match["n2"] or "one", context.words.counts)
    if unit == "day" or not count:
        return None
    if days is None:
        return inner._replace(precision=PRECISION[unit])
    last = days[1]
    first = days_on(last, unit, -count) + timedelta(1)
    if unit in MONTHS and last == month_days(last.year, last.month)[1]:
        first = month_days(last.year, last.month - count * MONTHS[unit] + 1)[0]
    return Resolved((first, last), PRECISION[unit], inner.anchor)


def nth(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "the first week of 2015", "the last Friday of May", "the first three months of the year"; None where the whole has no such part."""
    days = closed(inner)
    number = ordinal_of(match["o"], context.words.ordinals, context.words.counts)
    unit = "day" if match["w"] else "half" if plain(match["p"]) == "half" else context.words.periods[plain(match["p"])]
    if days is None:
        return inner._replace(precision=PRECISION.get(unit, "quarter"))
    if match["w"]:
        day = nth_weekday(days, context.words.weekdays[plain(match["w"])], number)
        found: Days = (day, day)
    else:
        count = count_of(match["n"] or "one", context.words.counts)
        if not count:  # "the first few days of May"
            return Resolved((days[0], None) if number == 1 else NOWHERE, PRECISION.get(unit, "quarter"), inner.anchor)
        found = _nth_unit(days, unit, number, count)
    within = days[0] - timedelta(6) <= found[0] and found[1] <= days[1] + timedelta(6)
    return Resolved(found, PRECISION.get(unit, "quarter"), inner.anchor) if within else None


def _nth_unit(days: Days, unit: str, number: int, count: int) -> Days:
    """`count` units from the nth on; from the end back where the number is negative."""
    if unit in {"week", "fortnight", "weekend"}:
        return _nth_week(days, unit, number, count)
    if unit == "half":
        months = (days[1].year - days[0].year) * 12 + days[1].month - days[0].month + 1
        return _run(days, months // 2, number, 1) if months > 1 else _halves(days, number)
    if unit == "day":
        first = days[0] + timedelta(number - 1) if number > 0 else days[1] - timedelta(count - 1)
        return first, first + timedelta(count - 1)
    return _run(days, MONTHS[unit], number, count)


def _nth_week(days: Days, unit: str, number: int, count: int) -> Days:
    monday = first_week(days) + timedelta(7 * (number - 1)) if number > 0 else last_week(days) - timedelta(7 * (count - 1))
    sunday = monday + timedelta(7 * count - 1)
    return (monday + timedelta(5) if unit == "weekend" else monday), sunday


def _run(days: Days, months: int, number: int, count: int) -> Days:
    """`count` runs of so many months each, the first of them the nth."""
    first = days[0]
    if number > 0:
        return month_days(first.year, first.month + months * (number - 1), months * count)
    return month_days(days[1].year, days[1].month - months * count + 1, months * count)


def _halves(days: Days, number: int) -> Days:
    middle = days[0] + timedelta((days[1] - days[0]).days // 2)
    return (days[0], middle) if number == 1 else (middle + timedelta(1), days[1])


def day_of(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "the 18th of next month"."""
    days, number = closed(inner), ordinal_of(match["o"], context.words.ordinals, context.words.counts)
    if inner.precision != "month":
        return None
    if days is None:
        return inner._replace(precision="day")
    day = days[0] + timedelta(number - 1)
    return Resolved((day, day), "day", inner.anchor) if day <= days[1] else None


def part(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "late last year", "earlier this month", "the end of 2007"; of a single day the day."""
    days = closed(inner)
    if days is None or days[0] == days[1]:
        return inner
    name = context.words.parts[plain(match["part"])]
    is_running = first_word(match.string[match.end() :].removeprefix("the ")) in context.words.periods
    return inner._replace(
        days=part_of_running(days, name, inner, context) if is_running else part_of(days, name, context.published)
    )


def part_of_running(days: Days, part: str, inner: Resolved, context: Context) -> Days:
    """The part of a period; of the running one's part that lies ahead, where the verb looks back, the same part of the one before."""
    found, published = part_of(days, part, context.published), context.published
    if published and days[0] <= published < found[0] and context.ahead() is False:
        return part_of(_one_back(days, inner.precision), part, published)
    return found


def _one_back(days: Days, precision: str) -> Days:
    """The week, month, quarter … before: "rose at the end of the year", told in March, was last year's end."""
    return shifted(days[0], "week" if precision == "day" else precision, -1)


def week_of(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "the week of May 5" runs from Monday to Sunday, "the week beginning May 5" from that day on."""
    days, unit, way = closed(inner), match["p"].casefold(), match["way"].casefold()
    if (unit == "month") != (inner.precision == "month"):
        return None
    if days is None or unit == "month":
        return inner
    if unit == "weekend":
        return inner._replace(days=weekend_with(days[0]))
    if way == "of":
        return inner._replace(days=week_days(days[0]))
    week = timedelta(6)
    return inner._replace(days=(days[1] - week, days[1]) if way == "ending" else (days[0], days[0] + week))


def weekday_in(match: Match[str], inner: Resolved, context: Context) -> Resolved | None:
    """ "Monday next week", "Friday two weeks from now"."""
    days = closed(inner)
    if inner.precision != "day":
        return None
    if days is None:
        return inner
    day = week_days(days[0])[0] + timedelta(context.words.weekdays[plain(match["w"])])
    return inner._replace(days=(day, day))


JOINERS: Final[dict[str, Joiner]] = {
    "bound": bound,
    "shift": shift,
    "weekday_by": weekday_by,
    "ended": ended,
    "nth": nth,
    "day_of": day_of,
    "part": part,
    "part_of": part,
    "week_of": week_of,
    "weekday_in": weekday_in,
}


def between(first: Resolved, last: Resolved) -> Resolved | None:
    """From the first day of one date to the last of another; None where they run backwards."""
    finest = min(first.precision, last.precision, key=FINEST.index)
    anchor = "absolute" if first.anchor == last.anchor == "absolute" else "publication"
    start, end = first.days[0], last.days[1]
    if start is None or end is None:
        return Resolved((None, None), finest, anchor)
    return Resolved((start, end), finest, anchor) if start <= end else None
