"""Stretches that no cue of their own unit introduces -> quotes that go on, were announced before, or float."""

from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.quotes.attribution import cue_speaker
from transforms.quotes.cues import Cue
from transforms.quotes.marks import MARKS, Stretch
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import Speaker, speaker
from transforms.quotes.units import Unit
from transforms.quotes.voices import subject_before

FEW_WORDS: Final = 4
"""So many words in marks with nothing to introduce them may be a title, a nickname or scare quotes."""


class Before(NamedTuple):
    """The unit before, and its last cue where that introduced nothing in it."""

    unit: Unit
    idle: Cue | None


def continued(found: Sequence[Draft], before: Before, unit: Unit) -> tuple[int, Draft] | None:
    """The quote that a unit all in marks continues, longer by it, and its place in `found`.

    So do the next sentences of its paragraph, and a paragraph that reopens a quote left open at the end of the one before.
    """
    last = before.unit.stretches[-1] if before.unit.stretches else None
    if last is None or not (last.goes_on or unit.paragraph == before.unit.paragraph):
        return None
    for place in range(len(found) - 1, max(-1, len(found) - 5), -1):
        if found[place].holds(last.start):
            pieces = (*found[place].pieces, *((s.start, s.end) for s in unit.stretches))
            return place, found[place]._replace(pieces=pieces)
    return None


def floating(reading: Reading, unit: Unit, found: Sequence[Draft], before: Before | None) -> list[Draft]:
    """A unit all in marks as a quote of whoever was announced or spoke before it, else of nobody; none where it is a few words."""
    pieces = tuple((s.start, s.end) for s in unit.stretches)
    if sum(len(reading.text[start:end].split()) for start, end in pieces) <= FEW_WORDS:
        return []
    draft = Draft(pieces, None, None, "floating")
    if before is None:
        return [draft]
    text = reading.text[before.unit.start : before.unit.end].rstrip()
    is_near = unit.paragraph == before.unit.paragraph
    who = cue_speaker(reading, before.idle, before.unit) if before.idle and (is_near or text.endswith(":")) else None
    if who:
        return [draft._replace(cue=before.idle, speaker=who, rule="cue_then_quote")]
    if text.endswith(":"):
        who = _subject(reading, before.unit.end, before.unit)
        return [draft._replace(speaker=who, rule="colon_then_quote") if who else draft]
    who = _last_speaker(reading.text, found, before.unit, is_near)
    return [draft._replace(speaker=who, rule="carried_on") if who else draft]


def _subject(reading: Reading, char: int, unit: Unit) -> Speaker | None:
    head = subject_before(reading.doc, char, unit, reading.words)
    return speaker(reading.text, head, (unit.start, char), reading.mentions, reading.words) if head is not None else None


def _last_speaker(text: str, found: Sequence[Draft], unit: Unit, is_near: bool) -> Speaker | None:
    """Whoever spoke in the unit before, if that was a quote too or stands in the same paragraph. A question hands over to another."""
    last = found[-1] if found else None
    if last is None or last.pieces[-1][1] <= unit.start or not (unit.stretches or is_near):
        return None
    start, end = last.pieces[-1]
    return None if text[start:end].rstrip(MARKS + " ").endswith("?") else last.speaker


def leftover(reading: Reading, unit: Unit, drafts: Sequence[Draft]) -> list[Draft]:
    """Quotes of a sentence or so that no reporting verb introduces: after a colon, or as the object of another verb."""
    found = []
    for stretch in unit.stretches:
        before = reading.text[unit.start : stretch.start].rstrip()
        if before[-1:] in {"", "(", ","} or any(d.holds(stretch.start) for d in drafts) or _is_short(reading.text, stretch):
            continue
        if before[-1] == ":":
            earlier = next((d.speaker for d in reversed(drafts) if d.pieces[-1][1] <= stretch.start), None)
            rule, who = "colon_then_quote", earlier or _subject(reading, stretch.start, unit)
        else:
            rule, who = "verb_then_quote", _doer(reading, stretch, unit)
        if who:
            found.append(Draft(((stretch.start, stretch.end),), None, who, rule))
    return found


def _doer(reading: Reading, stretch: Stretch, unit: Unit) -> Speaker | None:
    """Who does what the stretch is the object of, by name or pronoun: "Ruiz welcomed “the end of a long wait”"."""
    who = _subject(reading, stretch.start, unit)
    is_object = who and any(map(str.isalnum, reading.text[who.end : stretch.start]))
    return who if who and is_object and who.kind in {"named", "pronoun"} else None


def _is_short(text: str, stretch: Stretch) -> bool:
    return len(text[stretch.start : stretch.end].split()) <= FEW_WORDS
