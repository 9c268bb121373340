"""Copies of a story on 5,000 articles of our own grammar: what the issue of copies asks for may not fall."""

from benchmarks.copies import MEASURED, score
from benchmarks.newsroom import printed


def test_copies_are_found_and_strangers_are_not() -> None:
    articles = printed(MEASURED)
    assert len({a.name for a in articles}) == MEASURED
    pairs = score(articles)
    assert pairs.precision >= 0.99, pairs
    assert pairs.recall >= 0.95, pairs
