"""Rules about numeric facts: value and unit against the printed words, bounds, quotes, and the entities involved."""

import re
from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple, cast

import numpy as np
import pandas as pd

from transforms.audit.rules import Batch, differs, error, marked, one_without_the_other, overlapping, warn
from transforms.numbers.quantities import Quantity, quantities
from transforms.numbers.words import NumberWords, plain

FACTS: Final = "numeric_facts"
INVOLVED: Final = "numeric_fact_entities"

BOTH: Final = frozenset({"exact", "about", "between", "vague"})
LOW: Final = frozenset({"at_least", "more_than"})
HIGH: Final = frozenset({"at_most", "less_than"})
EXACT_RANGES: Final = frozenset({"score", "ratio", "rank"})
"""Kinds of two numbers that are no range: "3-1", "two in three"."""
OLDEST: Final = 130
"""Years of the oldest people; trees and towns are measured in years, not in years of age."""
MOST: Final = 1e18
CENTS: Final = frozenset({"cent", "penny", "pence"})
NEAR: Final = 2
"""Sentences between a number and what it measures: a list goes on in the next."""
DENIAL: Final = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|hardly|scarcely|nobody|nothing|nowhere|barely|rarely|seldom)\b|n[’']t\b",
    re.IGNORECASE,
)
RIGHT_BEFORE: Final = re.compile(r"(?:\bif\s+)?(?:(?<!, )\bnot|n[’']t|\bnever)\s+(?:[\w'’]+\s+){0,2}$", re.IGNORECASE)
NO_DENIAL: Final = re.compile(r"\b(?:only|just|more|less|fewer|even|until|least|if|because|always|quite)\b", re.IGNORECASE)
""""not only 5", "hundreds if not thousands", "not always 100 percent" deny nothing; ", not 5" corrects another number."""
PERCENT: Final = re.compile(r"%|per ?cent|\bpct\b|\bpoints?\b", re.IGNORECASE)
WORD: Final = re.compile(r"[^\W\d_]+")
UNIT_REACH: Final = 60


@error(FACTS, "fact_id")
def fact_id_is_of_its_span(batch: Batch) -> Any:
    """The id is the hash of revision and span."""
    return differs(batch[FACTS]["fact_id"], batch.ids(FACTS, "revision_id", "char_start", "char_end"))


@error(FACTS, "char_start")
def facts_do_not_overlap(batch: Batch) -> Any:
    """No character is in two facts."""
    return overlapping(batch[FACTS])


@error(FACTS, "modifier")
def values_are_as_the_modifier_says(batch: Batch) -> Any:
    """A lower bound has a low value only, an upper one a high value only, a range a smaller and a larger one, and an exact value one (but
    for a score or a share, which are made of two)."""
    frame = batch[FACTS]
    low, high, modifier = frame["value_low"], frame["value_high"], frame["modifier"]
    is_one = (low == high) | frame["kind"].isin(EXACT_RANGES)
    return (
        (modifier.isin(LOW) & ~(low.notna() & high.isna()))
        | (modifier.isin(HIGH) & ~(low.isna() & high.notna()))
        | (modifier.isin(BOTH) & (low.isna() | high.isna()))
        | (modifier.isin(["between", "vague"]) & (low == high))
        | ((modifier == "exact") & ~is_one)
    )


@error(FACTS, "unit")
def unit_is_of_its_kind(batch: Batch) -> Any:
    """Money has the code of a currency, a percentage, duration or rate a unit of that kind, a rank or score none, and no other kind a
    currency."""
    frame, units = batch[FACTS], _Units.of(batch.lexicon.numbers)
    told = zip(frame.index, frame["kind"], frame["unit"].fillna(""), strict=True)
    return marked(frame, (i for i, kind, unit in told if isinstance(kind, str) and not units.allows(kind, str(unit))))


@error(FACTS, "value_low")
def value_is_finite(batch: Batch) -> Any:
    """Values are finite and below a quintillion."""
    frame = batch[FACTS]
    return (frame["value_low"].abs() > MOST) | (frame["value_high"].abs() > MOST)


