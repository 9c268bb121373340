"""Trains the reader.

    python -m training.reader.train --corpora FOLDER --encoder FOLDER --out FOLDER [--words 10.5e6] [--without swap,own,mend,gmb]

On the CPU it computes in bfloat16 where the processor does; on a GPU where PyTorch sees one. Writes `reader.pt`, `classes.json` and `log.jsonl`.
"""

import json
import random
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import click
import torch
from torch import Tensor
from torch.nn import functional as F

from training.reader.augmenting import Pools, curled, read_pools, recased, swapped
from training.reader.batches import IGNORED, TAGS, Batch, Batcher, Classes, classes_of, open_sets
from training.reader.examples import UNSEEN, Example, chunks, from_docbin, own_paragraphs, shuffled, tokenizer
from training.reader.mending import PLACES, mended
from training.reader.network import Reader, Sizes
from transforms.components.reader.words import WordPieces

SHARES: Final = {
    "ud": 0.38,
    "docred": 0.17,
    "crossner": 0.08,
    "wikigold": 0.05,
    "re3d": 0.02,
    "uner_ewt": 0.03,
    "own": 0.25,
    "gmb": 0.22,
}
"""Share of the words that are read from each source, before what is left out."""
WEIGHTS: Final = {"names": 1.0, "tags": 0.4, "morphs": 0.4, "lemmas": 0.4, "relations": 0.6, "heads": 1.0, "starts": 1.0}
MOST_WORDS: Final = 110
SAVED_EVERY: Final = 500
"""Steps."""
CHUNKS: Final = 32
WARM_UP: Final = 0.06
RATES: Final = {"encoder": 2e-4, "heads": 1.2e-3}
CHANCES: Final = {"swap": 0.35, "curl": 0.35, "case": 0.04}

Names = frozenset[tuple[str, ...]]


