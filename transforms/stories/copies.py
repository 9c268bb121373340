"""Signatures of many texts -> the pairs of texts that are copies. Near-linear: only texts that share a band are compared.

A copy is mostly contained in the other text: cut, with paragraphs of its own, or edited throughout. Containment is estimated from
Jaccard similarity and sizes, as in LSH Ensemble (Zhu et al. 2016), and each pair must also be alike as a whole, so that a round-up is
no copy of the briefs in it.
"""

from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Index = NDArray[np.int64]

ROWS: Final = 3
"""Values of a band: 85 bands of three find two texts of similarity 0.3 in 9 of 10 cases, and of 0.02 in 1 of 1,500."""
MIN_CONTAINED: Final = 0.42
"""Share of the shorter text's shingles that stand in the other one too."""
MIN_ALIKE: Final = 0.2
"""Jaccard similarity."""
NEIGHBOURS: Final = 24
"""Of the texts that share a band each is compared with so many after it, and with the first: else ten thousand reports made of one
form would be compared each with each."""
FOLDED: Final = 1 << 23
"""Pairs found, the same ones again and again, before they are folded (64 MiB)."""
CHUNK: Final = 1 << 15
"""Pairs compared at once (16 MiB)."""


class Copies(NamedTuple):
    """Pairs of texts by their place in the input, `left` < `right`, and how surely they are copies: the containment, 0 to 1."""

    left: Index
    right: Index
    contained: NDArray[np.float64]


def copies(signatures: NDArray[np.uint16], sizes: Index) -> Copies:
    """The pairs of texts that are copies. `signatures` has a row a text, `sizes` the number of its shingles.

    Which neighbours a text is compared with depends on the order of the texts: give them in one that does not depend on arrival.
    """
    left, right = candidates(signatures)
    alike = similarity(signatures, left, right)
    shared = alike * (sizes[left] + sizes[right]) / (1 + alike)
    contained = np.minimum(shared / np.minimum(sizes[left], sizes[right]), 1)
    kept = (alike >= MIN_ALIKE) & (contained >= MIN_CONTAINED)
    return Copies(left[kept], right[kept], contained[kept])


def candidates(signatures: NDArray[np.uint16]) -> tuple[Index, Index]:
    """Pairs of texts that agree in a whole band, each pair once, in order."""
    count = len(signatures)
    found: list[Index] = [np.empty(0, np.int64)]
    for start in range(0, signatures.shape[1] - ROWS + 1, ROWS):
        found += [left * count + right for left, right in _sharing(_band(signatures, start))]
        if sum(map(len, found[1:])) > FOLDED:
            found = [_distinct(found)]
    pairs = _distinct(found)
    return pairs // max(count, 1), pairs % max(count, 1)


def _distinct(parts: list[Index]) -> Index:
    """Each number once, in order (numpy's own `unique` hashes, which takes five times as long)."""
    numbers = np.sort(np.concatenate(parts))
    distinct: Index = numbers[np.diff(numbers, prepend=-1) != 0]
    return distinct


def similarity(signatures: NDArray[np.uint16], left: Index, right: Index) -> NDArray[np.float64]:
    """Estimated Jaccard similarity of each pair: the share of values in which its signatures agree."""
    agreeing: NDArray[np.float64] = np.empty(len(left))
    for i in range(0, len(left), CHUNK):
        some = slice(i, i + CHUNK)
        agreeing[some] = np.count_nonzero(signatures[left[some]] == signatures[right[some]], axis=1)
    agreeing /= signatures.shape[1]
    return agreeing


def _band(signatures: NDArray[np.uint16], start: int) -> NDArray[np.uint64]:
    """The values of one band as one number a text."""
    band = np.zeros(len(signatures), np.uint64)
    for column in range(start, start + ROWS):
        band = (band << np.uint64(16)) | signatures[:, column].astype(np.uint64)
    return band


def _sharing(band: NDArray[np.uint64]) -> Any:
    """Pairs of places with the same number: each place with its next NEIGHBOURS, and with the first that has it."""
    order = np.argsort(band, kind="stable")
    held = band[order]
    is_first = np.concatenate([[True], held[1:] != held[:-1]]) if len(held) else np.empty(0, bool)
    first = order[np.maximum.accumulate(np.where(is_first, np.arange(len(held)), 0))]
    yield first[~is_first], order[~is_first]
    for step in range(1, NEIGHBOURS + 1):
        same = np.flatnonzero(held[step:] == held[:-step])
        if not len(same):
            return
        yield order[same], order[same + step]
