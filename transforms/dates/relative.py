"""Days counted from another day: the nearest of each year, the last and the next, some weeks or months on."""

from collections.abc import Callable
from datetime import date, timedelta

from transforms.dates.calendar import Days, month_days, week_days, year_days


def nearest(published: date, in_year: Callable[[int], Days], ahead: bool | None) -> Days:
    """Of last year's, this year's and next year's days those nearest to publication, on the side the tense tells.

    Raises ValueError where none of the three years has them (29 February, mostly).
    """
    found = [days for year in (published.year - 1, published.year, published.year + 1) if (days := _days(in_year, year))]
    if ahead is True:
        found = [days for days in found if days[1] >= published] or found
    elif ahead is False:
        found = [days for days in found if days[0] <= published] or found
    if not found:
        raise ValueError("no such day in these years")
    return min(found, key=lambda days: max(days[0] - published, published - days[1], timedelta(0)))


def _days(in_year: Callable[[int], Days], year: int) -> Days | None:
    try:
        return in_year(year)
    except ValueError:
        return None


def beyond(published: date, in_year: Callable[[int], Days], step: int) -> Days:
    """The last such days before publication ("last May"), or the first after it ("next May")."""
    if step < 0:
        this = in_year(published.year)
        return this if this[1] < published else in_year(published.year - 1)
    this = in_year(published.year)
    return this if this[0] > published else in_year(published.year + 1)


def shifted(day: date | None, unit: str, step: int) -> Days | None:
    """The day, week, month … that lies `step` of them after the given day's own."""
    if day is None:
        return None
    if unit == "day":
        return day + timedelta(step), day + timedelta(step)
    if unit in {"week", "fortnight"}:
        return week_days(day, step * (2 if unit == "fortnight" else 1))
    if unit == "weekend":
        return week_days(day, step)[0] + timedelta(5), week_days(day, step)[1]
    if unit in {"month", "quarter"}:
        months = 3 if unit == "quarter" else 1
        return month_days(day.year, ((day.month - 1) // months + step) * months + 1, months)
    years = {"year": 1, "decade": 10, "century": 100}[unit]
    return year_days((day.year // years + step) * years, years)


def part_of(days: Days, part: str | None, published: date) -> Days:
    """The part of a running period that "earlier this week" or "later this week" names: up to publication, or from it on."""
    if (part or "").casefold() in {"earlier", "early"}:
        return days[0], min(published, days[1])
    if (part or "").casefold() in {"later", "late"}:
        return max(published, days[0]), days[1]
    return days


def stretch(day: date, unit: str, step: int) -> Days | None:
    """The stretch of that many units that ends or begins at the day: "the past two years", "the next six months"."""
    if unit in {"day", "week", "weekend", "fortnight"}:
        other = day + timedelta(step * {"day": 1, "fortnight": 14}.get(unit, 7))
    else:
        months = step * {"month": 1, "quarter": 3, "year": 12, "decade": 120, "century": 1200}[unit]
        first, last = month_days(day.year, day.month + months)
        other = first.replace(day=min(day.day, last.day))
    return min(day, other), max(day, other)
