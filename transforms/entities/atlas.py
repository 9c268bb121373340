"""Which place a place's name means in an article, and the ISO codes that go with it."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from transforms.entities.countries import Country, Places, Region

if TYPE_CHECKING:
    from transforms.entities.grouping import Named

DOTTED: Final = 3
"""Letters of a place in capitals that may be an acronym."""
AMERICA: Final = "US"
AMERICAN: Final = "United States"
"""Behind the name of a state that is a country's name too."""


class Atlas:
    """The places of one article. `mentions` are those of places and peoples.

    "Georgia" is the state where the article speaks of the USA and not of Georgians; "Paris" is the French capital unless the
    article puts it in Texas.
    """

    def __init__(self, mentions: Sequence["Named"], places: Places) -> None:
        self._places = places
        self._within = {m.name: m.within for m in reversed(mentions) if m.within}
        names = {m.name for m in mentions}
        spoken_of = {c.code for name in names for c in (places.countries.get(name), places.demonyms.get(name)) if c}
        self._peoples = {places.demonyms[name].code for name in names if name in places.demonyms}
        self._peoples |= {places.capitals[name].code for name in names if name in places.capitals and not self._is_moved(name)}
        self._is_american = AMERICA in spoken_of or any(n in places.regions and n not in places.countries for n in names)

    def usual(self, label: str, name: str) -> str:
        """The usual name of what the name means: "United States" for "U.S.", "California" for "Calif."."""
        if label == "NORP" and name in self._places.demonyms:
            return self._places.demonyms[name].people
        if label != "GPE":
            return name
        if self._is_moved(name):
            return f"{name}, {self.usual(label, self._within[name])}"
        known = self._known(name)
        if isinstance(known, Region) and known.name in self._places.countries:
            return f"{known.name}, {AMERICAN}"
        if known is not None:
            return known.name
        return name.title() if name.isupper() and len(name) > DOTTED else name

    def codes(self, label: str, name: str) -> tuple[str | None, str | None]:
        """Country (ISO 3166-1 alpha-2) and region (ISO 3166-2), where they are told. `name` is a usual one."""
        if label == "NORP":
            people = self._places.demonyms.get(name) or self._places.parts.get(name)
            return (people.code if people else None), None
        if label != "GPE":
            return None, None
        own, _, container = name.partition(", ")
        place = self._places.regions.get(own) if container == AMERICAN else self._known(container or own)
        place = place or self._known(self._within.get(name, ""))
        place = place or self._places.capitals.get(name) or self._places.parts.get(name)
        return (place.country, place.code if isinstance(place, Region) else None) if place else (None, None)

    def _is_moved(self, name: str) -> bool:
        """Whether the article puts the name elsewhere than it usually is: "Paris, Texas"."""
        usually = self._places.countries.get(name) or self._places.capitals.get(name)
        named = self._within.get(name, "")
        there = {p.country for p in (self._places.countries.get(named), self._places.regions.get(named)) if p}
        return usually is not None and bool(there) and usually.code not in there

    def _known(self, name: str) -> Country | Region | None:
        """The country or state of that name; of both, the state where the article speaks of the USA and not of that country's people."""
        country, region = self._places.countries.get(name), self._places.regions.get(name)
        if country is None or region is None:
            return country or region
        return region if self._is_american and country.code not in self._peoples else country
