"""Which way a claim moved, where the words of the number tell it though the tags of the sentence do not."""

from typing import Final

from spacy.tokens import Doc

from transforms.numbers.claims import Claim
from transforms.numbers.counted import Tokens
from transforms.numbers.measured import Sense
from transforms.numbers.quantities import Quantity
from transforms.numbers.words import NumberWords, plain

REACH: Final = 8


def moved(claim: Claim, meaning: Sense, tokens: Tokens, words: NumberWords) -> Sense:
    """The sense with its change mended: "doubled" and "halved" move by themselves, and "by" belongs to the nearest word of change.

    A tagger takes the verb of a headline ("bank cut rates by 25 points") for a noun, so that its tag is not asked here.
    """
    quantity = claim.quantity
    change = _by_itself(quantity, tokens.text, words) if meaning.change == "none" else None
    change = change or _moved_by(quantity, tokens, words)
    return meaning._replace(change=change) if change else meaning


def _by_itself(quantity: Quantity, text: str, words: NumberWords) -> str | None:
    if words.kinds.get(plain(text[quantity.first : quantity.number_end])) != "multiple":
        return None
    return "up" if (quantity.low or quantity.high or 0) > 1 else "down"


def _moved_by(quantity: Quantity, tokens: Tokens, words: NumberWords) -> str | None:
    """The direction of the nearest word of change before "by"; None where the number does not follow "by"."""
    index = tokens.at(quantity.start) - 1
    if quantity.kind == "duration" or index < 1 or tokens.doc[index].lower_ != "by":
        return None
    return _nearest(tokens.doc, index, words)


def _nearest(doc: Doc, index: int, words: NumberWords) -> str | None:
    for token in reversed(doc[max(0, index - REACH) : index]):
        if token.is_sent_start and token.tag_ in {".", ":"}:
            return None
        change = words.changes.get(token.lower_)
        if change:
            return change
    return None
