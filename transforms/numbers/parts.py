"""One number with the unit that follows it, and the second number that makes it a range."""

import re
from typing import NamedTuple

from transforms.numbers.marks import mark_at, with_inches
from transforms.numbers.values import Amount, amount
from transforms.numbers.words import NumberWords, Unit, plain

CLOCK = re.compile(r"\s?(?:(?:[ap]\.?m|[AP]\.?M)\b\.?|o[’']clock\b|(?:hours\s+)?(?:GMT|UTC|[ECMP][SD]?T|BST)\b)|:\d|h\d\d\b")
GLUED = re.compile(r"[^\W_]|\s?×\s?10|[.,/](?=\d)|\([a-z]\)|[-–]\d")
BETWEEN_UNIT = re.compile(r"\s+(?:of(?:\s+(?:an?|1|one))?|an?)(?:\s+(?:US|U\.S\.|UK|imperial))?(?=\s)")
MILLIONS_CODE = re.compile(r"M(?:USD|EUR|GBP)\b")
CAPITALS = {"M": 1e6, "B": 1e9}
LATE_SCALE = re.compile(r"\s(million|billion|trillion)\b")
"""A magnitude behind the money: "75 USD million"."""
TIMES = frozenset({"x", "×"})
BLANK_CAPITALS = frozenset({"K", "J"})
DEGREES = frozenset({"C", "F"})
HOTTEST = 10_000
LETTERED = re.compile(
    r"\b(?:[Ff]ig|[Tt]able|[Pp]anel|[Ss]eat|[Rr]ow|[Gg]ate|[Uu]nit|[Rr]oom|[Ss]ection|[Cc]lass|[Aa]partment)|[\[(]$"
)
MORE_FIGURES = re.compile(r"\s?\d")
PIECE = re.compile(r"[^\W_][-–/.:]$")
FROM = re.compile(r"\bfrom\s+(?:[a-z]+\s+)?$")
ASIDE = re.compile(r"[,(–—-]\s?(?:up|down)\s$")
"""", down from 5 to 7 percent" tells where the move began, and that may be a range."""
SENTENCE_END = re.compile(r"[.;!?]\s")
MOVE_REACH = 80
NOUN_FOLLOWS = re.compile(
    r"\s+of\s+(?:its|their|his|her|our)\s|\s+(?!(?:of|in|on|at|to|and|or|from|by|for|with|wide|long|high|deep|tall|away|above|below|freestyle|sprint|hurdles|butterfly)\b)(?:[a-z]{3}|i[A-Z])"
)


class Part(NamedTuple):
    """An amount with the unit that follows it, if one does."""

    amount: Amount
    unit: Unit | None
    unit_start: int
    end: int


def part(text: str, start: int, country: str | None, words: NumberWords, *, in_range: bool = False) -> Part | None:
    """The amount at `start` with its unit; None where what stands there is a piece of a name, a clock time, a telephone number …

    `in_range` tells that a dash before it joins it to another number.
    """
    match = words.patterns.amount.match(text, start)
    number = amount(match, words) if match else None
    if number is None or not (in_range or _stands_free(text, start)) or CLOCK.match(text, number.end):
        return None
    number, unit = _with_unit(text, number, country, words)
    end = unit[2] if unit else number.end
    if unit and unit[0].code == "ft" and (height := with_inches(text, number.low, end)):
        return Part(number._replace(low=height[0], high=height[0]), unit[0], unit[1], height[1])
    glued = GLUED.match(text, end) if number.is_digits else None
    if glued and not (glued.group()[0] in "-–" and not in_range):
        return None
    if number.sign:
        return Part(number, Unit(words.currency(number.sign, country) or "", "money"), number.start, number.end)
    return Part(number, unit and unit[0], unit[1] if unit else end, end)


def _stands_free(text: str, start: int) -> bool:
    """Whether nothing before it makes the number the tail of a longer word ("F-16", "and/or 5", "12:30")."""
    if text[start] in "-−–":
        return start == 0 or text[start - 1].isspace() or text[start - 1] == "("
    return not (PIECE.search(text, max(0, start - 2), start) and text[max(0, start - 4) : start].casefold() != "sub-")


