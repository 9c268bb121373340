"""The entities that a claim involves: those in what it measures or in its subject, and the place it is said of."""

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Token

from schemas.core import EntityMention, NumericFactEntity
from transforms.numbers.counted import Tokens
from transforms.numbers.measured import Sense
from transforms.syntax import ancestors, noun_phrase, subject_of

PLACES: Final = frozenset({"GPE", "LOC", "FAC"})
IN: Final = frozenset({"in", "at", "across", "throughout", "near"})


class Named:
    """The mentions of an article, found by their characters."""

    def __init__(self, mentions: Sequence[EntityMention]) -> None:
        self._rows = sorted(mentions, key=lambda row: row.char_start)
        self._starts = [row.char_start for row in self._rows]

    def within(self, start: int, end: int) -> list[EntityMention]:
        """Mentions that lie inside of the characters [start, end)."""
        rows = self._rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [row for row in rows if row.char_end <= end]


def involved(fact_id: str, sense: Sense, sentence: tuple[int, int], tokens: Tokens, named: Named) -> Iterator[NumericFactEntity]:
    """The entities of one claim, each once per role."""
    seen = set()
    for role, mention in [*_subjects(sense, named), *_places(sense, sentence, tokens, named)]:
        if (mention.entity_id, role) not in seen:
            seen.add((mention.entity_id, role))
            yield NumericFactEntity(fact_id, mention.mention_id, mention.entity_id, role, 1.0)


def _subjects(sense: Sense, named: Named) -> Iterator[tuple[str, EntityMention]]:
    spans = [sense.measured] if sense.measured is not None else []
    head = subject_of(sense.verb) if sense.verb is not None else None
    if head is not None:
        spans.append(noun_phrase(head))
    for span in spans:
        yield from (("subject", mention) for mention in named.within(span.start_char, span.end_char))


def _places(sense: Sense, sentence: tuple[int, int], tokens: Tokens, named: Named) -> Iterator[tuple[str, EntityMention]]:
    """Places after "in" or "at" that hang on the same verb, or on what is measured."""
    for mention in named.within(*sentence):
        if mention.label not in PLACES:
            continue
        token = tokens.holding(mention.char_start)
        before = token.i - 1
        while before >= 0 and tokens.doc[before].lower_ in {"the", "both"}:
            before -= 1
        if before >= 0 and tokens.doc[before].lower_ in IN and _governor(token) == sense.verb and sense.verb is not None:
            yield "place", mention


def _governor(token: Token) -> Token | None:
    return next((word for word in ancestors(token) if word.tag_.startswith("VB")), None)
