"""Head nouns -> speakers: their span as printed, what kind of speaker it is, and the mention that names it."""

from bisect import bisect_left
from collections.abc import Sequence
from typing import Final, NamedTuple

from spacy.tokens import Token

from schemas.core import EntityMention
from transforms.quotes.cues import RELATIVE
from transforms.quotes.words import QuoteWords
from transforms.syntax import noun_phrase

NAMING: Final = frozenset({"PERSON", "ORG", "GPE", "NORP", "LOC", "FAC"})
TAILS: Final = frozenset({"nmod", "conj", "flat", "nummod", "compound", "amod", "acl:relcl", "acl"})
"""What belongs to a noun phrase after its head, where no comma parts it off."""
AROUND: Final = " ,;:—–-\xa0\n"


class Speaker(NamedTuple):
    """Who spoke: span in characters, kind (`schemas.core.Quote`), and the mention that names the speaker, where one does."""

    start: int
    end: int
    kind: str
    mention: EntityMention | None
    certainty: float = 1.0
    """How sure it is that the mention is whom the speaker's words mean."""


class Mentions:
    """The entity mentions of a Doc, to be found by character."""

    def __init__(self, rows: Sequence[EntityMention]) -> None:
        self.rows = sorted(rows, key=lambda m: m.char_start)
        self._starts = [m.char_start for m in self.rows]

    def at(self, start: int, end: int) -> EntityMention | None:
        """The mention that shares a character with [start, end), the last one where several do."""
        last = bisect_left(self._starts, end) - 1
        return self.rows[last] if last >= 0 and self.rows[last].char_end > start else None

    def within(self, start: int, end: int) -> list[EntityMention]:
        """Those that begin in [start, end)."""
        return self.rows[bisect_left(self._starts, start) : bisect_left(self._starts, end)]


def speaker(text: str, head: Token, bounds: tuple[int, int], mentions: Mentions, words: QuoteWords) -> Speaker | None:
    """The speaker whose head noun is `head`, kept within `bounds` (characters); None where nothing of it lies there."""
    low, high = bounds
    start, end = _phrase(head, high, words)
    named = _naming(mentions, head)
    if named:
        start, end = min(start, named.char_start), max(end, named.char_end)
    start, end = max(start, low), min(end, high)
    while end > start and text[end - 1] in AROUND:
        end -= 1
    while start < end and text[start] in AROUND:
        start += 1
    if not any(map(str.isalnum, text[start:end])):
        return None
    return Speaker(
        start, end, _kind(head, text[start:end].casefold(), named, words), _mention(head, (start, end), named, mentions)
    )


def _naming(mentions: Mentions, head: Token) -> EntityMention | None:
    found = mentions.at(head.idx, head.idx + len(head))
    return found if found and found.label in NAMING else None


def _phrase(head: Token, high: int, words: QuoteWords) -> tuple[int, int]:
    """From the first modifier before the head to the last phrase that hangs on it without a comma between."""
    span = noun_phrase(head)
    left = next((t.i + 1 for t in reversed(span) if t.i < head.i and (t.lower_ in words.plain or t.pos_ == "CCONJ")), span.start)
    right = span[-1].i
    for child in head.rights:
        if child.i <= right:
            continue
        if child.dep_ not in TAILS or child.left_edge.i != right + 1 or child.left_edge.idx >= high:
            break
        if child.left_edge.text == "," and child.dep_ in {"nmod", "nummod", "amod"}:
            break
        right = child.right_edge.i if child.right_edge.idx < high else right
    last = head.doc[right]
    return head.doc[left].idx, last.idx + len(last)


def _mention(head: Token, span: tuple[int, int], named: EntityMention | None, mentions: Mentions) -> EntityMention | None:
    """The mention that names the speaker; for "who", the one it stands for; None for two speakers at once."""
    if head.lower_ in RELATIVE:
        return _naming(mentions, head.head.head)
    if named is None or named.char_end > span[1] or named.label == "NORP":
        return None
    several = any(c.dep_ == "conj" for c in head.children) and len({m.entity_id for m in mentions.within(*span)}) > 1
    return None if several else named


def _kind(head: Token, phrase: str, named: EntityMention | None, words: QuoteWords) -> str:
    lower = head.lower_
    if head.pos_ == "PRON" and lower not in words.nouns:
        return "pronoun"
    if named or head.pos_ == "PROPN":
        return "collective" if named and named.label == "NORP" else "named"
    if lower in words.anonymous or "anonymity" in phrase:
        return "anonymous"
    kind = words.nouns.get(lower, "role")
    if head.tag_ in {"NNS", "NNPS"}:
        return "anonymous" if kind == "role" and any(c.dep_ == "nummod" for c in head.children) else "collective"
    if kind == "collective":
        return kind
    is_indefinite = phrase.startswith(("a ", "an ", "one ", "another "))
    return "anonymous" if is_indefinite and kind == "role" and lower in words.nouns else "role"
