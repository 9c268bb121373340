"""One page to one article: its claims are weighed, its furniture taken out, its main text found and judged."""

import re
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

from transforms.clean.body import main_blocks, stated_blocks
from transforms.clean.boilerplate import Block, without_boilerplate
from transforms.clean.breaks import join_articles, split_paragraphs, unwrap_times
from transforms.clean.complexity import overloaded_tag, too_complex
from transforms.clean.dates import is_sane, moment_in_url, perhaps_in_url, published, read_moment
from transforms.clean.decode import decode, header_charset
from transforms.clean.furniture import without_furniture
from transforms.clean.lines import lines
from transforms.clean.metadata import Claims, read_claims
from transforms.clean.printed import Printed, drop_bylines, read_printed
from transforms.clean.text import one_line, tidy
from transforms.clean.urls import canonical_of, country_of, host_of, is_web
from transforms.clean.verdict import MIN_PROSE, verdict, word_count
from transforms.documents import CleanedArticle, RawDocument, Rejected

META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)

ONE_DAY: Final = timedelta(hours=36)
"""A moment so near to a day is of that day, in some time zone."""

AS_SERVED: Final = timedelta(minutes=5)
"""A loose date so near to the fetch is the time at which the page was built for us."""


def clean_page(document: RawDocument, *, accepted: bool = False) -> CleanedArticle | Rejected:
    """The article of an HTML page; rejects monsters (`too_complex`) and, unless it is accepted as one, what is none (see `verdict`)."""
    text = tidy(_decoded(document))
    if (size := overloaded_tag(text)) is not None:
        return _too_complex(document, size)
    tree = _parse(text)
    if tree is None:
        return _rejected(document, "not_an_article", "has no markup that can be read")
    if (size := too_complex(tree)) is not None:
        return _too_complex(document, size)
    page = lines(tree)
    claims = read_claims(tree, page)
    if country := country_of(document.url):  # surer than the language tag: "en-US" is what many programs put there by themselves
        claims = claims._replace(region=country)
    without_furniture(tree)
    kept = lines(tree)
    printed = read_printed(tree, kept, claims.titles, claims.region, claims.site)
    authors = claims.authors or printed.authors
    drop_bylines(tree, kept, claims.titles)
    join_articles(tree)
    unwrap_times(tree)
    split_paragraphs(tree)
    blocks = without_boilerplate(main_blocks(tree, lines(tree), claims.titles), claims.titles, authors)
    blocks = _or_stated(blocks, sum(word_count(line.text) for line in kept if line.is_prose), claims)
    if not accepted and (why := verdict(blocks, page, claims)) is not None:
        return _rejected(document, why.reason, why.detail)
    return _article(document, claims, printed, "\n\n".join(block.text for block in blocks))


def _decoded(document: RawDocument) -> str:
    declared = META_CHARSET.search(document.body[:4096])
    return decode(
        document.body, [header_charset(document.headers.get("content-type")), declared[1].decode("ascii") if declared else None]
    )


def _parse(text: str) -> Any:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False, default_doctype=False)
    try:
        return document_fromstring(text.encode(), parser=parser)
    except (etree.LxmlError, ValueError):
        return None


def _or_stated(blocks: list[Block], visible: int, claims: Claims) -> list[Block]:
    """The blocks, or the text in structured data where the page itself shows none: a script would have put it there."""
    return stated_blocks(claims.body) if claims.body and visible < MIN_PROSE else blocks


def _article(document: RawDocument, claims: Claims, printed: Printed, text: str) -> CleanedArticle:
    moment, origin = published(document, meta=_stated_moments(document, claims), text=_printed_moments(document, printed))
    canonical = canonical_of(document.url, claims.canonical)
    return CleanedArticle(
        canonical_url=canonical,
        title=next(iter(claims.titles), None) or one_line(document.given.title),
        text=text,
        language=claims.language,
        published_at=moment,
        published_at_origin=origin,
        modified_at=_modified(document, claims, printed, None if origin == "fetched" else moment),
        authors=claims.authors or printed.authors,
        source_name=claims.site or host_of(canonical),
        section=claims.section,
    )


def _stated_moments(document: RawDocument, claims: Claims) -> Iterable[datetime | None]:
    """What structured data says. Loose dates come last, and not at all where the URL names another day or they are of our visit."""
    yield from (read_moment(text, claims.region) for text in claims.published)
    day = moment_in_url(document.url) if is_web(document.url) else None
    for text in claims.loosely_published:
        moment = read_moment(text, claims.region)
        is_ours = moment is not None and abs(document.fetched_at - moment) <= AS_SERVED
        if moment and not is_ours and (day is None or abs(moment - day) <= ONE_DAY):
            yield moment


def _modified(document: RawDocument, claims: Claims, printed: Printed, moment: datetime | None) -> datetime | None:
    """When it says it was changed; nothing can be changed a day before it is published."""
    stated = [*(read_moment(text, claims.region) for text in claims.modified), *printed.modified]
    sane = (m for m in stated if m and is_sane(m, fetched_at=document.fetched_at))
    return next((m for m in sane if moment is None or m >= moment - ONE_DAY), None)


def _printed_moments(document: RawDocument, printed: Printed) -> list[datetime]:
    """What the URL and the printed times say. A URL names the day surely; a printed time close to it names the hour.

    What stands above a headline is today's date as often as not, and says nothing where it is that of our visit.
    """
    above = [moment for moment in printed.above if document.fetched_at - moment > ONE_DAY]
    found, url = [*printed.published, *above], document.url if is_web(document.url) else ""
    if day := moment_in_url(url):
        return [*(moment for moment in found if abs(moment - day) < ONE_DAY), day]
    return [*found, *filter(None, [perhaps_in_url(url)])]


def _rejected(document: RawDocument, reason: str, detail: str) -> Rejected:
    return Rejected("clean", reason, f"{document.url}: {detail}; give the page of one article")


def _too_complex(document: RawDocument, size: str) -> Rejected:
    return Rejected("clean", "too_complex", f"{document.url}: has {size}, more than any article; give the article's own page")
