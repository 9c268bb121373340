"""Scores a trained reader before it is packaged, on annotated words.

    python -m training.reader.score FOLDER --corpora FOLDER --encoder FOLDER [--part dev]

Names: exact span and label against the mended gold, F1 in percent. Trees and sentence starts: on sentences as predicted.
"""

import json
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
import numpy as np
import torch

from training.reader.batches import TAGS, Batcher, Classes
from training.reader.examples import Example, Name, chunks, from_docbin, own_paragraphs
from training.reader.mending import mended
from training.reader.network import Reader
from training.reader.train import sizes_of
from transforms.components.reader.decoding import best_heads, best_tags
from transforms.components.reader.words import WordPieces

NAME_SETS = ("re3d", "wikigold", "docred", "crossner", "gmb", "uner_ewt")
SYNTAX_SETS = {"dev": ("ewt_dev", "gum_dev"), "test": ("ewt_test", "gum_test", "gum_news_test")}


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--corpora", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--encoder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--part", type=click.Choice(["dev", "test"]), default="test", show_default=True)
@click.option("--threads", default=1, show_default=True)
def main(folder: Path, corpora: Path, encoder: Path, part: str, threads: int) -> None:
    """Score a trained reader on one part of every corpus."""
    torch.set_num_threads(threads)
    model, batcher = load(folder, encoder)
    scores: dict[str, dict[str, object]] = {"own": name_scores(model, batcher, own_paragraphs(part))}
    for name in NAME_SETS:
        if (file := corpora / f"data/ner/{name}_{part}.spacy").exists():
            scores[name] = name_scores(model, batcher, [mended(example) for example in from_docbin(file, "corpora")])
    for name in SYNTAX_SETS[part]:
        scores[name] = syntax_scores(model, batcher, from_docbin(corpora / f"data/ud/{name}.spacy", "ud"))
    for name, values in scores.items():
        click.echo(f"{name}: {json.dumps(values)}")
    (folder / f"scores_{part}.json").write_text(json.dumps(scores, indent=1) + "\n", encoding="utf-8")


def load(folder: Path, encoder: Path) -> tuple[Reader, Batcher]:
    """A trained reader and what makes its batches."""
    given = json.loads((folder / "classes.json").read_text(encoding="utf-8"))
    classes = Classes(**{name: tuple(values) for name, values in given.items()})
    pieces = WordPieces((encoder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1])
    model = Reader(len(pieces.rows), sizes_of(classes))
    model.load_state_dict(torch.load(folder / "reader.pt", map_location="cpu"))
    return model.eval(), Batcher(pieces, classes)


Read = tuple[Example, dict[str, np.ndarray]]


def read(model: Reader, batcher: Batcher, examples: Sequence[Example]) -> Iterator[Read]:
    """Each chunk of the examples with its scores, cut to its length; `relations` not among them."""
    pieces = sorted(chunks(examples, 110), key=lambda e: len(e.words))
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for k in range(0, len(pieces), 32):
            group = pieces[k : k + 32]
            batch = batcher(group)
            scores = model(batch.pieces, batch.cases, batch.gaps, batch.first, batch.last)
            for b, example in enumerate(group):
                yield example, {name: value[b].float().numpy() for name, value in scores.items()}


def name_scores(model: Reader, batcher: Batcher, examples: Sequence[Example]) -> dict[str, object]:
    """F1 by label and "ALL", on the labels that the gold has."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    labels = {label for example in examples for *_, label in example.names or ()}
    for example, scores in read(model, batcher, examples):
        found = {n for n in names_of(best_tags(scores["names"][: len(example.words)])) if n[2] in labels}
        wanted = set(example.names or ())
        for kind, names in (("right", found & wanted), ("found", found), ("wanted", wanted)):
            for *_, label in names:
                counts[label][kind] += 1
                counts["ALL"][kind] += 1
    return {label: round(200 * c["right"] / max(1, c["found"] + c["wanted"]), 1) for label, c in sorted(counts.items())}


def names_of(tags: np.ndarray) -> Iterator[Name]:
    """Spans of a lawful sequence of tags."""
    for k, tag in enumerate(tags):
        if tag % 2 == 1:
            end = k + 1
            while end < len(tags) and tags[end] == tag + 1:
                end += 1
            yield k, end, TAGS[tag][2:]


def syntax_scores(model: Reader, batcher: Batcher, examples: Sequence[Example]) -> dict[str, object]:
    """Tags, lemmas, UAS, LAS in percent of the words; sentences' F1."""
    counts: Counter[str] = Counter()
    for example, scores in read(model, batcher, examples):
        assert example.syntax is not None
        n = len(example.words)
        starts = np.flatnonzero(np.concatenate(([True], scores["starts"][1:n] > 0)))
        heads = best_heads(scores["arcs"][:n, : n + 1], starts)
        shifted = torch.from_numpy(np.where(heads == np.arange(n), 0, heads + 1))[None]
        with torch.inference_mode():
            given = [torch.from_numpy(scores[name])[None] for name in ("child_label", "parent_label")]
            relations = model.relations(given[0][:, :n], given[1], shifted)[0].argmax(-1).tolist()
        gold_ends, ends = _sentences(example.starts or (), n), _sentences(starts.tolist(), n)
        counts.update(words=n, gold=len(gold_ends), found=len(ends), right=len(gold_ends & ends))
        number = batcher.number
        for k in range(n):
            attached = int(heads[k]) == example.syntax.heads[k]
            counts["uas"] += attached
            counts["las"] += attached and number[3].get(example.syntax.relations[k]) == relations[k]
        for name, gold, known in (("tags", example.syntax.tags, number[0]), ("lemmas", example.syntax.lemmas, number[2])):
            best = scores[name][:n].argmax(-1)
            counts[name] += sum(known.get(g) == int(b) for g, b in zip(gold, best, strict=True))
    shares = {name: round(100 * counts[name] / counts["words"], 1) for name in ("tags", "lemmas", "uas", "las")}
    return {**shares, "sentences": round(200 * counts["right"] / (counts["gold"] + counts["found"]), 1)}


def _sentences(starts: Sequence[int], length: int) -> set[tuple[int, int]]:
    return set(zip(starts, [*starts[1:], length], strict=True))


if __name__ == "__main__":
    main()
