"""One page to one article: trafilatura finds the main text, we lay it out and tell what is said about it."""

import configparser
import re
from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]
from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG

from transforms.clean.complexity import overloaded_tag, too_complex
from transforms.clean.dates import is_sane, moment_in_url, published, read_moment
from transforms.clean.decode import decode, header_charset
from transforms.clean.metadata import Claims, printed_times, read_claims
from transforms.clean.text import one_line, tidy
from transforms.clean.urls import canonical_of, host_of, is_web
from transforms.documents import CleanedArticle, RawDocument, Rejected

MIN_PROSE: Final = 40
"""Words of running prose below which a page is no article: the shortest news briefs have about fifty."""

MIN_CELL_WORDS: Final = 10
"""A table cell with fewer words is data, not prose: it would part numbers from the words that say what they count."""

MAX_LINK_SHARE: Final = 0.5
"""Above this share of linked characters a page is a list of articles."""

TAILS: Final = re.compile(
    r"(related (content|articles?|stories|topics|coverage)|read (more|next|also)|more (from|on|stories|in)\b.{0,60}"
    r"|you (may|might) also like.{0,40}|recommended( for you)?|most (read|popular)|share this (article|story|page)|advertisement"
    r"|sign up (for|to) .{0,160}|subscribe (to|now) .{0,160}|follow us on .{0,80}|(©|copyright\b).{0,160}"
    r"|all rights reserved.{0,80})[.:!]?",
    re.IGNORECASE,
)
"""Whole blocks that close a page and are not its article. Only trailing blocks are compared with it."""

MIN_INDEX_HEADINGS: Final = 5
"""As many headings with links, and one for every second paragraph, make a list of articles, unless the page says otherwise."""

CONSENT: Final = re.compile(
    r"\b(cookies?|consent|our partners|personal data|privacy (?:policy|settings)|your privacy)\b", re.IGNORECASE
)
MIN_CONSENT: Final = 3
"""So many different words of consent in less than MAX_CONSENT words are a cookie notice."""
MAX_CONSENT: Final = 200

META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
BLOCKS: Final = ("p", "head", "item", "quote", "cell", "code")


def _config() -> configparser.ConfigParser:
    config = configparser.ConfigParser()
    config.read_dict(DEFAULT_CONFIG)
    config["DEFAULT"]["MAX_FILE_SIZE"] = str(10**9)  # the fetching side has limited it already
    return config


CONFIG: Final = _config()


def clean_page(document: RawDocument) -> CleanedArticle | Rejected:
    """The article of an HTML page; rejects pages without one (`not_an_article`) and monsters (`too_complex`)."""
    text = tidy(_decoded(document))
    if (size := overloaded_tag(text)) is not None:
        return _too_complex(document, size)
    tree = _parse(text)
    if tree is None:
        return _no_article(document, "has no markup that can be read")
    if (size := too_complex(tree)) is not None:
        return _too_complex(document, size)
    claims, times = read_claims(tree), printed_times(tree)
    body = _main_body(tree)
    blocks = _trimmed(list(_blocks(body)), claims) if body is not None else []
    if reason := _why_no_article(blocks, body, claims):
        return _no_article(document, reason)
    return _article(document, claims, times, "\n\n".join(blocks))


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


def _main_body(tree: Any) -> Any:
    """trafilatura's tree of the main text, with links marked; None where it finds none.

    It is handed a tree and fetches nothing. Reader comments are left out. Its own failures on odd markup are no reason to stop a
    run.
    """
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=True, include_links=True, config=CONFIG)
    except Exception:
        return None
    return getattr(found, "body", None)


def _article(document: RawDocument, claims: Claims, times: list[str], text: str) -> CleanedArticle:
    moment, origin = published(document, meta=map(read_moment, claims.published), text=_printed_moments(document.url, times))
    changed = (m for m in map(read_moment, claims.modified) if is_sane(m, fetched_at=document.fetched_at))
    canonical = canonical_of(document.url, claims.canonical)
    return CleanedArticle(
        canonical_url=canonical,
        title=next(iter(claims.titles), None) or one_line(document.given.title),
        text=text,
        language=claims.language,
        published_at=moment,
        published_at_origin=origin,
        modified_at=next(changed, None),
        authors=claims.authors,
        source_name=claims.site or host_of(canonical),
    )


def _printed_moments(url: str, times: list[str]) -> list[datetime | None]:
    """What the URL and the printed times say. A URL names the day surely; a printed time close to it names the hour."""
    printed = list(map(read_moment, times))
    day = moment_in_url(url) if is_web(url) else None
    if day is None:
        return printed
    return [*(moment for moment in printed if moment and abs(moment - day) < timedelta(hours=36)), day]


def _no_article(document: RawDocument, reason: str) -> Rejected:
    return Rejected("clean", "not_an_article", f"{document.url}: {reason}; give the page of one article")


def _too_complex(document: RawDocument, size: str) -> Rejected:
    return Rejected("clean", "too_complex", f"{document.url}: has {size}, more than any article; give the article's own page")


def _blocks(element: Any) -> Iterator[str]:
    """The paragraphs under an element of trafilatura's tree: headings, paragraphs, list items, quotations, prose in cells."""
    buffer = [element.text or ""]
    for child in element:
        if child.tag in BLOCKS or child.tag in ("list", "table", "row", "div", "body"):
            yield from _flush(element, buffer)
            yield from _blocks(child)
            buffer = [child.tail or ""]
        else:
            buffer += [_inline(child), child.tail or ""]
    yield from _flush(element, buffer)


def _flush(element: Any, buffer: list[str]) -> Iterator[str]:
    for part in "".join(buffer).split("\n\n"):
        line = one_line(part)
        if line and (element.tag != "cell" or len(line.split()) >= MIN_CELL_WORDS):
            yield line


def _inline(element: Any) -> str:
    """The text of links, emphasis and line breaks; two breaks in a row part paragraphs."""
    if element.tag == "lb":
        following = element.getnext()
        doubled = following is not None and following.tag == "lb" and not (element.tail or "").strip()
        return "\n\n" if doubled else " "
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)


def _trimmed(blocks: list[str], claims: Claims) -> list[str]:
    """Without the headline before and site furniture behind."""
    while blocks and blocks[0] in claims.titles:
        blocks = blocks[1:]
    while blocks and TAILS.fullmatch(blocks[-1]):
        blocks = blocks[:-1]
    return blocks


def _why_no_article(blocks: list[str], body: Any, claims: Claims) -> str | None:
    """What speaks against an article, or None."""
    prose = sum(len(block.split()) for block in blocks if re.search(r"[.!?…][\"'”’»)\]]*$", block))
    if prose < MIN_PROSE:
        return f"has {prose} words of running text, too few for an article"
    linked = sum(len("".join(ref.itertext())) for ref in body.iter("ref"))
    headed = claims.linked_headings >= MIN_INDEX_HEADINGS and 2 * claims.linked_headings >= len(blocks)
    if linked > MAX_LINK_SHARE * sum(map(len, blocks)) or (headed and not claims.is_article):
        return "lists articles and is none itself"
    text = " ".join(blocks)
    if len(text.split()) < MAX_CONSENT and len(set(map(str.lower, CONSENT.findall(text)))) >= MIN_CONSENT:
        return "shows its cookie notice and no article"
    return None
