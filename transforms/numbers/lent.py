"""What a number takes from the words and numbers right behind it: a unit or magnitude that it shares, cents behind dollars."""

import re
from typing import Final

from transforms.numbers.parts import Part, part
from transforms.numbers.words import NumberWords, Unit

SHARED: Final = re.compile(r"\s+(?:to|or|and)\s+|-\s(?:or|and|to)\s")
AND: Final = re.compile(r"\s+(?:and\s+)?")
ENDS: Final = re.compile(r"[.,;:!?)](?!\d)|\s*$|\s+more\b")
HUNDREDTHS: Final = frozenset({"cent", "penny", "sen", "euro cent", "ore"})


def lent(text: str, first: Part, country: str | None, words: NumberWords) -> tuple[Unit | None, float]:
    """Unit and magnitude that the first of two numbers shares with the second: "from 4.8 to 4.7 percent", "7- or 8-inch", "$2 or $3 billion".

    A unit is lent to "to" and hyphens only: "12 and 15 metres" waits for the whole list (`shared`).
    """
    joint = SHARED.match(text, first.end)
    second = part(text, joint.end(), country, words, in_range=True) if joint and first.amount.kind == "number" else None
    if joint is None or second is None or bool(first.amount.sign) != bool(second.amount.sign):
        return None, 1.0
    a, b = first.amount, second.amount
    shares = (first.unit is None or bool(a.sign)) and a.scale == 1 < b.scale and a.low < 1000 and a.is_digits and b.is_digits
    is_near = shares and 0.1 <= a.low / (b.low / b.scale or 1) <= 10
    lends_unit = first.unit is None and ("-" in joint.group() or joint.group().strip() == "to" or is_near)
    return (second.unit if lends_unit else None), (b.scale if is_near else 1.0)


def with_cents(text: str, first: Part, country: str | None, words: NumberWords) -> tuple[float, int] | None:
    """Value and end of money whose hundredths are said behind it: "3 dollars 50 cents", "15 dollars 50"; None where none are."""
    money = first.unit is not None and first.unit.kind == "money" and first.unit.code not in HUNDREDTHS
    joint = AND.match(text, first.end) if money and not first.amount.sign and first.amount.scale == 1 else None
    cents = part(text, joint.end(), country, words) if joint else None
    if joint is None or cents is None or not 0 < cents.amount.low < 100 or cents.amount.kind != "number":
        return None
    is_said = cents.unit is not None and cents.unit.code in HUNDREDTHS
    is_short = cents.unit is None and "and" not in joint.group() and cents.amount.low >= 10 and ENDS.match(text, cents.end)
    return (first.amount.low + cents.amount.low / 100, cents.end) if is_said or is_short else None
