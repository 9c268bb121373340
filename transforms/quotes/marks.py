"""Text -> the stretches between quotation marks, paragraph by paragraph.

A mark that has no partner costs at most its own paragraph: every paragraph starts afresh, except that a quote left open at its end
and reopened at the start of the next is one quote going on (the rule of The Chicago Manual of Style 13.32 for several paragraphs).
"""

import re
from bisect import bisect_right
from typing import Final, NamedTuple

PARAGRAPH: Final = re.compile(r"[^\n]*\S[^\n]*")
DOUBLE: Final = re.compile(r"[“”„‟«»\"]|``|''")
SINGLE_OPENS: Final = re.compile(r"(?<![\w'’])['‘](?=[\w“\"$£€])(?!\d\ds?\b)")
SINGLE_CLOSES: Final = re.compile(r"(?<=[,.?!…—])['’](?!\w)|(?<=[^\W\d_])['’](?=[,.;:?!)”\"]|$)")
"""A closing single mark, where it cannot be an apostrophe: after punctuation, or a word before punctuation."""
OPENING: Final = frozenset("“„‟«`")
CLOSING: Final = frozenset("”»'")
CLOSED_BY: Final = {"„": frozenset("“”‟"), "»": frozenset("«")}
"""What closes a mark of other countries' habits, though it opens elsewhere: „ … “ and » … «."""
MARKS: Final = "“”„‟«»\"'‘’`"


class Stretch(NamedTuple):
    """Text between quotation marks, marks included: half-open, in characters. `goes_on` in the next paragraph where it does."""

    start: int
    end: int
    goes_on: bool = False


class Paragraph(NamedTuple):
    """A line of text that is not blank, and the outermost stretches in it. `is_odd`: one of its double marks has no partner."""

    start: int
    end: int
    stretches: list[Stretch]
    is_odd: bool = False


def paragraphs(text: str) -> list[Paragraph]:
    """The paragraphs of a text with their outermost stretches, in text order."""
    lines = [line.span() for line in PARAGRAPH.finditer(text)]
    found = []
    for number, (start, end) in enumerate(lines):
        pairs, unclosed = _pairs(text, start, end)
        reopens = number + 1 < len(lines) and _opens_with_mark(text, *lines[number + 1])
        if unclosed is not None and (reopens or text[start:unclosed].rstrip()[-1:] in {"", ",", ":"}):
            pairs.append(Stretch(unclosed, start + len(text[start:end].rstrip()), goes_on=reopens))
        pairs = [s for s in pairs if any(map(str.isalnum, text[s.start : s.end]))]
        stretches = _outermost(pairs + _singles(text, start, end, pairs))
        found.append(Paragraph(start, end, stretches, is_odd=unclosed is not None and not reopens))
    return found


def _pairs(text: str, start: int, end: int) -> tuple[list[Stretch], int | None]:
    """The pairs of double marks of a paragraph, and an opening one with no pair after it, if there is one."""
    open_marks: list[int] = []
    pairs: list[Stretch] = []
    for mark in DOUBLE.finditer(text, start, end):
        at = mark.start()
        side = _side(text, start, end, mark.group(), at, text[open_marks[-1]] if open_marks else "")
        if side == "opens":
            open_marks.append(at)
        elif side == "closes" and open_marks:
            pairs.append(Stretch(open_marks.pop(), mark.end()))
    last = open_marks[-1] if open_marks else None
    if last is not None and pairs and pairs[-1].start > last:
        last = None
    return pairs, last


def _side(text: str, start: int, end: int, mark: str, at: int, opened: str) -> str:
    """Whether the mark "opens" or "closes"; "" where it does neither, as an inch sign. `opened` is the mark open there, or ""."""
    is_open = bool(opened)
    if mark in CLOSED_BY.get(opened, ()):
        return "closes"
    if mark == '"' and _is_inch(text, start, end, at, opened):
        return ""
    before_blank = at == start or not (text[at - 1].isalnum() or text[at - 1] in ",.?!…%)]’'*;:")
    after = at + len(mark)
    after_blank = after >= end or text[after].isspace()
    if mark[0] in OPENING and not (is_open and after_blank and not before_blank):
        return "opens"
    if mark[0] in CLOSING:
        return "opens" if not is_open and before_blank and (mark == "»" or not after_blank) else "closes"
    if before_blank and not after_blank and not (is_open and text[after] in ",.;:?!"):
        return "opens"
    return "closes" if is_open else ""


def _is_inch(text: str, start: int, end: int, at: int, opened: str) -> bool:
    """Whether the straight mark is an inch sign: after a number, where the quote around it is still to be closed."""
    if at == start or not text[at - 1].isdigit() or text[at + 1 : at + 2] in {",", "."}:
        return False
    if opened == "“":
        return text.find("”", at, end) > at
    return opened == '"' and text.count('"', at + 1, end) % 2 == 1


def _singles(text: str, start: int, end: int, doubles: list[Stretch]) -> list[Stretch]:
    """Stretches between single marks that do not open inside double ones."""
    found: list[Stretch] = []
    openings = [m.start() for m in SINGLE_OPENS.finditer(text, start, end)]
    closings = iter([m.end() for m in SINGLE_CLOSES.finditer(text, start, end)] if openings else [])
    closing = next(closings, None)
    outer = _outermost(doubles) if openings else []
    for at in openings:
        if _inside(outer, at) or (found and at < found[-1].end):
            continue
        while closing is not None and (closing < at + 3 or _inside(outer, closing - 1)):
            closing = next(closings, None)
        if closing is None:
            break
        found.append(Stretch(at, closing))
    return found


def _inside(outer: list[Stretch], at: int) -> bool:
    """Whether the character stands in one of the stretches, which are in text order and apart."""
    last = bisect_right(outer, at, key=lambda s: s.start) - 1
    return last >= 0 and at < outer[last].end


def _outermost(stretches: list[Stretch]) -> list[Stretch]:
    """Those that lie in no other, in text order."""
    kept: list[Stretch] = []
    for stretch in sorted(stretches, key=lambda s: (s.start, -s.end)):
        if not kept or stretch.start >= kept[-1].end:
            kept.append(stretch)
    return kept


def _opens_with_mark(text: str, start: int, end: int) -> bool:
    stripped = text[start:end].lstrip()
    return stripped[:1] in {"“", '"', "«", "„", "‟"} or stripped[:2] == "``"
