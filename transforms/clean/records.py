"""One JSON object that is an article."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Final, TypeVar

from transforms.clean.authors import split_authors
from transforms.clean.dates import EARLIEST_RECORD, is_sane, published, read_moment
from transforms.clean.decode import decode
from transforms.clean.language import language_code
from transforms.clean.text import as_given, one_line
from transforms.clean.urls import canonical_of
from transforms.documents import CleanedArticle, RawDocument, Rejected

TEXT: Final = ("text", "body", "content")
TITLE: Final = ("title", "headline")
PUBLISHED: Final = ("published_at", "published", "date")
AUTHORS: Final = ("authors", "author", "byline")
SOURCE: Final = ("source", "publisher")
SECTION: Final = ("section",)
KEYS: Final = (*TEXT, *TITLE, *PUBLISHED, *AUTHORS, *SOURCE, *SECTION, "url", "canonical_url", "modified_at", "language")
"""The keys that are read, alternatives in the order in which they win. Other keys are ignored."""

MEND: Final = "mend the record and run again"
T = TypeVar("T")


class _BadField(Exception):
    """A field that cannot be used; the message names it."""


def clean_record(document: RawDocument) -> CleanedArticle | Rejected:
    """The article of a JSON object; rejects what is not JSON (`broken_json`) or lacks or garbles a field (`bad_record`)."""
    try:
        record = json.loads(decode(document.body), strict=False)
    except (ValueError, RecursionError) as broken:
        return Rejected("clean", "broken_json", f"{document.url}: is not JSON ({broken}); {MEND}")
    if not isinstance(record, dict):
        return Rejected("clean", "bad_record", f"{document.url}: is no JSON object with a text; {MEND}")
    try:
        return _article(record, document)
    except _BadField as bad:
        return Rejected("clean", "bad_record", f"{document.url}: {bad}; {MEND}")


def _article(record: Mapping[str, Any], document: RawDocument) -> CleanedArticle:
    text = _field(record, TEXT, _string)
    if text is None:
        raise _BadField(f"field {TEXT[0]!r} is missing")
    moment, origin = published(document, meta=[_field(record, PUBLISHED, _moment)], earliest=EARLIEST_RECORD)
    modified = _field(record, ("modified_at",), _moment)
    own = _field(record, ("canonical_url",), _string) or _field(record, ("url",), _string)
    return CleanedArticle(
        canonical_url=canonical_of(document.url, own),
        title=one_line(_field(record, TITLE, _string)) or one_line(document.given.title),
        text=as_given(text),
        language=language_code(_field(record, ("language",), _string)),
        published_at=moment,
        published_at_origin=origin,
        modified_at=modified if is_sane(modified, fetched_at=document.fetched_at, earliest=EARLIEST_RECORD) else None,
        authors=_field(record, AUTHORS, _names) or (),
        source_name=one_line(_field(record, SOURCE, _name)),
        section=one_line(_field(record, SECTION, _string)),
    )


def _field(record: Mapping[str, Any], keys: tuple[str, ...], read: Callable[[str, object], T]) -> T | None:
    """The value under the first of the keys that holds one."""
    for key in keys:
        if (value := record.get(key)) is not None:
            return read(key, value)
    return None


def _string(key: str, value: object) -> str:
    if not isinstance(value, str):
        raise _BadField(f"field {key!r} is no string")
    return value


def _moment(key: str, value: object) -> Any:
    moment = read_moment(_string(key, value))
    if moment is None and str(value).strip():
        raise _BadField(f'field {key!r} is no date that can be read ("2020-02-14" or "2020-02-14T09:30:00Z")')
    return moment


def _name(key: str, value: object) -> str:
    """A name, or an object with one (schema.org style)."""
    return _string(key, value.get("name") if isinstance(value, dict) else value)


def _names(key: str, value: object) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(name for item in value if (name := one_line(_name(key, item))))
    return split_authors(_name(key, value))
