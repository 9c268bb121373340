"""What an HTTP answer is: a page, a text, JSON, a feed, a sitemap, or nothing that is read."""

import re
from typing import Final, Literal

from flows.sources.answers import Answer
from flows.sources.links import is_same_site
from flows.sources.records import split_json
from transforms.documents import Given, MediaType, RawDocument

Kind = Literal["feed", "sitemap", "page", "text", "json", "other"]

PROLOG: Final = rb"\s*+(?>(?><!--.*?-->|<\?[^>]*>|<!doctype\s[^>]*>)\s*+)*+"
"""Comments and declarations before the root element. Atomic: a body full of these must not make the expression backtrack."""

FEED_START: Final = re.compile(PROLOG + rb"<(rss|feed|rdf:rdf|\w+:feed)\b", re.DOTALL | re.IGNORECASE)
SITEMAP_START: Final = re.compile(PROLOG + rb"<(\w+:)?(urlset|sitemapindex)\b", re.DOTALL | re.IGNORECASE)
PAGE_START: Final = re.compile(PROLOG + rb"<(html|head|body|article|main|div|p)\b", re.DOTALL | re.IGNORECASE)
PAGE_TYPES: Final = ("text/html", "application/xhtml+xml")
FEED_TYPES: Final = ("application/rss+xml", "application/atom+xml", "application/rdf+xml", "application/xml", "text/xml")
TEXT_TYPES: Final = ("text/plain", "text/markdown")
MEDIA_TYPES: Final[dict[Kind, MediaType]] = {"page": "text/html", "text": "text/plain", "json": "application/json"}
SNIFFED: Final = 4096
KEPT_HEADERS: Final = ("content-type", "content-language", "last-modified", "etag", "date")
"""Headers that tell about the document. Others (cookies among them) are not kept."""


def kind_of(answer: Answer) -> Kind:
    """What the body is. How it begins outweighs what the header says: feeds are served as text/html, pages as text/plain."""
    start = answer.body[:SNIFFED].removeprefix(b"\xef\xbb\xbf").replace(b"\0", b"")
    content_type = answer.headers.get("content-type", "").partition(";")[0].strip().lower()
    if FEED_START.match(start):
        return "feed"
    if SITEMAP_START.match(start):
        return "sitemap"
    if content_type in PAGE_TYPES or (PAGE_START.match(start) and content_type in ("", *TEXT_TYPES, *FEED_TYPES)):
        return "page"
    if content_type in FEED_TYPES:
        return "feed"
    if content_type == "application/json" or content_type.endswith("+json"):
        return "json"
    return "text" if content_type in ("", *TEXT_TYPES) else "other"


MOST_ARTICLES: Final = 1000
"""Articles in one JSON answer."""


def documents_of(answer: Answer, kind: Kind, given: Given) -> list[RawDocument]:
    """The raw documents of an answer that is a page, a text or JSON."""
    headers = {name: value for name, value in answer.headers.items() if name in KEPT_HEADERS}
    document = RawDocument(answer.final_url, MEDIA_TYPES[kind], answer.body, headers, answer.fetched_at, given)
    return _own(split_json(document), document) if kind == "json" else [document]


def _own(articles: list[RawDocument], answer: RawDocument) -> list[RawDocument]:
    """Articles in JSON of the web: like a page they speak for their own site only, and no answer holds thousands of them."""
    if len(articles) > MOST_ARTICLES:
        return [answer]  # cleaning rejects it whole, with its reason
    return [
        article if is_same_site(article.url, answer.url) else article._replace(url=f"{answer.url}#item:{number}")
        for number, article in enumerate(articles, 1)
    ]
