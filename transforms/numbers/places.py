"""The entities that a claim involves, each with its role.

subject: what is measured, or the subject of the clause; owner: whose it is ("Apple's sales", "shares of Apple", "Apple shares", "U.S. troops");
place: where it is ("jobs in Ohio", "killed 40 people in Kenya"); other: whatever else the measured phrase names ("exports to China").
"""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Span, Token

from schemas.core import EntityMention, NumericFactEntity
from transforms.numbers.counted import NOUNS, Tokens
from transforms.numbers.measured import Sense
from transforms.references import References
from transforms.syntax import ancestors, noun_phrase, subject_of

PLACES: Final = frozenset({"GPE", "LOC", "FAC"})
IN: Final = frozenset({"in", "at", "across", "throughout", "near", "outside", "inside", "around"})
ARTICLES: Final = frozenset({"the", "both"})
OWNING: Final = frozenset({"nmod:poss", "compound", "nmod:desc", "poss"})


class Named:
    """The mentions of an article, found by their characters, and its references."""

    def __init__(self, mentions: Sequence[EntityMention], references: References) -> None:
        self.references = references
        self._rows = sorted(mentions, key=lambda row: row.char_start)
        self._starts = [row.char_start for row in self._rows]

    def within(self, start: int, end: int) -> list[EntityMention]:
        """Mentions that lie inside of the characters [start, end)."""
        rows = self._rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [row for row in rows if row.char_end <= end]


def involved(fact_id: str, sense: Sense, sentence: tuple[int, int], tokens: Tokens, named: Named) -> Iterator[NumericFactEntity]:
    """The entities of one claim, each once per role."""
    seen = set()
    for role, mention, confidence in [*_in_phrases(sense, tokens, named), *_places(sense, sentence, tokens, named)]:
        if (mention.entity_id, role) not in seen:
            seen.add((mention.entity_id, role))
            yield NumericFactEntity(fact_id, mention.mention_id, mention.entity_id, role, confidence)


def _in_phrases(sense: Sense, tokens: Tokens, named: Named) -> Iterator[tuple[str, EntityMention, float]]:
    """The mentions in what is measured and in the subject of the clause, with what each is there; also behind pronouns and role nouns."""
    spans = [sense.measured] if sense.measured is not None else []
    head = subject_of(sense.verb) if sense.verb is not None else None
    if head is not None and (sense.measured is None or not sense.measured.start <= head.i < sense.measured.end):
        spans.append(noun_phrase(head))
    for span in spans:
        for mention in named.within(span.start_char, span.end_char):
            yield _role(mention, span, tokens), mention, 1.0
        start = min(span.start_char, span.root.left_edge.idx)  # "its" is no part of what is measured, but tells whose it is
        for found in named.references.within(start, span.end_char):
            is_head = found.start <= span.root.idx < found.end
            yield "subject" if is_head else "owner" if found.is_possessive else "other", found.mention, found.confidence


def _role(mention: EntityMention, span: Span, tokens: Tokens) -> str:
    """What a name is inside of a noun phrase: its head, its owner, its place, or something else."""
    found = tokens.doc.char_span(mention.char_start, mention.char_end, alignment_mode="expand")
    if found is None or found.start <= span.root.i < found.end:
        return "subject"
    before = _before(found)
    if mention.label in PLACES and before in IN:
        return "place"
    if before == "of" or found.root.dep_ in OWNING or _owns(found):
        return "owner"
    return "other"


def _owns(found: Span) -> bool:
    """Whether the name stands right before its noun, or before "'s": "Apple shares", "Apple's shares"."""
    following = found.doc[found.end] if found.end < len(found.doc) else None
    return following is not None and (following.tag_ == "POS" or (following.tag_ in NOUNS and found[-1].tag_ in NOUNS))


def _before(found: Span) -> str:
    """The word before the name and its article, in small letters."""
    index = found.start - 1
    while index >= 0 and found.doc[index].lower_ in ARTICLES:
        index -= 1
    return found.doc[index].lower_ if index >= 0 else ""


def _places(sense: Sense, sentence: tuple[int, int], tokens: Tokens, named: Named) -> Iterator[tuple[str, EntityMention, float]]:
    """Places after "in" or "at" that hang on the same verb."""
    for mention in named.within(*sentence) if sense.verb is not None else ():
        if mention.label not in PLACES:
            continue
        token = tokens.holding(mention.char_start)
        if _before(token.doc[token.i : token.i + 1]) in IN and _governor(token) == sense.verb:
            yield "place", mention, 1.0


def _governor(token: Token) -> Token | None:
    return next((word for word in ancestors(token) if word.tag_.startswith("VB")), None)
