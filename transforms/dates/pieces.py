"""What the forms of dates are put together from: patterns of months, days, years and counts over the words of the seeds."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

WordLists = Mapping[str, Sequence[str]]
"""Seed kind -> its words."""

YEAR = r"(?:1\d|20|21)\d\d(?![\d%]|[.,]\d|-(?:year|month|day|week|strong|\d{3}))"
SHORT_YEAR = r"['’‘]\d\d(?![\w'’])"
DAY_NUMBER = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,]\d|:\d)"
PART_OF_DAY = r"(?:early\s+)?(?:morning|afternoon|evening|night)"
NO_COUNT = r"(?!\s+(?:\w+\s+)?(?:\w+s|people|men|women|children)\b)"
"""Not before a plural: "in October two thousand people"."""


class Pieces(NamedTuple):
    """Patterns without groups of their own, but for `ahead` and `yearly`."""

    month: str
    weekday: str
    short_weekday: str
    ahead: str
    number: str
    unit: str
    which: str
    ordinal: str
    day: str
    spoken_day: str
    yearly: str
    holiday: str

    @classmethod
    def of(cls, words: WordLists) -> Self:
        """The patterns over the seeds' words."""
        weekday = _written(words["weekday"])
        short = rf"(?:{choice(_titled(words['weekday_short']))})\b\.?"
        ordinal = _ordinal(words)
        return cls(
            month=rf"(?:{_written(words['month'])}|(?:{_written(words['month_short'])})\b\.?)",
            weekday=weekday,
            short_weekday=short,
            ahead=rf"(?:(?:(?i:{choice(words['which'])})\s+)?(?P<wd>{weekday}|{short})\s*[,-]?\s*)?",
            number=rf"(?:\d{{1,3}}|(?:(?:{choice(_tens(words))})[\s-])?{choice(words['count'])})",
            unit=choice(words["period"]),
            which=choice(words["which"]),
            ordinal=rf"(?:{ordinal}|\d{{1,2}}(?:st|nd|rd|th))",
            day=rf"(?:{DAY_NUMBER}|{ordinal}(?!\w))",
            spoken_day=_two_digits(words),
            yearly=_yearly(words),
            holiday=choice(_spellings(words["holiday"])).replace("'", "['’]"),
        )


def _yearly(words: WordLists) -> str:
    """The year behind a day or month: printed, spoken, or told from this one."""
    named = rf"(?:of\s+|in\s+)?(?:the\s+year\s+)?(?P<y>{YEAR}|{SHORT_YEAR}|{_spoken_year(words)}{NO_COUNT})"
    return rf"(?:\s*,?\s+(?:{named}|of\s+(?P<yy>\d\d)(?![\w%]|[.,:]\d){NO_COUNT}|(?:of\s+)?(?P<wy>this|last|next)\s+year))?"


def _spoken_year(words: WordLists) -> str:
    """ "nineteen eighty six", "two thousand and five"; the century's word is one of the counts."""
    century = rf"(?:seventeen|eighteen|nineteen|twenty)[\s-]+(?:hundred(?:[\s-]+and)?[\s-]+)?{_two_digits(words)}"
    return rf"(?:{century}|two\s+thousand(?:\s+(?:and\s+)?(?:{_two_digits(words)}|{choice(_digits(words))}))?)(?!\w)"


def _two_digits(words: WordLists) -> str:
    rest = [word for word in words["count"] if " " not in word and word not in {*_digits(words), *_tens(words), "a", "an"}]
    return rf"(?:(?:{choice(_tens(words))})(?:[\s-]{choice(_digits(words))})?|{choice(rest)})"


def _tens(words: WordLists) -> list[str]:
    return [word for word in words["count"] if word.endswith("ty")]


def _digits(words: WordLists) -> tuple[str, ...]:
    return ("one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def _ordinal(words: WordLists) -> str:
    return rf"(?:(?:twenty|thirty)[\s-]+)?{choice(words['ordinal'])}"


def _written(words: Sequence[str]) -> str:
    """In small letters, as a name, or in capitals."""
    return choice([*_titled(words), *words, *(word.upper() for word in words)])


def _spellings(words: Sequence[str]) -> set[str]:
    return {*_titled(words), *words, *(word.upper() for word in words)}


def _titled(words: Sequence[str]) -> set[str]:
    return {re.sub(r"(?<![\w'’])(?!of\b)\w", lambda m: m[0].upper(), word) for word in words}


def choice(words: Iterable[str]) -> str:
    """Alternatives, longest first, any blank between their words."""
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)) + ")"
