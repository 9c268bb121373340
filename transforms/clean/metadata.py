"""What a page's markup says about its article: JSON-LD, meta elements, links. Claims, to be weighed by the caller."""

import html
import re
from collections.abc import Sequence
from typing import Any, Final, NamedTuple

from lxml.etree import _Element  # type: ignore[import-untyped]

from transforms.clean.authors import split_authors
from transforms.clean.lines import Line
from transforms.clean.linked_data import ARTICLE_TYPES, article_node, is_withheld, names, page_node, string, strings
from transforms.clean.script_state import State, read_state
from transforms.clean.text import one_line

IN_MAIN: Final = "[not(ancestor::aside or ancestor::nav or ancestor::footer)]"
LINKED_HEADINGS: Final = f"//*[self::h2 or self::h3 or self::h4][.//a[@href] or parent::a[@href]]{IN_MAIN}"
MORE: Final = re.compile(r"(?:read|see|view) (?:more|full story|article)|continue reading|full story|more", re.IGNORECASE)

PUBLISHED: Final = (
    "article:published_time", "og:published_time", "og:article:published_time", "datepublished", "pubdate", "publishdate",
    "publish_date", "publish-date", "dc.date.issued", "dcterms.date", "dcterms.issued", "sailthru.date", "parsely-pub-date",
    "cxenseparse:recs:publishtime", "article.published", "article_date_original", "article:published", "date.release", "date_published",
    "publication_date", "publicationdate", "published_date", "published_at", "bt:pubdate", "og:pubdate",
)  # fmt: skip
SAYS_PUBLISHED: Final = re.compile(
    r"(?:.*[^a-z])?(?:original|first)?[-_.:]?(?:publi(?:sh|shed|cation)|pub)[-_.:]?(?:date|time|datetime|at|on)|.*date[-_]?published|ptime"
)
"""Further names that say so."""
LOOSE: Final = ("dc.date", "dcterms.created", "dc.date.created", "article.created", "date")
"""Names that do not say which day they mean: templates put the day of the visit there, too."""

MAX_NAME: Final = 60
MODIFIED: Final = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "last-modified",
    "dcterms.modified",
    "lastmod",
    "date.updated",
)
AUTHOR: Final = ("author", "article:author", "byl", "parsely-author", "sailthru.author", "dc.creator", "dcterms.creator")
SITE: Final = ("og:site_name", "application-name", "publisher", "dc.publisher")
SECTION: Final = ("article:section", "parsely-section", "articlesection", "section")
MAX_SECTION: Final = 80
MIN_TITLE_WORDS: Final = 4


class Claims(NamedTuple):
    """What a page says of itself; each list in order of trust, unread and unchecked."""

    titles: list[str]
    published: list[str]
    loosely_published: list[str]
    modified: list[str]
    authors: tuple[str, ...]
    site: str | None
    canonical: str | None
    section: str | None
    language: str | None
    region: str | None
    """The country of its language tag, ISO 3166-1."""
    body: str | None
    """The article's text as structured data repeats it."""
    is_article: bool
    """Its structured data says that it is one article."""
    is_withheld: bool
    """It says that it is not free to read."""
    linked_headings: int
    """Headings that lead to other pages: an index page is made of them."""
    more_links: int
    """Links that say no more than "Read more"."""


def read_claims(tree: _Element, page: Sequence[Line]) -> Claims:
    """The claims of a parsed page and its lines. Broken JSON-LD is passed over, but for its dates."""
    headings = [_text(h) for h in tree.iter("h1")]
    node, meta = article_node(tree, headings), _meta(tree)
    site = one_line(meta.get("og:site_name")) or next(iter(names(node.get("publisher"))), None) or _first(meta, SITE)
    titles = _titles(tree, page, node, meta, headings, site)
    published = [
        *strings(node.get("datePublished")),
        *_named(meta, PUBLISHED),
        *(content for name, content in meta.items() if name not in PUBLISHED and SAYS_PUBLISHED.fullmatch(name[:MAX_NAME])),
        *_marked(tree, "datepublished"),
        *_microformat(tree),
    ]
    about = {} if node else page_node(tree)
    state = State([], [], []) if published else read_state(tree, titles)
    tags = (tree.get("lang"), tree.get("xml:lang"), string(node.get("inLanguage")), meta.get("og:locale"))
    return Claims(
        titles=titles,
        published=[*published, *strings(about.get("datePublished")), *state.published],
        loosely_published=[*_named(meta, LOOSE), *state.loosely_published, *strings(node.get("dateCreated"))],
        modified=[
            *strings(node.get("dateModified")),
            *_named(meta, MODIFIED),
            *_marked(tree, "datemodified"),
            *strings(about.get("dateModified")),
            *state.modified,
        ],
        authors=names(node.get("author"), site=site) or _meta_authors(meta, site),
        site=site,
        canonical=_canonical(tree) or meta.get("og:url"),
        section=_section(node, meta),
        language=next((tag for tag in tags if tag), None),
        region=next(
            (found[1].upper() for tag in tags if (found := re.match(r"[a-z]{2,3}[-_]([a-z]{2})\b", tag or "", re.IGNORECASE))),
            None,
        ),
        body=string(node.get("articleBody")),
        is_article=bool(node) or meta.get("og:type", "").lower() == "article",
        is_withheld=is_withheld(node),
        linked_headings=len(tree.xpath(LINKED_HEADINGS)),
        more_links=sum(len(text := _text(a)) < 30 and MORE.fullmatch(text.strip(" →»›.…[]")) is not None for a in tree.iter("a")),
    )


