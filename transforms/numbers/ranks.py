"""Places in an order: "No. 2", "the third largest"."""

import re
from collections.abc import Iterator

from transforms.numbers.quantities import Quantity
from transforms.numbers.values import read_words
from transforms.numbers.words import NumberWords


def ranks(text: str, words: NumberWords) -> Iterator[Quantity]:
    """Ranks in text order: a numeral sign with a number, or an ordinal with a superlative."""
    for match in words.patterns.rank.finditer(text):
        printed = (match["number"] or match["ordinal"]).casefold()
        digits = re.match(r"\d+", printed)
        value = float(digits.group()) if digits else float(words.ordinals.get(printed) or read_words(printed, words)[0])
        yield Quantity(
            *match.span(), match.start(), match.end(), value, value, "exact", "rank", None, None, "rank", False, bool(digits)
        )
