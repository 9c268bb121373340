"""Speakers without a name -> the mention they stand for, where that can be told."""

from bisect import bisect_right
from collections.abc import Sequence
from typing import Final

from schemas.core import EntityMention
from transforms.quotes.marks import Paragraph
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import Speaker
from transforms.references import References

BEGINS: Final = 30
"""Characters before the first name of a paragraph that begins with it: room for a title."""
IMPLIED: Final = 0.7
"""How sure it is that a quote without a speaker is by the only person of the paragraph before."""


def resolved(drafts: Sequence[Draft], references: References) -> list[Draft]:
    """The drafts, with the mention that each pronoun ("she") or role noun ("the general") among their speakers stands for."""
    return [draft._replace(speaker=_named(draft.speaker, references)) if draft.speaker else draft for draft in drafts]


def _named(who: Speaker, references: References) -> Speaker:
    if who.mention is not None:
        return who
    found = references.pronoun(who.start) if who.kind == "pronoun" else references.noun(who.start, who.end)
    return who._replace(mention=found.mention, certainty=found.confidence) if found else who


def implied(reading: Reading, paragraphs: Sequence[Paragraph], draft: Draft) -> EntityMention | None:
    """Who speaks a quote that is a paragraph of its own, without a speaker: the one person whom the paragraph before it begins with."""
    here = bisect_right(paragraphs, draft.pieces[0][0], key=lambda p: p.start) - 1
    paragraph, before = paragraphs[here], paragraphs[max(0, here - 1)]
    alone = paragraph.start == draft.pieces[0][0] and paragraph.end - draft.pieces[-1][1] <= 1
    if not alone or here == 0 or before.stretches:
        return None
    named = [m for m in reading.mentions.within(before.start, before.end) if m.label == "PERSON"]
    is_one = len({m.entity_id for m in named}) == 1
    return named[0] if is_one and named[0].char_start - before.start <= BEGINS else None
