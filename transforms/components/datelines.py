"""Datelines: the place in capitals before the first sentence of a report ("SANTIAGO, Chile (AP) — …")."""

from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span

DASHES: Final = frozenset({"—", "–", "-", "--"})
LONGEST: Final = 12
"""Tokens before the dash: city, country, date and agency."""
PARAGRAPHS: Final = 4
"""Paragraphs from the top in which a dateline may stand: headline, standfirst and byline come before."""
SHORTEST: Final = 3
"""Letters of the place."""


class Dateline(NamedTuple):
    """Token positions: the place in capitals [start, end), and the first token of the sentence behind the dash."""

    start: int
    end: int
    body: int


def dateline_of(doc: Doc) -> Dateline | None:
    """The dateline of an article, where it has one."""
    starts = [0, *(t.i + 1 for t in doc if t.is_space and "\n" in t.text)][:PARAGRAPHS]
    return next((found for i in starts if (found := _at(doc, i))), None)


def _at(doc: Doc, start: int) -> Dateline | None:
    end = start
    while end < len(doc) and (_is_capitals(doc[end].text) or (end > start and doc[end].text in {".", "-", "'"})):
        end += 1
    if sum(map(len, doc[start:end])) < SHORTEST:
        return None
    for token in doc[end : start + LONGEST]:
        if token.text in DASHES:
            return Dateline(start, end, token.i + 1) if token.i + 1 < len(doc) else None
        if token.is_space or token.is_lower or token.text in {".", "!", "?", ":"}:
            return None
    return None


def _is_capitals(text: str) -> bool:
    return text.isupper() and text.replace(".", "").isalpha()


@Language.component("datelines", assigns=["doc.ents"])
def datelines(doc: Doc) -> Doc:
    """Make the entities found in the place of a dateline one GPE: capitals mislead the recognizer."""
    dateline = dateline_of(doc)
    if dateline and any(dateline.start <= e.start < dateline.end for e in doc.ents):
        others = [e for e in doc.ents if e.end <= dateline.start or e.start >= dateline.end]
        doc.set_ents([*others, Span(doc, dateline.start, dateline.end, label="GPE")])
    return doc
