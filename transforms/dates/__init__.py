"""Doc -> date mentions, resolved to days."""

import re
from datetime import date

from spacy.tokens import Doc

from schemas import make_id
from schemas.core import DateMention
from transforms.dates.words import DateWords
from transforms.sentences import SentenceIndex

__all__ = ["DateWords", "date_mentions"]

ISO = re.compile(r"\b\d{4}-\d\d-\d\d\b")


def date_mentions(doc: Doc, index: SentenceIndex, *, revision_id: str, published: date | None, words: DateWords) -> list[DateMention]:
    """Date expressions in text order."""
    rows = []
    for match in ISO.finditer(doc.text):
        try:
            day = date.fromisoformat(match.group())
        except ValueError:
            continue
        start, end = match.span()
        row_id = make_id("date_mentions", revision_id, start, end)
        rows.append(
            DateMention(row_id, revision_id, index.at(start).sentence_id, start, end, match.group(), day, day, "day", "absolute")
        )
    return rows
