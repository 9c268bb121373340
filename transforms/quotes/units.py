"""Paragraphs -> units: what reads as one sentence once a quote counts as part of the sentence that introduces it.

A parser often ends a sentence at a closing quotation mark; whether one ends there is told by the marks and the letters around them.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from transforms.quotes.marks import MARKS, Paragraph, Stretch

TERMINAL: Final = frozenset(".?!…")


class Unit(NamedTuple):
    """A sentence with the stretches in it; half-open, in characters. `paragraph` counts from 0."""

    start: int
    end: int
    paragraph: int
    stretches: list[Stretch]

    def in_stretch(self, char: int) -> bool:
        """Whether the character stands between quotation marks."""
        last = bisect_right(self.stretches, char, key=lambda s: s.start) - 1
        return last >= 0 and char < self.stretches[last].end

    def is_all_quote(self, text: str) -> bool:
        """Whether nothing but stretches stands in it."""
        at = self.start
        for stretch in self.stretches:
            if any(map(str.isalnum, text[at : stretch.start])):
                return False
            at = stretch.end
        return bool(self.stretches) and not any(map(str.isalnum, text[at : self.end]))


def units(text: str, found: Sequence[Paragraph], starts: Sequence[int], cues: Sequence[int]) -> list[Unit]:
    """The units of every paragraph. `starts` are where the parser begins a sentence, `cues` where a reporting verb stands."""
    cut: list[Unit] = []
    for number, paragraph in enumerate(found):
        bounds = sorted({paragraph.start, paragraph.end, *_bounds(text, paragraph, starts, cues)})
        for start, end in pairwise(bounds):
            first, last = (bisect_left(paragraph.stretches, at, key=lambda s: s.start) for at in (start, end))
            cut.append(Unit(start, end, number, paragraph.stretches[first:last]))
    return cut


def _bounds(text: str, paragraph: Paragraph, starts: Sequence[int], cues: Sequence[int]) -> list[int]:
    """Where a unit begins within the paragraph."""
    gaps = _gaps(paragraph)
    bounds = []
    for gap_start, gap_end in gaps:
        for start in starts[bisect_left(starts, gap_start + 1) : bisect_left(starts, gap_end)]:
            before = text[gap_start:start].rstrip()
            if before[-1:] in TERMINAL and not before.endswith("...") and not text[start].isspace():
                bounds.append(start)
    for number, stretch in enumerate(paragraph.stretches):
        gap_start, gap_end = gaps[number]
        before = text[gap_start : stretch.start].rstrip()
        if before[-1:] in TERMINAL or (not before and number and _ends_itself(text, paragraph.stretches[number - 1])):
            bounds.append(stretch.start)
        gap_start, gap_end = gaps[number + 1]
        after = gap_start + len(text[gap_start:gap_end]) - len(text[gap_start:gap_end].lstrip())
        if (
            _ends_itself(text, stretch)
            and text[after : after + 1].isupper()
            and not _is_tag(text, stretch, gap_start, gap_end, cues)
        ):
            bounds.append(after)
    return bounds


def _gaps(paragraph: Paragraph) -> list[tuple[int, int]]:
    """The spans around and between the paragraph's stretches."""
    edges = [paragraph.start, *(edge for s in paragraph.stretches for edge in (s.start, s.end)), paragraph.end]
    return list(zip(edges[::2], edges[1::2], strict=True))


def _ends_itself(text: str, stretch: Stretch) -> bool:
    """Whether a sentence ends with the stretch: “… so.” but not “… so,”."""
    return text[stretch.start : stretch.end].rstrip(MARKS + " ")[-1:] in TERMINAL


def _is_tag(text: str, stretch: Stretch, gap_start: int, gap_end: int, cues: Sequence[int]) -> bool:
    """Whether what follows a stretch that ends itself is its attribution all the same: “Why now?” Ruiz asked."""
    if text[stretch.start : stretch.end].rstrip(MARKS + " ")[-1:] == ".":
        return False
    at = bisect_left(cues, gap_start)
    if at == len(cues) or cues[at] >= gap_end:
        return False
    speaker = text[gap_start : cues[at]].strip()
    if len(speaker.split()) > 5 and not re.fullmatch(r"(?:\S+ ){0,3}[^\s,]+,[^.?!]{0,120},", speaker):
        return False
    following = text[cues[at] : gap_end].split(maxsplit=2)
    return len(following) < 2 or following[0][-1] in ".," or following[1] != "that"
