"""Sitemaps (sitemaps.org, and Google's extension for news): bytes to entries, or to the sitemaps that an index names."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

from flows.sources.answers import Answer
from flows.sources.links import is_same_site
from flows.sources.markup import fault, xml_text
from flows.sources.values import Entry
from transforms.clean.urls import is_web

MEND: Final = "give the address of a sitemap or of a sitemap index"
MAX_MARKS: Final = 2_000_000
"""A sitemap may name 50,000 addresses, with some twenty tags each, open and closed."""
MOST_ADDRESSES: Final = 50_000
"""In one sitemap, by the protocol; what is beyond is not read."""
EARLIEST: Final = datetime.min.replace(tzinfo=UTC)


class Sitemap(NamedTuple):
    """What a sitemap names, newest first where it tells: articles, or further sitemaps."""

    entries: list[Entry]
    sitemaps: list[str]


class _Place(NamedTuple):
    """One <url> or <sitemap> element."""

    entry: Entry
    changed_at: datetime
    is_sitemap: bool


def read_sitemap(answer: Answer, *, site: str) -> Sitemap:
    """The articles on the site of the URL `site`, and the further sitemaps, that a sitemap names.

    Raises FetchFault for what is no sitemap, or declares a document type or entities.
    """
    text = xml_text(answer, MEND)
    try:
        places = list(_places(text))
    except etree.XMLSyntaxError as failure:
        raise fault(answer, "failed", f"cannot be read as a sitemap ({failure})", MEND) from failure
    places.sort(key=lambda place: place.changed_at, reverse=True)
    return Sitemap(
        [p.entry for p in places if not p.is_sitemap and is_same_site(str(p.entry.link), site)],
        [str(p.entry.link) for p in places if p.is_sitemap],
    )


def _places(text: str) -> Iterator[_Place]:
    """Element by element, each dropped when it is read: a sitemap may be as large as a document may be."""
    parser = etree.XMLPullParser(
        events=("end",), recover=False, resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False
    )
    if text.count("<") > MAX_MARKS:
        raise etree.XMLSyntaxError(f"more than {MAX_MARKS:,} tags", None, 0, 0)
    data, count = text.encode("utf-8", "replace"), 0
    for start in range(0, len(data), 65536):
        parser.feed(data[start : start + 65536])
        for _, element in parser.read_events():
            if _name(element) not in ("url", "sitemap"):
                continue
            place = _place(element)
            element.clear()
            if place is not None and count < MOST_ADDRESSES:
                count += 1
                yield place
    parser.close()


def _place(element: Any) -> _Place | None:
    told = {_name(part): " ".join((part.text or "").split()) for part in element.iter() if isinstance(part.tag, str)}
    link = told.get("loc", "")
    if not is_web(link):
        return None
    published = _moment(told.get("publication_date"))
    changed = published or _moment(told.get("lastmod")) or EARLIEST
    return _Place(Entry(link, told.get("title") or None, published), changed, _name(element) == "sitemap")


def _name(element: Any) -> str:
    return str(element.tag).rpartition("}")[2]


def _moment(text: str | None) -> datetime | None:
    """A W3C date or time (ISO 8601); UTC where it does not say."""
    try:
        moment = datetime.fromisoformat(text) if text else None
        return (
            (moment if moment is None or moment.tzinfo else moment.replace(tzinfo=UTC)) and moment.astimezone(UTC)
            if moment
            else None
        )
    except (ValueError, OverflowError):
        return None
