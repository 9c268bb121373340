"""What dates are made of, from the seeds: months, week days, holidays, seasons."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self


class DateWords(NamedTuple):
    """The seeds that finding and resolving dates leans on."""

    months: Mapping[str, int]

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        return cls(months={row["word"].casefold(): int(row["value"]) for row in tables["date_words"] if row["kind"] == "month"})
