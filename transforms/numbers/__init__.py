"""Doc -> numeric facts: every number claimed about something, with its unit and bound.

In: a parsed Doc, its entity mentions, quotes and dates, and the seeds. Out: one row per claim, in text order, none overlapping, and one per
entity that a claim involves. The characters decide what the value is (`quantities`), the tags what it counts (`counted`), the words around
it whether it is a claim at all (`guards`), the numbers around it whose unit it shares (`shared`), the parse what it measures (`measured`).
"""

import re
from bisect import bisect_right
from collections.abc import Sequence
from typing import TYPE_CHECKING, NamedTuple

from spacy.tokens import Doc

from schemas import make_id
from schemas.core import DateMention, EntityMention, NumericFact, NumericFactEntity, QuoteSpan, Sentence
from transforms.numbers.claims import Claim, claims
from transforms.numbers.confidence import confidence, rule_of
from transforms.numbers.counted import Tokens
from transforms.numbers.measured import Sense, sense
from transforms.numbers.moves import moved
from transforms.numbers.places import Named, involved
from transforms.numbers.words import NumberWords
from transforms.references import References
from transforms.sentences import SentenceIndex
from transforms.syntax import ancestors

if TYPE_CHECKING:
    from transforms.quotes import QuoteRows

__all__ = ["FactRows", "NumberWords", "numeric_facts"]


CONVERTED = frozenset({" (", " / "})
SAID_AGAIN = CONVERTED | {" or ", ", or "}
EARLIER = re.compile(r"\b(?:(?:up|down)\s+from|compared\s+(?:with|to)|versus)\s+(?:the\s+)?$")
ELIDED = re.compile(r",?\s+and\s+\w+\s+(?:another\s+)?")
LISTED = frozenset({", ", ", and ", " and ", " to ", " from ", " at "})


class FactRows(NamedTuple):
    """The numeric facts of one article."""

    facts: list[NumericFact]
    entities: list[NumericFactEntity]


def numeric_facts(
    doc: Doc,
    index: SentenceIndex,
    mentions: Sequence[EntityMention],
    references: References,
    said: "QuoteRows",
    dates: Sequence[DateMention],
    *,
    revision_id: str,
    country: str | None,
    words: NumberWords,
) -> FactRows:
    """Numeric facts in text order, and the entities they involve.

    `country` is the ISO 3166-1 alpha-2 code of the source's country: it settles what "$" and "pounds" mean (US dollars where it is unknown).
    """
    tokens, quoted, dated, named = Tokens(doc), _Quoted(said.spans), _Dated(dates), Named(mentions, references)
    facts: list[NumericFact] = []
    entities: list[NumericFactEntity] = []
    for claim in claims(tokens, mentions, dates, country=country, words=words):
        sentence = index.at(claim.quantity.start)
        told = moved(claim, sense(claim, tokens, words), tokens, words)
        meaning = _carried(facts, claim, told, sentence.sentence_id, tokens)
        as_of = dated.governing(claim, meaning, sentence, tokens)
        fact = _fact(claim, meaning, sentence, as_of, tokens.text, revision_id)._replace(quote_id=quoted.at(claim.quantity.first))
        facts.append(fact)
        entities.extend(involved(fact.fact_id, meaning, (sentence.char_start, sentence.char_end), tokens, named))
    return FactRows(facts, entities)


