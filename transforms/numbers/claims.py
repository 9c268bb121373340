"""Quantities -> claims: each quantity with what it counts, or dropped where it claims nothing."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge
from typing import Final, NamedTuple

from spacy.tokens import Span, Token

from schemas.core import DateMention, EntityMention
from transforms.numbers.counted import PLURAL, Tokens, counted
from transforms.numbers.guards import has_score_cue, is_claim
from transforms.numbers.quantities import Quantity, bound_after, opened, quantities, rate_base
from transforms.numbers.ranks import ranks
from transforms.numbers.words import NumberWords, plain

STRETCH: Final = re.compile(r"(?:this\s+)?(?:last|past|next|coming)\s+\S+\s+\S", re.IGNORECASE)
AGE_ENDS: Final = re.compile(r"[,.;)](?!\d)|\s+(?:who|of)\b")


CONVERSIONS: Final = frozenset({" (", " / "})

REGULAR: Final = (("ies", "y"), ("ches", "ch"), ("shes", "sh"), ("sses", "ss"), ("xes", "x"), ("s", ""))
"""Endings of regular plurals and of their singulars, the longer first."""
NO_PLURAL: Final = ("ss", "us", "is", "series", "species")
"""Endings in "s" that are no plural's, or of a plural like its singular."""


class Claim(NamedTuple):
    """A quantity that claims something, and the noun it counts or (for an age) the name it is said of.

    `stop` is where the next date or rank begins: what is measured ends before it.
    """

    quantity: Quantity
    noun: Span | None
    person: EntityMention | None
    stop: int


def claims(
    tokens: Tokens, mentions: Sequence[EntityMention], dates: Sequence[DateMention], *, country: str | None, words: NumberWords
) -> Iterator[Claim]:
    """Claims in text order, none overlapping."""
    text = tokens.text
    ranked = list(ranks(text, words))
    spans = [(row.char_start, row.char_end) for row in dates if not STRETCH.match(row.date_text)]
    skip = sorted([*spans, *((rank.start, rank.end) for rank in ranked)])
    people = {row.char_end: row for row in mentions if row.label == "PERSON"}
    stops = sorted([*(row.char_start for row in dates), *(rank.start for rank in ranked)])
    position = 0
    last: Quantity | None = None
    for quantity in merge(quantities(text, skip, country=country, words=words), ranked, key=lambda found: found.start):
        if quantity.first < position and (quantity.kind == "count" or last is None or quantity.first < last.number_end):
            continue
        claim = _claim(quantity, tokens, people, _next(stops, quantity.end, len(text)), words)
        if claim:
            claim = _converted(last, claim, text)
            last = claim.quantity
            position = claim.quantity.end
            yield claim


def _converted(last: Quantity | None, claim: Claim, text: str) -> Claim:
    """The claim with the bound of the one before it, where it is only its value in another unit: "more than 5 miles (8 km)"."""
    quantity = claim.quantity
    if (
        last is None
        or quantity.modifier != "exact"
        or last.kind != quantity.kind
        or text[last.end : quantity.start] not in CONVERSIONS
    ):
        return claim
    low = None if last.modifier in {"at_most", "less_than"} else quantity.low
    high = None if last.modifier in {"at_least", "more_than"} else quantity.high
    return claim._replace(
        quantity=quantity._replace(low=low, high=high, modifier="exact" if last.modifier == "between" else last.modifier)
    )


def _next(stops: Sequence[int], char: int, end: int) -> int:
    index = bisect_right(stops, char - 1)
    return stops[index] if index < len(stops) else end


def _claim(quantity: Quantity, tokens: Tokens, people: dict[int, EntityMention], stop: int, words: NumberWords) -> Claim | None:
    """The claim that a quantity makes; None where it makes none."""
    if quantity.unit == "year" and _follows_age(quantity, tokens, words):
        quantity = quantity._replace(unit="year of age", rule="age")
    if quantity.kind not in {"count", "score"}:
        return Claim(quantity, None, None, stop) if is_claim(quantity, None, tokens, words) else None
    person = _person(quantity, tokens.text, people)
    if person or _follows_age(quantity, tokens, words):
        return Claim(quantity._replace(kind="duration", unit="year of age", rule="age"), None, person, stop)
    noun = (
        counted(tokens, quantity.number_end if quantity.modifier in {"exact", "between"} else quantity.end, stop=stop)
        if quantity.kind == "count"
        else None
    )
    if quantity.rule == "range" and _may_be_score(quantity, noun, tokens, words):
        return Claim(quantity._replace(kind="score", modifier="exact", rule="score"), None, None, stop)
    if not is_claim(quantity, noun, tokens, words):
        return None
    return Claim(_with_noun(quantity, noun, tokens.text, words), noun, None, stop)


