"""Doc -> what its pronouns and role nouns stand for, among the things that the article names.

In: a parsed Doc, its entity mentions and clusters, and where its quotation marks are. Out: one reference for every pronoun and
definite noun ("the general", "the company") of which it can be told whom it means, with a confidence; none for the others: a wrong
speaker is worse than none. Nothing is learnt; each point that a candidate gets has its reason (`pronouns`, `nouns`).
"""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from schemas.core import EntityMention
from transforms.entities.words import NameWords
from transforms.references.cast import Cast
from transforms.references.nouns import noun_reference, nouns
from transforms.references.pronouns import pronoun_reference, pronouns
from transforms.sentences import SentenceIndex

__all__ = ["Reference", "References", "references"]


class Reference(NamedTuple):
    """A pronoun or noun phrase (half-open, in characters), the last mention of what it stands for, and how sure that is (0 to 1)."""

    start: int
    end: int
    is_pronoun: bool
    is_possessive: bool
    """Owner of what follows: "the country’s" in "the country’s army"."""
    mention: EntityMention
    confidence: float


class References:
    """The references of an article, to be found by character."""

    def __init__(self, rows: Sequence[Reference]) -> None:
        self.rows = rows
        self._starts = [row.start for row in rows]

    def pronoun(self, start: int) -> Reference | None:
        """What the pronoun that begins there stands for."""
        return next((row for row in self._at(start) if row.is_pronoun), None)

    def noun(self, start: int, end: int) -> Reference | None:
        """What the noun phrase that begins at `start` and ends by `end` stands for, where it is not just the owner of another."""
        return next((r for r in self._at(start) if not r.is_pronoun and r.end <= end and not r.is_possessive), None)

    def within(self, start: int, end: int) -> list[Reference]:
        """Those that lie inside of the characters [start, end)."""
        rows = self.rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)]
        return [row for row in rows if row.end <= end]

    def _at(self, start: int) -> Sequence[Reference]:
        last = bisect_right(self._starts, start)
        return [row for row in self.rows[max(0, last - 2) : last] if row.start == start]


def references(
    doc: Doc,
    index: SentenceIndex,
    mentions: Sequence[EntityMention],
    quoted: Sequence[tuple[int, int]],
    *,
    words: NameWords,
) -> References:
    """References in text order. `quoted` are the spans between outermost quotation marks; what stands there refers to nothing here."""
    cast = Cast(doc, index, mentions, quoted, words)
    rows = []
    for token in sorted([*pronouns(doc), *nouns(doc, words)], key=lambda t: t.i):
        if cast.is_quoted(token.idx) or cast.is_named(token.idx):
            continue
        is_pronoun = token.lower_ in words.pronouns
        found = pronoun_reference(token, cast, words) if is_pronoun else noun_reference(token, cast, words)
        if found is not None:
            start, end = found.span
            rows.append(Reference(start, end, is_pronoun, token.dep_ in {"nmod:poss", "poss"}, found.mention, found.confidence))
            cast.again(token, found)
    return References(sorted(rows, key=lambda row: (row.start, row.end)))
