"""The name lists that both pipelines carry, from the corpora's gazetteer and from `seeds/`."""

import csv
from pathlib import Path

from spacy.language import Language

from transforms.components import Gazetteer, NameConsistency

SEEDS = Path(__file__).parent.parent / "seeds"


def fill_lists(nlp: Language, corpora: Path) -> None:
    """Add the gazetteer and the component for one name, one label to the end of the pipeline."""
    places = _lines(corpora / "data/gazetteer/places.txt")
    countries = _seed("countries", "names")
    gazetteer, consistency = nlp.add_pipe("gazetteer"), nlp.add_pipe("name_consistency")
    assert isinstance(gazetteer, Gazetteer) and isinstance(consistency, NameConsistency)  # noqa: PT018
    companies = _lines(corpora / "data/gazetteer/companies.txt")
    gazetteer.fill({"places": places, "companies": companies, "countries": countries, "demonyms": _seed("countries", "demonyms")})
    consistency.fill({"titles": _seed("titles", "title"), "places": countries})


def _seed(name: str, column: str) -> set[str]:
    with (SEEDS / f"{name}.csv").open(encoding="utf-8", newline="") as rows:
        return {value for row in csv.DictReader(rows) for value in row[column].split(";") if value}


def _lines(path: Path) -> set[str]:
    return set(path.read_text(encoding="utf-8").split("\n")) - {""}