def _with_unit(text: str, number: Amount, country: str | None, words: NumberWords) -> tuple[Amount, tuple[Unit, int, int] | None]:
    """The number and its unit; "5m" and "5M" before something that can be counted are millions of it."""
    unit = _unit(text, number, country, words)
    is_m = unit is not None and unit[0].code == "m" and unit[2] - number.end == 1
    capital = text[number.end : number.end + 1] if unit is None and number.end - number.start > 1 else ""  # 3M is a company
    if (is_m or capital in CAPITALS) and NOUN_FOLLOWS.match(text, number.end + 1):
        number = _times(number._replace(end=number.end + 1), CAPITALS.get(capital, 1e6))
        unit = _unit(text, number, country, words)
    if unit and unit[0].kind == "money":
        late = LATE_SCALE.match(text, unit[2]) if number.scale == 1 else None
        if MILLIONS_CODE.match(text, unit[1]):
            number = _times(number, 1e6)
        elif late:
            number, unit = _times(number, words.scales[late[1]]), (unit[0], unit[1], late.end())
    return number, unit


def _times(number: Amount, scale: float) -> Amount:
    return number._replace(low=number.low * scale, high=number.high * scale, scale=scale)


def _unit(text: str, number: Amount, country: str | None, words: NumberWords) -> tuple[Unit, int, int] | None:
    """The unit that follows an amount, with its start and end; money names and codes are units too."""
    between = BETWEEN_UNIT.match(text, number.end) if number.kind in {"vague", "fraction"} else None
    match = words.patterns.unit.match(text, between.end() if between else number.end)
    if number.sign or number.kind == "multiple":
        return None
    if match is None:
        mark = mark_at(text, number.start, number.end) if number.is_digits and number.scale == 1 else None
        return (Unit(mark[0], "measure"), number.end, mark[1]) if mark else None
    start, end = match.end() - len(match.group().lstrip(" -\u00a0\u202f\t\n\r")), match.end()
    if match["symbol"]:
        return (words.symbols[text[start:end]], start, end) if _may_be_symbol(text, number, start, end) else None
    currency = words.currency(text[start:end], country)
    if match["code"] and not currency:
        currency = words.currency(text[start + 1 : end], country)
    name = plain(text[start:end])
    if not currency and number.scale >= 1e6:
        currency = words.large.get(name)
    unit = Unit(currency, "money") if currency else words.units.get(name)
    return (unit, start, end) if unit else None


def _may_be_symbol(text: str, number: Amount, start: int, end: int) -> bool:
    """Whether letters behind a number may be a unit's symbol: behind figures; "x" only right behind them ("3x", not "3 x 4").

    Single capitals also letter figures, seats and postcodes: "5 K" and "3 J" need the blank, "30C" a number that can be a temperature.
    """
    symbol, is_glued = text[start:end], start == number.end
    if symbol in TIMES:
        return number.is_digits and is_glued and not MORE_FIGURES.match(text, end)
    if symbol in BLANK_CAPITALS:
        return number.is_digits and not is_glued and text[end : end + 1] != "-"
    if symbol in DEGREES:
        return (
            number.is_digits and abs(number.low) < HOTTEST and not LETTERED.search(text[max(0, number.start - 24) : number.start])
        )
    return number.is_digits


def second_part(text: str, first: Part, bound: str | None, country: str | None, words: NumberWords) -> Part | None:
    """The upper end of a range: "3-4", "3 to 4", "between 3 and 4", with one unit for both or twice the same."""
    joint = words.patterns.joint.match(text, first.end)
    if joint is None or first.amount.kind not in {"number", "few"} or not (joint["word"] != "and" or bound == "between"):
        return None
    if joint["word"] == "to" and _is_change(text, first.amount.start, words):
        return None
    second = part(text, joint.end(), country, words, in_range=True)
    return second if second and joint["word"] != "or" and _is_range(first, second) else None


def _is_change(text: str, start: int, words: NumberWords) -> bool:
    """Whether "from … to …" tells of a move, two values and no range: a word of change stands before it in the sentence."""
    window = text[max(0, start - MOVE_REACH) : start]
    leads = FROM.search(window)
    before = SENTENCE_END.split(window[: leads.start()])[-1] if leads else ""
    if ASIDE.search(before):
        return False
    return any(word in words.changes for word in before.casefold().split())


def _is_range(first: Part, second: Part) -> bool:
    low, high = ends(first.amount, second.amount)
    same_unit = first.unit is None or second.unit is None or first.unit == second.unit
    same_sign = not second.amount.sign or bool(first.amount.sign)
    unit_dropped = first.unit is not None and not first.amount.sign and second.unit is None
    rises = low < high and (low, high) != (second.amount.low, first.amount.low)
    return same_unit and same_sign and not unit_dropped and rises and second.amount.kind == "number"


def ends(first: Amount, second: Amount) -> tuple[float, float]:
    """Both ends of a range, in printed order; "2 to 3 million" lends its magnitude to the first."""
    shares = first.scale == 1 and second.scale > 1 and first.low < second.low / second.scale and first.low < 1000
    return (first.low * second.scale if shares else first.low), second.high
