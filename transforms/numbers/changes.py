"""Which way a quantity moved, or whether it is the level a move led to: from the words right before it."""

from typing import Final

from spacy.tokens import Doc

from transforms.numbers.counted import Tokens
from transforms.numbers.quantities import Quantity
from transforms.numbers.words import NumberWords

CHANGE_REACH: Final = 12


def change_of(quantity: Quantity, tokens: Tokens, words: NumberWords) -> str:
    """up or down after a verb or adverb of change ("rose 5%", "fell by 3", "down 2"), "to" for the level it led to."""
    index = tokens.at(quantity.start)
    before = tokens.doc[index - 1] if index else None
    if before is None or before.is_space or quantity.kind == "duration":
        return _signed(quantity, tokens)
    if before.lower_ in {"to", "at"}:
        return "to" if before.lower_ == "to" and _mover(tokens.doc, index - 1, CHANGE_REACH, words) else "none"
    if before.lower_ == "from":
        return "none"
    if before.lower_ == "by":
        mover = _mover(tokens.doc, index - 1, CHANGE_REACH, words)
        return mover[0] if mover else "none"
    mover = _mover(tokens.doc, index, 2, words)
    if mover is None or (mover[1] and not _can_move(quantity)):
        return _signed(quantity, tokens)
    return mover[0]


def _can_move(quantity: Quantity) -> bool:
    """Whether "lost" or "added" before it tells of a change: of shares and prices, not of the money or people lost."""
    return quantity.kind == "percent" or quantity.unit in {"point", "cent", "penny", "sen"}


def _signed(quantity: Quantity, tokens: Tokens) -> str:
    """The change that a sign tells: "+0.3%" moved up."""
    return "up" if quantity.kind == "percent" and tokens.text[: quantity.first].endswith("+") else "none"


def _mover(doc: Doc, index: int, reach: int, words: NumberWords) -> tuple[str, bool] | None:
    """The direction of the nearest word of change before `index`, and whether it is one that also takes plain objects ("lost $5")."""
    for token in reversed(doc[max(0, index - reach) : index]):
        if token.is_sent_start and token.i != index - 1 and token.tag_ in {".", ":"}:
            return None
        word = token.lower_ if token.lower_ in words.changes else token.lemma_.lower()
        if word in words.changes and (token.tag_.startswith("VB") or word in {"up", "down"} or word.endswith("ed")):
            return words.changes[word], word in words.sets["transitive"]
        if reach <= 2 and token.tag_ not in {"RB", "RP"}:
            return None
    return None
