"""Feeds: bytes to entries. feedparser gets bytes in a wrapper, for it would open a text that looks like a path or URL."""

import html
import io
import re
from calendar import timegm
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple
from urllib.parse import urljoin

import feedparser

from flows.sources.answers import Answer
from flows.sources.markup import fault, xml_text
from flows.sources.values import Entry
from transforms.documents import Given, RawDocument

FULL_CONTENT: Final = 600
"""Characters without markup from which an entry's content is taken for the article and not its teaser."""

LONGEST: Final = 2000
"""Characters of a title that are read: it is kept with every article of the feed."""
MAX_MARKS: Final = 250_000
"""Tags, of which feedparser reads about 30,000 a second. The longest feeds of whole articles have some ten thousand entries."""

MEND: Final = "give the address of an RSS or Atom feed"


class Feed(NamedTuple):
    """A feed's title and entries, in its order."""

    title: str | None
    entries: list[Entry]


def read_feed(answer: Answer, *, at_most: int) -> Feed:
    """The first entries of a feed. Raises FetchFault for what is no XML feed, or declares a document type or entities."""
    text = xml_text(answer, MEND)
    if text.count("<") > MAX_MARKS:
        raise fault(answer, "refused", f"is too complex (more than {MAX_MARKS:,} tags)", MEND)
    try:
        # The text is handed over as UTF-8 with a header that says so; what it declared itself is gone.
        parsed = feedparser.parse(
            io.BytesIO(text.encode("utf-8", "replace")),
            response_headers={"content-type": "application/xml; charset=utf-8", "content-location": answer.final_url},
        )
    except Exception as failure:  # a parser of hostile input may fail in any way; the run goes on
        raise fault(answer, "failed", f"cannot be read as a feed ({failure})", MEND) from failure
    if not parsed.get("version") or (parsed.get("bozo") and not parsed.entries):
        raise fault(answer, "failed", f"is no feed ({_problem(parsed)})", MEND)
    base = parsed.feed.get("link") or answer.final_url
    return Feed(_plain(parsed.feed.get("title")), [_entry(entry, base) for entry in parsed.entries[:at_most]])


def content_document(entry: Entry, given: Given, *, url: str, fetched_at: datetime) -> RawDocument | None:
    """The article that an entry carries whole, as a small page; None where it carries a teaser or nothing."""
    if not entry.content:
        return None
    title = html.escape(entry.title or "")
    body = f"<body><article><h1>{title}</h1>{entry.content}</article></body>"
    page = f"<!doctype html><html><head><title>{title}</title></head>{body}</html>"
    return RawDocument(
        url, "text/html", page.encode("utf-8", "replace"), {"content-type": "text/html; charset=utf-8"}, fetched_at, given
    )


def _problem(parsed: Any) -> str:
    """The parser's complaint, on one line."""
    return " ".join(str(parsed.get("bozo_exception") or "it is no RSS and no Atom").split())[:200]


def _entry(entry: Any, base: str) -> Entry:
    link = _plain(entry.get("link"))
    contents = [str(content.get("value") or "") for content in entry.get("content", [])]
    content = max(contents, key=len, default="")
    return Entry(
        link=_joined(base, link) if link else None,
        title=_plain(entry.get("title")),
        published_at=_moment(entry.get("published_parsed")),
        content=content if len(_plain(content) or "") >= FULL_CONTENT else None,
    )


def _joined(base: str, link: str) -> str:
    try:
        return urljoin(base, link)
    except ValueError:
        return link


def _plain(text: Any) -> str | None:
    """A text without markup, on one line."""
    return " ".join(html.unescape(re.sub(r"<[^<>]*>", " ", str(text or "")[:LONGEST])).split()) or None


def _moment(parsed: Any) -> datetime | None:
    """feedparser's nine numbers, which are UTC."""
    try:
        return datetime.fromtimestamp(timegm(parsed), UTC) if parsed else None
    except (ValueError, OverflowError, OSError, TypeError):
        return None
