"""The way of every document: its kind's own reading, then what holds for all."""

from typing import Final

from transforms.clean.dates import moment_in_url, published
from transforms.clean.decode import decode, header_charset, is_binary
from transforms.clean.language import language_of
from transforms.clean.records import clean_record
from transforms.clean.text import as_given, first_line, one_line
from transforms.clean.urls import clean_url, is_web
from transforms.documents import CleanedArticle, RawDocument, Rejected

MAX_CHARS: Final = 1_000_000
"""Longest text in characters: spaCy's own limit (`Language.max_length`), set for its parser's memory."""


def clean(document: RawDocument, *, accepted: bool = False) -> CleanedArticle | Rejected:
    """The article of a raw document, or why it has none (the reasons stand in the package's docstring). Raises nothing.

    With `accepted`, because a person said so, it is an article whatever it looks like: none of JUDGEMENTS is passed on it.
    """
    if not document.body.strip(b"\0\t\n\v\f\r "):
        return Rejected("clean", "empty", f"{document.url}: is empty; fill it or leave it out")
    if is_binary(document.body, header_charset(document.headers.get("content-type"))):
        return Rejected("clean", "binary", f"{document.url}: holds no text but binary data; save it as text or HTML")
    if document.media_type == "text/html":
        from transforms.clean.html import clean_page  # lxml and trafilatura are slow to import, and text does not need them

        article = clean_page(document, accepted=accepted)
    elif document.media_type == "application/json":
        article = clean_record(document)
    else:
        article = _plain(document)
    return article if isinstance(article, Rejected) else _checked(article, document, accepted)


def _plain(document: RawDocument) -> CleanedArticle:
    text = as_given(decode(document.body, [header_charset(document.headers.get("content-type"))]))
    moment, origin = published(document, text=[moment_in_url(document.url)] if is_web(document.url) else [])
    return CleanedArticle(
        canonical_url=clean_url(document.url) or document.url,
        title=first_line(text) or one_line(document.given.title),
        text=text,
        published_at=moment,
        published_at_origin=origin,
    )


def _checked(article: CleanedArticle, document: RawDocument, accepted: bool) -> CleanedArticle | Rejected:
    """What every article must be: not empty, not longer than the pipeline takes, English."""
    if not any(c.isprintable() and not c.isspace() for c in article.text):
        return Rejected("clean", "empty", f"{document.url}: has no text; fill it or leave it out")
    if len(article.text) > MAX_CHARS:
        size = f"{len(article.text):,} characters of at most {MAX_CHARS:,}"
        return Rejected("clean", "too_long", f"{document.url}: is too long for one article ({size}); split it into articles")
    language = language_of(article.text, article.language)
    if accepted:
        return article._replace(language=language if len(language or "") == 2 else None)
    if language not in ("en", None):
        known = "another language" if language == "und" else f'"{language}"'
        return Rejected(
            "clean", "language", f"{document.url}: is not in English but in {known}; leave it out, or name a pipeline for it"
        )
    return article._replace(language=language)
