"""Days that come back each year, and week days: which of them is meant."""

from collections.abc import Callable
from datetime import date, timedelta
from re import Match

from transforms.dates.calendar import Days, month_days, week_days
from transforms.dates.context import Context, Resolved, absolute, group, pivot, plain, relative
from transforms.dates.feasts import feast
from transforms.dates.relative import beyond, nearest
from transforms.dates.words import count_of, ordinal_of, year_of

InYear = Callable[[int], Days]


def month_of(text: str, context: Context) -> int:
    """The number of a month's name. Raises KeyError for another word."""
    return context.words.months[plain(text)]


def printed_year(match: Match[str], context: Context) -> int | None:
    """The year that stands beside the day, if one does."""
    groups = match.groupdict()
    text = groups.get("y") or groups.get("yy") or groups.get("y0")
    return year_of(text, context.words.counts, pivot(context)) if text else None


def yearly(match: Match[str], context: Context, in_year: InYear, precision: str) -> Resolved:
    """Days of each year under one name: of the year that is printed or told by a range's other end, else of the one that fits publication and tense best."""
    year = printed_year(match, context) or (None if group(match, "wy") or group(match, "which") else context.year)
    if year:
        return absolute(in_year(year), precision)
    if context.floor:
        return absolute(_first_from(context.floor, in_year), precision)
    published = context.published
    if published is None:
        return relative(None, precision)
    if group(match, "wy"):
        return relative(in_year(published.year + context.words.which[plain(match["wy"])]), precision)
    return relative(_which(match, context, published, in_year), precision)


def _which(match: Match[str], context: Context, published: date, in_year: InYear) -> Days:
    which = group(match, "which")
    step = context.words.which[plain(which)] if which else 0
    return beyond(published, in_year, step) if step else nearest(published, in_year, context.ahead())


def _first_from(floor: date, in_year: InYear) -> Days:
    """The first such days that do not begin before the floor."""
    this = in_year(floor.year)
    return this if this[0] >= floor else in_year(floor.year + 1)


def month_day(match: Match[str], context: Context) -> Resolved | None:
    """A day of a month, or some in a row."""
    month, spoken = month_of(match["m"], context), group(match, "spoken")
    numbers = context.words.ordinals, context.words.counts
    first = count_of(spoken, context.words.counts) if spoken else ordinal_of(match["d"], *numbers)
    last = ordinal_of(match["d2"], *numbers) if match["d2"] else first
    if group(match, "from") and not match["d2"]:
        return None
    if last < first and match.start("m") < match.start("d"):
        return None

    def in_year(year: int) -> Days:
        begin = date(year, month, first) if first <= last else month_days(year, month - 1)[0].replace(day=first)
        return begin, date(year, month, last)

    return _by_weekday(match, context, in_year) or yearly(match, context, in_year, "day")


def _by_weekday(match: Match[str], context: Context, in_year: InYear) -> Resolved | None:
    """The year around publication in which the day is the week day that is printed before it; None where no year near fits, or more is told."""
    if not match["wd"] or context.published is None or printed_year(match, context) or group(match, "wy"):
        return None
    weekday = context.words.weekdays[plain(match["wd"])]
    years = (context.published.year, context.published.year - 1, context.published.year + 1)
    fitting = [days for year in years if (days := in_year(year))[0].weekday() == weekday]
    return relative(fitting[0], "day") if fitting else None


def month(match: Match[str], context: Context) -> Resolved:
    """A month; "this March" is this year's."""
    nth = month_of(match["m"], context)
    which = match["which"]
    if which and context.published and context.words.which[plain(which)] == 0:
        return relative(month_days(context.published.year, nth), "month")
    return yearly(match, context, lambda year: month_days(year, nth), "month")


def season(match: Match[str], context: Context) -> Resolved | None:
    """A season of a told year; a bare one ("in winter") is as often every year's."""
    if not (match["which"] or group(match, "wy") or printed_year(match, context) or context.year):
        return None
    first, last = context.words.seasons[match["s"].casefold()]
    return yearly(match, context, lambda year: month_days(year, first, (last - first) % 12 + 1), "month")


def holiday(match: Match[str], context: Context) -> Resolved:
    """A holiday by its seed rule, or the weekend that it makes longer."""
    rule = context.words.holidays[plain(match["h"])]

    def in_year(year: int) -> Days:
        day = feast(rule, year)
        return weekend_with(day) if match["weekend"] else (day, day)

    return yearly(match, context, in_year, "day")


def weekend_with(day: date) -> Days:
    """Saturday and Sunday nearest to a day, stretched to the day where it is a Monday or Tuesday, a Thursday or Friday."""
    saturday = day + timedelta(5 - day.weekday()) if day.weekday() > 1 else day - timedelta(day.weekday() + 2)
    return min(day, saturday) if day.weekday() > 2 else saturday, max(
        day, saturday + timedelta(1)
    ) if day.weekday() < 2 else saturday + timedelta(1)


def weekday(match: Match[str], context: Context) -> Resolved:
    """A bare week day is the nearest one back, today included, or ahead where the verb says so; "last" and "next" name the weeks beside this one."""
    published, weekday = context.published, context.words.weekdays[plain(match["w"])]
    if context.floor:
        day = context.floor + timedelta((weekday - context.floor.weekday()) % 7)
    elif published is None:
        return relative(None, "day")
    else:
        day = _weekday(plain(match["which"] or ""), weekday, published, context)
    return relative((day, day), "day")


def _weekday(which: str, weekday: int, published: date, context: Context) -> date:
    if "coming" in which:
        return published + timedelta((weekday - published.weekday() - 1) % 7 + 1)
    if "past" in which or (not which and not context.ahead()):
        skip = 1 if which else 0
        return published - timedelta((published.weekday() - weekday - skip) % 7 + skip)
    if which:
        return week_days(published, context.words.which[which])[0] + timedelta(weekday)
    return published + timedelta((weekday - published.weekday()) % 7)


def nth_weekday(match: Match[str], context: Context) -> Resolved | None:
    """ "Wednesday the 31st": of the months around publication the nearest one whose 31st is a Wednesday."""
    weekday = context.words.weekdays[plain(match["w"])]
    nth = ordinal_of(match["o"] or match["d"], context.words.ordinals, context.words.counts)
    return _monthly(nth, context, lambda day: day.weekday() == weekday)


def nth_day(match: Match[str], context: Context) -> Resolved | None:
    """ "the 18th": of the nearest month, on the side that the tense tells."""
    nth = ordinal_of(match["o"], context.words.ordinals, context.words.counts)
    return _monthly(nth, context, lambda day: True)


def _monthly(nth: int, context: Context, fits: Callable[[date], bool]) -> Resolved | None:
    published = context.published
    if not 1 <= nth <= 31 or published is None:
        return relative(None, "day") if 1 <= nth <= 31 else None
    months = (month_days(published.year, published.month + step) for step in range(-13, 14))
    days = [first.replace(day=nth) for first, last in months if last.day >= nth and fits(first.replace(day=nth))]
    ahead = context.ahead()
    days = [day for day in days if ahead is None or (day >= published if ahead else day <= published)] or days
    day = min(days, key=lambda day: abs(day - published))
    return relative((day, day), "day")
