"""Scores a pipeline on the corpora's test splits, reading raw text, and times it on one thread.

    python training/evaluate.py models/wirehouse_news_sm --corpora FOLDER [--json scores.json]

Names: an entity counts when its characters (a leading "the" aside) and its label equal the gold's. Syntax: spaCy's own scorer.
Labels that a gold does not have do not count. `own_test` are our own paragraphs that were kept for testing.
Speed: words (runs between white space) per second of the whole pipeline over the test texts, best of three passes.
"""

import json
import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

import click
import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin
from spacy.training import Example

import transforms.components  # noqa: F401  registers the components
from training.reader.examples import doc_of, own_lines

SYNTAX_SETS = ("ewt_test", "gum_test", "gum_news_test")
NAME_SETS = ("crossner_test", "docred_test", "re3d_test", "wikigold_test", "uner_ewt_test", "gmb_test")
SYNTAX_SCORES = ("token_f", "sents_f", "tag_acc", "pos_acc", "lemma_acc", "dep_uas", "dep_las")

Entity = tuple[int, int, str]


@click.command()
@click.argument("pipeline")
@click.option("--corpora", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--json", "out", type=click.Path(dir_okay=False, path_type=Path), help="Also write the scores here.")
def main(pipeline: str, corpora: Path, out: Path | None) -> None:
    """Score a pipeline on the test splits of the corpora, in percent."""
    nlp = spacy.load(pipeline)
    scores: dict[str, Any] = {}
    for name in SYNTAX_SETS:
        scores[name] = syntax_scores(nlp, _gold(nlp, corpora / f"data/ud/{name}.spacy"))
        click.echo(f"{name}: {scores[name]}")
    for name in NAME_SETS:
        scores[name] = name_scores(nlp, _gold(nlp, corpora / f"data/ner/{name}.spacy"))
        click.echo(f"{name}: {scores[name]}")
    scores["own_test"] = name_scores(nlp, [doc_of(line, nlp) for line in own_lines("test")])
    click.echo(f"own_test: {scores['own_test']}")
    scores["words_per_second"] = words_per_second(nlp, [doc.text for doc in _gold(nlp, corpora / "data/ner/docred_test.spacy")])
    click.echo(f"words per second: {scores['words_per_second']}")
    if out:
        out.write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def syntax_scores(nlp: Language, gold: list[Doc]) -> dict[str, float]:
    """Token, sentence, tag, lemma and dependency scores, in percent."""
    pairs = [Example(nlp.make_doc(doc.text), doc) for doc in gold]
    scores = nlp.evaluate(pairs)
    return {name: round(100 * scores[name], 1) for name in SYNTAX_SCORES if scores.get(name) is not None}


def name_scores(nlp: Language, gold: list[Doc]) -> dict[str, tuple[float, float, float, int]]:
    """(precision, recall, F1 in percent, number in the gold) by label and for all of them."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    labels = {e.label_ for doc in gold for e in doc.ents}
    for ours, theirs in zip(nlp.pipe(doc.text for doc in gold), gold, strict=True):
        found, wanted = {e for e in _entities(ours) if e[2] in labels}, _entities(theirs)
        for kind, entities in (("right", found & wanted), ("found", found), ("wanted", wanted)):
            for *_, label in entities:
                counts[label][kind] += 1
                counts["ALL"][kind] += 1
    return {label: _prf(counts[label]) for label in sorted(counts)}


def words_per_second(nlp: Language, texts: list[str]) -> int:
    """Words (runs between white space) that the whole pipeline reads in a second: the best of three passes."""
    words = sum(len(text.split()) for text in texts)
    passes = []
    for _ in range(3):
        started = time.perf_counter()
        for _doc in nlp.pipe(texts):
            pass
        passes.append(time.perf_counter() - started)
    return round(words / min(passes))


def _entities(doc: Doc) -> set[Entity]:
    return {(e.start_char + 4 * e.text.lower().startswith("the "), e.end_char, e.label_) for e in doc.ents}


def _prf(counts: Counter[str]) -> tuple[float, float, float, int]:
    precision, recall = counts["right"] / max(1, counts["found"]), counts["right"] / max(1, counts["wanted"])
    f1 = 2 * precision * recall / (precision + recall) if counts["right"] else 0.0
    return round(100 * precision, 1), round(100 * recall, 1), round(100 * f1, 1), counts["wanted"]


def _gold(nlp: Language, path: Path) -> list[Doc]:
    return list(DocBin().from_disk(path).get_docs(nlp.vocab))


if __name__ == "__main__":
    main()
