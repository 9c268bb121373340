"""Speakers without a name -> the mention they stand for, where that can be told."""

from collections.abc import Sequence

from transforms.quotes.reading import Draft
from transforms.quotes.speakers import Speaker
from transforms.references import References


def resolved(drafts: Sequence[Draft], references: References) -> list[Draft]:
    """The drafts, with the mention that each pronoun ("she") or role noun ("the general") among their speakers stands for."""
    return [draft._replace(speaker=_named(draft.speaker, references)) if draft.speaker else draft for draft in drafts]


def _named(who: Speaker, references: References) -> Speaker:
    if who.mention is not None:
        return who
    found = references.pronoun(who.start) if who.kind == "pronoun" else references.noun(who.start, who.end)
    return who._replace(mention=found.mention, certainty=found.confidence) if found else who
