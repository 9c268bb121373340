"""From scores to annotation: the best lawful sequence of name tags, the best tree over a sentence. Plain numpy."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

Scores = NDArray[np.float32]
Numbers = NDArray[np.int64]

FORBIDDEN: Final = np.float32(-1e4)


def name_tags(labels: tuple[str, ...]) -> list[str]:
    """The classes of the names head: "O", then "B-X" and "I-X" for each label."""
    return ["O", *(f"{part}-{label}" for label in labels for part in "BI")]


def best_tags(scores: Scores) -> Numbers:
    """The best tag of each word such that "I-X" only follows "B-X" or "I-X" (Viterbi 1967). scores (words, tags) -> (words,).

    The search is only made where the best tags one by one are not lawful, which they mostly are.
    """
    tags: Numbers = scores.argmax(1)
    inside = (tags > 0) & (tags % 2 == 0)
    before = np.concatenate(([0], tags[:-1]))
    wrong = inside & (before != tags) & (before != tags - 1)
    if not wrong.any():
        return tags
    return _viterbi(scores)


def _viterbi(scores: Scores) -> Numbers:
    count = scores.shape[1]
    lawful = np.zeros((count, count), dtype=np.float32)
    for tag in range(2, count, 2):
        lawful[:, tag] = FORBIDDEN
        lawful[tag, tag] = lawful[tag - 1, tag] = 0
    best = scores[0] + lawful[0]
    back = []
    for row in scores[1:]:
        ways = best[:, None] + lawful
        back.append(ways.argmax(0))
        best = ways.max(0) + row
    path = [int(best.argmax())]
    for step in reversed(back):
        path.append(int(step[path[-1]]))
    return np.array(path[::-1])


def best_heads(arcs: Scores, starts: Numbers) -> Numbers:
    """The head of each word, its own index for a root: one tree with one root for each sentence.

    arcs (words, words + 1): column 0 is the score of being the root, column j + 1 that of word j as the head. `starts`: first words of the
    sentences, 0 first. -> (words,).
    """
    heads = np.empty(len(arcs), dtype=np.int64)
    for begin, end in zip(starts, [*starts[1:], len(arcs)], strict=True):
        own = np.concatenate((arcs[begin:end, :1], arcs[begin:end, begin + 1 : end + 1]), 1)
        tree = _tree(own)
        heads[begin:end] = np.where(tree == 0, np.arange(begin, end), tree - 1 + begin)
    return heads


def _tree(scores: Scores) -> Numbers:
    """scores (n, n + 1) -> heads (n,), 0 the root: argmax where that is a tree with one root, else the maximum spanning one."""
    n = len(scores)
    scores = scores.astype(np.float64)
    scores[np.arange(n), np.arange(1, n + 1)] = -np.inf
    heads: Numbers = scores.argmax(1)
    roots = np.flatnonzero(heads == 0)
    if len(roots) == 1 and _reaches_root(heads):
        return heads
    # A root that costs more than a whole tree can differ by is used once and no more (Stanojević & Cohen 2021).
    finite = scores[np.isfinite(scores)]
    square = np.full((n + 1, n + 1), -np.inf)
    square[1:] = scores
    square[1:, 0] -= (n + 1) * (finite.max() - finite.min() + 1)
    found: Numbers = _spanning(square)[1:]
    return found


def _reaches_root(heads: Numbers) -> bool:
    """Whether following the heads from every word ends at the root."""
    at = np.arange(1, len(heads) + 1)
    jump = np.concatenate(([0], heads))
    for _ in range(max(1, int(np.ceil(np.log2(len(heads) + 1))))):
        jump = jump[jump]
    return not jump[at].any()


def _spanning(scores: NDArray[np.float64]) -> Numbers:
    """The maximum spanning arborescence from node 0 (Chu & Liu 1965, Edmonds 1967). scores (n, n), row = child -> heads (n,)."""
    n = len(scores)
    heads: Numbers = scores.argmax(1)
    heads[0] = 0
    cycle = _cycle(heads)
    if not cycle:
        return heads
    inside = np.zeros(n, dtype=bool)
    inside[cycle] = True
    rest = np.flatnonzero(~inside)
    ring = np.array(cycle)
    kept = scores[ring, heads[ring]]
    entering = scores[np.ix_(ring, rest)] - kept[:, None]
    leaving = scores[np.ix_(rest, ring)]
    small = np.full((len(rest) + 1, len(rest) + 1), -np.inf)
    small[:-1, :-1] = scores[np.ix_(rest, rest)]
    small[-1, :-1] = entering.max(0)
    small[:-1, -1] = leaving.max(1)
    small[0] = -np.inf
    chosen = _spanning(small)
    for k in range(1, len(rest)):
        heads[rest[k]] = ring[leaving[k].argmax()] if chosen[k] == len(rest) else rest[chosen[k]]
    entrance = chosen[-1]
    heads[ring[entering[:, entrance].argmax()]] = rest[entrance]
    return heads


def _cycle(heads: Numbers) -> list[int]:
    """Some cycle that does not hold node 0, or nothing."""
    state = np.zeros(len(heads), dtype=np.int8)
    state[0] = 2
    for start in range(1, len(heads)):
        path, at = [], start
        while state[at] == 0:
            state[at] = 1
            path.append(at)
            at = int(heads[at])
        if state[at] == 1:
            return path[path.index(at) :]
        state[path] = 2
    return []
