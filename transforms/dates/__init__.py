"""Doc -> date mentions, resolved to days.

In: a parsed Doc, the day of publication (None where unknown) and the seeds. Out: one row per date expression, in text order, none overlapping.
"""

from collections.abc import Iterator
from datetime import date
from re import Match

from spacy.tokens import Doc, Span

from schemas import make_id
from schemas.core import DateMention
from transforms.dates.guards import is_date
from transforms.dates.resolve import Context, resolve
from transforms.dates.tense import is_ahead
from transforms.dates.words import DateWords
from transforms.sentences import SentenceIndex

__all__ = ["DateWords", "date_mentions"]


def date_mentions(
    doc: Doc, index: SentenceIndex, *, revision_id: str, published: date | None, words: DateWords
) -> list[DateMention]:
    """Date expressions in text order, each with the days it stands for: null where it counts from an unknown day of publication."""
    rows = []
    for form, match, span in _candidates(doc, words):
        context = Context(published, lambda span=span: is_ahead(span.root, words), words)  # type: ignore[misc]
        resolved = resolve(form, match, context)
        if resolved is None:
            continue
        start, end = match.span()
        first, last = resolved.days or (None, None)
        rows.append(
            DateMention(
                make_id("date_mentions", revision_id, start, end),
                revision_id,
                index.at(start).sentence_id,
                start,
                end,
                match.group(),
                first,
                last,
                resolved.precision,
                resolved.anchor,
            )
        )
    return rows


def _candidates(doc: Doc, words: DateWords) -> Iterator[tuple[str, Match[str], Span]]:
    """Form, match and tokens of everything that has the form of a date and is none of its look-alikes."""
    for found in words.finder.finditer(doc.text):
        form = found.lastgroup or ""
        match = words.forms[form].match(doc.text, found.start())
        span = doc.char_span(found.start(), found.end(), alignment_mode="expand")
        if match and span is not None and is_date(form, match, span, words):
            yield form, match, span
