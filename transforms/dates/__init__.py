"""Doc -> date mentions, resolved to days.

In: a parsed Doc, the day of publication (None where unknown), the source's country and the seeds. Out: one row per date expression, in text
order, none overlapping.
"""

from collections.abc import Iterator
from datetime import date
from typing import Final

from spacy.tokens import Doc

from schemas import make_id
from schemas.core import DateMention
from transforms.dates.context import Context, Resolved
from transforms.dates.reader import Reader, Term
from transforms.dates.tense import is_ahead
from transforms.dates.words import DateWords
from transforms.sentences import SentenceIndex

__all__ = ["DateWords", "date_mentions"]

MONTH_FIRST: Final = frozenset({None, "US", "PH", "FM", "MH", "PW"})
"""Countries that print the month before the day, and the unknown one: American English prints dates in figures more than others do."""


def date_mentions(
    doc: Doc, index: SentenceIndex, *, revision_id: str, published: date | None, words: DateWords, country: str | None = None
) -> list[DateMention]:
    """Date expressions in text order, each with the days it stands for: null where it counts from an unknown day of publication.

    `country` is the ISO 3166-1 alpha-2 code of the source's country: it settles whether 3/4/2020 is in March or in April.
    """
    rows = []
    reader = Reader(doc, words)
    for term, resolved in _resolved(reader, Context(published, lambda: None, words, country in MONTH_FIRST)):
        first, last = resolved.days
        rows.append(
            DateMention(
                make_id("date_mentions", revision_id, term.start, term.end),
                revision_id,
                index.at(term.start).sentence_id,
                term.start,
                term.end,
                reader.text[term.start : term.end],
                first,
                last,
                resolved.precision,
                resolved.anchor,
            )
        )
    return rows


def _resolved(reader: Reader, context: Context) -> Iterator[tuple[Term, Resolved]]:
    """At each place the first reading that is a date, and what it stands for."""
    end = 0
    for place in reader.places():
        if place < end:
            continue
        for term in reader.at(place):
            found = _resolve(reader, term, context)
            if found:
                yield term, found
                end = term.end
                break


def _resolve(reader: Reader, term: Term, context: Context) -> Resolved | None:
    """The days a reading stands for; None where it is no date after all (30 February, 13/14/2020)."""
    span = reader.span(term)
    if span is None:
        return None
    try:
        found = term.resolve(context._replace(ahead=lambda: is_ahead(span.root, context.words)))
    except (ValueError, OverflowError):
        return None
    first, last = found.days if found else (None, None)
    return None if first and last and first > last else found
