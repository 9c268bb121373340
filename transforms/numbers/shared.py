"""Numbers that lean on another for their unit: members of a list, and those that repeat what was said with a unit before."""

import re
from collections.abc import Sequence
from typing import Final

from transforms.numbers.counted import Tokens
from transforms.numbers.quantities import Quantity

COMMA: Final = re.compile(r"-?,\s")
LAST: Final = re.compile(r"-?,?\s(?:and|or|to)\s(?:about\s|even\s)?", re.IGNORECASE)
MOVED: Final = re.compile(r",?\s(?:up|down)\s")
LONGEST_LIST: Final = 6
LEADS: Final = frozenset({"to", "by", "is", "was", "are", "were", "at", "from", "with"})
CONTRAST: Final = frozenset({"while", "whilst", "whereas", "but", "against", "versus", "compared"})
SHARED_KINDS: Final = frozenset({"money", "percent", "measure", "rate"})
FARTHEST: Final = 50.0
FARTHEST_LEVEL: Final = 3
FARTHEST_PAIR: Final = 6
"""How many words may stand between "from 5 percent" and "to 4", or "at 25 percent" and "at 14"."""


def last_of_list(found: Sequence[Quantity], index: int, text: str) -> int | None:
    """Index of the number that ends the list which the one at `index` begins ("12, 15 and 21 points"); None where it begins none.

    The move of an index has the unit of its level: "5,432.10, up 12 points".
    """
    if found[index].rule == "range":
        return None
    for at in range(index, min(index + LONGEST_LIST, len(found) - 1)):
        between = text[found[at].end : found[at + 1].start]
        if (LAST.fullmatch(between) and found[at + 1].modifier in {"exact", "vague"}) or (
            found[at + 1].unit == "point" and MOVED.fullmatch(between)
        ):
            return at + 1
        if not COMMA.fullmatch(between) or not found[at + 1].is_bare:
            return None
    return None


def repeated(quantity: Quantity, earlier: Sequence[Quantity], tokens: Tokens) -> Quantity | None:
    """The number with the unit of an earlier one of its sentence that it is set against; None where there is none.

    "From 5 percent to 4", "the highest bid was 80 cents, while the lowest was 70", "… at 1,310.5 points, while the other closed at 204.3".
    """
    lead = _lead(quantity, tokens)
    if lead is None:
        return None
    sentence = tokens.holding(quantity.first).sent.start_char
    for other in reversed(earlier):
        if other.start < sentence:
            return None
        if other.unit and other.kind in SHARED_KINDS and _is_set_against(quantity, lead, other, tokens):
            return quantity._replace(kind=other.kind, unit=other.unit, rule="shared", is_bare=False)
    return None


def _is_set_against(quantity: Quantity, lead: str, other: Quantity, tokens: Tokens) -> bool:
    """Whether the number answers the other: from … to …, one candidate "at 25 percent and another at 14", or in contrast to it."""
    before = _lead(other, tokens)
    between = tokens.text[other.end : quantity.start].casefold().split()
    is_index = other.unit == "point" and lead in {"to", "at"} and "." in tokens.text[quantity.first : quantity.number_end]
    if is_index and len(between) <= FARTHEST_LEVEL:
        return True
    if not _is_near(quantity, other):
        return False
    is_poll = before == lead and lead in {"at", "with"} and other.kind == "percent"
    if is_poll or (before, lead) in {("from", "to"), ("to", "from")}:
        return len(between) <= FARTHEST_PAIR
    return (before == lead or is_index) and not CONTRAST.isdisjoint(between)


def _is_near(quantity: Quantity, other: Quantity) -> bool:
    """Whether both are of one order of size, as values of one thing mostly are."""
    one, two = (abs(q.low if q.low is not None else q.high or 0.0) for q in (quantity, other))
    return one > 0 and two > 0 and 1 / FARTHEST <= one / two <= FARTHEST


def _lead(quantity: Quantity, tokens: Tokens) -> str | None:
    index = tokens.at(quantity.start)
    word = tokens.doc[index - 1].lower_ if index else ""
    return word if word in LEADS else None
