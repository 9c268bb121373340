"""What dates are made of, from the seeds: months, week days, holidays, seasons, words counted from today."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from transforms.dates.forms import finder, forms


class DateWords(NamedTuple):
    """The seeds that finding and resolving dates leans on, and the patterns made of them."""

    months: Mapping[str, int]
    weekdays: Mapping[str, int]
    holidays: Mapping[str, str]
    seasons: Mapping[str, tuple[int, int]]
    days: Mapping[str, int]
    periods: Mapping[str, str]
    which: Mapping[str, int]
    ordinals: Mapping[str, int]
    counts: Mapping[str, int]
    ambiguous_months: frozenset[str]
    month_cues: frozenset[str]
    year_cues: frozenset[str]
    future_auxiliaries: frozenset[str]
    future_verbs: frozenset[str]
    finder: re.Pattern[str]
    forms: Mapping[str, re.Pattern[str]]

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        values: dict[str, dict[str, str]] = {}
        for row in tables["date_words"]:
            values.setdefault(row["kind"], {})[row["word"].casefold()] = row["value"]
        sources = forms({kind: list(words) for kind, words in values.items()})
        return cls(
            months=_numbers(values["month"] | values["month_short"]),
            weekdays=_numbers(values["weekday"] | values["weekday_short"]),
            holidays=values["holiday"],
            seasons={word: _pair(value) for word, value in values["season"].items()},
            days=_numbers(values["day"]),
            periods=values["period"],
            which=_numbers(values["which"]),
            ordinals=_numbers(values["ordinal"]),
            counts=_numbers(values["count"]),
            ambiguous_months=frozenset(values["ambiguous_month"]),
            month_cues=frozenset(values["month_cue"]),
            year_cues=frozenset(values["year_cue"]),
            future_auxiliaries=frozenset(values["future"]),
            future_verbs=frozenset(values["future_cue"]),
            finder=finder(sources),
            forms={name: re.compile(source) for name, source in sources.items()},
        )


def _numbers(words: Mapping[str, str]) -> dict[str, int]:
    return {word: int(value) for word, value in words.items()}


def _pair(value: str) -> tuple[int, int]:
    first, last = value.split("-")
    return int(first), int(last)
