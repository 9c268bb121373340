"""Texts and their copies -> the story of every article, over the whole warehouse at once.

Articles that print the same words are one node of a graph, whose edges are the copies found. The graph is cut into stars (Aslam,
Pelekhov and Rus 2004): the node with the most copies takes them, then the next that is still free. So every article of a story is a
copy of one and the same article, and no chain of small differences ties together what has nothing in common.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

import numpy as np

from transforms.stories.copies import copies
from transforms.stories.signatures import read_signatures

STUB: Final = 3
"""An earlier text of an article with less than a third of its present words ("More to follow.") tells nothing of its story."""


class Text(NamedTuple):
    """One text that an article had, as `core.story_signatures` keeps it."""

    article_id: str
    text_hash: str
    shingle_count: int
    signature: str | None
    is_current: bool


def stories(texts: Iterable[Text]) -> dict[str, list[str]]:
    """The articles of each story, sorted, by the smallest id among them. An article whose texts are unlike all others is its own."""
    kept = telling(texts)
    whose = same_words(kept)
    centres = stars(edges(kept, whose))
    found: dict[str, list[str]] = defaultdict(list)
    for article, node in sorted(whose.items()):
        found[centres.get(node, node)].append(article)
    return {articles[0]: articles for articles in found.values()}


def telling(texts: Iterable[Text]) -> list[Text]:
    """The texts without stubs, in an order that does not depend on theirs."""
    ordered = sorted(texts, key=lambda t: (t.text_hash, t.article_id))
    size = {t.article_id: t.shingle_count for t in ordered if t.is_current}
    return [t for t in ordered if t.is_current or STUB * t.shingle_count >= size.get(t.article_id, 0)]


def same_words(texts: Sequence[Text]) -> dict[str, str]:
    """Article -> the smallest id among the articles that it shares a text with, at first or second hand."""
    whose = {t.article_id: t.article_id for t in texts}
    printed: dict[str, str] = {}
    for text in texts:
        one, other = _root(whose, text.article_id), _root(whose, printed.setdefault(text.text_hash, text.article_id))
        whose[max(one, other)] = min(one, other)
    return {article: _root(whose, article) for article in whose}


def _root(whose: dict[str, str], article: str) -> str:
    while whose[article] != article:
        whose[article] = article = whose[whose[article]]
    return article


def edges(texts: Sequence[Text], whose: Mapping[str, str]) -> set[tuple[str, str]]:
    """Pairs of nodes of which some texts are copies."""
    distinct = list({t.text_hash: t for t in texts if t.signature}.values())
    found = copies(
        read_signatures([t.signature or "" for t in distinct]), np.array([t.shingle_count for t in distinct], np.int64)
    )
    nodes = [whose[t.article_id] for t in distinct]
    return {(nodes[a], nodes[b]) for a, b in zip(found.left.tolist(), found.right.tolist(), strict=True) if nodes[a] != nodes[b]}


def stars(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Node -> the centre of its star, of the nodes that stand in a pair: those with most neighbours first, then in order."""
    beside: dict[str, set[str]] = defaultdict(set)
    for one, other in pairs:
        beside[one].add(other)
        beside[other].add(one)
    centre: dict[str, str] = {}
    for node in sorted(beside, key=lambda n: (-len(beside[n]), n)):
        if node not in centre:
            centre |= {n: node for n in (node, *beside[node]) if n not in centre}
    return centre
