"""What names are made of, from the seeds: titles, and countries with the names of their people."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self


class Country(NamedTuple):
    """A country as a name stands for it."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str
    """Its usual English name."""


class NameWords(NamedTuple):
    """The seeds that grouping and naming entities leans on."""

    titles: frozenset[str]
    """Words before a person's name that tell title or role, in lower case."""
    days: frozenset[str]
    """Names of week days and months, in lower case: they stand before titles without belonging to them."""
    countries: Mapping[str, Country]
    """Name of a country -> country."""
    demonyms: Mapping[str, Country]
    """Name of its people or adjective -> country."""

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        countries: dict[str, Country] = {}
        demonyms: dict[str, Country] = {}
        for row in tables["countries"]:
            names, people = row["names"].split(";"), row["demonyms"].split(";")
            country = Country(row["code"], names[0] or people[0])
            countries |= dict.fromkeys(filter(None, names), country)
            demonyms |= dict.fromkeys(filter(None, people), country)
        titles = frozenset(row["title"].casefold() for row in tables["titles"])
        days = frozenset(row["word"].casefold() for row in tables["date_words"] if row["kind"] in {"month", "weekday"})
        return cls(titles, days, countries, demonyms)
