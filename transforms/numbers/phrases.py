"""A noun of the parse -> the phrase that names it in full, as printed: "median price of family homes", not "price"."""

import re
from calendar import day_name, month_abbr, month_name
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span, Token

from transforms.numbers.counted import NOUNS
from transforms.numbers.words import NumberWords
from transforms.syntax import noun_phrase

OPENERS: Final = frozenset(
    {"DT", "PRP$", "PDT", "WP$", "CC", "IN", ",", "``", "''", ":", "-LRB-", "-RRB-", "POS", "CD", "$", "RB"}
)
CLOSING: Final = frozenset({"-RRB-", "''"})
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
GLUED: Final = re.compile(r"[A-Z]{0,3}(?:[$€£¥=]\d|\d[\d,]*[.,]\d)")
VAGUE: Final = frozenset({"something", "anything", "everything", "nothing", "someone", "anyone", "everyone"})
PARTS: Final = frozenset({"cent", "percent", "celsius", "fahrenheit"})
"""Words of units whose number may hang on another word: "5 per cent"."""
TIMES: Final = frozenset({"quarter", "half", "season", "time", "times", "period"})
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
    start = _first_word(base, head, asked.words)
    return asked.doc[start : _last_word(base, head, asked) + 1] if start <= head.i else None


def _first_word(base: Span, head: Token, words: NumberWords) -> int:
    """The first token of the phrase without its article, and without a number and its unit: "an 8-inch screen" is a screen."""
    start, counts = base.start, False
    for token in base.doc[base.start : head.i]:
        is_unit = counts and _is_unit(token, words)
        if (
            token.tag_ in CLOSING
            or _counts(token, head)
            or (token.i == start and (is_unit or token.tag_ in OPENERS or token.is_punct))
        ):
            if token.tag_ == "CD" and _describes(token, head, words):
                break
            start = token.i + 1
            counts = counts or token.tag_ in {"CD", "$"}
    return start


def _counts(token: Token, head: Token) -> bool:
    """Whether a number counts the noun, whatever bound stands before it: "at least 14 people"."""
    return token.tag_ == "CD" and token.dep_ == "nummod" and token.head == head and not YEAR.fullmatch(token.text)


def _is_unit(token: Token, words: NumberWords) -> bool:
    return token.lower_ in words.units or token.text in words.symbols or token.lower_ in PARTS


def _describes(number: Token, head: Token, words: NumberWords) -> bool:
    """Whether a number and a hyphen begin an adjective: the "one-way" of a fare, the "48-bed" of a ward."""
    after = number.doc[number.i + 1 : number.i + 3]
    return len(after) == 2 and after[1].i <= head.i and after[0].text == "-" and not _is_unit(after[1], words)


def _last_word(base: Span, head: Token, asked: Asked) -> int:
    """The last token of what hangs on the noun in one piece and belongs to its name, and of what hangs on that in turn."""
    last = base.end - 1
    for child in head.rights:
        if child.i <= last:
            continue
        edge = _edge(child, last + 1, base.start, asked)
        if edge is None:
            break
        last = edge
        if edge < child.right_edge.i:
            break
    return last


def _edge(child: Token, opening: int, start: int, asked: Asked) -> int | None:
    """Where a modifier that begins at token `opening` ends as part of a name; None where it is no part: a time, too long, the quantity."""
    if child.dep_ not in MODIFIERS_AFTER or child.left_edge.i != opening or is_time(child, asked.words):
        return None
    if is_amount(child, asked.words):
        return None
    first = asked.doc[opening]
    if first.lower_ in NO_NAMING or first.is_punct:
        return None
    edge = _last_word(noun_phrase(child), child, asked) if child.dep_ == "nmod" else child.right_edge.i
    reaches = start < asked.first <= edge or edge - start >= LONGEST or asked.doc[edge].idx >= asked.stop
    return None if reaches else edge


def is_time(token: Token, words: NumberWords) -> bool:
    """Whether the word names a stretch of time or a date: "the year", "March", "2019"."""
    word = token.lower_
    unit = words.units.get(word)
    return (
        (unit is not None and unit.kind == "duration")
        or word in TIMES
        or word.rstrip(".") in CALENDAR
        or bool(YEAR.fullmatch(word))
    )


def is_amount(token: Token, words: NumberWords) -> bool:
    """Whether the word is a number, a unit or money of some quantity: nothing that could itself be measured."""
    if token.tag_ in {"CD", "$", "SYM"}:
        return not any(child.dep_ == "compound" and child.tag_ in NOUNS for child in token.lefts)  # "Nikkei 225" is a name
    if token.text == "%" or token.lower_ in words.scales or GLUED.match(token.text):
        return True
    word = token.lower_
    is_unit = word in words.units or token.text in words.symbols or word in PARTS or bool(words.currency(token.text, None))
    return is_unit and any(_is_number(child) for child in token.lefts)


def _is_number(token: Token) -> bool:
    return token.tag_ == "CD" or token.text[:1].isdigit() or token.lower_ in {"per", "degrees", "a", "percentage", "basis"}


def is_thing(token: Token, asked: Asked) -> bool:
    """Whether the word can be what a quantity measures: a noun that is no amount and no time."""
    if asked.holds(token) or is_amount(token, asked.words):
        return False
    if token.lower_ in VAGUE or (len(token.text) == 1 and not token.text.isupper()) or token.lower_ == "old":
        return False  # "p" and "m" are units that stand apart from their numbers
    return (token.tag_ in NOUNS or _is_named_number(token)) and not is_time(token, asked.words)


def _is_named_number(token: Token) -> bool:
    """Whether it is the number of an index or model, or an adjective that stands for its noun: "Nikkei 225", "the lowest"."""
    return token.tag_ == "CD" or (token.tag_ == "JJS" and any(child.lower_ == "the" for child in token.lefts))
