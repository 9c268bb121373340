"""What a page's markup says about its article: JSON-LD, meta elements, links. Claims, to be weighed by the caller."""

import html
import json
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml.etree import _Element  # type: ignore[import-untyped]

from transforms.clean.authors import is_name, split_authors
from transforms.clean.text import one_line

ARTICLE_TYPES: Final = ("article", "posting", "report", "review")
"""Endings of the schema.org types that are articles: NewsArticle, BlogPosting, LiveBlogPosting, Report …"""

IN_MAIN: Final = "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
LINKED_HEADINGS: Final = f"//*[self::h2 or self::h3 or self::h4][.//a[@href] or parent::a[@href]]{IN_MAIN}"
MAX_NODES: Final = 2000
PUBLISHED: Final = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "date", "pubdate", "publishdate",
    "publish_date", "publish-date", "dc.date", "dc.date.issued", "dcterms.date", "dcterms.issued", "dcterms.created",
    "sailthru.date", "parsely-pub-date", "cxenseparse:recs:publishtime", "article.published", "article_date_original",
)  # fmt: skip
MODIFIED: Final = ("article:modified_time", "og:updated_time", "datemodified", "last-modified", "dcterms.modified", "lastmod")
AUTHOR: Final = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator")
SITE: Final = ("og:site_name", "application-name", "publisher", "dc.publisher")


class Claims(NamedTuple):
    """What a page says of itself; each list in order of trust, unread and unchecked."""

    titles: list[str]
    published: list[str]
    modified: list[str]
    authors: tuple[str, ...]
    site: str | None
    canonical: str | None
    language: str | None
    is_article: bool
    """Its structured data says that it is one article."""
    linked_headings: int
    """Headings that lead to other pages: an index page is made of them."""


def read_claims(tree: _Element) -> Claims:
    """The claims of a parsed page. Broken JSON-LD is passed over."""
    headings = [_text(h) for h in tree.iter("h1")]
    node = _own_node(list(_article_nodes(tree)), headings)
    meta = _meta(tree)
    titles = [
        _string(node.get("headline")),
        headings[0] if len(headings) == 1 else None,
        meta.get("og:title"),
        _page_title(tree, meta),
    ]
    return Claims(
        titles=[title for t in titles if (title := one_line(html.unescape(t or "")))],
        published=[
            *_strings(node.get("datePublished")),
            *(meta[k] for k in PUBLISHED if k in meta),
            *_marked_times(tree, "datepublished"),
        ],
        modified=[
            *_strings(node.get("dateModified")),
            *(meta[k] for k in MODIFIED if k in meta),
            *_marked_times(tree, "datemodified"),
        ],
        authors=_names(node.get("author")) or _meta_authors(meta) or _printed_authors(tree),
        site=one_line(meta.get("og:site_name"))
        or one_line(next(iter(_names(node.get("publisher"))), None))
        or _first(meta, SITE),
        canonical=_canonical(tree) or meta.get("og:url"),
        language=tree.get("lang") or tree.get("xml:lang") or _string(node.get("inLanguage")) or meta.get("og:locale"),
        is_article=bool(node) or meta.get("og:type", "").lower() == "article",
        linked_headings=len(tree.xpath(LINKED_HEADINGS)),
    )


def printed_times(tree: _Element) -> list[str]:
    """Times a reader sees: `<time>` elements, in order, then lines of a date or byline."""
    times = [time.get("datetime") or _text(time) for time in tree.xpath(f"//time{IN_MAIN}")]
    lines = tree.xpath('//*[contains(@class, "date") or contains(@class, "timestamp") or contains(@class, "byline")]')
    return [*times[:10], *(text for line in lines[:10] if len(text := _text(line)) < 200)]


def _article_nodes(tree: _Element) -> Iterator[dict[str, Any]]:
    for script in tree.xpath('//script[@type="application/ld+json"]'):
        try:
            found = json.loads((script.text or "").strip().removeprefix("<!--").removesuffix("-->"), strict=False)
        except (ValueError, RecursionError):
            continue
        yield from (node for node in _nodes(found) if _is_article(node))


def _own_node(nodes: list[dict[str, Any]], headings: list[str]) -> dict[str, Any]:
    """The description of the page's own article: the only one, or the one under the page's headline. Empty where none is."""
    if len({_string(node.get("headline")) for node in nodes}) == 1:
        return nodes[0]
    return next((node for node in nodes if one_line(html.unescape(_string(node.get("headline")) or "")) in headings), {})


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD block, through lists and "@graph" only: an article named inside another is not the page's own."""
    queue, seen = [value], 0
    while queue and seen < MAX_NODES:
        seen += 1
        item = queue.pop(0)
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(item[key] for key in ("@graph", "mainEntity") if key in item)


def _is_article(node: dict[str, Any]) -> bool:
    return any(name.lower().endswith(ARTICLE_TYPES) for name in _strings(node.get("@type")))


def _strings(value: Any) -> list[str]:
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def _string(value: Any) -> str | None:
    return next(iter(_strings(value)), None)


def _names(value: Any) -> tuple[str, ...]:
    """Names in a schema.org value: a string, an object with a name, or a list of these."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            found += (html.unescape(name) for name in _strings(item.get("name")))
        elif isinstance(item, str):
            found += split_authors(html.unescape(item))
    return tuple(dict.fromkeys(line for name in found if (line := one_line(name)) and is_name(line)))


def _meta(tree: _Element) -> dict[str, str]:
    """Meta elements by lower-case name, property or itemprop; the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (content := one_line(element.get("content"))):
            found.setdefault(name.strip().lower(), content)
    return found


def _first(meta: dict[str, str], names: tuple[str, ...]) -> str | None:
    return next((meta[name] for name in names if name in meta), None)


def _meta_authors(meta: dict[str, str]) -> tuple[str, ...]:
    return next((names for key in AUTHOR if key in meta and (names := split_authors(meta[key]))), ())


def _printed_authors(tree: _Element) -> tuple[str, ...]:
    marked = tree.xpath('//*[@itemprop="author" or @rel="author"]') or tree.xpath('//*[contains(@class, "byline")]')
    lines = [text for element in marked[:5] if len(text := _text(element)) < 120]
    return tuple(dict.fromkeys(name for line in lines for name in split_authors(line) if not any(c.isdigit() for c in name)))


def _marked_times(tree: _Element, name: str) -> list[str]:
    found = [e for e in tree.iter("time", "span", "div", "p") if (e.get("itemprop") or "").lower() == name]
    return [time.get("datetime") or time.get("content") or _text(time) for time in found]


def _canonical(tree: _Element) -> str | None:
    return next((link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None)


def _page_title(tree: _Element, meta: dict[str, str]) -> str | None:
    """The title element without the site's name at its end."""
    title = one_line(next((_text(e) for e in tree.iter("title")), None))
    site = meta.get("og:site_name")
    for mark in (" | ", " - ", " – ", " — ", " · "):
        head, found, tail = (title or "").rpartition(mark)
        if found and (tail == site or (mark == " | " and len(tail.split()) <= 5)):
            return head
    return title


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())
