"""Text with its spans marked, as HTML. Spans may nest and overlap in any way; offsets are code points, as everywhere."""

from collections.abc import Iterable, Sequence
from html import escape
from itertools import pairwise
from typing import Final, NamedTuple

KINDS: Final = {"quote": "Quotes", "speaker": "Speakers", "cue": "Cues", "number": "Numbers", "name": "Names", "date": "Dates"}
"""Kind of span -> what the legend calls it, in the order in which one lies over another."""


class Marked(NamedTuple):
    """A span to mark: [start, end) in the text, its kind, what a pointer over it is told, and whether it is the one looked for."""

    start: int
    end: int
    kind: str
    about: str = ""
    is_sought: bool = False


def highlighted(text: str, spans: Iterable[Marked]) -> str:
    """The text as HTML with every span marked: cut at each border, a piece bears the classes of all spans that cover it."""
    known = sorted(s for s in spans if 0 <= s.start < s.end <= len(text))
    borders = sorted({0, len(text), *(s.start for s in known), *(s.end for s in known)})
    pieces, waiting, open_now = [], known[::-1], list[Marked]()
    for start, end in pairwise(borders):
        open_now = [s for s in open_now if s.end > start]
        while waiting and waiting[-1].start <= start:
            open_now.append(waiting.pop())
        pieces.append(_piece(text[start:end], open_now))
    return "".join(pieces)


def paragraphs(text: str, spans: Sequence[Marked]) -> str:
    """The same with the lines of the text as paragraphs, which know by themselves in which direction they are written."""
    made, start = [], 0
    for line in text.split("\n"):
        end = start + len(line)
        inside = [
            s._replace(start=max(s.start, start) - start, end=min(s.end, end) - start)
            for s in spans
            if s.start < end and s.end > start
        ]
        if line.strip():
            made.append(f'<p dir="auto">{highlighted(line, inside)}</p>')
        start = end + 1
    return "".join(made)


def _piece(text: str, over: Sequence[Marked]) -> str:
    if not over:
        return escape(text)
    kinds = sorted({s.kind for s in over}, key=list(KINDS).index)
    classes = [f"wh-{kind}" for kind in kinds] + ["wh-sought"] * any(s.is_sought for s in over)
    about = "\n".join(dict.fromkeys(s.about for s in over if s.about))
    title = f' title="{escape(about)}"' if about else ""
    return f'<mark class="{" ".join(classes)}"{title}>{escape(text)}</mark>'
