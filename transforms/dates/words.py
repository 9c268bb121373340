"""What dates are made of, from the seeds: months, week days, holidays, seasons, words counted from today."""

import re
from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from transforms.dates.forms import Form, dispatch, forms
from transforms.dates.joints import Joints
from transforms.dates.lookahead import Lookahead


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
    bounds: Mapping[str, str]
    parts: Mapping[str, str]
    decades: Mapping[str, int]
    ambiguous_months: frozenset[str]
    month_cues: frozenset[str]
    year_cues: frozenset[str]
    business_cues: frozenset[str]
    no_dates: frozenset[str]
    heat_cues: frozenset[str]
    future_auxiliaries: frozenset[str]
    future_verbs: frozenset[str]
    forms: Mapping[str, Form]
    by_word: Mapping[str, Sequence[str]]
    joints: Joints
    lookahead: Lookahead

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        values: dict[str, dict[str, str]] = {}
        for row in tables["date_words"]:
            values.setdefault(row["kind"], {})[row["word"].casefold()] = row["value"]
        lists = {kind: list(words) for kind, words in values.items()}
        of_forms, joints = forms(lists), Joints.of(lists)
        by_word = dispatch(of_forms)
        return cls(
            months=_numbers(values["month"] | values["month_short"]),
            weekdays=_numbers(values["weekday"] | values["weekday_short"]),
            holidays={word.rstrip("."): rule for word, rule in values["holiday"].items()},
            seasons={word: _pair(value) for word, value in values["season"].items()},
            days=_numbers(values["day"]),
            periods=values["period"],
            which=_numbers(values["which"]),
            ordinals=_numbers(values["ordinal"] | values["nth"]),
            counts=_numbers(values["count"]),
            bounds=values["bound"] | values["onward"],
            parts=values["part"] | values["part_of"],
            decades=_numbers(values["decade_name"]),
            ambiguous_months=frozenset(values["ambiguous_month"]),
            month_cues=frozenset(values["month_cue"]),
            year_cues=frozenset(values["year_cue"]),
            business_cues=frozenset(values["business_cue"]),
            no_dates=frozenset(values["no_date"]),
            heat_cues=frozenset(values["heat_cue"]),
            future_auxiliaries=frozenset(values["future"]),
            future_verbs=frozenset(values["future_cue"]),
            forms=of_forms,
            by_word=by_word,
            joints=joints,
            lookahead=Lookahead.of(of_forms, by_word, joints),
        )


def count_of(text: str, counts: Mapping[str, int]) -> int:
    """The number that digits or count words tell: "3", "a couple of", "twenty-five"."""
    plain = " ".join(re.split(r"[\s-]+", text.casefold().strip()))
    if plain.isdigit():
        return int(plain)
    return counts[plain] if plain in counts else sum(counts[word] for word in plain.split())


def ordinal_of(text: str, ordinals: Mapping[str, int], counts: Mapping[str, int]) -> int:
    """The number of "3rd", "third", "twenty-third", and of "last", which is -1."""
    plain = text.casefold()
    if plain[0].isdigit():
        return int(plain.rstrip("stndrh"))
    *tens, last = re.split(r"[\s-]+", plain)
    return sum(counts[word] for word in tens) + ordinals[last]


def year_of(text: str, counts: Mapping[str, int], pivot: int) -> int:
    """The year of "2019", "’19", "19", "nineteen eighty six" or "two thousand and five"; of two figures alone the last such year up to the pivot."""
    digits = text.lstrip("'’‘")
    if digits.isdigit():
        year = int(digits)
        return year if len(digits) == 4 else pivot - (pivot - year) % 100
    first, *rest = [word for word in re.split(r"[\s-]+", text.casefold()) if word not in {"and", "hundred"}]
    if rest[:1] == ["thousand"]:
        return 2000 + sum(counts[word] for word in rest[1:])
    return counts[first] * 100 + sum(counts[word] for word in rest)


def _numbers(words: Mapping[str, str]) -> dict[str, int]:
    return {word: int(value) for word, value in words.items()}


def _pair(value: str) -> tuple[int, int]:
    first, last = value.split("-")
    return int(first), int(last)
