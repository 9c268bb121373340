"""Numbers that are ages though no unit says so: "Maria Lopez, 34,", "aged 12", "who was 10", "will be 35 in May"."""

import re
from collections.abc import Mapping
from typing import Final

from spacy.tokens import Token

from schemas.core import EntityMention
from transforms.numbers.counted import Tokens
from transforms.numbers.quantities import Quantity
from transforms.numbers.words import NumberWords

AGE_ENDS: Final = re.compile(r"[,.;)](?!\d)|\s+(?:who|of)\b")
SAID_OF_AGE: Final = re.compile(r"[,.;)](?!\d)|\s*$|\s+(?:when|by|in|on|at|and|but|this|next|last|years|or)\b(?!\s+(?:\d|a\b))")
AGE_OF: Final = re.compile(r"\bage\s+of\b|\baged\b")
WHO: Final = frozenset({"he", "she", "who", "i"})
TO_BE: Final = frozenset({"is", "was", "be", "am", "'s", "’s", "'m", "’m", "turned", "turns", "turn", "turning", "been"})
BETWEEN: Final = frozenset(
    {"will", "would", "had", "has", "just", "only", "now", "not", "have", "about", "to", "'ll", "’ll", "then"}
)
OLDEST: Final = 120


def person_of_age(quantity: Quantity, text: str, people: Mapping[int, EntityMention]) -> EntityMention | None:
    """The person of "Maria Lopez, 34,": a whole number between commas after the name."""
    if not (quantity.is_digits and _may_be_age(quantity)):
        return None
    if text[quantity.first - 2 : quantity.first] != ", " or not (
        AGE_ENDS.match(text, quantity.number_end) or quantity.number_end == len(text)
    ):
        return None
    return people.get(quantity.first - 2)


def follows_age(quantity: Quantity, tokens: Tokens, words: NumberWords) -> bool:
    """Whether "aged", "age" or "age of" stands before the number, or in its bound ("under the age of")."""
    if AGE_OF.search(tokens.text, quantity.start, quantity.first):
        return True
    index = tokens.at(quantity.start)
    before = tokens.doc[max(0, index - 2) : index]
    cue = before[0] if len(before) == 2 and before[1].lower_ == "of" else before[-1] if len(before) else None
    return cue is not None and cue.lower_ in words.sets["age_cue"] and (quantity.high or quantity.low or 0) < 130


def is_said_of_person(quantity: Quantity, tokens: Tokens) -> bool:
    """Whether somebody "is", "was" or "turned" the number, and nothing follows that it could count."""
    if not _may_be_age(quantity) or not SAID_OF_AGE.match(tokens.text, quantity.number_end):
        return False
    index = tokens.at(quantity.start) - 1
    if index < 1 or tokens.doc[index].lower_ not in TO_BE:
        return False
    index -= 1
    while index > 0 and (tokens.doc[index].lower_ in BETWEEN or tokens.doc[index].lower_ in TO_BE):
        index -= 1
    return _is_person(tokens.doc[index])


def _is_person(token: Token) -> bool:
    return token.lower_ in WHO or token.ent_type_ == "PERSON"


def _may_be_age(quantity: Quantity) -> bool:
    value = quantity.low if quantity.low is not None else quantity.high
    return quantity.is_bare and value is not None and 0 < value < OLDEST and value.is_integer()
