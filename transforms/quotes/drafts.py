"""Units one after the other -> the quotes of a Doc."""

from collections import deque
from collections.abc import Iterator, Sequence
from typing import Final

from transforms.quotes.attribution import in_unit
from transforms.quotes.continuation import Before, continued, floating, leftover
from transforms.quotes.cues import Cue
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.units import Unit

MANY: Final = 40
"""No sentence has more cues; what has is a list or a trap, and every cue is held against every other."""


def drafts(reading: Reading, spoken: Sequence[Draft] = ()) -> list[Draft]:
    """The quotes of a Doc in text order; no two share a character. `spoken` are those of a transcript's lines."""
    found: list[Draft] = []
    before: Before | None = None
    waiting = deque(spoken)
    for unit, cues in _with_cues(reading):
        while waiting and waiting[0].pieces[-1][1] <= unit.start:
            found.append(waiting.popleft())
        if waiting and waiting[0].pieces[0][0] < unit.end:
            before = None
            continue
        new = in_unit(reading, unit, cues)
        if not new and before and unit.is_all_quote(reading.text):
            longer = continued(found, before, unit)
            if longer:
                found[longer[0]] = longer[1]
            else:
                new = floating(reading, unit, found, before)
        elif not new and unit.is_all_quote(reading.text):
            new = floating(reading, unit, found, None)
        idle = cues[-1] if cues and not new else None
        if not unit.is_all_quote(reading.text):
            new = new + leftover(reading, unit, new, found)
        found.extend(sorted(new, key=lambda d: d.pieces))
        before = Before(unit, idle)
    return [*found, *waiting]


def _with_cues(reading: Reading) -> Iterator[tuple[Unit, list[Cue]]]:
    """Every unit with the cues in it that stand in no quotation marks: what a quoted person reports is not taken apart."""
    at = 0
    for unit in reading.units:
        inside = []
        while at < len(reading.cues) and reading.cues[at].start < unit.end:
            if not unit.in_stretch(reading.cues[at].start):
                inside.append(reading.cues[at])
            at += 1
        yield unit, inside[:MANY]
