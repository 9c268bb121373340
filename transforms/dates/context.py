"""What a date expression is resolved against, and what it resolves to."""

from collections.abc import Callable
from datetime import date
from re import Match
from typing import Final, NamedTuple

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

FINEST: Final = ("day", "month", "quarter", "year", "decade")

Bounds = tuple[date | None, date | None]
"""First and last day, both inclusive; None where the stretch is open or cannot be told."""

NOWHERE: Final[Bounds] = (None, None)


class Resolved(NamedTuple):
    """What a date expression stands for."""

    days: Bounds
    precision: str
    anchor: str


class Context(NamedTuple):
    """What a date expression is resolved against.

    The day of publication, where known, the tense around it, and the seeds; in a range also what the other end tells: its year, and the day
    before which this one cannot lie.
    """

    published: date | None
    ahead: Ahead
    words: DateWords
    month_first: bool = True
    year: int | None = None
    floor: date | None = None


DEFAULT_PIVOT: Final = 2035
"""Up to which year two figures are read where no day of publication is known."""

Resolver = Callable[[Match[str], Context], Resolved | None]


def absolute(days: Bounds, precision: str) -> Resolved:
    """Days that the expression tells by itself."""
    return Resolved(days, precision, "absolute")


def relative(days: Bounds | None, precision: str) -> Resolved:
    """Days counted from publication; None where that is unknown."""
    return Resolved(days or NOWHERE, precision, "publication")


def group(match: Match[str], name: str) -> str | None:
    """A group that not every form has."""
    return match.groupdict().get(name)


def plain(text: str) -> str:
    """As the seeds write it: lower case, straight apostrophe, one blank, no full stop after an abbreviation."""
    return " ".join(text.casefold().replace("’", "'").rstrip(".").split())


def pivot(context: Context) -> int:
    """The last year that two figures alone may mean: ten years on."""
    return context.published.year + 10 if context.published else DEFAULT_PIVOT
