"""The seeds as one typed value. Reading the files is `flows.seeds`' business; here their rows become words to look up."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from transforms.dates.words import DateWords
from transforms.entities.words import NameWords
from transforms.numbers.words import NumberWords
from transforms.quotes.words import QuoteWords

SeedTables = Mapping[str, Sequence[Mapping[str, str]]]
"""Seed name (file name without .csv) -> its rows, column -> text."""


class Lexicon(NamedTuple):
    """All that a person can teach the extractors by editing `seeds/`."""

    names: NameWords
    dates: DateWords
    quotes: QuoteWords
    numbers: NumberWords


def lexicon(tables: SeedTables) -> Lexicon:
    """Build the lexicon from the seed tables. Raises KeyError naming a seed or column that is missing."""
    return Lexicon(NameWords.of(tables), DateWords.of(tables), QuoteWords.of(tables), NumberWords.of(tables))