def _may_be_score(quantity: Quantity, noun: Span | None, tokens: Tokens, words: NumberWords) -> bool:
    dashed = re.search(r"\d[-–]\d", tokens.text[quantity.first : quantity.number_end])
    counts = noun is not None and noun[-1].lower_ not in words.sets["score_cue"]
    return bool(dashed) and not counts and has_score_cue(quantity, tokens, words)


def _person(quantity: Quantity, text: str, people: dict[int, EntityMention]) -> EntityMention | None:
    """The person of "Maria Lopez, 34,": a whole number between commas after the name."""
    if not (
        quantity.is_bare
        and quantity.is_digits
        and quantity.low is not None
        and 0 < quantity.low < 120
        and quantity.low.is_integer()
    ):
        return None
    if text[quantity.first - 2 : quantity.first] != ", " or not (
        AGE_ENDS.match(text, quantity.number_end) or quantity.number_end == len(text)
    ):
        return None
    return people.get(quantity.first - 2)


def _follows_age(quantity: Quantity, tokens: Tokens, words: NumberWords) -> bool:
    """Whether "aged", "age" or "age of" stands before the number."""
    index = tokens.at(quantity.start)
    before = tokens.doc[max(0, index - 2) : index]
    cue = before[0] if len(before) == 2 and before[1].lower_ == "of" else before[-1] if len(before) else None
    return cue is not None and cue.lower_ in words.sets["age_cue"] and (quantity.high or quantity.low or 0) < 130


def _with_noun(quantity: Quantity, noun: Span | None, text: str, words: NumberWords) -> Quantity:
    """The quantity with the noun it counts taken in: as its unit where it is one ("three more years"), else as what is counted."""
    if noun is None:
        return quantity
    # "3 of 10 patients": the 10 is a claim of its own.
    counts_part = any(c.isdigit() for c in text[quantity.number_end : noun.start_char])
    end = quantity.end if counts_part else max(quantity.end, noun.end_char)
    head = noun[-1]
    unit = words.units.get(plain(head.text))
    if unit and unit.kind in {"duration", "measure"} and len(noun) > 1 and unit.code != "point":
        return quantity._replace(end=end, kind=unit.kind, unit=unit.code, unit_text=head.text)
    per = rate_base(text, noun.end_char, words)
    if per and quantity.kind == "count":
        unit_text = text[noun.start_char : per[1]]
        return quantity._replace(end=per[1], kind="rate", unit=f"{_lemma(head)}/{per[0]}", unit_text=unit_text)
    bounded = _bounded_after(quantity._replace(end=end), text, words)
    return bounded._replace(unit=_lemma(head), unit_text=_kind_of(noun).text)


def _bounded_after(quantity: Quantity, text: str, words: NumberWords) -> Quantity:
    """The quantity with the bound that follows its noun: "800 people or more"."""
    end, modifier = bound_after(text, quantity.end, words)
    if modifier is None or quantity.modifier != "exact" or quantity.low is None or quantity.high is None:
        return quantity
    low, high = opened(quantity.low, quantity.high, modifier)
    return quantity._replace(end=end, low=low, high=high, modifier=modifier)


def _lemma(head: Token) -> str:
    """The counted noun's dictionary form; people are persons."""
    return "person" if head.lower_ == "people" else _singular(head)


def _singular(noun: Token) -> str:
    """The noun's lemma; where the lemmatizer left a plural as it is, the regular singular, so that one thing has one unit."""
    lemma = noun.lemma_.lower()
    if lemma != noun.lower_ or noun.tag_ not in PLURAL or lemma.endswith(NO_PLURAL):
        return lemma
    return next((lemma.removesuffix(plural) + one for plural, one in REGULAR if lemma.endswith(plural)), lemma)


def _kind_of(noun: Span) -> Span:
    """The noun phrase without the place it begins with: "U.S. troops" are troops."""
    first = 0
    while first < len(noun) - 1 and noun[first].ent_type_ == "GPE":
        first += 1
    return noun[first:]
