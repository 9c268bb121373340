"""A noun of the parse -> the phrase that names it in full, as printed: "median price of family homes", not "price"."""

import re
from calendar import day_name, month_abbr, month_name
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span, Token

from transforms.numbers.counted import NOUNS
from transforms.numbers.words import NumberWords
from transforms.syntax import noun_phrase

DETERMINERS: Final = frozenset({"DT", "PRP$", "PDT", "WP$", "CC", "IN", ",", "``", "''", ":", "-LRB-", "-RRB-", "POS"})
"""Tags that no phrase begins with."""
MODIFIERS_AFTER: Final = frozenset({"nmod", "acl"})
"""What may follow a noun inside of its name: "shares of …", "the cost to build …". Relative clauses tell more of it, they do not name it."""
NO_NAMING: Final = frozenset(
    {"per", "than", "as", "after", "before", "since", "until", "during", "including", "amid", "following", "despite"}
)
"""Prepositions that begin a circumstance, not a part of a name."""
CALENDAR: Final = frozenset(
    word.lower() for word in (*day_name, *month_name, *month_abbr, "today", "yesterday", "tomorrow") if word
)
YEAR: Final = re.compile(r"(?:1[89]|20)\d\d")
LONGEST: Final = 12


class Asked(NamedTuple):
    """The quantity whose measured thing is looked for: its tokens [first, last], and the character before which the phrase ends."""

    doc: Doc
    first: int
    last: int
    stop: int
    kind: str
    words: NumberWords

    def holds(self, token: Token) -> bool:
        """Whether the token belongs to the quantity itself."""
        return self.first <= token.i <= self.last


def phrase(head: Token, asked: Asked) -> Span | None:
    """The noun with what modifies it, without its article and without the quantity."""
    base = noun_phrase(head)
    start, end = base.start, base.end
    if head.i > asked.last:
        start = max(start, asked.last + 1)
    elif head.i < asked.first:
        end = min(end, asked.first)
    else:
        return None
    return named(asked.doc[start:end], head, asked)


def named(base: Span, head: Token, asked: Asked) -> Span | None:
    """The phrase with the "of …" and the like that follows it, without the article it begins with."""
    start = _first_word(base, head)
    return asked.doc[start : _last_word(base, head, asked) + 1] if start <= head.i else None


def _first_word(base: Span, head: Token) -> int:
    start = base.start
    while start < head.i and (base.doc[start].tag_ in DETERMINERS or base.doc[start].is_punct):
        start += 1
    return start


def _last_word(base: Span, head: Token, asked: Asked) -> int:
    last = base.end - 1
    for child in head.rights:
        edge = child.right_edge.i
        if edge <= last:
            continue
        if child.left_edge.i != last + 1 or not _belongs(child, edge, base, asked):
            break
        last = edge
    return last


def _belongs(child: Token, edge: int, base: Span, asked: Asked) -> bool:
    """Whether what hangs on the noun is part of its name: short, before the quantity, and no time."""
    if child.dep_ not in MODIFIERS_AFTER or edge - base.start >= LONGEST or is_time(child, asked.words):
        return False
    if base.start < asked.first <= edge or asked.doc[edge].idx >= asked.stop:
        return False
    opening = asked.doc[child.left_edge.i]
    return opening.lower_ not in NO_NAMING and not opening.is_punct


def is_time(token: Token, words: NumberWords) -> bool:
    """Whether the word names a stretch of time or a date: "the year", "March", "2019"."""
    word = token.lower_
    unit = words.units.get(word)
    return (unit is not None and unit.kind == "duration") or word.rstrip(".") in CALENDAR or bool(YEAR.fullmatch(word))


def is_amount(token: Token, words: NumberWords) -> bool:
    """Whether the word is a number, a unit or money of some quantity: nothing that could itself be measured."""
    if token.tag_ in {"CD", "$", "SYM"} or token.text == "%":
        return True
    word = token.lower_
    is_unit = word in words.units or bool(words.currency(token.text, None)) or word in {"cent", "percent"}
    return is_unit and any(child.tag_ == "CD" or child.lower_ == "per" for child in token.lefts)


def is_thing(token: Token, asked: Asked) -> bool:
    """Whether the word can be what a quantity measures: a noun that is no amount and no time."""
    return (
        token.tag_ in NOUNS and not asked.holds(token) and not is_amount(token, asked.words) and not is_time(token, asked.words)
    )
