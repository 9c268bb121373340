"""How well names, pronouns and role nouns of one thing are taken together, on texts that stay outside the repository.

    python benchmarks/clusters.py --corpora PATH --quotes PATH/polnear.dev.jsonl

`gold/clusters.jsonl` has our clusters of 20 news documents of the corpora (re3d, GUM news), `gold/speakers.jsonl` whom 414 pronouns and
role nouns stand for that speak in 60 of the articles for measuring quotes: offsets only, no text. Prints B³ of the named mentions, per
label too, and the share of speakers given to the right name; then what grouping and references cost beside the language pipeline.
"""

import argparse
import hashlib
import json
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import spacy
from spacy.tokens import DocBin

from flows.language import load_pipeline
from flows.seeds import read_aliases, read_lexicon
from flows.settings import Settings
from tests.gate.clusters import B3, Marked, b_cubed, named
from tests.gate.measures import Read
from transforms.entities import entities
from transforms.entities.aliases import Known
from transforms.entities.names import parts
from transforms.quotes import quoted
from transforms.references import references
from transforms.sentences import SentenceIndex, sentences

GOLD = Path(__file__).parent / "gold"


def lines(path: Path) -> Iterator[dict[str, Any]]:
    """The records of a JSON Lines file."""
    yield from (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines())


def corpus_texts(corpora: Path) -> Iterator[tuple[str, list[Marked]]]:
    """The texts with their gold mentions. Raises ValueError for a text that is another than the annotated one."""
    vocab = spacy.blank("en").vocab
    for record in lines(GOLD / "clusters.jsonl"):
        docs = list(DocBin().from_disk(corpora / "data" / f"{record['corpus']}.spacy").get_docs(vocab))
        text = docs[record["number"]].text
        if hashlib.sha256(text.encode()).hexdigest() != record["sha256"]:
            raise ValueError(f"{record['corpus']} {record['number']}: is not the text that was annotated")
        yield text, [Marked(*mention) for mention in record["mentions"]]


def clusters(read: Read, corpora: Path) -> None:
    """Print B³ over the corpora's documents."""
    known, sums = Known(read_aliases(Settings())), defaultdict(list)
    for text, gold in corpus_texts(corpora):
        doc = read.nlp(text)
        index = SentenceIndex(list(sentences(doc, revision_id="r")))
        found = entities(doc, index, revision_id="r", words=read.words.names)
        entity = {
            c.cluster_id: ((a := known.of_cluster(c.label, c.name_key, [])) and a.name_key) or c.cluster_id
            for c in found.clusters
        }
        names = named(gold)
        sums["all"].append(b_cubed(found.mentions, names, entity))
        for label in {m.kind for m in names}:
            ours = [m for m in found.mentions if m.label == label]
            sums[label].append(b_cubed(ours, [m for m in names if m.kind == label], entity))
    for label, scores in sorted(sums.items(), key=lambda pair: -sum(s.wanted for s in pair[1])):
        total = B3(*map(sum, zip(*scores, strict=True)))
        print(f"B³ {label:12} P {total.precision:5.1f}  R {total.recall:5.1f}  F1 {total.f1:5.1f}   ({total.wanted} mentions)")


def speakers(read: Read, gold_path: Path) -> None:
    """Print how many pronoun and noun speakers get the right name, on the development and the held-out half."""
    texts = {record["doc_id"]: record["text"] for record in lines(gold_path)}
    told: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for record in lines(GOLD / "speakers.jsonl"):
        text = texts[record["doc_id"]]
        doc = read.nlp(text)
        index = SentenceIndex(list(sentences(doc, revision_id="r")))
        rows = entities(doc, index, revision_id="r", words=read.words.names)
        names = {c.cluster_id: c.canonical_name for c in rows.clusters}
        found = references(doc, index, rows.mentions, quoted(text), words=read.words.names)
        for start, end, name_start, name_end in record["speakers"]:
            is_pronoun = text[start:end].casefold() in {"he", "she"}
            reference = found.pronoun(start) if is_pronoun else found.noun(start, end)
            ours = names[reference.mention.cluster_id] if reference else None
            gold = text[name_start:name_end] if name_start is not None else None
            told["held out" if record["is_held_out"] else "development", "he, she" if is_pronoun else "others"][
                _verdict(ours, gold)
            ] += 1
    for (half, kind), counts in sorted(told.items()):
        wanted, given = (
            counts["right"] + counts["missed"] + counts["wrong"],
            counts["right"] + counts["wrong"] + counts["invented"],
        )
        print(
            f"{half:12} {kind:8} right {100 * counts['right'] / wanted:5.1f} % of {wanted} named; of {given} given {100 * counts['right'] / max(1, given):5.1f} % are right"
        )


def _verdict(ours: str | None, gold: str | None) -> str:
    if ours is None or gold is None:
        return "silent" if ours is gold else "missed" if ours is None else "invented"
    mine, theirs = set(parts(ours)), set(parts(gold))
    return "right" if mine <= theirs or theirs <= mine else "wrong"


def cost(read: Read, gold_path: Path) -> None:
    """Print the share of the language pipeline's time that grouping and references take, on the same texts in the same run."""
    texts = [record["text"] for record, _ in zip(lines(gold_path), range(60), strict=False)]
    start = time.perf_counter()
    docs = list(read.nlp.pipe(texts))
    parsed = time.perf_counter() - start
    start = time.perf_counter()
    for doc in docs:
        index = SentenceIndex(list(sentences(doc, revision_id="r")))
        mentions = entities(doc, index, revision_id="r", words=read.words.names).mentions
        references(doc, index, mentions, quoted(doc.text), words=read.words.names)
    linked = time.perf_counter() - start
    print(f"pipeline {parsed:.2f} s, grouping and references {linked:.2f} s: {100 * linked / parsed:.1f} %")


def main() -> None:
    """Measure what the given paths allow."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, help="folder of the corpora, with data/ner and data/ud")
    parser.add_argument("--quotes", type=Path, help="the development gold for quotes (polnear.dev.jsonl)")
    given = parser.parse_args()
    read = Read(load_pipeline(), read_lexicon(Settings().seeds))
    if given.corpora:
        clusters(read, given.corpora)
    if given.quotes:
        speakers(read, given.quotes)
        cost(read, given.quotes)


if __name__ == "__main__":
    main()
