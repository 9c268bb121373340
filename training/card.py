"""Renders the tables of the model card (`models/README.md`) from the scores that `evaluate.py` wrote, so that the card cannot rot.

python training/card.py
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

ROOT: Final = Path(__file__).parent.parent
CARD: Final = ROOT / "models" / "README.md"
SCORES: Final = {"standard": "scores.json", "fast": "scores_fast.json"}
FIRST: Final = {
    "ewt_test": {"dep_las": 80.5},
    "gum_test": {"dep_las": 80.2},
    "gum_news_test": {"sents_f": 81.7, "dep_las": 77.6},
    "crossner_test": 78.3,
    "docred_test": 75.1,
    "re3d_test": 76.6,
    "wikigold_test": 72.4,
    "uner_ewt_test": 61.1,
}
"""What the pipeline that this project started from reached, as far as it was measured."""
TREEBANKS: Final = {
    "ewt_test": "EWT",
    "gum_test": "GUM (news, interview, bio, voyage, academic)",
    "gum_news_test": "GUM, news only",
}
NAMES: Final = {
    "own_test": "our own paragraphs, all parts of the world",
    "re3d_test": "re3d (defence, foreign affairs)",
    "wikigold_test": "Wikigold",
    "docred_test": "Re-DocRED",
    "crossner_test": "CrossNER",
    "uner_ewt_test": "UNER-EWT (web)",
    "gmb_test": "GMB (machine-annotated, Voice of America)",
}
LABELS: Final = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW")
COLUMNS: Final = {"sents_f": "sentences", "tag_acc": "tags", "lemma_acc": "lemmas", "dep_uas": "UAS", "dep_las": "LAS"}
FEWEST: Final = 10
"""Names of a label below which its score says nothing."""

Scores = dict[str, Any]


def main() -> None:
    """Write the card anew."""
    CARD.write_text(rendered(CARD.read_text(encoding="utf-8")), encoding="utf-8")


def rendered(card: str) -> str:
    """The card with its tables made from the scores of this folder."""
    scores = {name: json.loads((Path(__file__).parent / file).read_text(encoding="utf-8")) for name, file in SCORES.items()}
    tables = {"syntax": syntax(scores), "names": names(scores), "labels": labels(scores["standard"])}
    for name, lines in tables.items():
        card = re.sub(
            rf"(<!-- {name} -->\n).*?(<!-- end -->)", lambda m, lines=lines: m[1] + _table(lines) + m[2], card, flags=re.DOTALL
        )
    return card


def syntax(scores: dict[str, Scores]) -> Iterator[list[str]]:
    """A row for each treebank and pipeline."""
    yield ["Test split", "pipeline", *COLUMNS.values()]
    for key, title in TREEBANKS.items():
        for name in SCORES:
            yield [title, name, *(f"{scores[name][key][column]:.1f}" for column in COLUMNS)]
        yield [title, "first", *(f"{FIRST[key][column]:.1f}" if column in FIRST[key] else "" for column in COLUMNS)]


def names(scores: dict[str, Scores]) -> Iterator[list[str]]:
    """A row for each set of names: F1, with precision and recall."""
    yield ["Test split", "names", *(f"{name}: F1 (P / R)" for name in SCORES), "first: F1"]
    for key, title in NAMES.items():
        found = [scores[name][key]["ALL"] for name in SCORES]
        cells = [f"{f:.1f} ({p:.1f} / {r:.1f})" for p, r, f, _ in found]
        yield [title, f"{found[0][3]:,}", *cells, f"{FIRST[key]:.1f}" if key in FIRST else ""]


def labels(scores: Scores) -> Iterator[list[str]]:
    """F1 by label, of the standard pipeline."""
    yield ["F1 of standard", *LABELS]
    for key, title in NAMES.items():
        known = scores[key]
        yield [title, *(f"{known[x][2]:.1f}" if x in known and known[x][3] >= FEWEST else "–" for x in LABELS)]


def _table(rows: Iterator[list[str]]) -> str:
    head, *body = rows
    lines = [head, ["---"] * len(head), *body]
    return "".join(f"| {' | '.join(line)} |\n" for line in lines)


if __name__ == "__main__":
    main()
