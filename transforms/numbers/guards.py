"""What has the form of a number and claims none: names with numbers in them, years, list marks, house numbers, "one" the pronoun."""

import re
from typing import Final

from spacy.tokens import Span, Token

from transforms.numbers.counted import PLURAL, Tokens
from transforms.numbers.quantities import Quantity
from transforms.numbers.words import NumberWords

MIXED_CASE: Final = re.compile(r"(?=.*[a-z])[^\W\d_]+[A-Z][^\W\d_]*")
CITED: Final = re.compile(r"\[\d+[-–]\d+\]")
LIST_MARK: Final = re.compile(r"[.)]\s")
NO_COUNT_BEFORE_ONE: Final = frozenset(
    {"no", "this", "that", "the", "which", "each", "every", "any", "some", "another", "day", "my", "its"}
)
LARGEST_IN_NAME: Final = 10_000
POSTAL: Final = frozenset({"zip"})
SINGULAR: Final = frozenset({"NN", "NNP"})
DIALS: Final = frozenset({"call", "dial", "phone", "ring", "text", "name"})
SUBJECT_OF: Final = frozenset({"VBD", "VBP", "MD"})
THE_SAME: Final = frozenset(
    {"the", "these", "those", "other", "all", "both", "top", "bottom", "first", "last", "in", "of", "to", "than"}
)
"""Before a number that only points back ("the two said") names a place in an order ("the top three"), or ends a share ("one farm in six")."""
MOVED: Final = frozenset({"up", "down"})
LEVELS: Final = frozenset(
    {"to", "by", "from", "of", "at", "was", "is", "reached", "hit", "topped", "exceeded", "were", "are", "least"}
)


def is_claim(quantity: Quantity, noun: Span | None, tokens: Tokens, words: NumberWords) -> bool:
    """Whether the quantity says how much or how many of something, as far as the words around it tell."""
    before = _before(quantity, tokens)
    if words.patterns.hyphen_name.match(tokens.text, quantity.number_end):
        return False
    if CITED.fullmatch(tokens.text, max(0, quantity.first - 1), quantity.number_end + 1):
        return False
    if quantity.kind == "score":
        return has_score_cue(quantity, tokens, words)
    if quantity.unit is None and quantity.is_digits and _is_address(tokens, quantity, words):
        return False
    if quantity.is_bare:
        if is_no_amount(quantity, noun, tokens, words):
            return False
        if tokens.text[quantity.first : quantity.number_end].casefold() == "one":
            return _counts_one(noun, before, words)
        return noun is not None or _stands_alone(quantity, before, tokens, words)
    return True


def is_no_amount(quantity: Quantity, noun: Span | None, tokens: Tokens, words: NumberWords) -> bool:
    """Whether a bare number belongs to a name, marks a list item or note, or is a year."""
    if noun is not None and _is_name(noun, quantity, tokens):
        return True
    before = _before(quantity, tokens)
    return _is_named(quantity, noun, before, tokens, words) or _is_mark(quantity, noun, tokens.text) or _is_year(quantity, noun)


def has_score_cue(quantity: Quantity, tokens: Tokens, words: NumberWords) -> bool:
    """Whether a word of winning, losing or voting stands near."""
    first, last = tokens.at(quantity.start), tokens.at(quantity.end)
    near = tokens.doc[max(0, first - 8) : last + 4]
    return any(token.lower_ in words.sets["score_cue"] for token in near)


def _before(quantity: Quantity, tokens: Tokens) -> Token | None:
    """The token before the number itself, bound left out of account, in the same paragraph."""
    index = tokens.at(quantity.start)
    if index == 0:
        return None
    token = tokens.doc[index - 1]
    return None if token.is_space else token


def _is_named(quantity: Quantity, noun: Span | None, before: Token | None, tokens: Tokens, words: NumberWords) -> bool:
    """Whether the number belongs to a name ("Boeing 737", "Group of Seven") or a label ("page 5", "Article 5")."""
    token = tokens.holding(quantity.first)
    if not quantity.is_digits:
        if _is_labelled(noun, before, words):
            return quantity.modifier == "exact"
        starts = before is None or token.is_sent_start or before.text in {"“", '"', "‘", ":", "-", "—", "–", "("}
        return token.text[0].isupper() and not token.text.isupper() and not starts and quantity.modifier == "exact"
    if token.ent_type_ and quantity.modifier == "exact" and "," not in token.text:
        return True
    if before is None or quantity.modifier != "exact":
        return False
    if before.lower_ in words.sets["label"] or MIXED_CASE.fullmatch(before.text):
        return True
    if before.text.isupper() and len(before.text) > 1 and (noun is None or noun[-1].tag_ not in PLURAL):
        return True
    if before.lower_ == "of" and before.i > 0 and before.nbor(-1).tag_ in {"NNP", "NNPS"}:
        return True
    if before.ent_type_ in {"PERSON", "GPE", "NORP"} and noun is not None and noun[-1].tag_ == "NNS":
        return False
    return before.tag_ in {"NNP", "NNPS"} and "," not in tokens.text[quantity.first : quantity.number_end]


