"""Lines of a transcript -> quotes: "RUIZ: We lost the bridge." needs no marks and no verb."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.quotes.marks import MARKS, Paragraph
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import speaker
from transforms.quotes.voices import first_noun

LABEL: Final = re.compile(r"([A-Z][\w.'’-]*(?: [A-Z][\w.'’-]*){0,4})(?: \([^()\n]{1,40}\))?:[ \xa0]+(?=[^\s])")
LEAST: Final = 2
"""One line with a label is no transcript."""


class Turn(NamedTuple):
    """A labelled line: half-open, in characters; `said` is where the words begin."""

    start: int
    label_end: int
    said: int
    end: int


def turns(reading: Reading, paragraphs: Sequence[Paragraph]) -> list[Draft]:
    """The quotes of a transcript's lines, in text order; none where the text is no transcript."""
    lines = [turn for p in paragraphs if (turn := _turn(reading.text, p))]
    labels = Counter(reading.text[t.start : t.label_end] for t in lines)
    return [draft for t in lines if _is_voice(reading, t, labels) and (draft := _draft(reading, t))]


def _turn(text: str, paragraph: Paragraph) -> Turn | None:
    start = paragraph.start + len(text[paragraph.start : paragraph.end]) - len(text[paragraph.start : paragraph.end].lstrip())
    label = LABEL.match(text, start, paragraph.end)
    if label is None or text[label.end()] in MARKS:
        return None
    return Turn(start, label.end(1), label.end(), paragraph.start + len(text[paragraph.start : paragraph.end].rstrip()))


def _is_voice(reading: Reading, turn: Turn, labels: Counter[str]) -> bool:
    """Whether the label names who speaks: in capitals or a person's name, and one of several. Q and A name nobody."""
    label = reading.text[turn.start : turn.label_end]
    if len(label) == 1:
        return False
    if sum(labels.values()) < LEAST or labels.most_common(1)[0][1] < LEAST:
        return False
    named = reading.mentions.at(turn.start, turn.label_end)
    return bool(named and named.label == "PERSON") or (label.isupper() and labels[label] >= LEAST)


def _draft(reading: Reading, turn: Turn) -> Draft | None:
    span = reading.doc.char_span(turn.start, turn.label_end, alignment_mode="expand")
    head = first_noun(reading.doc, span.start, span.end) if span else None
    who = head is not None and speaker(reading.text, head, (turn.start, turn.label_end), reading.mentions, reading.words)
    return (
        Draft(((turn.said, turn.end),), None, who._replace(start=turn.start, end=turn.label_end), "transcript") if who else None
    )
