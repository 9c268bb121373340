"""How well and how fast copies of a story are found, on articles from our own grammar (`benchmarks/newsroom.py`).

    python benchmarks/copies.py [--articles 200000] [--misses 0]

Prints precision and recall of pairs over 5,000 articles, then CPU seconds for growing sets: signatures (once a revision, when it is read)
and stories (over the whole set, at every publish).
"""

import argparse
import time
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from benchmarks.newsroom import Printed, printed
from schemas import make_id
from transforms.stories.clusters import Text, stories
from transforms.stories.signatures import signature

MEASURED = 5_000


class Pairs(NamedTuple):
    """Pairs of articles told to be of one story."""

    right: int
    found: int
    wanted: int

    @property
    def precision(self) -> float:
        return self.right / self.found

    @property
    def recall(self) -> float:
        return self.right / self.wanted


def texts(articles: Sequence[Printed]) -> list[Text]:
    """The signatures of the articles, as the warehouse keeps them."""
    rows = [(make_id("articles", a.name), signature(make_id("article_revisions", a.name), a.text)) for a in articles]
    return [Text(article, r.text_hash, r.shingle_count, r.signature, True) for article, r in rows]


def score(articles: Sequence[Printed]) -> Pairs:
    """Pairs of articles found to be of one story, against those that are."""
    gold = {make_id("articles", a.name): a.story for a in articles}
    found = stories(texts(articles)).values()
    right = sum(_pairs(Counter(gold[a] for a in members).values()) for members in found)
    return Pairs(right, _pairs(map(len, found)), _pairs(Counter(gold.values()).values()))


def _pairs(sizes: Iterable[int]) -> int:
    return sum(size * (size - 1) // 2 for size in sizes)


def show_misses(articles: Sequence[Printed], most: int) -> None:
    """Print stories that were mixed up or torn apart."""
    gold = {make_id("articles", a.name): a for a in articles}
    found = list(stories(texts(articles)).values())
    torn = defaultdict(list)
    for members in found:
        names = Counter(gold[a].story for a in members)
        if len(names) > 1:
            print("mixed:", dict(names.most_common(8)))
        for name, size in names.items():
            torn[name].append(size)
    for name, sizes in [(n, s) for n, s in torn.items() if len(s) > 1][:most]:
        print("torn:", name, sorted(sizes, reverse=True))


def main() -> None:
    """Measure both."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=200_000)
    parser.add_argument("--misses", type=int, default=0)
    options = parser.parse_args()
    measured = printed(MEASURED)
    pairs = score(measured)
    print(
        f"{MEASURED:,} articles, {pairs.wanted:,} pairs of one story: precision {pairs.precision:.4f}, recall {pairs.recall:.4f}"
    )
    if options.misses:
        show_misses(measured, options.misses)
    for size in (s for s in (5_000, 20_000, 50_000, 200_000) if s <= options.articles):
        articles = printed(size)
        started = time.process_time()
        signed = texts(articles)
        read = time.process_time()
        count = len(stories(signed))
        ended = time.process_time()
        print(f"{size:>9,} articles: signatures {read - started:6.1f} s, {count:,} stories in {ended - read:5.1f} s, {1e6 * (ended - read) / size:.0f} µs an article")  # fmt: skip


if __name__ == "__main__":
    main()
