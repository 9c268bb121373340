"""Doc -> quotes: who said what, directly or indirectly."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from spacy.tokens import Doc

from schemas import make_id
from schemas.core import EntityMention, Quote, QuoteSpan
from transforms.quotes.antecedents import IMPLIED, implied, resolved
from transforms.quotes.confidence import confidence, evidence
from transforms.quotes.cues import cue_tokens, cues
from transforms.quotes.drafts import drafts
from transforms.quotes.marks import Stretch, paragraphs
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import Mentions
from transforms.quotes.turns import turns
from transforms.quotes.units import units
from transforms.quotes.words import QuoteWords
from transforms.references import References
from transforms.sentences import SentenceIndex

__all__ = ["QuoteRows", "QuoteWords", "quoted", "quotes"]

DIRECT: Final = 0.9
"""Share of letters between marks from which on a quote is direct: "that “…”" is."""


class QuoteRows(NamedTuple):
    """The quotes of one article, and their pieces."""

    quotes: list[Quote]
    spans: list[QuoteSpan]


class Found(NamedTuple):
    """A quote before it is a row: its type, and the evidence that its confidence is made of."""

    draft: Draft
    kind: str
    evidence: tuple[str, ...]
    implied: EntityMention | None = None
    """Who speaks, where the words do not say so but nobody else is there."""


def quotes(
    doc: Doc,
    index: SentenceIndex,
    mentions: Sequence[EntityMention],
    references: References,
    *,
    revision_id: str,
    words: QuoteWords,
) -> QuoteRows:
    """Quotes in text order, and their pieces. `mentions` and `references` are those of the same Doc."""
    text = doc.text
    rows = QuoteRows([], [])
    for found in quotes_found(doc, text, mentions, references, words):
        row = _row(text, index, found, revision_id)
        rows.quotes.append(row)
        rows.spans.extend(QuoteSpan(row.quote_id, i, start, end) for i, (start, end) in enumerate(found.draft.pieces))
    return rows


def quotes_found(
    doc: Doc, text: str, mentions: Sequence[EntityMention], references: References, words: QuoteWords
) -> Iterator[Found]:
    """The quotes of a Doc in text order. `text` is the Doc's."""
    parts = paragraphs(text)
    candidates = cue_tokens(doc, words)
    layout = doc.to_array(["IDX", "SENT_START"]) if len(doc) else np.zeros((0, 2), dtype=np.uint64)
    starts = [int(i) for i in layout[layout[:, 1] == 1, 0]]
    cut = units(text, parts, starts, [t.idx for t in candidates])
    reading = Reading(doc, text, cut, list(cues(candidates, words)), Mentions(mentions), words)
    stretches = [stretch for paragraph in parts for stretch in paragraph.stretches]
    for draft in resolved(drafts(reading, turns(reading, parts)), references):
        is_verbatim = draft.rule == "transcript" or _is_dialogue(text, draft)
        kind = _kind(1.0 if is_verbatim else _quoted(text, stretches, draft))
        start = draft.pieces[0][0]
        is_odd = parts[bisect_right(parts, start, key=lambda p: p.start) - 1].is_odd
        speaks = implied(reading, parts, draft) if draft.speaker is None and kind == "direct" else None
        yield Found(draft, kind, tuple(evidence(draft, kind, text, is_odd=is_odd)), speaks)


def _kind(quoted: float) -> str:
    """The type of a quote, a share `quoted` of which stands in marks."""
    return "direct" if quoted >= DIRECT else "mixed" if quoted > 0 else "indirect"


def _is_dialogue(text: str, draft: Draft) -> bool:
    """Whether a dash opens the line of the quote in place of marks: — We lost the bridge, said Maria Ruiz."""
    start = draft.pieces[0][0]
    return draft.rule == "clause_then_cue" and text[text.rfind("\n", 0, start) + 1 : start].strip() in {"—", "–"}


def quoted(text: str) -> list[tuple[int, int]]:
    """The spans (half-open, in characters) between outermost quotation marks, in text order."""
    return [(stretch.start, stretch.end) for paragraph in paragraphs(text) for stretch in paragraph.stretches]


def _quoted(text: str, stretches: Sequence[Stretch], draft: Draft) -> float:
    """The share of the draft's letters that stand between quotation marks. `stretches` are all of the text, in order."""
    inside = total = 0
    for start, end in draft.pieces:
        total += sum(map(str.isalnum, text[start:end]))
        first = max(0, bisect_right(stretches, start, key=lambda s: s.start) - 1)
        for stretch in stretches[first : bisect_right(stretches, end, key=lambda s: s.start)]:
            inside += sum(map(str.isalnum, text[max(start, stretch.start) : min(end, stretch.end)]))
    return inside / total if total else 0.0


def _row(text: str, index: SentenceIndex, found: Found, revision_id: str) -> Quote:
    draft = found.draft
    start, end = draft.pieces[0][0], draft.pieces[-1][1]
    cue, who = draft.cue, draft.speaker
    named = who.mention if who else found.implied
    return Quote(
        quote_id=make_id("quotes", revision_id, start, end),
        revision_id=revision_id,
        sentence_id=index.at(start).sentence_id,
        quote_type=found.kind,
        char_start=start,
        char_end=end,
        quote_text=text[start:end],
        cue_text=text[cue.start : cue.end] if cue else None,
        cue_lemma=cue.lemma if cue else None,
        cue_char_start=cue.start if cue else None,
        cue_char_end=cue.end if cue else None,
        speaker_text=text[who.start : who.end] if who else None,
        speaker_char_start=who.start if who else None,
        speaker_char_end=who.end if who else None,
        speaker_kind=who.kind if who else "none",
        speaker_mention_id=named.mention_id if named else None,
        speaker_entity_id=named.entity_id if named else None,
        speaker_entity_confidence=None if named is None else who.certainty if who else IMPLIED,
        confidence=confidence(found.evidence),
        rule=draft.rule,
    )
