"""Days counted from publication: "tomorrow", "next week", "the past two years", "three weeks ago"."""

from datetime import date, timedelta
from re import Match

from transforms.dates.calendar import days_on, week_days
from transforms.dates.context import PRECISION, Context, Resolved, group, plain, relative
from transforms.dates.relative import shifted, stretch
from transforms.dates.words import count_of

SAID_OF_ANOTHER = frozenset({"previous", "following"})
"""In a report of the past these count from a day that was told before; elsewhere from publication."""


def unit_of(match: Match[str], context: Context) -> str:
    """Canonical unit of the match's period word."""
    return context.words.periods[plain(match["p"])]


def _from_publication(context: Context, unit: str, step: int) -> Resolved:
    return relative(shifted(context.published, unit, step) if context.published else None, PRECISION[unit])


def day(match: Match[str], context: Context) -> Resolved:
    """ "today", "the day before yesterday"."""
    return _from_publication(context, "day", context.words.days[plain(match.group())])


def now(match: Match[str], context: Context) -> Resolved:
    """The day of publication."""
    return _from_publication(context, "day", 0)


def ago(match: Match[str], context: Context) -> Resolved:
    """Time counted back or on, only as exact as its unit: "three weeks ago" is the week that it falls in."""
    count = count_of(match["n"], context.words.counts)
    return _from_publication(context, unit_of(match, context), -count if match["way"].casefold() == "ago" else count)


def hence(match: Match[str], context: Context) -> Resolved | None:
    """ "in two weeks" is a date where the verb looks ahead; elsewhere it is how long something took."""
    if not context.ahead() and "time" not in match.group().casefold().split():
        return None
    return _from_publication(context, unit_of(match, context), count_of(match["n"], context.words.counts))


def within(match: Match[str], context: Context) -> Resolved | None:
    """ "within two weeks" is a stretch from publication where the verb looks ahead."""
    unit, published = unit_of(match, context), context.published
    if not context.ahead():
        return None
    days = (published, days_on(published, unit, count_of(match["n"], context.words.counts))) if published else None
    return relative(days, PRECISION[unit])


def weekend(match: Match[str], context: Context) -> Resolved:
    """The weekend that began last, today's included, or the next one where the verb looks ahead."""
    published = context.published
    begun = published is not None and published.weekday() >= 5
    return _from_publication(context, "weekend", 0 if begun or context.ahead() else -1)


def after_next(match: Match[str], context: Context) -> Resolved:
    """ "the week after next", "the Monday before last"."""
    step = 2 if plain(match["way"]) == "after next" else -2
    weekday = context.words.weekdays.get(plain(match["p"]))
    if weekday is None:
        return _from_publication(context, unit_of(match, context), step)
    published = context.published
    if published is None:
        return relative(None, "day")
    skip = (weekday - published.weekday() - 1) % 7 + 8 if step > 0 else -((published.weekday() - weekday - 1) % 7 + 8)
    return relative((published + timedelta(skip),) * 2, "day")


def period(match: Match[str], context: Context) -> Resolved | None:
    """ "last month" is the calendar's month; with a number, or "past" and "coming", it is a stretch up to or from publication."""
    which, unit = plain(group(match, "which") or match["which2"]), unit_of(match, context)
    step, number = context.words.which[which], group(match, "n") or match["n2"]
    is_plural = match["p"].casefold().endswith("s") and which not in {"this", "last"}  # "last years" is a slip
    if (unit == "day" and not number) or (step == 0 and number) or (match["n2"] and not is_plural):
        return None
    if which in SAID_OF_ANOTHER and _is_told_before(match, context):
        return None
    if context.published is None or (not number and is_plural):
        return relative(None, PRECISION[unit])
    if number or "past" in which or which in {"coming", "upcoming"}:
        return relative(stretch(context.published, unit, step * count_of(number or "one", context.words.counts)), PRECISION[unit])
    return _from_publication(context, unit, step)


def _is_told_before(match: Match[str], context: Context) -> bool:
    """ "the previous year" needs a verb that looks ahead to count from publication, "previous year" one that does not look back."""
    ahead = context.ahead()
    return not ahead if match.string.casefold().endswith("the ", 0, match.start()) else ahead is False


def the_unit(match: Match[str], context: Context) -> Resolved | None:
    """The running week, month or year, as in "the end of the year"; "the end of the day" is the day of no calendar."""
    if unit_of(match, context) == "day":
        return None
    return _from_publication(context, unit_of(match, context), 0)


def to_date(match: Match[str], context: Context) -> Resolved:
    """ "year to date": from the beginning of the running year to publication."""
    unit = "year" if match["ytd"] else unit_of(match, context)
    published = context.published
    return relative((shifted(published, unit, 0)[0], published) if published else None, PRECISION[unit])


def week_day(match: Match[str], context: Context) -> Resolved:
    """ "next week on Tuesday"."""
    published, step = context.published, context.words.which[plain(match["which"])]
    return relative(_in_week(published, step, context.words.weekdays[plain(match["w"])]) if published else None, "day")


def _in_week(published: date, step: int, weekday: int) -> tuple[date, date]:
    day = week_days(published, step)[0] + timedelta(weekday)
    return day, day
