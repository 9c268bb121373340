"""Stretches that no cue of their own unit introduces -> quotes that go on, were announced before, or float."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.quotes.attribution import cue_speaker
from transforms.quotes.cues import Cue
from transforms.quotes.marks import MARKS, Stretch
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import Speaker, speaker
from transforms.quotes.units import Unit
from transforms.quotes.voices import first_noun, subject_before

FEW_WORDS: Final = 4
"""So many words in marks with nothing to introduce them may be a title, a nickname or scare quotes."""

MANY_WORDS: Final = 7
"""More words than these in marks are hardly ever anything but somebody's words."""

SIGNATURE: Final = re.compile(r"\s*(?:[—–]|--?)[ \xa0]*([A-Z][^\n,;:“”\"]{2,60}?)(?=[,;.]?\s*(?:\n|$)|, [a-z])")
"""A dash and a name, to the end of the line or to what the person is."""

TOPIC: Final = re.compile(r" (?:on|to) [^:]*:", re.I)
"""What a headline's speaker speaks on, or to whom."""
LEADS_ON: Final = re.compile(r"(?:Then|Instead|And|But|Also|Now|Still|So|Indeed|Specifically|Finally|Again|Yet)[,:]?", re.I)
"""Words before a quote that goes on with the speaker of the one before."""


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
    who = _signed(reading, unit.end)
    if who:
        return [draft._replace(speaker=who, rule="signed")]
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
    who = _last_speaker(reading.text, found, unit.start)
    return [draft._replace(speaker=who, rule="carried_on") if who else draft]


def _subject(reading: Reading, char: int, unit: Unit) -> Speaker | None:
    head = subject_before(reading.doc, char, unit, reading.words)
    if head is None:
        return None
    end = head.idx + len(head)
    high = end if TOPIC.match(reading.text, end) else char
    return speaker(reading.text, head, (unit.start, high), reading.mentions, reading.words)


def _last_speaker(text: str, found: Sequence[Draft], char: int) -> Speaker | None:
    """Whoever spoke last in this paragraph or the one before. A question hands over to another."""
    if not found:
        return None
    start, end = found[-1].pieces[-1]
    between = text[end:char].split("\n")[1:-1]
    if any(map(str.isalnum, "".join(between))) or text[start:end].rstrip(MARKS + " ").endswith("?"):
        return None
    return found[-1].speaker


def _signed(reading: Reading, char: int) -> Speaker | None:
    """Whose name is put under the quote that ends there: “…” — Maria Ruiz."""
    dash = SIGNATURE.match(reading.text, char)
    token = reading.doc.char_span(dash.start(1), dash.end(1), alignment_mode="contract") if dash else None
    head = first_noun(reading.doc, token.start, token.end) if token else None
    if head is None or head.pos_ != "PROPN" or head.lower_ in reading.words.plain:
        return None
    return speaker(reading.text, head, dash.span(1), reading.mentions, reading.words) if dash else None


def leftover(reading: Reading, unit: Unit, drafts: Sequence[Draft], found: Sequence[Draft]) -> list[Draft]:
    """Quotes of a sentence or so that no reporting verb introduces: after a colon, as the object of another verb, or just there."""
    more = []
    for stretch in unit.stretches:
        if any(d.holds(stretch.start) for d in drafts):
            continue
        rule, who = _introduced(reading, unit, stretch, [*found, *drafts])
        if _is_short(reading.text, stretch) and not (who and who.kind == "named" and "colon" in rule):
            continue
        if who is None and not _is_worded(reading.text, stretch):
            continue
        more.append(Draft(((stretch.start, stretch.end),), None, who, rule if who else "floating"))
    return more


def _introduced(reading: Reading, unit: Unit, stretch: Stretch, drafts: Sequence[Draft]) -> tuple[str, Speaker | None]:
    """The rule that tells who says the stretch, and who does; None where nobody is told. `drafts` are those found so far."""
    before = reading.text[unit.start : stretch.start].rstrip()
    if before[-1:] == ":":
        earlier = next(
            (d.speaker for d in reversed(drafts) if unit.start <= d.pieces[-1][0] and d.pieces[-1][1] <= stretch.start), None
        )
        return "colon_then_quote", earlier or _subject(reading, stretch.start, unit)
    if not before and reading.text[stretch.end : stretch.end + 2] == ": ":
        return "quote_then_colon", _named_first(reading, stretch.end + 2, unit)
    signed = _signed(reading, stretch.end)
    if signed:
        return "signed", signed
    if not before or LEADS_ON.fullmatch(before):
        return "carried_on", _last_speaker(reading.text, drafts, unit.start)
    return "verb_then_quote", None if before[-1] in "(," else _doer(reading, stretch, unit)


def _named_first(reading: Reading, char: int, unit: Unit) -> Speaker | None:
    """Who a headline names right after its quote: ‘Build your own bridge’: Ruiz hits out at rivals."""
    span = reading.doc.char_span(char, unit.end, alignment_mode="contract")
    head = first_noun(reading.doc, span.start, min(span.end, span.start + 6)) if span else None
    who = speaker(reading.text, head, (char, unit.end), reading.mentions, reading.words) if head is not None else None
    return who if who and who.mention and who.start == char else None


def _is_worded(text: str, stretch: Stretch) -> bool:
    """Whether the stretch is somebody's words, not a title: many of them, or a few that begin small, most of them in small letters."""
    words = [w for w in text[stretch.start : stretch.end].strip(MARKS + " ").split() if w[0].isalpha()]
    titled = sum(w[0].isupper() for w in words if len(w) > FEW_WORDS)
    needed = MANY_WORDS if words and words[0][0].isupper() else FEW_WORDS
    return len(words) > needed and titled * 2 < sum(len(w) > FEW_WORDS for w in words)


def _doer(reading: Reading, stretch: Stretch, unit: Unit) -> Speaker | None:
    """Who does what the stretch is the object of, by name or pronoun: "Ruiz welcomed “the end of a long wait”"."""
    who = _subject(reading, stretch.start, unit)
    is_object = who and any(map(str.isalnum, reading.text[who.end : stretch.start]))
    return who if who and is_object and who.kind in {"named", "pronoun"} else None


def _is_short(text: str, stretch: Stretch) -> bool:
    return len(text[stretch.start : stretch.end].split()) <= FEW_WORDS