@warn(FACTS, "value_high")
def age_is_a_persons(batch: Batch) -> Any:
    """Nobody is older than 130 years."""
    frame = batch[FACTS]
    return (frame["unit"] == "year of age") & ((frame["value_high"] > OLDEST) | (frame["value_low"] > OLDEST))


@warn(FACTS, "value_low")
def value_is_what_the_words_say(batch: Batch) -> Any:
    """Read again by themselves, the words of the fact give the same values."""
    return _reads_otherwise(batch, _values_differ)


@warn(FACTS, "unit")
def unit_is_what_the_words_say(batch: Batch) -> Any:
    """Read again by themselves, the words of the fact give the same unit where they print one; a sign may be that of several currencies."""
    return _reads_otherwise(batch, _units_differ)


@warn(FACTS, "unit")
def percent_is_printed(batch: Batch) -> Any:
    """Where a fact is a percentage its sentence has a word or sign for it."""
    frame = batch[FACTS]
    kinds = frame["kind"].to_dict()
    starts, ends = (batch.at("sentences", column, frame["sentence_id"]).to_dict() for column in ("char_start", "char_end"))
    percents = (span for span in batch.spans(FACTS) if kinds[span[0]] == "percent" and pd.notna(starts[span[0]]))
    return marked(frame, (i for i, text, *_ in percents if PERCENT.search(text[int(starts[i]) : int(ends[i])]) is None))


@warn(FACTS, "modifier")
def modifier_is_what_the_words_say(batch: Batch) -> Any:
    """Read again by themselves, the words of the fact give the same bound."""
    return _reads_otherwise(batch, _modifiers_differ)


@warn(FACTS, "unit_text")
def unit_is_printed_beside_its_number(batch: Batch) -> Any:
    """The last word of the unit as printed stands in the fact or beside it."""
    units = batch[FACTS]["unit_text"].dropna().to_dict()
    last = {label: str(unit).split()[-1] for label, unit in units.items() if str(unit).strip()}
    return marked(
        batch[FACTS],
        (
            i
            for i, text, start, end in batch.spans(FACTS)
            if i in last and last[i] not in text[max(0, start - UNIT_REACH) : end + UNIT_REACH]
        ),
    )


@warn(FACTS, "fact_text")
def number_is_whole(batch: Batch) -> Any:
    """No figure stands right before or behind the fact, and no letter joins its first or last word."""
    return marked(batch[FACTS], (i for i, text, start, end in batch.spans(FACTS) if _is_cut(text, start) or _is_cut(text, end)))


@error(FACTS, "quote_id")
def claim_stands_in_its_quote(batch: Batch) -> Any:
    """The quote is one of the revision, and a piece of it has characters of the fact; a fact that lies in a piece of a quote names it."""
    frame, spans = batch[FACTS], batch["quote_spans"]
    elsewhere = frame["quote_id"].notna() & (batch.at("quotes", "revision_id", frame["quote_id"]) != frame["revision_id"])
    pieces = spans[["revision_id", "quote_id", "char_start", "char_end"]].dropna().sort_values(["revision_id", "char_start"])
    by_revision = {
        r: (g["char_start"].to_numpy(), g["char_end"].to_numpy(), g["quote_id"].to_numpy())
        for r, g in pieces.groupby("revision_id")
    }
    told = zip(frame.index, frame["revision_id"], frame["char_start"], frame["char_end"], frame["quote_id"], strict=True)
    return elsewhere | marked(
        frame, (i for i, r, start, end, quote in told if not _stands_in(by_revision.get(r), start, end, quote))
    )


@error(FACTS, "measured_text")
def measured_is_whole(batch: Batch) -> Any:
    """Text and span of what is measured are told together."""
    frame = batch[FACTS]
    return one_without_the_other(*(frame[column] for column in ("measured_text", "measured_char_start", "measured_char_end")))


@warn(FACTS, "measured_text")
def measured_is_near(batch: Batch) -> Any:
    """What is measured stands within two sentences of the number."""
    measured = batch.number_of(batch.sentence_at(FACTS, "measured_char_start"))
    return (measured - batch.number_of(batch[FACTS]["sentence_id"])).abs() > NEAR


