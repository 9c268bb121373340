"""python -m benchmarks.quotes_fit GOLD     fits the weights of transforms/quotes/confidence.py, and prints them and how they do

GOLD as `benchmarks.quotes` reads it. Articles with an even number fit the weights, those with an odd one check them.
"""

import json
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from benchmarks.quotes import Claim, gold_quotes, is_right, table
from flows.language import load_pipeline
from flows.seeds import read_lexicon
from flows.settings import Settings
from transforms.entities import entities
from transforms.quotes import quoted, quotes_found
from transforms.references import references
from transforms.sentences import SentenceIndex, sentences

SEEN = 15
"""Evidence that held less often tells nothing."""
PULL = 1.0
"""How strongly weights are held towards 0: the ridge of the regression."""


class Case(NamedTuple):
    """A quote found: the number of its article, its evidence, what it claims, and whether that is right."""

    article: int
    evidence: tuple[str, ...]
    claim: Claim


def cases(path: Path, docs: Iterator[Any] | None = None) -> Iterator[Case]:
    """Every quote that the rules find in the gold's articles. `docs` are their parses, where they are at hand."""
    articles = [json.loads(line) for line in path.open(encoding="utf-8") if line.strip()]
    lexicon = read_lexicon(Settings().seeds)
    for number, (article, doc) in enumerate(
        zip(articles, docs or load_pipeline(Settings().pipeline).pipe(a["text"] for a in articles), strict=True)
    ):
        index = SentenceIndex(list(sentences(doc, revision_id="r")))
        mentions = entities(doc, index, revision_id="r", words=lexicon.names).mentions
        gold = gold_quotes(article)
        meant = references(doc, index, mentions, quoted(doc.text), words=lexicon.names)
        for found in quotes_found(doc, doc.text, mentions, meant, lexicon.quotes):
            who = found.draft.speaker
            span = (who.start, who.end) if who else None
            pieces = list(found.draft.pieces)
            yield Case(number, found.evidence, Claim(found.kind, 0.0, span is not None, is_right(doc.text, pieces, span, gold)))


def fit(seen: Sequence[Case]) -> dict[str, float]:
    """Evidence -> weight, by logistic regression with a ridge (Newton's method)."""
    counts = Counter(name for case in seen for name in case.evidence)
    names = sorted(name for name, count in counts.items() if count >= SEEN)
    column = {name: i for i, name in enumerate(names)}
    holds: NDArray[np.float64] = np.zeros((len(seen), len(names)))
    for row, case in enumerate(seen):
        for name in case.evidence:
            if name in column:
                holds[row, column[name]] = 1
    right = np.array([case.claim.is_right for case in seen], dtype=float)
    weights = np.zeros(len(names))
    for _ in range(50):
        chance = 1 / (1 + np.exp(-holds @ weights))
        slope = holds.T @ (right - chance) - PULL * weights
        bend = (holds * (chance * (1 - chance))[:, None]).T @ holds + PULL * np.eye(len(names))
        weights += np.linalg.solve(bend, slope)
    return dict(zip(names, (round(float(w), 2) for w in weights), strict=True))


def report(seen: list[Case]) -> None:
    """Print the weights that one half of the cases gives, and how they do on the other half."""
    weights = fit([case for case in seen if case.article % 2 == 0])
    for name, weight in sorted(weights.items()):
        print(f'    "{name}": {weight},')

    def scored(case: Case) -> Claim:
        odds = sum(weights.get(name, 0.0) for name in case.evidence)
        return case.claim._replace(confidence=round(float(1 / (1 + np.exp(-odds))), 2))

    print(table([scored(case) for case in seen if case.article % 2 == 1]))


if __name__ == "__main__":
    report(list(cases(Path(sys.argv[1]))))
