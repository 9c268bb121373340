"""Feasts that move: weekdays of a month, Easter in both churches, the Hebrew year."""

import re
from datetime import date, timedelta

from transforms.dates.calendar import Days, month_days

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")

RULE = re.compile(r"(?P<base>easter|orthodox|hebrew-\d+-\d+|\d\d-[a-z]{3}-(?:-1|\d)|\d\d-\d\d)(?P<shift>[+-]\d+)?")

HEBREW_EPOCH = -1_373_427
"""The day before 1 Tishri of the year 1, as `date` counts days (Dershowitz and Reingold, Calendrical Calculations, ch. 8)."""


def feast(rule: str, year: int) -> date:
    """The day of a holiday in a year, by its seed rule.

    "12-25", "11-thu-4" (the fourth Thursday; "--1": the last), "easter", "orthodox", or "hebrew-7-10" (10 Tishri); each may end in "+1" or
    "-2" days. Raises ValueError for another rule.
    """
    match = RULE.fullmatch(rule)
    if match is None:
        raise ValueError(f"no rule for a holiday: {rule}")
    return _base(match["base"], year) + timedelta(int(match["shift"] or 0))


def _base(rule: str, year: int) -> date:
    if rule == "easter":
        return easter(year)
    if rule == "orthodox":
        return orthodox_easter(year)
    if rule.startswith("hebrew"):
        return hebrew(int(rule.split("-")[1]), int(rule.split("-")[2]), year)
    month, rest = int(rule[:2]), rule[3:]
    return (
        date(year, month, int(rest))
        if rest.isdigit()
        else nth_weekday(month_days(year, month), WEEKDAYS.index(rest[:3]), int(rest[4:]))
    )


def easter(year: int) -> date:
    """Western Easter Sunday, by the anonymous Gregorian algorithm (Meeus, Astronomical Algorithms, ch. 8)."""
    a, b, c = year % 19, year // 100, year % 100
    h = (19 * a + b - b // 4 - (b - (b + 8) // 25 + 1) // 3 + 15) % 30
    k = (32 + 2 * (b % 4) + 2 * (c // 4) - h - c % 4) % 7
    m = (a + 11 * h + 22 * k) // 451
    month, day = divmod(h + k - 7 * m + 114, 31)
    return date(year, month, day + 1)


def orthodox_easter(year: int) -> date:
    """Orthodox Easter Sunday: Meeus' Julian algorithm (ch. 8), and the days by which the Julian calendar lags."""
    d = (19 * (year % 19) + 15) % 30
    e = (2 * (year % 4) + 4 * (year % 7) - d + 34) % 7
    month, day = divmod(d + e + 114, 31)
    return date(year, month, day + 1) + timedelta(year // 100 - year // 400 - 2)


def nth_weekday(days: Days, weekday: int, nth: int) -> date:
    """The nth such week day within the days, counted from the end where nth is negative."""
    first, last = days
    if nth < 0:
        return last - timedelta((last.weekday() - weekday) % 7 - 7 * (nth + 1))
    return first + timedelta((weekday - first.weekday()) % 7 + 7 * (nth - 1))


def hebrew(month: int, day: int, year: int) -> date:
    """The day of a Hebrew month (1: Nisan, 7: Tishri, 12: the last Adar) that falls into the Gregorian year; feasts lie between Purim and Hanukkah."""
    new_year = _tishri(year + 3761)
    if month == 12:  # the last Adar has 29 days, then Nisan begins
        return hebrew(1, 1, year) - timedelta(30 - day)
    if month < 7:  # the months from Nisan to Elul have fixed lengths, back from the new year
        return new_year - timedelta(sum(30 if each % 2 else 29 for each in range(month, 7)) - day + 1)
    long = (_tishri(year + 3762) - new_year).days % 10 == 5  # a year of 355 or 385 days: Heshvan has 30
    lengths = {7: 30, 8: 30 if long else 29}
    return new_year + timedelta(sum(lengths[each] for each in range(7, month)) + day - 1)


def _tishri(year: int) -> date:
    """1 Tishri of a Hebrew year: the new moon's day, and the postponements (Calendrical Calculations, ch. 8)."""
    before, this, after = (_elapsed(each) for each in (year - 1, year, year + 1))
    delay = 2 if after - this == 356 else int(this - before == 382)
    return date.fromordinal(HEBREW_EPOCH + this + delay)


def _elapsed(year: int) -> int:
    """Days from the epoch to the new moon of Tishri, moved off Sunday, Wednesday and Friday."""
    months = (235 * year - 234) // 19
    days = 29 * months + (12_084 + 13_753 * months) // 25_920
    return days + 1 if 3 * (days + 1) % 7 < 3 else days