def _titles(
    tree: _Element, page: Sequence[Line], node: dict[str, Any], meta: dict[str, str], headings: list[str], site: str | None
) -> list[str]:
    page_title = _without_site(one_line(next((_text(e) for e in tree.iter("title")), None)), site)
    shared = _without_site(one_line(meta.get("og:title")), site)
    own = [h for h in headings if h in (shared, page_title)] or (headings if len(headings) == 1 else [])
    found = [string(node.get("headline")), *own[:1], shared, _headline_in(page_title, page), page_title]
    return [title for t in found if (title := one_line(html.unescape(t or "")))]


def _headline_in(title: str | None, page: Sequence[Line]) -> str | None:
    """The line of the page that its title repeats beside the name of the site: a headline without a heading's markup, too."""
    found = (line.text for line in page if title and len(line.text) <= len(title) and line.text in title)
    return next((text for text in found if len(text.split()) >= MIN_TITLE_WORDS), None)


def _without_site(title: str | None, site: str | None) -> str | None:
    """A title without the site's name at its end, or before a colon at its beginning."""
    for mark in (" | ", " - ", " – ", " — ", " · "):
        head, found, tail = (title or "").rpartition(mark)
        if found and (tail == site or (mark == " | " and len(tail.split()) <= 5)):
            return head
    return title.removeprefix(f"{site}: ").removeprefix(f"{site} - ") if title and site else title


def _meta(tree: _Element) -> dict[str, str]:
    """Meta elements by lower-case name, property or itemprop; the first of each."""
    found: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop")
        if name and (content := one_line(element.get("content"))):
            found.setdefault(name.strip().lower(), content)
    return found


def _named(meta: dict[str, str], keys: tuple[str, ...]) -> list[str]:
    return [meta[key] for key in keys if key in meta]


def _first(meta: dict[str, str], keys: tuple[str, ...]) -> str | None:
    return next(iter(_named(meta, keys)), None)


def _meta_authors(meta: dict[str, str], site: str | None) -> tuple[str, ...]:
    return next((found for text in _named(meta, AUTHOR) if (found := split_authors(html.unescape(text), site=site))), ())


def _section(node: dict[str, Any], meta: dict[str, str]) -> str | None:
    stated = one_line(html.unescape(string(node.get("articleSection")) or _first(meta, SECTION) or ""))
    return stated if stated and len(stated) <= MAX_SECTION else None


def _marked(tree: _Element, name: str) -> list[str]:
    """Microdata and RDFa: elements whose property ends in the name."""
    found = [e for e in tree.iter("time", "span", "div", "p", "abbr", "meta") if name in _property(e) and _is_of_article(e)]
    return [time.get("datetime") or time.get("content") or time.get("title") or _text(time) for time in found]


def _is_of_article(element: _Element) -> bool:
    """Whether the thing that microdata describes here is an article or its page, as far as it says: not a comment, not a film."""
    thing = next((above for above in element.iterancestors() if above.get("itemtype") or above.get("typeof")), None)
    kind = "" if thing is None else (thing.get("itemtype") or thing.get("typeof")).strip().rstrip("/").lower()
    return kind.endswith(("", *ARTICLE_TYPES, "page", "creativework")[bool(kind) :])


def _property(element: _Element) -> list[str]:
    return [word.rpartition(":")[2] for word in (element.get("itemprop") or element.get("property") or "").lower().split()]


def _microformat(tree: _Element) -> list[str]:
    """The publication time of an h-entry: class `dt-published`, or of old `published`; and `<time pubdate>`."""
    found = [
        e
        for e in tree.iter("time", "abbr")
        if e.get("pubdate") is not None or not {"dt-published", "published"}.isdisjoint((e.get("class") or "").lower().split())
    ]
    return [text for e in found[:1] if (text := e.get("datetime") or e.get("title"))]


def _canonical(tree: _Element) -> str | None:
    return next((link.get("href") for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower().split()), None)


def _text(element: _Element) -> str:
    return " ".join("".join(element.itertext()).split())
