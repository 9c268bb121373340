"""A unit and its cues -> the quotes that the cues introduce, each with its speaker."""

import re
from collections.abc import Sequence
from typing import Final

from transforms.quotes.content import content
from transforms.quotes.cues import ACCORDING_TO, QUOTED, Cue
from transforms.quotes.reading import Draft, Reading, Region
from transforms.quotes.scene import Content, Scene
from transforms.quotes.speakers import Speaker, speaker
from transforms.quotes.units import Unit
from transforms.quotes.voices import speaker_head

BLANKS: Final = " \t\r\n\xa0,;:—–-"
PASSED_ON: Final = QUOTED | {"as", "is", "was", "are", "were", "been", "has", "have", "had"}
"""What may stand between a speaker and "saying": "was quoted as"."""
APART: Final = 150
"""How many characters of apposition may stand between a speaker and the cue after it."""


def in_unit(reading: Reading, unit: Unit, cues: Sequence[Cue]) -> list[Draft]:
    """The quotes that the unit's own cues introduce. Outer cues come first ("…, according to the Post"), then those before others."""
    found: list[Draft] = []
    for cue in sorted(cues, key=lambda c: c.lemma != ACCORDING_TO):
        if any(draft.holds(cue.start) for draft in found):
            continue
        who = _going_on(cue, found) or cue_speaker(reading, cue, unit)
        taken = [piece for draft in found for piece in draft.pieces]
        free = max((end for _, end in taken if end <= cue.start), default=unit.start)
        others = [c for c in cues if c is not cue and c.is_verb]
        said = content(Scene(reading.text, cue, _phrase(cue, who), unit, others, free))
        if said is None or who is None or not _is_wanted(cue, said):
            continue
        pieces = [
            p for p in _pieces(reading.text, said.regions, unit) if not any(p[0] < end and start < p[1] for start, end in taken)
        ]
        if pieces:
            found.append(Draft(tuple(pieces), cue, who, said.rule))
    return found


def _going_on(cue: Cue, found: Sequence[Draft]) -> Speaker | None:
    """The speaker of the quote before, for a participle without a subject of its own: "“…,” she said, adding that …"."""
    is_loose = cue.token.tag_ == "VBG" and (cue.speaker is None or cue.speaker.head != cue.token)
    return found[-1].speaker if found and is_loose else None


def cue_speaker(reading: Reading, cue: Cue, unit: Unit) -> Speaker | None:
    """Who the cue says speaks; None where nobody is named beside it."""
    head = speaker_head(cue, unit, reading.text, reading.words)
    if head is None:
        return None
    low, high = (cue.end, unit.end) if head.idx > cue.start else (0, cue.start)
    high = min([high, *(s.start for s in unit.stretches if s.start > head.idx)])
    low = max([low, *(s.end for s in unit.stretches if s.end <= head.idx)])
    who = speaker(reading.text, head, (low, high), reading.mentions, reading.words)
    return who and _with_title(reading, who, low, unit)


def _with_title(reading: Reading, who: Speaker, low: int, unit: Unit) -> Speaker:
    """The speaker from the quote on, where the parse left a title out: “…,” [campaign manager] Lee Park said."""
    between = reading.text[low : who.start]
    follows = any(s.end == low for s in unit.stretches) and between.strip()
    if (
        not follows
        or len(between) > 60
        or re.search(r"[,.;:()]", between)
        or any(w in reading.words.plain for w in between.split())
        or not _is_title(reading, low, who.start)
    ):
        return who
    return who._replace(start=low + len(between) - len(between.lstrip()))


def _is_title(reading: Reading, start: int, end: int) -> bool:
    """Whether nothing but what can stand in a title stands there: no "is how"."""
    span = reading.doc.char_span(start, end, alignment_mode="contract")
    return span is not None and not any(t.pos_ in {"AUX", "SCONJ"} or t.lower_ == "as" for t in span)


def _phrase(cue: Cue, who: Speaker | None) -> Region:
    """The span of cue and speaker together, where they stand side by side; else the cue's own."""
    if who is None or cue.start - who.end > APART or who.start - cue.end > 40:
        return cue.start, cue.end
    if who.end < cue.start - 2 and not _is_own(cue, who):
        return cue.start, cue.end
    return min(cue.start, who.start), max(cue.end, who.end)


def _is_own(cue: Cue, who: Speaker) -> bool:
    """Whether the speaker is the cue's own, not one it shares with the verb it hangs on, unless that passes the speaker on."""
    if cue.speaker is None or cue.speaker.head == cue.token or not who.start <= cue.speaker.idx < who.end:
        return True
    between = (t for t in cue.token.doc[cue.speaker.i + 1 : cue.token.i] if t.idx >= who.end)
    return all(t.lower_ in PASSED_ON for t in between)


def _is_wanted(cue: Cue, said: Content) -> bool:
    """Whether cue and content make a quote: a clause without marks needs a verb that takes one, said in earnest."""
    if "quote" in said.rule:
        return bool(cue.takes - {"name"}) or cue.is_real
    return cue.is_real and "clause" in cue.takes


def _pieces(text: str, regions: Sequence[Region], unit: Unit) -> list[Region]:
    """Regions, grown over the stretches they cut into and without the blanks and commas around them."""
    pieces: list[Region] = []
    for start, end in regions:
        for stretch in unit.stretches:
            start = stretch.start if stretch.start < start < stretch.end else start
            end = stretch.end if stretch.start < end < stretch.end else end
        piece = (start, end) if any(s.start == start and s.end == end for s in unit.stretches) else trimmed(text, start, end)
        if piece and (not pieces or piece[0] >= pieces[-1][1]):
            pieces.append(piece)
    return pieces


def trimmed(text: str, start: int, end: int) -> Region | None:
    """The span without blanks, commas, dashes and a final full stop around it; None where no letter is left."""
    while start < end and text[start] in BLANKS:
        start += 1
    while start < end and (text[end - 1] in BLANKS or (text[end - 1] == "." and not text[start : end - 1].endswith("."))):
        end -= 1
    return (start, end) if any(map(str.isalnum, text[start:end])) else None
