"""The components that carry name lists, filled from the corpora's gazetteer and from `seeds/`."""

import csv
from pathlib import Path

from spacy.language import Language

from transforms.components import Gazetteer, NameConsistency

SEEDS = Path(__file__).parent.parent / "seeds"


def add_gazetteer(nlp: Language, corpora: Path) -> None:
    """Add the names that are known for certain."""
    gazetteer = nlp.add_pipe("gazetteer")
    assert isinstance(gazetteer, Gazetteer)
    gazetteer.fill(
        {
            "places": _lines(corpora / "data/gazetteer/places.txt"),
            "companies": _lines(corpora / "data/gazetteer/companies.txt"),
            "countries": _seed("countries", "names"),
            "demonyms": _seed("countries", "demonyms"),
        }
    )


def add_name_consistency(nlp: Language) -> None:
    """Add what gives one name one label within an article."""
    consistency = nlp.add_pipe("name_consistency")
    assert isinstance(consistency, NameConsistency)
    consistency.fill({"titles": _seed("titles", "title"), "places": _seed("countries", "names")})


def _seed(name: str, column: str) -> set[str]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        return {value for row in csv.DictReader(rows) for value in row[column].split(";") if value}


def _lines(path: Path) -> set[str]:
    return set(path.read_text(encoding="utf-8").split("\n")) - {""}
