"""Raw document + cleaned article -> the revision it is, with the ids everything else hangs on."""

import hashlib
import re
from typing import NamedTuple
from urllib.parse import urlsplit

from schemas import make_id
from schemas.core import ArticleAuthor, ArticleRevision
from transforms.documents import CleanedArticle, RawDocument

SLUG_LENGTH = 100

TYPOGRAPHY = str.maketrans(
    {
        **dict.fromkeys("“”„‟«»″", '"'),
        **dict.fromkeys("‘’‚‛′", "'"),
        **dict.fromkeys("‐‑‒–—―−", "-"),
        "…": "...",
        **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff"),
    }
)
"""What a site's typesetting chooses and no editor: soft hyphens and the like go, other marks become those of a typewriter."""


class Candidate(NamedTuple):
    """A document that cleaning found to be an article: what may become a revision, or repeat one."""

    document_id: str
    url: str
    canonical_url: str
    source_id: str
    source_name: str
    revision: ArticleRevision
    authors: tuple[ArticleAuthor, ...]


def candidate(document: RawDocument, article: CleanedArticle) -> Candidate:
    """The revision that a cleaned document amounts to.

    The article is told by its canonical URL, the revision by article and content: title and text without what is only layout (white
    space, typographic marks, invisible characters), so that a page laid out anew is no new revision. `revision_number` is 1 here; publishing numbers the revisions of the whole warehouse.
    """
    source_id, source_name = source_of(document, article)
    article_id = make_id("articles", article.canonical_url)
    digest = content_hash(article.title, article.text)
    revision_id = make_id("article_revisions", article_id, digest)
    revision = ArticleRevision(
        revision_id=revision_id,
        article_id=article_id,
        revision_number=1,
        content_hash=digest,
        title=article.title,
        text=article.text,
        language=article.language,
        section=article.section,
        published_at=article.published_at,
        published_at_origin=article.published_at_origin,
        modified_at=article.modified_at,
        fetched_at=document.fetched_at,
        word_count=len(article.text.split()),
        landing_digest=document.digest,
    )
    authors = tuple(ArticleAuthor(revision_id, position, name) for position, name in enumerate(article.authors, start=1))
    return Candidate(document.document_id, document.url, article.canonical_url, source_id, source_name, revision, authors)


def content_hash(title: str | None, text: str) -> str:
    """SHA-256 of title and text, as hex, without what is only layout."""
    return hashlib.sha256(f"{_folded(title)}\n{_folded(text)}".encode("utf-8", "surrogatepass")).hexdigest()


def source_of(document: RawDocument, article: CleanedArticle | None = None) -> tuple[str, str]:
    """(source_id, name): as configured; else the host of its URL; else the publisher it names; else "files"."""
    given, stated = document.given, article and article.source_name
    host = _host(article.canonical_url if article else document.url)
    source_id = given.source_id or host or _slug(stated) or "files"
    return source_id, given.source_name or stated or host or "Files"


def _host(url: str) -> str | None:
    if not url.lower().startswith(("http://", "https://")):
        return None
    try:
        host = urlsplit(url).hostname
    except ValueError:
        return None
    return host.removeprefix("www.") if host else None


def _slug(name: str | None) -> str | None:
    return re.sub(r"\W+", "-", name.casefold()).strip("-")[:SLUG_LENGTH] or None if name else None


def _folded(text: str | None) -> str:
    return " ".join((text or "").translate(TYPOGRAPHY).split())
