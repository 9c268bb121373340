"""What names are made of, from the seeds: titles, countries, known aliases."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self


class NameWords(NamedTuple):
    """The seeds that grouping and naming entities leans on."""

    titles: frozenset[str]

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        return cls(titles=frozenset(row["title"].casefold() for row in tables["titles"]))
