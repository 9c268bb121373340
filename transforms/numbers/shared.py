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
LEADS: Final = frozenset({"to", "by", "is", "was", "are", "were", "at", "from", "of"})
PAIRED: Final = {"to": frozenset({"to", "from"}), "from": frozenset({"from", "to"})}
"""What may stand before the earlier number for one behind the key to repeat its unit: "from 5 percent to 4"."""


def last_of_list(found: Sequence[Quantity], index: int, text: str) -> int | None:
    """Index of the number that ends the list which the one at `index` begins ("12, 15 and 21 points"); None where it begins none.

    The move of an index has the unit of its level: "5,432.10, up 12 points".
    """
    for at in range(index, min(index + LONGEST_LIST, len(found) - 1)):
        between = text[found[at].end : found[at + 1].start]
        if LAST.fullmatch(between) or (found[at + 1].unit == "point" and MOVED.fullmatch(between)):
            return at + 1
        if not COMMA.fullmatch(between) or not found[at + 1].is_bare:
            return None
    return None


def repeated(quantity: Quantity, earlier: Sequence[Quantity], tokens: Tokens) -> Quantity | None:
    """The number with the unit of an earlier one of its sentence that stands behind the same word; None where there is none.

    "The highest bid was 80 cents, the lowest was 70", "it rose by 2 percent but its rival by 1".
    """
    lead = _lead(quantity, tokens)
    if lead is None:
        return None
    sentence = tokens.holding(quantity.first).sent.start_char
    for other in reversed(earlier):
        if other.start < sentence:
            return None
        if (
            other.unit
            and other.kind in {"money", "percent", "measure", "rate"}
            and _lead(other, tokens) in PAIRED.get(lead, {lead})
        ):
            return quantity._replace(kind=other.kind, unit=other.unit, rule="shared", is_bare=False)
    return None


def _lead(quantity: Quantity, tokens: Tokens) -> str | None:
    index = tokens.at(quantity.start)
    word = tokens.doc[index - 1].lower_ if index else ""
    return word if word in LEADS else None