@error(FACTS, "as_of_start")
def as_of_is_a_date_of_its_sentence(batch: Batch) -> Any:
    """The days it is said of are those of a date in its sentence."""
    frame, dates = batch[FACTS], batch["date_mentions"]
    known = {(s, _day(a), _day(b)) for s, a, b in zip(dates["sentence_id"], dates["date_start"], dates["date_end"], strict=True)}
    told = zip(frame.index, frame["sentence_id"], frame["as_of_start"], frame["as_of_end"], strict=True)
    return marked(frame, (i for i, s, a, b in told if (pd.notna(a) or pd.notna(b)) and (s, _day(a), _day(b)) not in known))


@warn(FACTS, "is_negated")
def denial_is_printed(batch: Batch) -> Any:
    """Where a fact is denied its sentence says "not" or the like before it; where "not" stands right before it, it is denied."""
    frame = batch[FACTS]
    starts = batch.at("sentences", "char_start", frame["sentence_id"]).to_dict()
    is_bound = frame["modifier"].isin(["at_least", "at_most"])  # "not at least 5" denies the bound
    denied = {
        i: bool(told) if pd.notna(told) and (told or not bound) else None
        for i, told, bound in zip(frame.index, frame["is_negated"], is_bound, strict=True)
    }
    before = ((i, text[int(starts[i]) : start]) for i, text, start, _ in batch.spans(FACTS) if pd.notna(starts[i]))
    return marked(frame, (i for i, words in before if _is_told_wrongly(denied[i], words)))


@warn(FACTS, "change")
def change_is_told(batch: Batch) -> Any:
    """Of the words for rises and falls in its sentence the nearest one before it, or behind it, tells the way that the fact says."""
    frame, changes = batch[FACTS], batch.lexicon.numbers.changes
    starts, ends = (batch.at("sentences", column, frame["sentence_id"]).to_dict() for column in ("char_start", "char_end"))
    way = frame["change"].to_dict()
    moving = (span for span in batch.spans(FACTS) if way[span[0]] in {"up", "down"} and pd.notna(starts[span[0]]))
    around = ((i, text[int(starts[i]) : int(ends[i])].casefold(), start - int(starts[i])) for i, text, start, _ in moving)
    told = ((i, _nearest_changes(sentence, at, changes)) for i, sentence, at in around)
    return marked(frame, (i for i, ways in told if ways and way[i] not in ways))


@error(INVOLVED, "fact_id")
def involved_is_of_a_fact(batch: Batch) -> Any:
    """The fact that it is involved in is there."""
    return ~batch[INVOLVED]["fact_id"].isin(set(batch[FACTS]["fact_id"]))


@error(INVOLVED, "mention_id")
def involved_is_a_mention_of_the_article(batch: Batch) -> Any:
    """The mention is one of the fact's revision, and of that entity."""
    frame = batch[INVOLVED]
    mentions = frame["mention_id"]
    elsewhere = batch.at("entity_mentions", "revision_id", mentions) != frame["revision_id"]
    return elsewhere | (batch.at("entity_mentions", "entity_id", mentions) != frame["entity_id"])


class _Units(NamedTuple):
    """The units that each kind of number can have."""

    money: frozenset[str]
    by_kind: dict[str, frozenset[str]]

    @classmethod
    def of(cls, words: NumberWords) -> "_Units":
        money = {code for codes in words.currencies.values() for code in codes.values()} | set(words.large.values()) | CENTS
        found: dict[str, set[str]] = {}
        for unit in (*words.units.values(), *words.symbols.values()):
            found.setdefault(unit.kind, set()).add(unit.code)
        return cls(frozenset(money), {kind: frozenset(codes) for kind, codes in found.items()})

    def allows(self, kind: str, unit: str) -> bool:
        """Whether a number of that kind can have that unit; "" is none."""
        if kind == "money":
            return unit in self.money
        if kind in {"percent", "duration"}:
            return unit in self.by_kind[kind]
        if kind in {"rank", "score"}:
            return not unit
        if kind == "rate":
            return "/" in unit or unit in self.by_kind[kind]
        if kind == "measure":
            return bool(unit) and unit not in self.by_kind["percent"] | self.by_kind["duration"]
        return not unit.isupper() or unit not in self.money