@click.command()
@click.option("--corpora", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--encoder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--words", default=10.5e6, show_default=True, help="How many words to train on, counted as often as they are read.")
@click.option("--without", default="gmb", show_default=True, help="Levers to leave out, by comma: swap, own, mend, gmb, syntax.")
@click.option("--threads", default=2, show_default=True)
@click.option("--seed", default=1, show_default=True)
def main(corpora: Path, encoder: Path, out: Path, words: float, without: str, threads: int, seed: int) -> None:
    """Train the reader on the corpora and our own paragraphs."""
    torch.set_num_threads(threads)
    torch.manual_seed(seed)
    out.mkdir(parents=True, exist_ok=True)
    left_out = frozenset(without.split(",")) - {""}
    sources = read_sources(corpora, left_out)
    for name, examples in sources.items():
        click.echo(f"{name}: {len(examples)} texts, {sum(len(e.words) for e in examples)} words")
    pieces = WordPieces((encoder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1])
    classes = classes_of(from_docbin(corpora / "data/ud/train.spacy", "ud"))
    model = Reader(len(pieces.rows), sizes_of(classes))
    model.encoder.load_pretrained(encoder / "model.safetensors")
    (out / "classes.json").write_text(json.dumps(classes._asdict(), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    stream = batches(sources, random.Random(seed), left_out)
    train(model, stream, Batcher(pieces, classes, sure_places(corpora)), words, out / "log.jsonl")
    torch.save(model.state_dict(), out / "reader.pt")


def sure_places(corpora: Path) -> frozenset[str]:
    """Towns and countries by the gazetteer. What the corpora call a place and is none of these may be land, water or a building as well."""
    return frozenset((corpora / "data/gazetteer/places.txt").read_text(encoding="utf-8").split("\n")) | PLACES


def sizes_of(classes: Classes) -> Sizes:
    """How many classes each head has."""
    return Sizes(len(TAGS), len(classes.tags), len(classes.morphs), len(classes.lemmas), len(classes.relations))


def read_sources(corpora: Path, left_out: frozenset[str]) -> dict[str, list[Example]]:
    """The training texts of every source that is not left out."""
    sources = {} if "syntax" in left_out else {"ud": from_docbin(corpora / "data/ud/train.spacy", "ud")}
    for name in SHARES:
        file = corpora / f"data/ner/{name}_train.spacy"
        if name not in left_out and name not in {"ud", "own"}:
            examples = from_docbin(file, name if name in UNSEEN else "corpora")
            if name == "docred":  # its sentences were split by a machine
                examples = [replace(example, starts=None) for example in examples]
            sources[name] = examples if "mend" in left_out else [mended(example) for example in examples]
    if "own" not in left_out:
        sources["own"] = own_paragraphs("train")
    return sources


def batches(sources: dict[str, list[Example]], rng: random.Random, left_out: frozenset[str]) -> Iterator[list[Example]]:
    """Batches of chunks without end, the sources mixed by their shares."""
    nlp = tokenizer()
    pools: Pools = {} if "swap" in left_out else read_pools(nlp)
    stay = frozenset(tuple(token.text for token in nlp.make_doc(place)) for place in PLACES)
    streams = {name: _stream(examples, rng, pools, stay) for name, examples in sources.items()}
    shares = {name: SHARES[name] for name in sources}
    read = dict.fromkeys(sources, 0.0)
    while True:
        held: list[Example] = []
        while len(held) < CHUNKS * 8:
            name = min(shares, key=lambda name: read[name] / shares[name])
            held.append(next(streams[name]))
            read[name] += len(held[-1].words)
        held.sort(key=lambda example: len(example.words))
        for begin in rng.sample(range(0, len(held), CHUNKS), len(held) // CHUNKS):
            yield held[begin : begin + CHUNKS]


def _stream(examples: list[Example], rng: random.Random, pools: Pools, stay: Names) -> Iterator[Example]:
    while True:
        varied = (_varied(example, rng, pools, stay) for example in shuffled(examples, rng))
        yield from chunks(varied, MOST_WORDS)


def _varied(example: Example, rng: random.Random, pools: Pools, stay: Names) -> Example:
    if pools and example.names and rng.random() < CHANCES["swap"]:
        example = swapped(example, pools, rng, stay)
    if rng.random() < CHANCES["curl"]:
        example = curled(example)
    return recased(example, rng) if rng.random() < CHANCES["case"] else example


def train(model: Reader, stream: Iterator[list[Example]], batcher: Batcher, words: float, log: Path) -> None:
    """Train for that many words: AdamW, warm-up, then linearly down to nothing."""
    device = "cuda" if torch.cuda.is_available() else "cpu"
    model.to(device).train()
    optimizer = _optimizer(model)
    allowed = open_sets().to(device)
    read, started, kept = 0, time.monotonic(), dict.fromkeys(WEIGHTS, 0.0)
    with log.open("w", encoding="utf-8") as lines:
        step = 0
        while read < words:
            examples = [example for example in next(stream) if batcher.fits(example)]
            batch = Batch(*(tensor.to(device) for tensor in batcher(examples)))
            read += sum(len(example.words) for example in examples)
            share = read / words
            for group in optimizer.param_groups:
                group["lr"] = group["rate"] * min(share / WARM_UP, max(0.0, (1 - share) / (1 - WARM_UP)))
            with torch.autocast(device, torch.bfloat16):
                parts = losses(model, batch, allowed)
            loss = sum(WEIGHTS[name] * value for name, value in parts.items())
            assert isinstance(loss, Tensor)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
            optimizer.step()
            optimizer.zero_grad()
            step += 1
            if step % SAVED_EVERY == 0:
                torch.save(model.state_dict(), log.with_name("reader.pt"))
            for name, value in parts.items():
                kept[name] = 0.98 * kept[name] + 0.02 * value.item()
            if step % 50 == 0:
                line: dict[str, Any] = {"step": step, "words": read, "seconds": round(time.monotonic() - started)}
                lines.write(json.dumps(line | {name: round(value, 4) for name, value in kept.items()}) + "\n")
                lines.flush()
                click.echo(
                    f"\r{share:6.1%} of the words, {read / (time.monotonic() - started):,.0f} a second", nl=False, err=True
                )
    click.echo(err=True)


def _optimizer(model: Reader) -> torch.optim.AdamW:
    """AdamW over the encoder and the heads, each with a `rate` of its own."""
    # The rows of the vocabulary stay as they are: words that the training texts lack keep their place among those they have.
    for frozen in (model.encoder.words, model.encoder.positions):
        frozen.requires_grad_(False)
    encoder = [p for p in model.encoder.parameters() if p.requires_grad]
    heads = [p for name, p in model.named_parameters() if not name.startswith("encoder.")]
    return torch.optim.AdamW(
        [{"params": encoder, "rate": RATES["encoder"]}, {"params": heads, "rate": RATES["heads"]}],
        weight_decay=0.01,
        betas=(0.9, 0.98),
        fused=True,
    )


def losses(model: Reader, batch: Batch, allowed: Tensor) -> dict[str, Tensor]:
    """The loss of each head that the batch has annotation for, each a mean over its words."""
    scores = model(batch.pieces, batch.cases, batch.gaps, batch.first, batch.last)
    parts = {}
    if (batch.names != IGNORED).any():
        parts["names"] = names_loss(scores["names"].float(), batch.names, allowed[batch.open])
    if (known := batch.starts != IGNORED).any():
        parts["starts"] = F.binary_cross_entropy_with_logits(scores["starts"].float()[known], batch.starts[known].float())
    for name in ("tags", "morphs", "lemmas"):
        gold = getattr(batch, name)
        if (gold != IGNORED).any():
            parts[name] = F.cross_entropy(scores[name].float().flatten(0, 1), gold.flatten(), ignore_index=IGNORED)
    if (batch.heads != IGNORED).any():
        nothing = torch.cat((torch.zeros_like(batch.first[:, :1], dtype=torch.bool), batch.first == 0), 1)
        arcs = scores["arcs"].float().masked_fill(nothing[:, None], -1e4)
        parts["heads"] = F.cross_entropy(arcs.flatten(0, 1), batch.heads.flatten(), ignore_index=IGNORED)
        relations = model.relations(scores["child_label"], scores["parent_label"], batch.heads.clamp(min=0))
        gold = batch.relations.masked_fill(batch.heads == IGNORED, IGNORED)
        parts["relations"] = F.cross_entropy(relations.float().flatten(0, 1), gold.flatten(), ignore_index=IGNORED)
    return parts


def names_loss(scores: Tensor, gold: Tensor, allowed: Tensor) -> Tensor:
    """Minus the log of the probability of the tags that are allowed: the gold one, or all that may be there where that is open."""
    known = gold != IGNORED
    scores, gold, allowed = scores[known], gold[known], allowed[known]
    allowed = torch.where(allowed.any(-1, keepdim=True), allowed, F.one_hot(gold, scores.shape[1]).bool())
    return (scores.logsumexp(-1) - scores.masked_fill(~allowed, -1e4).logsumexp(-1)).mean()


if __name__ == "__main__":
    main()
