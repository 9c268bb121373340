"""Days counted from publication: "tomorrow", "next week", "the past two years", "three weeks ago"."""

from datetime import date, timedelta
from re import Match

from transforms.dates.calendar import days_on, week_days
from transforms.dates.context import PRECISION, Bounds, Context, Resolved, group, plain, relative
from transforms.dates.joined import closed, part_of_running
from transforms.dates.relative import shifted, stretch
from transforms.dates.words import count_of, ordinal_of

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


def present(match: Match[str], context: Context) -> Resolved:
    """The day of publication."""
    return _from_publication(context, "day", 0)


def ago(match: Match[str], context: Context) -> Resolved | None:
    """Time counted back or on, only as exact as its unit: "three weeks ago" is the week that it falls in."""
    count = count_of(match["n"], context.words.counts)
    step = -count if match["way"].casefold() == "ago" else count
    if match["ws"]:
        return _weekdays_on(context, context.words.weekdays[plain(match["ws"])], step)
    unit = unit_of(match, context)
    if match["half"] or match["half2"]:
        return _and_a_half(context, unit, step)
    found = _from_publication(context, unit, step) if count else relative(None, PRECISION[unit])
    if match["w"] and found.days[0]:
        found = found._replace(days=_in_week(found.days[0], 0, context.words.weekdays[plain(match["w"])]))
    return found


def _weekdays_on(context: Context, weekday: int, step: int) -> Resolved:
    """ "two Sundays from now"."""
    published = context.published
    if published is None or not step:
        return relative(None, "day")
    near = (weekday - published.weekday() - 1) % 7 + 1 if step > 0 else -((published.weekday() - weekday - 1) % 7 + 1)
    day = published + timedelta(near + 7 * (step - 1 if step > 0 else step + 1))
    return relative((day, day), "day")


def _and_a_half(context: Context, unit: str, step: int) -> Resolved | None:
    """ "three and a half years ago" is a month; of other units halves are too vague."""
    if unit != "year":
        return None
    return _from_publication(context, "month", 12 * step + (6 if step > 0 else -6))


def days_of_month(match: Match[str], context: Context) -> Resolved | None:
    """ "the 20th of next month", "from 3 to 12 this month"."""
    step, numbers = context.words.which[plain(match["which"])], (context.words.ordinals, context.words.counts)
    if context.published is None:
        return relative(None, "day")
    month = shifted(context.published, "month", step)[0]
    first = ordinal_of(match["only"] or match["d"], *numbers)
    last = ordinal_of(match["d2"], *numbers) if match["d2"] else first
    days = month.replace(day=first), month.replace(day=last)
    return relative(days, "day") if days[0] <= days[1] else None


def unit_end(match: Match[str], context: Context) -> Resolved | None:
    """ "year's end", "month-end": the last third of the running period, or of the one before where the verb looks back."""
    unit = {"eom": "month", "eoy": "year"}[plain(match["eo"])] if match["eo"] else unit_of(match, context)
    running = _from_publication(context, unit, 0)
    days = closed(running)
    if unit == "day":
        return None
    return running._replace(days=part_of_running(days, "end", running, context)) if days else running


def hence(match: Match[str], context: Context) -> Resolved | None:
    """ "in two weeks" is a date where the verb looks ahead; elsewhere it is how long something took."""
    if not context.ahead() and "time" not in match.group().casefold().split():
        return None
    unit, count = unit_of(match, context), count_of(match["n"], context.words.counts)
    return _from_publication(context, unit, count) if count else relative(None, PRECISION[unit])


def within(match: Match[str], context: Context) -> Resolved | None:
    """ "within two weeks" is a stretch from publication where the verb looks ahead."""
    unit, published = unit_of(match, context), context.published
    if not context.ahead():
        return None
    count = count_of(match["n"], context.words.counts)
    return relative((published, days_on(published, unit, count) if count else None) if published else None, PRECISION[unit])


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
    is_stretch = "past" in which or "coming" in which
    if is_stretch and unit == "weekend" and not number:  # the last or next whole one
        begun = context.published.weekday() >= 5
        return _from_publication(context, unit, int(begun) if step > 0 else -1)
    if number or is_stretch:
        return relative(_stretch(context.published, unit, step, count_of(number or "one", context.words.counts)), PRECISION[unit])
    return _from_publication(context, unit, step)


def _stretch(published: date, unit: str, step: int, count: int) -> Bounds:
    """So many units up to or from publication; of "the past few years" only one end can be told."""
    if count:
        return stretch(published, unit, step * count)
    return (None, published) if step < 0 else (published + timedelta(1), None)


def _is_told_before(match: Match[str], context: Context) -> bool:
    """ "the previous year" needs a verb that looks ahead to count from publication, "previous year" and "the previous two years" one that does not look back."""
    ahead = context.ahead()
    if group(match, "n") or match["n2"]:
        return ahead is False
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
