"""Quantities -> claims: each quantity with what it counts, or dropped where it claims nothing."""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from heapq import merge
from typing import Final, NamedTuple

from spacy.tokens import Span, Token

from schemas.core import DateMention, EntityMention
from transforms.numbers.ages import follows_age, is_said_of_person, person_of_age
from transforms.numbers.counted import PLURAL, Tokens, counted
from transforms.numbers.guards import has_score_cue, is_claim, is_no_amount
from transforms.numbers.quantities import Quantity, bound_after, opened, quantities, rate_base
from transforms.numbers.ranks import ranks
from transforms.numbers.shared import last_of_list, repeated
from transforms.numbers.words import NumberWords, plain

STRETCH: Final = re.compile(r"(?:this\s+)?(?:last|past|next|coming)\s+\S+\s+\S", re.IGNORECASE)
WHOLE_BOUND: Final = re.compile(r"\s(?:or|and)\s(?:over|above|under|below|older|younger|up)$")
"""A bound behind a number that nothing counted follows: "100,000 or over"."""
ABBREVIATED: Final = re.compile(r"(?:[A-Z]\.){2,}|U[SK]|EU|UN")
MORE: Final = frozenset({"more", "most", "additional", "further", "extra", "-"})


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
    found = list(merge(quantities(text, skip, country=country, words=words), ranked, key=lambda one: one.start))
    ends = [_next(stops, quantity.end, len(text)) for quantity in found]
    made: list[Quantity] = []
    for index, quantity in enumerate(found):
        last = made[-1] if made else None
        if last and quantity.first < last.end and (quantity.kind == "count" or quantity.first < last.number_end):
            continue
        claim = _claim(quantity, tokens, people, ends[index], words)
        if (quantity.is_bare or quantity.kind == "count") and (claim is None or claim.quantity.unit is None):
            claim = _leaning(found, index, made, tokens, ends, words) or claim
        if claim:
            claim = _converted(last, claim, text)
            made.append(claim.quantity)
            yield claim


def _leaning(
    found: Sequence[Quantity], index: int, made: Sequence[Quantity], tokens: Tokens, ends: Sequence[int], words: NumberWords
) -> Claim | None:
    """The claim of a bare number that shares the unit, or the thing counted, of another: of its list, or said before."""
    quantity = found[index]
    end = last_of_list(found, index, tokens.text)
    shared = _claim(found[end], tokens, {}, ends[end], words) if end is not None else None
    if (
        shared
        and shared.quantity.unit
        and shared.quantity.rule != "age"
        and not is_no_amount(quantity, shared.noun, tokens, words)
    ):
        unit, kind = shared.quantity.unit, shared.quantity.kind
        quantity = quantity._replace(kind=kind, unit=unit, unit_text=shared.quantity.unit_text, rule="shared", is_bare=False)
        return Claim(quantity, shared.noun, None, ends[index])
    again = repeated(quantity, made, tokens)
    noun = counted(tokens, quantity.number_end, stop=ends[index])
    fits = again is not None and noun is None and not is_no_amount(quantity, None, tokens, words)
    return Claim(again, None, None, ends[index]) if again and fits else None


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
    if quantity.unit == "year" and follows_age(quantity, tokens, words):
        quantity = quantity._replace(unit="year of age", rule="age")
    if quantity.kind == "ratio" and quantity.rule in {"fraction", "ratio"}:
        quantity = _share_of(quantity, tokens, stop)
    if quantity.kind not in {"count", "score"}:
        return Claim(quantity, None, None, stop) if is_claim(quantity, None, tokens, words) else None
    if quantity.is_bare and (scale := _scale_before(quantity, tokens, words)):
        quantity = quantity._replace(kind="measure", unit=scale, unit_text=None, is_bare=False)
        return Claim(quantity, None, None, stop)
    person = person_of_age(quantity, tokens.text, people)
    if person or follows_age(quantity, tokens, words) or is_said_of_person(quantity, tokens):
        return Claim(quantity._replace(kind="duration", unit="year of age", rule="age"), None, person, stop)
    noun = (
        counted(tokens, quantity.number_end if quantity.modifier in {"exact", "between"} else quantity.end, stop=stop)
        if quantity.kind == "count" and not WHOLE_BOUND.search(tokens.text[quantity.number_end : quantity.end])
        else None
    )
    if quantity.rule == "range" and _may_be_score(quantity, noun, tokens, words):
        return Claim(quantity._replace(kind="score", modifier="exact", rule="score"), None, None, stop)
    if not is_claim(quantity, noun, tokens, words):
        return None
    return Claim(_with_noun(quantity, noun, tokens.text, words), noun, None, stop)


def _scale_before(quantity: Quantity, tokens: Tokens, words: NumberWords) -> str | None:
    """The scale whose name stands before its value: "magnitude 6.4", "a magnitude of 6.4"."""
    index = tokens.at(quantity.start) - 1
    if index > 0 and tokens.doc[index].lower_ == "of":
        index -= 1
    word = tokens.doc[index].lower_ if index >= 0 else ""
    return word if word in words.sets["unit_before"] else None


def _share_of(quantity: Quantity, tokens: Tokens, stop: int) -> Quantity:
    """A share with what it is a share of as its unit: "two-thirds of the members", "1/2 cup"."""
    noun = counted(tokens, quantity.number_end, stop=stop)
    return quantity if noun is None else quantity._replace(unit=_lemma(noun[-1]), unit_text=_kind_of(noun).text)


def _may_be_score(quantity: Quantity, noun: Span | None, tokens: Tokens, words: NumberWords) -> bool:
    dashed = re.search(r"\d[-–]\d", tokens.text[quantity.first : quantity.number_end])
    counts = noun is not None and noun[-1].lower_ not in words.sets["score_cue"]
    return bool(dashed) and not counts and has_score_cue(quantity, tokens, words)


def _with_noun(quantity: Quantity, noun: Span | None, text: str, words: NumberWords) -> Quantity:
    """The quantity with the noun it counts taken in: as its unit where it is one ("three more years"), else as what is counted."""
    if noun is None:
        return quantity
    # "3 of 10 patients": the 10 is a claim of its own.
    counts_part = any(c.isdigit() for c in text[quantity.number_end : noun.start_char]) or _is_counted(noun[0])
    end = quantity.end if counts_part else max(quantity.end, noun.end_char)
    head = noun[-1]
    unit = words.units.get(plain(head.text))
    is_late = unit is not None and (unit.kind == "percent" or (len(noun) > 1 and unit.kind in {"duration", "measure"}))
    if unit and is_late and unit.code != "point":
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
    """The noun phrase without what says where from or how many again: "U.S. troops" and "more troops" are troops.

    Nor does a measure in front of the noun belong to it: "eight 250ml bottles" are bottles.
    """
    first = 0
    while first < len(noun) - 1 and _tells_no_kind(noun[first], first):
        first += 1
    return noun[first:]


def _is_counted(token: Token) -> bool:
    """Whether the first word of a phrase is a number of its own: "two of the three men", but not "two of the three-ton bells"."""
    return token.tag_ == "CD" and token.is_alpha and token.i + 1 < len(token.doc) and token.nbor().text != "-"


def _tells_no_kind(token: Token, position: int) -> bool:
    if (
        token.ent_type_ == "GPE"
        or (position == 0 and _is_counted(token))
        or ABBREVIATED.fullmatch(token.text)
        or (position == 0 and token.lower_ in MORE)
    ):
        return True
    return position == 0 and token.text[0].isdigit() and token.text[-1].isalpha()
