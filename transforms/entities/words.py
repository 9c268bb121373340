"""What names are made of, from the seeds: titles, places, kinds of organisations, given names."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from transforms.entities.countries import Country, Places, Region, places
from transforms.entities.names import parts


class Organisation(NamedTuple):
    """What an organisation's noun may stand for: names with one of the words; or, for a company, names that tell no other kind."""

    name_words: frozenset[str]
    is_company: bool


class NameWords(NamedTuple):
    """The seeds that grouping, naming and referring to entities lean on."""

    titles: Mapping[str, frozenset[str]]
    """Words before a person's name that tell title or role, in lower case -> the nouns for who has it: "sen." -> "senator"."""
    plain_titles: frozenset[str]
    """The same words as `names.parts` compares them, but for those that are given names too: "Dean"."""
    days: frozenset[str]
    """Names of week days and months, in lower case: they stand before titles without belonging to them."""
    places: Places
    organisations: Mapping[str, Organisation]
    """Noun -> the organisations that it may stand for: "ministry"."""
    people: Mapping[str, str]
    """Noun for a person -> "role" or "voice": "general", "spokeswoman"."""
    sexes: Mapping[str, str]
    """Pronoun, title or noun in lower case -> "f" or "m"."""
    pronouns: Mapping[str, str]
    """Pronoun in lower case -> whom it refers to: "f", "m", or "thing"."""
    given: Mapping[str, str]
    """Given name in lower case, with its accents -> "f" or "m", where practically all who bear it are."""

    @property
    def countries(self) -> Mapping[str, Country]:
        """Name as printed -> country."""
        return self.places.countries

    @property
    def demonyms(self) -> Mapping[str, Country]:
        """Name of a people, or its adjective, as printed -> country."""
        return self.places.demonyms

    @property
    def regions(self) -> Mapping[str, Region]:
        """Name as printed -> state of the USA."""
        return self.places.regions

    def sex_of(self, name: str) -> str | None:
        """What the given name, the first word that is no title, tells; None where it is not known or none is there."""
        first = next((word for word in name.split() if parts(word)[0] not in self.plain_titles), "")
        return self.given.get(first.casefold())

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        titles = {row["title"].casefold(): frozenset(filter(None, row["nouns"].split(";"))) for row in tables["titles"]}
        given = {row["name"].casefold(): row["sex"] for row in tables["given_names"]}
        return cls(
            titles=titles,
            plain_titles=frozenset(word for title in titles for word in parts(title)) - given.keys(),
            days=frozenset(row["word"].casefold() for row in tables["date_words"] if row["kind"] in {"month", "weekday"}),
            places=places(tables),
            organisations={
                row["noun"]: Organisation(frozenset(row["name_words"].split(";")), row["is_company"] == "true")
                for row in tables["organisation_nouns"]
            },
            people={row["noun"]: row["kind"] for row in tables["role_nouns"] if row["kind"] in {"role", "voice"}},
            sexes={row["word"]: row["sex"] for row in tables["sexes"]},
            pronouns={row["word"]: row["refers_to"] for row in tables["pronouns"]},
            given=given,
        )