class _Row(NamedTuple):
    """What a fact says, to be held against its words."""

    fact_text: str
    value_low: float
    value_high: float
    modifier: str
    unit: str | None
    unit_text: str | None


def _reads_otherwise(batch: Batch, is_other: Callable[[Quantity, _Row, NumberWords], bool]) -> Any:
    """Facts whose words, where they are one quantity by themselves, are read otherwise than the row says."""
    words, frame = batch.lexicon.numbers, batch[FACTS]
    told = zip(frame.index, *(frame[column] for column in _Row._fields), strict=True)
    rows = ((label, _Row(*values)) for label, *values in told if isinstance(values[0], str))
    return marked(frame, (label for label, row in rows if (read := _read(batch, row.fact_text)) and is_other(read, row, words)))


def _read(batch: Batch, text: str) -> Quantity | None:
    """The only quantity of the words; None where they have none or several."""
    if text not in batch.readings:
        found = list(quantities(text, (), country=None, words=batch.lexicon.numbers))
        batch.readings[text] = found[0] if len(found) == 1 else None
    return cast("Quantity | None", batch.readings[text])


def _values_differ(read: Quantity, row: _Row, words: NumberWords) -> bool:
    said, printed = (
        {v for v in (row.value_low, row.value_high) if pd.notna(v)},
        {v for v in (read.low, read.high) if v is not None},
    )
    return not said <= printed


def _units_differ(read: Quantity, row: _Row, words: NumberWords) -> bool:
    """A rate may be told behind the fact ("a year"), a sign or name be that of several currencies, and what looks like inches close a quote."""
    if '"' in row.fact_text:
        return False
    if read.unit is None or pd.isna(row.unit):
        return read.unit is not None
    said = str(row.unit).partition("/")[0]
    return said != read.unit.partition("/")[0] and said not in _currencies(row.unit_text, words)


def _currencies(printed: Any, words: NumberWords) -> set[str]:
    """Every currency that is printed so somewhere."""
    if not isinstance(printed, str):
        return set()
    return {code for key in (printed, printed.upper(), plain(printed)) for code in words.currencies.get(key, {}).values()}


def _modifiers_differ(read: Quantity, row: _Row, words: NumberWords) -> bool:
    """A bound may be told before the fact and be lent to it: "up to 1.3 meters (4.3 feet)"."""
    is_lent = read.modifier == "exact" and row.modifier in LOW | HIGH | {"about"}
    return read.modifier != row.modifier and not is_lent


def _is_told_wrongly(is_negated: Any, words: str) -> bool:
    return (is_negated is False and _is_denied(words)) or (is_negated is True and DENIAL.search(words) is None)


def _is_denied(words: str) -> bool:
    """Whether the words before a fact end with a denial of it."""
    found = RIGHT_BEFORE.search(words)
    return found is not None and NO_DENIAL.search(found.group()) is None


def _nearest_changes(sentence: str, at: int, changes: Mapping[str, str]) -> set[str]:
    """The ways that the words of a rise or fall nearest to the character tell, on either side of it."""
    told = [(word.start(), changes[word.group()]) for word in WORD.finditer(sentence) if word.group() in changes]
    before, behind = [way for start, way in told if start < at], [way for start, way in told if start >= at]
    return {*before[-1:], *behind[:1]}


def _is_cut(text: str, at: int) -> bool:
    around = text[at - 1 : at + 1] if 0 < at < len(text) else ""
    return around.isdecimal() or around.isalpha()


def _stands_in(pieces: Any, start: int, end: int, quote: Any) -> bool:
    if pieces is None:
        return bool(pd.isna(quote))
    starts, ends, quotes = pieces
    last = int(np.searchsorted(starts, end))
    met = {quotes[i] for i in range(max(0, last - 6), last) if ends[i] > start}
    whole = any(starts[i] <= start and ends[i] >= end for i in range(max(0, last - 6), last))
    return quote in met if pd.notna(quote) else not whole


def _day(value: Any) -> Any:
    return None if pd.isna(value) else value
