"""Examples as tensors."""

from collections.abc import Container, Sequence
from typing import Final, NamedTuple

import numpy as np
import torch
from torch import Tensor

from training.reader.examples import LABELS, UNSEEN, Example
from transforms.components.reader.decoding import name_tags
from transforms.components.reader.words import WordPieces, case_of

IGNORED: Final = -100
MOST_PIECES: Final = 510
OPEN_CASES: Final = frozenset({1, 2, 3, 4, 6, 7})
"""How words are written that may be a name, though a corpus that does not mark such names leaves them without one (`case_of`)."""
TAGS: Final = name_tags(LABELS)
TAG: Final = {tag: k for k, tag in enumerate(TAGS)}


class Classes(NamedTuple):
    """The classes of the syntax heads, in the order of their scores."""

    tags: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]
    relations: tuple[str, ...]


def classes_of(examples: Sequence[Example], rare: int = 2) -> Classes:
    """All classes seen at least `rare` times, the most frequent first."""
    seen: list[dict[str, int]] = [{}, {}, {}, {}]
    for syntax in (example.syntax for example in examples if example.syntax):
        for counts, values in zip(seen, (syntax.tags, syntax.morphs, syntax.lemmas, syntax.relations), strict=True):
            for value in values:
                counts[value] = counts.get(value, 0) + 1
    return Classes(*(tuple(sorted((v for v, n in c.items() if n >= rare), key=lambda v: (-c[v], v))) for c in seen))


EXACT, PLACE_BEGINS, PLACE_GOES_ON = 0, 1, 2
"""Rows of `open_sets`: the annotated tag alone; any kind of place. The rows behind are for words without a name, by corpus."""
PLACES: Final = ("GPE", "LOC", "FAC")


def open_sets() -> Tensor:
    """(sets, tags): which tags a word may have, where its annotation leaves that open. Row EXACT is empty: there the gold tag decides."""
    allowed = torch.zeros(3 + len(UNSEEN), len(TAGS), dtype=torch.bool)
    allowed[PLACE_BEGINS, [TAG["B-" + label] for label in PLACES]] = True
    allowed[PLACE_GOES_ON, [TAG["I-" + label] for label in PLACES]] = True
    for row, labels in enumerate(UNSEEN.values(), 3):
        allowed[row, [0, *(TAG[f"{part}-{label}"] for label in labels for part in "BI")]] = True
    return allowed


class Batch(NamedTuple):
    """Padded tensors of several examples: (batch, pieces) and (batch, words)."""

    pieces: Tensor
    cases: Tensor
    gaps: Tensor
    first: Tensor
    last: Tensor
    names: Tensor
    open: Tensor
    tags: Tensor
    morphs: Tensor
    lemmas: Tensor
    relations: Tensor
    heads: Tensor
    starts: Tensor


class Batcher:
    """Turns examples into a Batch."""

    def __init__(self, pieces: WordPieces, classes: Classes, sure: Container[str] = frozenset()) -> None:
        self.split = pieces
        self.sure = sure
        self.number = [{value: k for k, value in enumerate(values)} for values in classes]

    def fits(self, example: Example) -> bool:
        """Whether the encoder has a position for each of its pieces. Lists of addresses have not."""
        return sum(len(self.split(word).pieces) for word in example.words) <= MOST_PIECES

    def __call__(self, examples: Sequence[Example]) -> Batch:
        """Padded tensors; what is not annotated is IGNORED."""
        split = [[self.split(word) for word in example.words] for example in examples]
        length = _rounded(max(sum(len(w.pieces) for w in words) for words in split) + 2)
        size = (len(examples), _rounded(max(len(e.words) for e in examples)))
        pieces, cases, gaps = (np.zeros((size[0], length), dtype=np.int64) for _ in range(3))
        first, last, opened = (np.zeros(size, dtype=np.int64) for _ in range(3))
        names, tags, morphs, lemmas, relations, heads, starts = (np.full(size, IGNORED, dtype=np.int64) for _ in range(7))
        for b, (example, words) in enumerate(zip(examples, split, strict=True)):
            pieces[b, 0], at = self.split.start, 1
            for k, word in enumerate(words):
                end = at + len(word.pieces)
                first[b, k], last[b, k] = at, end - 1
                pieces[b, at:end] = word.pieces
                cases[b, at:end] = word.case + 1
                gaps[b, at] = example.gaps[k] + 1
                at = end
            pieces[b, at] = self.split.end
            n = len(words)
            if example.names is not None:
                names[b, :n] = name_classes(example)
                opened[b, :n] = open_of(example, self.sure)
            if example.starts is not None:
                starts[b, :n] = 0
                starts[b, list(example.starts)] = 1
            if example.syntax:
                values = (example.syntax.tags, example.syntax.morphs, example.syntax.lemmas, example.syntax.relations)
                for array, number, row in zip((tags, morphs, lemmas, relations), self.number, values, strict=True):
                    array[b, :n] = [number.get(value, IGNORED) for value in row]
                heads[b, :n] = [0 if h == k else h + 1 if h >= 0 else IGNORED for k, h in enumerate(example.syntax.heads)]
        arrays = (pieces, cases, gaps, first, last, names, opened, tags, morphs, lemmas, relations, heads, starts)
        return Batch(*(torch.from_numpy(array) for array in arrays))


def _rounded(length: int) -> int:
    """Up to the next multiple of 16: few shapes, since the CPU's kernels are made anew for each."""
    return -(-length // 16) * 16


def name_classes(example: Example) -> list[int]:
    """The class of each word for the names head."""
    row = [IGNORED if k in example.unknown else 0 for k in range(len(example.words))]
    for start, end, label in example.names or ():
        row[start:end] = [TAG["B-" + label], *[TAG["I-" + label]] * (end - start - 1)]
    return row


def open_of(example: Example, sure: Container[str]) -> list[int]:
    """Which of `open_sets` holds for each word. `sure` are places that are known to be towns or countries."""
    if example.source not in UNSEEN:
        return [EXACT] * len(example.words)
    kind = 3 + list(UNSEEN).index(example.source)
    row = [kind if case_of(word) in OPEN_CASES else EXACT for word in example.words]
    for start, end, label in example.names or ():
        guessed = label == "GPE" and " ".join(example.words[start:end]) not in sure
        row[start:end] = [PLACE_BEGINS, *[PLACE_GOES_ON] * (end - start - 1)] if guessed else [EXACT] * (end - start)
    return row
