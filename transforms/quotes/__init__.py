"""Doc -> quotes: who said what, directly or indirectly."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from spacy.tokens import Doc

from schemas import make_id
from schemas.core import EntityMention, Quote, QuoteSpan
from transforms.quotes.antecedents import resolved
from transforms.quotes.cues import cue_tokens, cues
from transforms.quotes.drafts import drafts
from transforms.quotes.marks import Stretch, paragraphs
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import Mentions
from transforms.quotes.units import units
from transforms.quotes.words import QuoteWords
from transforms.references import References
from transforms.sentences import SentenceIndex

__all__ = ["QuoteRows", "QuoteWords", "quoted", "quotes"]

CONFIDENCE: Final = {
    ("quote_then_cue", "direct"): 0.98,
    ("quote_then_cue", "mixed"): 0.71,
    ("cue_then_quote", "direct"): 0.9,
    ("cue_then_quote", "mixed"): 0.85,
    ("clause_then_cue", "indirect"): 0.8,
    ("clause_then_cue", "mixed"): 0.8,
    ("cue_then_clause", "indirect"): 0.83,
    ("name_then_quote", "direct"): 0.9,
    ("name_then_quote", "mixed"): 0.78,
    ("carried_on", "direct"): 0.85,
    ("colon_then_quote", "direct"): 0.7,
    ("verb_then_quote", "direct"): 0.65,
}
"""Rule and type -> the share of its quotes, on the PolNeAR articles kept for development, of which at least 60 % of the letters are
in a quote of the same speaker there."""
DIRECT: Final = 0.9
"""Share of letters between marks from which on a quote is direct: "that “…”" is."""
UNMEASURED: Final = 0.5
"""For what is too rare to measure, and for quotes without a speaker."""


class QuoteRows(NamedTuple):
    """The quotes of one article, and their pieces."""

    quotes: list[Quote]
    spans: list[QuoteSpan]


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
    found = paragraphs(text)
    candidates = cue_tokens(doc, words)
    layout = doc.to_array(["IDX", "SENT_START"]) if len(doc) else np.zeros((0, 2), dtype=np.uint64)
    starts = [int(i) for i in layout[layout[:, 1] == 1, 0]]
    cut = units(text, found, starts, [t.idx for t in candidates])
    reading = Reading(doc, text, cut, list(cues(candidates, words)), Mentions(mentions), words)
    stretches = [stretch for paragraph in found for stretch in paragraph.stretches]
    rows = QuoteRows([], [])
    for draft in resolved(drafts(reading), references):
        row = _row(text, index, draft, revision_id, _quoted(text, stretches, draft))
        rows.quotes.append(row)
        rows.spans.extend(QuoteSpan(row.quote_id, i, start, end) for i, (start, end) in enumerate(draft.pieces))
    return rows


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


def _row(text: str, index: SentenceIndex, draft: Draft, revision_id: str, quoted: float) -> Quote:
    start, end = draft.pieces[0][0], draft.pieces[-1][1]
    cue, who = draft.cue, draft.speaker
    kind = "direct" if quoted >= DIRECT else "mixed" if quoted > 0 else "indirect"
    return Quote(
        quote_id=make_id("quotes", revision_id, start, end),
        revision_id=revision_id,
        sentence_id=index.at(start).sentence_id,
        quote_type=kind,
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
        speaker_mention_id=who.mention.mention_id if who and who.mention else None,
        speaker_entity_id=who.mention.entity_id if who and who.mention else None,
        speaker_entity_confidence=who.certainty if who and who.mention else None,
        confidence=CONFIDENCE.get((draft.rule, kind), UNMEASURED),
        rule=draft.rule,
    )
