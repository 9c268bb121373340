"""Days counted from another day: the nearest of each year, the last and the next, some weeks or months on."""

from collections.abc import Callable
from datetime import date, timedelta

from transforms.dates.calendar import Days, days_on, month_days, week_days, year_days


def nearest(published: date, in_year: Callable[[int], Days], ahead: bool | None) -> Days:
    """Of last year's, this year's and next year's days those nearest to publication, on the side the tense tells.

    29 February is looked for in more years. Raises ValueError where no year near has such days.
    """
    found = _around(published, in_year, 1) or _around(published, in_year, 8)
    if ahead is True:
        found = [days for days in found if days[1] >= published] or found
    elif ahead is False:
        found = [days for days in found if days[0] <= published] or found
    if not found:
        raise ValueError("no such day in these years")
    return min(found, key=lambda days: max(days[0] - published, published - days[1], timedelta(0)))


def _around(published: date, in_year: Callable[[int], Days], years: int) -> list[Days]:
    return [days for step in range(-years, years + 1) if (days := _days(in_year, published.year + step))]


def _days(in_year: Callable[[int], Days], year: int) -> Days | None:
    try:
        return in_year(year)
    except ValueError:
        return None


def beyond(published: date, in_year: Callable[[int], Days], step: int) -> Days:
    """The last such days before publication ("last May"), or the first after it ("next May")."""
    this = in_year(published.year)
    if step < 0:
        return this if this[1] < published else in_year(published.year - 1)
    return this if this[0] > published else in_year(published.year + 1)


def shifted(day: date, unit: str, step: int) -> Days:
    """The day, week, month … that lies `step` of them after the given day's own."""
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


def part_of(days: Days, part: str, published: date | None) -> Days:
    """Part of a stretch: its "early", "mid" or "late" third, its "start" or "end" (the same thirds); what is "past" of it up to publication, what is "coming"."""
    first, last = days
    if part == "past":
        return first, min(published, last) if published and published >= first else last
    if part == "coming":
        return max(published, first) if published and published <= last else first, last
    return _third(days, {"early": 0, "start": 0, "mid": 1, "late": 2, "end": 2}[part])


def _third(days: Days, nth: int) -> Days:
    """A third of the days, along months where they are whole quarters or years: "mid-2020" is May to August, "early March" the 1st to the 10th."""
    first, last = days
    length = (last - first).days + 1
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    if first.day == 1 and (last + timedelta(1)).day == 1 and months % 3 == 0:
        return month_days(first.year, first.month + nth * months // 3, months // 3)
    third = length // 3
    return first + timedelta(nth * third), last if nth == 2 else first + timedelta((nth + 1) * third - 1)


def stretch(day: date, unit: str, step: int) -> Days:
    """The stretch of that many units that ends at the day ("the past two years") or begins after it ("the next six months"); quarters are whole ones."""
    if unit == "quarter":
        near, far = shifted(day, unit, 1 if step > 0 else -1), shifted(day, unit, step)
        return min(near[0], far[0]), max(near[1], far[1])
    other = days_on(day, unit, step)
    return (other, day) if step < 0 else (day + timedelta(1), other)
