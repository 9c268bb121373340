"""What the steps of this package hand each other: a Doc laid out, and quotes in the making."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Doc

from transforms.quotes.cues import Cue
from transforms.quotes.speakers import Mentions, Speaker
from transforms.quotes.units import Unit
from transforms.quotes.words import QuoteWords

Region = tuple[int, int]
"""A span in characters, half-open."""


class Reading(NamedTuple):
    """What is known of a Doc before its quotes are put together."""

    doc: Doc
    text: str
    units: Sequence[Unit]
    cues: Sequence[Cue]
    mentions: Mentions
    words: QuoteWords


class Draft(NamedTuple):
    """A quote in the making: pieces in text order, cue, speaker, and the rule that found it."""

    pieces: tuple[Region, ...]
    cue: Cue | None
    speaker: Speaker | None
    rule: str

    def holds(self, char: int) -> bool:
        """Whether the character stands in one of the pieces."""
        last = bisect_right(self.pieces, char, key=lambda piece: piece[0]) - 1
        return last >= 0 and char < self.pieces[last][1]
