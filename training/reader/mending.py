"""Labels of the corpora mended where they disagree with GUIDELINES.md: by rules that hold for every text, never for one."""

import csv
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

from training.reader.examples import Example, Name

SEEDS: Final = Path(__file__).parents[2] / "seeds"
BUILT: Final = frozenset(
    [
        "Airport",
        "Bridge",
        "Stadium",
        "Prison",
        "Palace",
        "Castle",
        "Tower",
        "Cathedral",
        "Mosque",
        "Temple",
        "Highway",
        "Road",
        "Street",
        "Avenue",
        "Boulevard",
        "Station",
        "Dam",
        "Arena",
        "Tunnel",
        "Barracks",
        "Hotel",
        "Hall",
        "Museum",
        "Theatre",
        "Theater",
        "Church",
        "Chapel",
        "Shrine",
        "Monastery",
        "Abbey",
        "Lighthouse",
        "Pier",
        "Jail",
        "Motorway",
        "Expressway",
        "Freeway",
        "Mall",
        "Plaza",
        "Fort",
        "Fortress",
        "Courthouse",
        "Cemetery",
        "Library",
        "Zoo",
        "Speedway",
        "Racecourse",
        "Velodrome",
        "Coliseum",
        "Auditorium",
        "Dome",
        "Ballpark",
    ]
)
"""Last words of what people built."""
ONLY_BUILT: Final = frozenset(
    [
        "Airport",
        "Bridge",
        "Highway",
        "Road",
        "Street",
        "Avenue",
        "Boulevard",
        "Dam",
        "Tunnel",
        "Motorway",
        "Expressway",
        "Freeway",
        "Stadium",
        "Lighthouse",
        "Pier",
    ]
)
"""Those that never end an organization's name."""
NATURAL: Final = frozenset(
    [
        "River",
        "Sea",
        "Ocean",
        "Gulf",
        "Gorge",
        "Cave",
        "Caves",
        "Mountains",
        "Mountain",
        "Desert",
        "Peninsula",
        "Canyon",
        "Glacier",
        "Strait",
        "Straits",
        "Reef",
        "Peak",
        "Plateau",
        "Basin",
        "Delta",
        "Volcano",
        "Forest",
        "Rainforest",
        "Savanna",
        "Archipelago",
        "Fjord",
        "Crater",
        "Waterfall",
        "Waterfalls",
        "Rivers",
        "Seas",
        "Isthmus",
        "Steppe",
    ]
)
"""Last words of land and water."""
NATURAL_FIRST: Final = frozenset({"Mount", "Lake", "River"})
TOWNS: Final = frozenset({"Church", "Station", "Hall", "Hotel", "Castle", "Fort", "Forest", "Basin", "Park", "Mount", "Lake"})
"""Words of the above that many towns have in their names too, so that they settle nothing."""
ROADS: Final = frozenset({"Interstate", "Route", "Highway"})
ORGANIZATIONS: Final = frozenset(
    [
        "Fatah",
        "Hamas",
        "Hezbollah",
        "Taliban",
        "al-Qaida",
        "al-Qaeda",
        "Al-Qaida",
        "Al-Qaeda",
        "Congress",
        "Senate",
        "Kremlin",
        "Pentagon",
        "Parliament",
        "Knesset",
        "Bundestag",
        "Duma",
        "UN",
        "U.N.",
        "EU",
        "E.U.",
        "NATO",
        "OPEC",
        "ASEAN",
        "IMF",
        "WHO",
        "UNICEF",
        "UNESCO",
        "UNHCR",
        "IAEA",
        "FIFA",
        "UEFA",
        "FBI",
        "CIA",
        "BBC",
        "CNN",
        "Reuters",
        "Interpol",
        "Mercosur",
        "ECOWAS",
        "Boko_Haram",
        "Islamic_State",
        "Al-Shabab",
        "al-Shabab",
        "White_House",
        "European_Union",
        "United_Nations",
        "African_Union",
        "Arab_League",
        "World_Bank",
        "Security_Council",
        "World_Health_Organization",
        "House_of_Representatives",
        "Supreme_Court",
        "Red_Cross",
        "Associated_Press",
        "Amnesty_International",
        "Human_Rights_Watch",
        "State_Department",
        "Al_Jazeera",
    ]
)
"""Bodies that are hardly anything else; blanks as underlines."""
GAMES: Final = (
    ("Olympics",),
    ("Olympic", "Games"),
    ("Winter", "Olympics"),
    ("Summer", "Olympics"),
    ("Winter", "Games"),
    ("World", "Cup"),
)
"""What makes an event of the place before it."""


def mended(example: Example) -> Example:
    """The example with its names mended. Whoever annotated it, our own paragraphs stay as they are."""
    if example.names is None or example.source == "own":
        return example
    names = [(s, e, _label(example.words[s:e], label)) for s, e, label in example.names]
    events = [event for event in _events(example.words) if not any(s <= event[0] and event[1] <= e for s, e, _ in names)]
    free = [name for name in names if not any(s < name[1] and name[0] < e for s, e, _ in events)]
    return replace(example, names=tuple(sorted([*free, *events])))


def _label(words: tuple[str, ...], label: str) -> str:
    """The label by GUIDELINES.md of a name that was labelled otherwise."""
    if "_".join(words) in ORGANIZATIONS:
        return "ORG"
    if len(words) == 1:
        return "NORP" if words[0] in DEMONYMS and label in {"GPE", "LOC", "ORG"} else label
    last, first = words[-1], words[0]
    if label in {"GPE", "LOC"} and " ".join(words) not in PLACES:
        if (last in BUILT and last not in TOWNS) or first in ROADS:
            return "FAC"
        if (last in NATURAL and last not in TOWNS) or first in NATURAL_FIRST - TOWNS:
            return "LOC"
    return "FAC" if label == "ORG" and last in ONLY_BUILT and len(words) < 5 else label


def _events(words: tuple[str, ...]) -> Iterator[Name]:
    """Games and cups with the year or the place before them."""
    k = 0
    while k < len(words):
        size = next((len(game) for game in GAMES if words[k : k + len(game)] == game), 0)
        if size:
            begin = k
            while begin and (words[begin - 1] in PLACES or (words[begin - 1].isdigit() and len(words[begin - 1]) == 4)):
                begin -= 1
            yield begin, k + size, "EVENT"
        k += size or 1


def _column(seed: str, column: str) -> frozenset[str]:
    with (SEEDS / f"{seed}.csv").open(encoding="utf-8", newline="") as rows:
        return frozenset(value for row in csv.DictReader(rows) for value in row[column].split(";") if value)


DEMONYMS: Final = _column("countries", "demonyms")
PLACES: Final = _column("countries", "names") | frozenset(
    [
        "London",
        "Beijing",
        "Athens",
        "Sydney",
        "Turin",
        "Vancouver",
        "Sochi",
        "Rio",
        "Tokyo",
        "Paris",
        "Seoul",
        "Barcelona",
        "Atlanta",
        "Moscow",
        "Nagano",
        "Pyeongchang",
        "Munich",
        "Montreal",
    ]
)
