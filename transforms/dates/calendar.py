"""Days of the calendar: months, quarters, years, weeks, and steps from one to another."""

from datetime import date, timedelta

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


def first_week(days: Days) -> date:
    """Monday of the first week that has most of its days within (ISO 8601's rule for years, taken for months too)."""
    return week_days(days[0] + timedelta(3))[0] if days[0].weekday() > 3 else week_days(days[0])[0]


def last_week(days: Days) -> date:
    """Monday of the last week that has most of its days within."""
    monday = week_days(days[1])[0]
    return monday if days[1].weekday() >= 3 else monday - timedelta(7)


def months_on(day: date, months: int) -> date:
    """The same day of the month so many months later; the month's last day where it has no such day."""
    first, last = month_days(day.year, day.month + months)
    return first.replace(day=min(day.day, last.day))


MONTHS = {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}
LENGTH = {"day": 1, "week": 7, "weekend": 7, "fortnight": 14}


def days_on(day: date, unit: str, count: int) -> date:
    """The day that lies so many units after the given one, to the day."""
    if unit in LENGTH:
        return day + timedelta(count * LENGTH[unit])
    return months_on(day, count * MONTHS[unit])