def _carried(facts: Sequence[NumericFact], claim: Claim, meaning: Sense, sentence_id: str, tokens: Tokens) -> Sense:
    """A value said again in other words measures the same and moved the same way: "fell by 200 jobs, or 2%", "rose 5 miles (8 km)".

    So does the level it came from ("61 percent, up from 58 percent"), and a count without a noun ("killed 14 people and hurt 300").
    In a list ("15 points, 7 rebounds", "to $5 from $4") a value of which nothing else is known measures what the one before it does.
    """
    last = facts[-1] if facts else None
    if last is None:
        return meaning
    between = tokens.text[max(last.char_end, last.measured_char_end or 0) : claim.quantity.start]
    if between not in SAID_AGAIN | LISTED:
        is_earlier = last.unit == claim.quantity.unit and last.sentence_id == sentence_id and EARLIER.search(between)
        counts = meaning.measured is None and claim.quantity.kind == last.kind == "count" and ELIDED.fullmatch(between)
        return _measuring(last, meaning, tokens) if is_earlier or counts else meaning
    same = (
        between in CONVERTED or meaning.measured is None or meaning.measured.start_char in range(last.char_start, last.char_end)
    )
    if same and claim.quantity.kind not in {"count", "duration", "rank", "score"}:
        meaning = _measuring(last, meaning, tokens)
    return meaning._replace(change=last.change) if meaning.change == "none" and between in SAID_AGAIN else meaning


def _measuring(last: NumericFact, meaning: Sense, tokens: Tokens) -> Sense:
    """The sense of a claim that measures what the one before it does."""
    if last.measured_char_start is None:
        return meaning
    measured = tokens.doc.char_span(last.measured_char_start, last.measured_char_end or 0)
    return meaning._replace(measured=measured or meaning.measured)


def _fact(
    claim: Claim, meaning: Sense, sentence: Sentence, as_of: DateMention | None, text: str, revision_id: str
) -> NumericFact:
    quantity, measured = claim.quantity, meaning.measured
    start, end = quantity.start, quantity.end
    return NumericFact(
        fact_id=make_id("numeric_facts", revision_id, start, end),
        revision_id=revision_id,
        sentence_id=sentence.sentence_id,
        char_start=start,
        char_end=end,
        fact_text=text[start:end],
        kind=quantity.kind,
        value_low=quantity.low,
        value_high=quantity.high,
        modifier=quantity.modifier,
        unit=quantity.unit,
        unit_text=quantity.unit_text,
        measured_text=measured.text if measured is not None else None,
        measured_char_start=measured.start_char if measured is not None else None,
        measured_char_end=measured.end_char if measured is not None else None,
        change=meaning.change,
        is_negated=meaning.is_negated,
        quote_id=None,
        as_of_start=as_of.date_start if as_of else None,
        as_of_end=as_of.date_end if as_of else None,
        confidence=confidence(claim),
        rule=rule_of(claim),
    )


class _Quoted:
    """Finds the quote whose spans hold a character."""

    def __init__(self, spans: Sequence[QuoteSpan]) -> None:
        self._spans = sorted(spans, key=lambda span: span.char_start)
        self._starts = [span.char_start for span in self._spans]

    def at(self, char: int) -> str | None:
        """The innermost quote around the character; None outside of all."""
        inside = [span for span in self._spans[: bisect_right(self._starts, char)] if char < span.char_end]
        return inside[-1].quote_id if inside else None


class _Dated:
    """Finds the date that a claim is said of."""

    def __init__(self, dates: Sequence[DateMention]) -> None:
        self._by_sentence: dict[str, list[DateMention]] = {}
        for row in dates:
            self._by_sentence.setdefault(row.sentence_id, []).append(row)

    def governing(self, claim: Claim, meaning: Sense, sentence: Sentence, tokens: Tokens) -> DateMention | None:
        """The one resolved date of the sentence, where it hangs on the same verb as the claim; else None."""
        found = [row for row in self._by_sentence.get(sentence.sentence_id, ()) if row.date_start]
        overlaps = any(row.char_start < claim.quantity.end and claim.quantity.first < row.char_end for row in found)
        if len(found) != 1 or meaning.verb is None or overlaps:
            return None
        span = tokens.doc.char_span(found[0].char_start, found[0].char_end, alignment_mode="expand")
        verb = next((word for word in ancestors(span.root) if word.tag_.startswith("VB")), None) if span is not None else None
        return found[0] if verb == meaning.verb else None
