"""Countries and the states of the USA, by the names that news gives them: ISO 3166 from `pycountry`, usual names from the seeds."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

import pycountry

from transforms.entities.names import parts

ALSO_A_CITY: Final = frozenset({"New York", "Washington"})
"""States whose name alone rather means the city."""


class Country(NamedTuple):
    """A country as a name stands for it."""

    code: str
    """ISO 3166-1 alpha-2."""
    name: str
    """Its usual English name."""
    people: str
    """What its people are called: the first of its demonyms."""

    @property
    def country(self) -> str:
        """Its code: what `Region.country` is for a region."""
        return self.code


class Region(NamedTuple):
    """A state of the USA."""

    code: str
    """ISO 3166-2."""
    name: str

    @property
    def country(self) -> str:
        """ISO 3166-1 alpha-2 code of its country."""
        return self.code[:2]


class Places(NamedTuple):
    """Names to look places up by, as printed."""

    countries: dict[str, Country]
    demonyms: dict[str, Country]
    capitals: dict[str, Country]
    parts: dict[str, Country]
    """Names that have a country's code and are not it: Scotland, Scottish."""
    regions: dict[str, Region]
    nations: frozenset[str]
    """Names of countries and of their people, as `names.parts` compares them."""

    def is_known(self, name: str) -> bool:
        """Whether the name is that of a country, a people, a capital or a state."""
        return any(name in names for names in (self.countries, self.demonyms, self.capitals, self.parts, self.regions))


def places(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Places:
    """Build from the seeds. Raises KeyError naming a seed or column that is missing."""
    found = Places({}, {}, {}, {}, {}, frozenset())
    for row in tables["countries"]:
        names, people = row["names"].split(";"), row["demonyms"].split(";")
        country = Country(row["code"], names[0] or people[0], people[0] or names[0])
        official = [name for name in _official(row["code"]) if name not in found.countries]
        found.countries.update(dict.fromkeys(filter(None, [*official, *names]), country))
        found.demonyms.update(dict.fromkeys(filter(None, people), country))
        found.capitals.update(dict.fromkeys(filter(None, row["capitals"].split(";")), country))
        found.parts.update(dict.fromkeys(filter(None, row["parts"].split(";")), country))
    found.regions.update(_regions(tables["regions"]))
    known = [*found.countries, *found.demonyms]
    return found._replace(nations=frozenset(" ".join(parts(name)) for name in known))


def _official(code: str) -> Iterator[str]:
    """ "Iran, Islamic Republic of" is how nobody writes it; "Islamic Republic of Iran" is."""
    country = pycountry.countries.get(alpha_2=code)
    for kind in ("name", "official_name", "common_name"):
        name = getattr(country, kind, None)
        if name and "," not in name:
            yield name


def _regions(rows: Sequence[Mapping[str, str]]) -> dict[str, Region]:
    short = {row["code"]: row["abbreviations"].split(";") for row in rows}
    found: dict[str, Region] = {}
    for state in (s for s in pycountry.subdivisions if s.country_code == "US"):
        name = f"{state.name} State" if state.name in ALSO_A_CITY else state.name
        found.update(dict.fromkeys([name, *short.get(state.code, ())], Region(state.code, name)))
    return found
