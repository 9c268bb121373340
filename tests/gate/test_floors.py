"""The quality gate: scores on gold of our own may not fall (`floors.json`).

`pytest tests/gate --raise-floors` writes higher floors where we got better. A lower floor takes `--lower-floors "the reason"`, and the
reason is kept beside it. The gold's digest is pinned: other gold is another score.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
from spacy.language import Language

from tests.gate.measures import GOLD, MEASURES, PARAGRAPHS, Read
from transforms.lexicon import Lexicon

FLOORS = Path(__file__).parent / "floors.json"


def digest() -> str:
    parts = [*(p.read_bytes() for p in sorted(GOLD.rglob("*.*"))), "\n".join(PARAGRAPHS).encode()]
    return hashlib.sha256(b"\0".join(parts)).hexdigest()


def floors() -> dict[str, Any]:
    return json.loads(FLOORS.read_text(encoding="utf-8")) if FLOORS.exists() else {"scores": {}}  # type: ignore[no-any-return]


def save(known: dict[str, Any]) -> None:
    FLOORS.write_text(json.dumps(known, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@pytest.mark.parametrize("name", MEASURES)
def test_scores_do_not_fall(name: str, nlp: Language, words: Lexicon, request: pytest.FixtureRequest) -> None:
    counts = MEASURES[name](Read(nlp, words))
    scores = {"f1": counts.f1, "precision": counts.precision}
    known, reason = floors(), request.config.getoption("--lower-floors")
    floor = {"f1": 0.0, "precision": 0.0, **known["scores"].get(name, {})}
    if request.config.getoption("--raise-floors"):
        floor |= {kind: max(score, floor[kind]) for kind, score in scores.items()}
    if reason and any(scores[kind] < floor[kind] for kind in scores):
        floor |= {**{kind: min(score, floor[kind]) for kind, score in scores.items()}, "lowered because": reason}
    is_news = floor != known["scores"].get(name) or known.get("gold") != digest()
    if is_news and (reason or request.config.getoption("--raise-floors")):
        save({"gold": digest(), "scores": {**known["scores"], name: floor}})
    assert all(scores[kind] >= floor[kind] for kind in scores), f"{name}: {scores} ({counts}), floors {floor}"


def test_floors_are_of_this_gold() -> None:
    known = floors()
    assert known["gold"] == digest(), "the gold changed: measure again, --raise-floors or --lower-floors with a reason"
    assert set(known["scores"]) == set(MEASURES)
    assert all(floor["f1"] > 50 for floor in known["scores"].values()), "a floor this low guards nothing"