def _is_labelled(noun: Span | None, before: Token | None, words: NumberWords) -> bool:
    """Whether a number in words names one of a series ("phase two", "category one hurricane") and counts no plural."""
    is_label = before is not None and before.lower_ in words.sets["label"] and before.tag_ in SINGULAR
    return is_label and (noun is None or noun[-1].tag_ not in PLURAL)


def _is_name(noun: Span, quantity: Quantity, tokens: Tokens) -> bool:
    """Whether figures stand before a singular name: "787 Dreamliner" is a thing, not a number of things."""
    figures = quantity.is_digits and quantity.modifier == "exact" and "," not in tokens.text[quantity.first : quantity.number_end]
    if (quantity.low or 0) >= LARGEST_IN_NAME:
        return False
    return figures and (noun[-1].tag_ == "NNP" or (noun[0].tag_ == "NNP" and noun[-1].tag_ == "NN"))


def _is_mark(quantity: Quantity, noun: Span | None, text: str) -> bool:
    """Whether it is the number of a list item or note: "1. ", "(4)", "[3]"."""
    opens = quantity.first == 0 or text[quantity.first - 1] == "\n"
    if opens and quantity.is_digits and LIST_MARK.match(text, quantity.number_end):
        return True
    if noun is not None and noun[0].lower_ in POSTAL:
        return True
    around = text[max(0, quantity.first - 1) : quantity.first] + text[quantity.number_end : quantity.number_end + 1]
    return noun is None and around in {"()", "[]"}


def _is_year(quantity: Quantity, noun: Span | None) -> bool:
    """Four digits without a comma are a year, unless a bound stands before them or they are round and count a plural."""
    value = quantity.low if quantity.low is not None else quantity.high
    if (
        not quantity.is_digits
        or quantity.modifier not in ({"exact", "about"} if noun is None else {"exact"})
        or value is None
        or not (1800 <= value < 2100)
        or quantity.number_end - quantity.first != 4
    ):
        return False
    return noun is None or noun[-1].tag_ not in PLURAL or value % 100 != 0


def _is_address(tokens: Tokens, quantity: Quantity, words: NumberWords) -> bool:
    """Whether a street follows: "10 Downing Street"."""
    index = tokens.at(quantity.number_end)
    run = []
    for token in tokens.doc[index : index + 4]:
        if not token.text[:1].isupper():
            break
        run.append(token.lower_.rstrip("."))
    return any(word in words.sets["address"] for word in run[1:] or run)


def _counts_one(noun: Span | None, before: Token | None, words: NumberWords) -> bool:
    """Whether "one" counts: only right before the noun, and not in "one day", "no one", "the one"."""
    if noun is None or (before is not None and before.lower_ in NO_COUNT_BEFORE_ONE):
        return False
    if noun[0].text[0].isdigit():
        return False
    return noun[0].lower_ not in words.sets["not_counted"] and noun[0].i > 0 and noun.doc[noun[0].i - 1].lower_ in {"one", "-"}


def _stands_alone(quantity: Quantity, before: Token | None, tokens: Tokens, words: NumberWords) -> bool:
    """Whether a number without unit and noun still claims something: a printed bound, or a large number where a level is told."""
    if quantity.modifier != "exact":
        return True
    text = tokens.text[quantity.first : quantity.number_end]
    follows = tokens.doc[tokens.at(quantity.number_end)] if tokens.at(quantity.number_end) < len(tokens.doc) else None
    if follows is not None and follows.tag_ in SUBJECT_OF and (before is None or before.lower_ not in THE_SAME):
        return True
    if follows is not None and (
        follows.tag_ == "VBN" or follows.lower_ in words.sets["state"] or (follows.lower_ in MOVED and "." in text)
    ):
        return True
    if before is not None and before.lower_ in MOVED and "." in text:
        return True
    large = "," in text or "." in text or (quantity.low or 0) >= 100
    return large and before is not None and (before.lower_ in LEVELS or (before.tag_[:2] == "VB" and before.lemma_ not in DIALS))
