"""Days of the calendar: month and year ends, weeks, and feasts that move."""

from datetime import date, timedelta

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

Days = tuple[date, date]
"""First and last day, both inclusive."""


def month_days(year: int, month: int, months: int = 1) -> Days:
    """The days of one month or of several in a row; months beyond 12 or below 1 run on into other years. Raises ValueError outside of years 1 to 9999."""
    ordinal = year * 12 + month - 1
    first = date(ordinal // 12, ordinal % 12 + 1, 1)
    after = ordinal + months
    return first, date(after // 12, after % 12 + 1, 1) - timedelta(1)


def year_days(year: int, years: int = 1) -> Days:
    """The days of one year or of several in a row. Raises ValueError outside of years 1 to 9999."""
    return date(year, 1, 1), date(year + years - 1, 12, 31)


def week_days(day: date, weeks: int = 0) -> Days:
    """Monday to Sunday of the day's week, or of one `weeks` later."""
    monday = day - timedelta(day.weekday()) + timedelta(weeks=weeks)
    return monday, monday + timedelta(6)


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def feast(rule: str, year: int) -> date:
    """The day of a holiday in a year, by its seed rule: "12-25", "11-thu-4" (the fourth Thursday; "--1": the last), "easter"; each may end in "+1" or "-2" days.

    Raises ValueError for another rule.
    """
    if rule.startswith("easter"):
        return easter(year) + timedelta(int(rule[6:] or 0))
    month, _, rest = rule.partition("-")
    if rest.isdigit():
        return date(year, int(month), int(rest))
    name, _, nth = rest.partition("-")
    nth, _, later = nth.partition("+")
    return _nth_weekday(year, int(month), WEEKDAYS.index(name), int(nth)) + timedelta(int(later or 0))


def _nth_weekday(year: int, month: int, weekday: int, nth: int) -> date:
    first, last = month_days(year, month)
    if nth < 0:
        return last - timedelta((last.weekday() - weekday) % 7)
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))
