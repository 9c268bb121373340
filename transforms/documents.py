"""What flows between the stages before there are rows: raw documents, cleaned articles, rejections."""

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final, Literal, NamedTuple, get_args

from schemas import make_id

MediaType = Literal["text/plain", "text/html", "application/json"]
SourceKind = Literal["feed", "sitemap", "section", "page", "folder", "file", "archive"]
Stage = Literal["land", "clean", "parse", "extract", "audit"]
Judgement = Literal["not_an_article", "index_page", "paywall", "not_found", "language"]

JUDGEMENTS: Final = frozenset(get_args(Judgement))
"""Reasons that say what we make of a document which can be read: a person may know better."""


class Given(NamedTuple):
    """What is known of a document beside its bytes: from the feed that named it, or from the person who asked for it."""

    title: str | None = None
    published_at: datetime | None = None
    """Aware, UTC."""
    published_at_origin: Literal["feed", "given"] | None = None
    source_id: str | None = None
    source_name: str | None = None
    source_kind: SourceKind = "file"
    source_url: str | None = None


class RawDocument(NamedTuple):
    """One article as fetched: bytes and headers. A JSON Lines file holds one raw document a line."""

    url: str
    """Where it was found: http(s) URL, or `file:` URL of a file (for a line without a URL of its own: `….jsonl#line:N`)."""
    media_type: MediaType
    body: bytes
    headers: Mapping[str, str]
    """Lower-case names. Empty for files."""
    fetched_at: datetime
    given: Given = Given()

    @property
    def digest(self) -> str:
        """SHA-256 of the bytes, in hex."""
        return hashlib.sha256(self.body).hexdigest()

    @property
    def document_id(self) -> str:
        """The same URL, bytes and given facts are the same document, whenever they were fetched."""
        return self.id_with(self.digest)

    def id_with(self, digest: str) -> str:
        """The document_id, for those who know the digest: to compute it is most of the work."""
        given = self.given._replace(source_kind="file")
        return make_id("documents", self.url, digest, self.media_type, json.dumps(given, default=str))


class Rejected(NamedTuple):
    """Why a document is not published. `reason` is a short name (`not_an_article`), `detail` says what, why and what to do."""

    stage: Stage
    reason: str
    detail: str


class CleanedArticle(NamedTuple):
    """One article's text and what is told about it, before it has ids."""

    canonical_url: str
    title: str | None
    text: str
    """Lines end in "\\n" only; paragraphs as the input has them."""
    language: str | None = None
    """ISO 639-1."""
    published_at: datetime | None = None
    published_at_origin: Literal["feed", "meta", "text", "given", "fetched"] | None = None
    modified_at: datetime | None = None
    authors: tuple[str, ...] = ()
    source_name: str | None = None
    """The publisher as the document names itself."""
    section: str | None = None
    """The part of the paper it stands in, as it says itself."""
