"""The JSON-LD of a page: the description of its own article, however its publisher has written or broken it."""

import html
import json
import re
from collections.abc import Iterator
from typing import Any, Final

from lxml.etree import _Element  # type: ignore[import-untyped]

from transforms.clean.authors import is_name, split_authors, unique
from transforms.clean.text import one_line

ARTICLE_TYPES: Final = ("article", "posting", "report", "review")
"""Endings of the schema.org types that are articles: NewsArticle, BlogPosting, LiveBlogPosting, Report …"""

MAX_NODES: Final = 2000
WRAPPING: Final = re.compile(
    r"^\s*(?:<!--|/[/*]\s*<!\[CDATA\[(?:\s*\*/)?|<!\[CDATA\[)|(?://\s*)?(?:-->|/?\*?\s?\]\]>(?:\*/)?)\s*+;?\s*+$"
)
"""What templates of old put around scripts."""

TOLD: Final = re.compile(r'"(datePublished|dateModified)"\s*:\s*"([^"\\]{4,60})"')
"""In a block that is no JSON (an unescaped quote in a headline, a comma too many) these two can still be told."""


def article_node(tree: _Element, headings: list[str]) -> dict[str, Any]:
    """The description of the page's own article: the only one, or the one under the page's headline. Empty where none is."""
    everything = [node for block in _parsed(tree) for node in _nodes(block)]
    nodes = [node for node in everything if _is_article(node)]
    if len({string(node.get("headline")) for node in nodes}) == 1:
        own = nodes[0]
    else:
        own = next((node for node in nodes if one_line(html.unescape(string(node.get("headline")) or "")) in headings), {})
    return _resolved(own, everything) if own else _rescued(tree) if not nodes else {}


def page_node(tree: _Element) -> dict[str, Any]:
    """The description of the page where it describes no article but itself; empty where it describes several pages."""
    nodes = [node for block in _parsed(tree) for node in _nodes(block)]
    pages = [n for n in nodes if any(name.lower() in ("webpage", "itempage") for name in strings(n.get("@type")))]
    return pages[0] if len(pages) == 1 and not any(map(_is_article, nodes)) else {}


def strings(value: Any) -> list[str]:
    """The strings in a value that may be one, or a list."""
    return [item for item in (value if isinstance(value, list) else [value]) if isinstance(item, str)]


def string(value: Any) -> str | None:
    """The first string in a value."""
    return next(iter(strings(value)), None)


def names(value: Any, *, site: str | None = None) -> tuple[str, ...]:
    """Names in a schema.org value: a string, an object with a name, or a list of these."""
    found: list[str] = []
    for item in value if isinstance(value, list) else [value]:
        if isinstance(item, dict):
            stated = [html.unescape(name) for name in strings(item.get("name"))]
            is_whole = "organization" in (string(item.get("@type")) or "").lower()
            found += stated if is_whole else (name for text in stated for name in split_authors(text, site=site))
        elif isinstance(item, str):
            found += split_authors(html.unescape(item), site=site)
    return unique(line for name in found if (line := one_line(name)) and is_name(line))


def is_withheld(node: dict[str, Any]) -> bool:
    """Whether the article says that it is not free to read (schema.org `isAccessibleForFree`)."""
    return str(node.get("isAccessibleForFree")).lower() in ("false", "0", "no")


def _parsed(tree: _Element) -> Iterator[Any]:
    for text in _blocks(tree):
        try:
            yield json.loads(WRAPPING.sub("", WRAPPING.sub("", text)), strict=False)
        except (ValueError, RecursionError):
            continue


def _blocks(tree: _Element) -> list[str]:
    return [(s.text or "").strip() for s in tree.iter("script") if (s.get("type") or "").strip().lower() == "application/ld+json"]


def _nodes(value: Any) -> Iterator[dict[str, Any]]:
    """The objects of a JSON-LD block, through lists and "@graph" only: an article named inside another is not the page's own."""
    queue, seen = [value], 0
    while queue and seen < MAX_NODES:
        item = queue[seen] if seen < len(queue) else None
        if item is None:
            return
        seen += 1
        if isinstance(item, list):
            queue.extend(item)
        elif isinstance(item, dict):
            yield item
            queue.extend(item[key] for key in ("@graph", "mainEntity") if item.get(key) is not None)


def _is_article(node: dict[str, Any]) -> bool:
    return any(name.lower().endswith(ARTICLE_TYPES) for name in strings(node.get("@type")))


def _resolved(node: dict[str, Any], everything: list[dict[str, Any]]) -> dict[str, Any]:
    """The node with authors that are named by "@id" only put in their place."""
    known = {key: other for other in everything if isinstance(key := other.get("@id"), str) and "name" in other}
    authors = node.get("author")
    full = [
        known.get(string(a.get("@id")) or "", a) if isinstance(a, dict) else a
        for a in (authors if isinstance(authors, list) else [authors])
    ]
    return {**node, "author": full}


def _rescued(tree: _Element) -> dict[str, Any]:
    """What can be told of an article from a block that is no JSON; empty where it speaks of several."""
    for text in _blocks(tree):
        told: dict[str, set[str]] = {}
        for key, value in TOLD.findall(text):
            told.setdefault(key, set()).add(value)
        if len(told.get("datePublished", ())) == 1 and re.search(r'"@type"\s*:\s*\[?\s*"\w{0,30}(Article|Posting|Report)"', text):
            return {key: values.pop() for key, values in told.items() if len(values) == 1}
    return {}
