"""Pronoun speakers -> the mention they stand for, where only one can be meant."""

from bisect import bisect_right
from collections.abc import Sequence

from schemas.core import EntityMention
from transforms.quotes.marks import Paragraph
from transforms.quotes.reading import Draft, Reading
from transforms.quotes.speakers import Speaker


def resolved(reading: Reading, paragraphs: Sequence[Paragraph], drafts: Sequence[Draft]) -> list[Draft]:
    """The drafts, with a mention for every "he" and "she" that can mean one person only.

    The person is the only one named outside quotation marks since the start of the paragraph before, or the speaker of the quote
    before, when nobody else was named since. Whom a title or an earlier pronoun tells to be of the other sex is left out.
    """
    done: list[Draft] = []
    sexes = _told(reading)
    for draft in drafts:
        who = draft.speaker
        sex = reading.words.sexes.get(reading.text[who.start : who.end].casefold()) if who and who.kind == "pronoun" else None
        if who and sex and who.mention is None:
            mention = _antecedent(reading, paragraphs, done, who, sexes, sex)
            if mention:
                sexes.setdefault(mention.entity_id, sex)
                draft = draft._replace(speaker=who._replace(mention=mention))
        done.append(draft)
    return done


def _told(reading: Reading) -> dict[str, str]:
    """Entity -> sex, where the word before a name tells it: "Mrs. Ruiz"."""
    sexes: dict[str, str] = {}
    for mention in reading.mentions.rows:
        words = (
            *reading.text[max(0, mention.char_start - 20) : mention.char_start].split()[-1:],
            *mention.mention_text.split()[:1],
        )
        told = next((reading.words.sexes[w.casefold()] for w in words if w.casefold() in reading.words.sexes), None)
        if told and mention.label == "PERSON":
            sexes.setdefault(mention.entity_id, told)
    return sexes


def _antecedent(
    reading: Reading, paragraphs: Sequence[Paragraph], done: Sequence[Draft], who: Speaker, sexes: dict[str, str], sex: str
) -> EntityMention | None:
    here = bisect_right(paragraphs, who.start, key=lambda p: p.start) - 1
    near = paragraphs[max(0, here - 1) : here + 1]
    inside = [s for p in near for s in p.stretches]
    named = [
        m
        for m in reading.mentions.within(near[0].start, who.start)
        if m.label == "PERSON" and sexes.get(m.entity_id, sex) == sex and not any(s.start <= m.char_start < s.end for s in inside)
    ]
    if len({m.entity_id for m in named}) == 1:
        return named[-1]
    last = next((d.speaker for d in reversed(done) if d.speaker), None)
    before = last.mention if last and last.start >= near[0].start else None
    since = {m.entity_id for m in named if last and m.char_start >= last.start}
    return (
        before
        if before and before.label == "PERSON" and since <= {before.entity_id} and sexes.get(before.entity_id, sex) == sex
        else None
    )
