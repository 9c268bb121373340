"""Gold pages: whole HTML pages of our own with their main text marked in place, and how ours is held against it.

    {"kind": "wire", "url": "https://…", "title": "…", "authors": ["…"], "published": ["2026-03-10T13:42:00Z", "meta"]}
    <html>…<p>⟦A paragraph of the article.⟧</p><p>Furniture.</p>…

The first line holds what is expected beside the text: `published` is the moment and its origin, `rejected` the reason for a page
that is no article. Further keys: `modified`, `section`, `canonical`, `feed` (a time the feed gave), `encoding` of the bytes.
"""

import html
import json
import re
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, RawDocument, Rejected

PAGES = Path(__file__).parent / "gold" / "pages"
FETCHED = datetime(2026, 4, 1, 12, tzinfo=UTC)
MARKED = re.compile(r"⟦(.*?)⟧", re.DOTALL)


class Page(NamedTuple):
    """A gold page: the document as fetched, what stands in its first line, and the paragraphs of its article."""

    name: str
    document: RawDocument
    told: dict[str, Any]
    paragraphs: list[str]


class Scored(NamedTuple):
    """One page: the share of our words that are the article's, the share of the article's that are ours, their harmonic mean."""

    precision: float
    recall: float
    f1: float


class Mean(NamedTuple):
    """Means over pages, so that a long page counts no more than a short one; in percent."""

    scores: list[Scored]

    @property
    def precision(self) -> float:
        return round(100 * sum(s.precision for s in self.scores) / len(self.scores), 1)

    @property
    def f1(self) -> float:
        return round(100 * sum(s.f1 for s in self.scores) / len(self.scores), 1)


def moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def page_of(path: Path) -> Page:
    head, _, body = path.read_text(encoding="utf-8").partition("\n")
    told = json.loads(head)
    given = Given(published_at=moment(told["feed"]), published_at_origin="feed") if "feed" in told else Given()
    data = re.sub("[⟦⟧]", "", body).encode(told.get("encoding", "utf-8"))
    document = RawDocument(told["url"], "text/html", data, {"content-type": "text/html"}, FETCHED, given)
    return Page(path.stem, document, told, [_plain(marked) for marked in MARKED.findall(body)])


def pages() -> Iterator[Page]:
    yield from map(page_of, sorted(PAGES.glob("*.page")))


@cache
def cleaned() -> list[tuple[Page, CleanedArticle | Rejected]]:
    return [(page, clean(page.document)) for page in pages()]


def articles() -> list[tuple[Page, CleanedArticle | None]]:
    """The pages that are articles, each with what came out; None where it was rejected."""
    return [(p, found if isinstance(found, CleanedArticle) else None) for p, found in cleaned() if "rejected" not in p.told]


def text_score(page: Page, found: CleanedArticle | None) -> Scored:
    """By word, each as often as it occurs."""
    ours, theirs = Counter(_words(found.text if found else "")), Counter(_words(" ".join(page.paragraphs)))
    right = sum((ours & theirs).values())
    return Scored(right / max(1, ours.total()), right / max(1, theirs.total()), 2 * right / max(1, ours.total() + theirs.total()))


def date_is_right(page: Page, found: CleanedArticle | None) -> bool:
    """Both the moment and where it was read."""
    when, origin = page.told["published"]
    return found is not None and (found.published_at, found.published_at_origin) == (moment(when), origin)


def is_rejected_rightly(page: Page, found: CleanedArticle | Rejected) -> bool:
    return isinstance(found, Rejected) and found.reason == page.told["rejected"]


def _plain(marked: str) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", marked)).split())


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.lower())
