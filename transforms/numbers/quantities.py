"""Text -> quantities: numbers with their ranges, units and bounds. One pass over the characters; the parse is not asked here."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from transforms.numbers.lent import lent, with_cents
from transforms.numbers.parts import Part, ends, part, second_part
from transforms.numbers.words import NumberWords, Unit, plain

CHUNK = re.compile(r"[\w.,:/–-]*\w")
OTHER_TIME = re.compile(r"\s+(?:ago|earlier|later|before|old)\b")
TOLERANCE = re.compile(r"\s?(?:±|\+/[-−–])\s?")
WORD = re.compile(r"[^\s\"“”(]+")
CONVERTED = re.compile(r"\s\([^()]{0,24}\d[^()]{0,24}\)")
OF_WHAT = re.compile(r"\s+of\s+(?:[a-z]+\s+){1,3}?(?=(?:an?|per|each|every)\s)")
RATIO = re.compile(r"(?:\s+|-)(in|out\s+of)(?:\s+(?:every\s+)?|-)")
TRIES = re.compile(
    r"\s+(?:straight\s+|\w+\s+)?(?:games?|match(?:es)?|starts?|outings|appearances|seasons?|tests|rounds?|innings|days?|weeks?|months?|years?|minutes?|hours?)\b"
)
"""What "two in three" is no share of: "two in three games" were scored."""
TENTHS = frozenset({5, 10, 100})
DASHED = re.compile(r"[-–]\d")
SCORE = re.compile(r"(\d{1,3})[-–](\d{1,3})(?![\w%]|[-–.,/]\d|-)")
SIGN_BOUND = re.compile(r"(?<!\w)(?:sub-|[~≈<>≤≥]\s?)$", re.IGNORECASE)


class Quantity(NamedTuple):
    """A number as it stands in the text, before anything is known of what it measures."""

    start: int
    end: int
    first: int
    number_end: int
    low: float | None
    high: float | None
    modifier: str
    kind: str
    unit: str | None
    unit_text: str | None
    rule: str
    is_bare: bool
    is_digits: bool


def quantities(text: str, skip: Sequence[tuple[int, int]], *, country: str | None, words: NumberWords) -> Iterator[Quantity]:
    """Quantities in text order. `skip` holds the spans of dates, in order; a number that touches one is none of ours."""
    position, at = 0, 0
    for found in words.patterns.start.finditer(text):
        start = found.start()
        if start < position:
            continue
        while at < len(skip) and skip[at][1] <= start:
            at += 1
        first = part(text, start, country, words)
        if first is None:
            chunk = CHUNK.match(text, start)
            position = chunk.end() if chunk else start + 1
        elif at < len(skip) and skip[at][0] < first.amount.end:
            position = skip[at][1]
        else:
            quantity = _quantity(text, first, country, words)
            chunk = CHUNK.match(text, start)
            position = quantity.end if quantity else chunk.end() if chunk else first.end
            if quantity:
                yield quantity


def _quantity(text: str, first: Part, country: str | None, words: NumberWords) -> Quantity | None:
    """The quantity that begins with `first`: its range, rate and bound read on from there."""
    bound_start, bound = _bound(text, first.amount.start, words)
    low, high, last, rule = first.amount.low, first.amount.high, first, first.amount.kind
    second = second_part(text, first, bound, country, words)
    if tolerance := _tolerance(text, first, country, words):
        low, high, last, rule = low - tolerance.amount.low, high + tolerance.amount.low, tolerance, "range"
    elif second:
        (low, high), last, rule = ends(first.amount, second.amount), second, "range"
    elif DASHED.match(text, first.end):
        return _score(text, first)
    elif ratio := _ratio(text, first, country, words):
        modifier = _modifier("ratio", bound, None)
        low_end, high_end = opened(ratio.low or 0.0, ratio.high or 0.0, modifier)
        return ratio._replace(
            start=bound_start if modifier != "exact" else ratio.start, low=low_end, high=high_end, modifier=modifier
        )
    elif cents := with_cents(text, first, country, words):
        low, high, last = cents[0], cents[0], first._replace(end=cents[1])
    else:
        shared, factor = lent(text, first, country, words)
        low, high, last = low * factor, high * factor, first._replace(unit=first.unit or shared)
    end, unit, after = _tail(text, last.end, last.unit or first.unit, words)
    modifier = _modifier(rule, bound, after)
    is_bound = modifier != "exact" and (bound is not None or after is not None) and (rule == "range" or bound != "between")
    low_end, high_end = opened(low, high, modifier)
    return Quantity(
        start=bound_start if is_bound else first.amount.start,
        end=end,
        first=first.amount.start,
        number_end=last.amount.end,
        low=low_end,
        high=high_end,
        modifier=modifier,
        kind=unit.kind if unit else {"fraction": "ratio", "multiple": "ratio"}.get(rule, "count"),
        unit=unit.code if unit else ("times" if rule == "multiple" else None),
        unit_text=_unit_text(text, last, unit, end),
        rule=rule,
        is_bare=unit is None and first.amount.scale == 1 and rule == "number",
        is_digits=first.amount.is_digits,
    )


def _tolerance(text: str, first: Part, country: str | None, words: NumberWords) -> Part | None:
    """What a measured value may be off by, with the unit of both: "5 ± 0.2 kg"."""
    joint = TOLERANCE.match(text, first.end)
    return part(text, joint.end(), country, words, in_range=True) if joint else None


def _ratio(text: str, first: Part, country: str | None, words: NumberWords) -> Quantity | None:
    """A share said with two numbers: "one in five", "nine out of 10"."""
    joint = RATIO.match(text, first.end)
    second = part(text, joint.end(), country, words, in_range=True) if joint and first.unit is None else None
    if (
        joint is None
        or second is None
        or second.unit
        or not (second.amount.low <= 1000 or "," in second.amount.text)
        or not 0 < first.amount.low < second.amount.low
    ):
        return None
    is_usual = first.amount.low == 1 or second.amount.low in TENTHS
    is_said = not first.amount.is_digits and second.amount.low <= 10 and not TRIES.match(text, second.end)
    if joint[1] == "in" and not (is_usual or is_said):
        return None
    share = first.amount.low / second.amount.low
    return Quantity(
        first.amount.start,
        second.end,
        first.amount.start,
        second.end,
        share,
        share,
        "exact",
        "ratio",
        None,
        None,
        "ratio",
        False,
        False,
    )


def _score(text: str, first: Part) -> Quantity | None:
    """Two small numbers with a dash between them, which only their context can tell from a range: "3-1"."""
    match = SCORE.match(text, first.amount.start)
    if match is None or first.amount.sign:
        return None
    low, high = sorted((float(match[1]), float(match[2])))
    return Quantity(*match.span(), match.start(), match.end(), low, high, "exact", "score", None, None, "score", True, True)


def _unit_text(text: str, last: Part, unit: Unit | None, end: int) -> str | None:
    """The unit as printed: a money sign where it stands before the number, else what follows it, base and all."""
    if unit is None:
        return None
    if last.amount.sign and unit.kind == "money":
        return last.amount.sign
    return text[last.amount.end if last.amount.sign else last.unit_start : end].strip(" -") or None


def opened(low: float, high: float, modifier: str) -> tuple[float | None, float | None]:
    """A bound leaves one end of the value open."""
    if modifier in {"at_least", "more_than"}:
        return low, None
    if modifier in {"at_most", "less_than"}:
        return None, high
    return low, high


def _modifier(rule: str, bound: str | None, after: str | None) -> str:
    found = after or (None if bound == "between" else bound)
    if rule == "range":
        return "about" if found == "about" else "between"
    if rule in {"vague", "few"} and found in {None, "about"}:
        return "vague"
    return found or "exact"


def _tail(text: str, end: int, unit: Unit | None, words: NumberWords) -> tuple[int, Unit | None, str | None]:
    """What follows number and unit: a bound ("or more"), a base that makes it a rate ("a year")."""
    end, after = bound_after(text, end, words)
    if unit is None:
        return end, unit, after
    per = rate_base(text, end, words)
    if per is None and unit.kind in {"money", "measure"} and (late := _late_base(text, end, words)):
        return end, Unit(f"{unit.code}/{late}", "rate"), after
    if per:
        end, unit = per[1], Unit(f"{unit.code}/{per[0]}", "rate")
        more_end, more = bound_after(text, end, words)
        return more_end, unit, more or after
    return end, unit, after


def _late_base(text: str, end: int, words: NumberWords) -> str | None:
    """The base of a rate behind a conversion or what is counted: "9 euros ($10) a head", "5 barrels of oil a day"."""
    between = CONVERTED.match(text, end) or OF_WHAT.match(text, end)
    per = rate_base(text, between.end() - (not between.group().endswith(")")), words) if between else None
    return per[0] if per else None


def bound_after(text: str, end: int, words: NumberWords) -> tuple[int, str | None]:
    """Where a bound printed at `end` ends, and which it is ("or more"); `end` itself and None where there is none."""
    match = words.patterns.after.match(text, end)
    modifier = words.after.get(" ".join(match.group().casefold().strip(" -").split())) if match else None
    return (match.end(), modifier) if match and modifier else (end, None)


def rate_base(text: str, end: int, words: NumberWords) -> tuple[str, int] | None:
    """The base of a rate at `end` ("per day", "a barrel", "/kg") as its code, and where it ends; None where there is none."""
    match = words.patterns.per.match(text, end)
    if match is None or OTHER_TIME.match(text, match.end()):
        return None
    base = plain(match["base"])
    unit = words.units.get(base) or (words.symbols.get(match["base"]) if match["slash"] else None)
    is_usual = unit is not None and unit.kind in {"duration", "measure"} and base != "second"
    if unit and (is_usual or match["word"] == "per"):
        return unit.code, match.end()
    known = base in words.sets["per_base"] or base.split()[-1] in words.sets["per_base"]
    return (base, match.end()) if known or match["word"] == "per" else None


def _bound(text: str, start: int, words: NumberWords) -> tuple[int, str | None]:
    """The bound printed before a number, and where it begins: the longest phrase of up to five words that ends there."""
    window = text[max(0, start - 40) : start]
    if window.endswith(("-", "~", "≈", "<", ">", "≤", "≥")) or window.endswith(("~ ", "< ", "> ")):
        return _sign_bound(window, start, words)
    if not window.endswith((" ", "\u00a0")):
        return start, None
    pieces = list(WORD.finditer(window))[-5:]
    while (
        len(pieces) > 1
        and pieces[-1].group().casefold() in words.sets["intensifier"]
        and pieces[-1].group().casefold() not in words.before
    ):
        pieces.pop()
    for first in range(len(pieces)):
        phrase = " ".join(piece.group().casefold() for piece in pieces[first:])
        if phrase in words.before:
            return start - len(window) + pieces[first].start(), words.before[phrase]
    return start, None


def _sign_bound(window: str, start: int, words: NumberWords) -> tuple[int, str | None]:
    """A bound written as a sign or prefix: "<5", "~20", "sub-300"."""
    match = SIGN_BOUND.search(window)
    return (start - len(match.group()), words.before.get(match.group().strip(" -"))) if match else (start, None)
