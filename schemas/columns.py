"""Columns that mean the same thing in every table they stand in."""

from datetime import datetime
from typing import Annotated, Final

from schemas.declare import Column
from schemas.ids import ID_PATTERN

LABELS: Final = ("PERSON", "NORP", "FAC", "ORG", "GPE", "LOC", "PRODUCT", "EVENT", "WORK_OF_ART", "LAW", "LANGUAGE")
"""Entity types as in OntoNotes 5 (Weischedel et al. 2013), without its numeric types, which are numeric facts and dates here."""


def _id(description: str, references: str | None = None) -> Column:
    return Column(description, pattern=ID_PATTERN, references=references)


SourceId = Annotated[str, Column("The publisher or feed.", pattern=r"^[^\s\x00-\x1f]{1,200}$")]
ArticleId = Annotated[str, _id("The article: a hash of its canonical URL.")]
RevisionId = Annotated[str, _id("The revision: a hash of the article and its content hash.")]
SentenceId = Annotated[str, _id("The sentence.")]
EntityId = Annotated[str, _id("The entity: a hash of its label and name key.")]
NameKey = Annotated[str, Column("The name to compare: lower case, without accents, dots, titles and legal forms.")]
CountryCode = Annotated[
    str | None,
    Column("ISO 3166-1 alpha-2 code: of a country, its people or capital, or a place said to be in it.", pattern=r"^[A-Z]{2}$"),
]
RegionCode = Annotated[
    str | None,
    Column("ISO 3166-2 code: of a state of the USA, or a place said to be in it.", pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$"),
]
ClusterId = Annotated[str, _id("The mentions of one entity within one revision.")]
MentionId = Annotated[str, _id("The entity mention.")]
QuoteId = Annotated[str, _id("The quote.")]
FactId = Annotated[str, _id("The numeric fact.")]
DateMentionId = Annotated[str, _id("The date mention.")]
DocumentId = Annotated[str, _id("The raw document: a hash of its URL, bytes and given metadata.")]
RunId = Annotated[str, Column("The run that wrote the row.", pattern=ID_PATTERN, is_volatile=True)]

CharStart = Annotated[
    int, Column("First character of the span in the revision's text, counted from 0 in code points.", minimum=0)
]
CharEnd = Annotated[int, Column("Character after the span's last one, in code points.", minimum=1)]
OptionalStart = Annotated[int | None, Column("First character of that span, from 0 in code points.", minimum=0)]
OptionalEnd = Annotated[int | None, Column("Character after that span's last one.", minimum=1)]
Label = Annotated[str, Column("Entity type (OntoNotes 5).", values=LABELS)]
Confidence = Annotated[float, Column("How sure the rule is, 0 to 1.", minimum=0, maximum=1)]
FetchedAt = Annotated[datetime, Column("When it was fetched or read, UTC.", is_volatile=True)]
LandingDigest = Annotated[str, Column("SHA-256 of the landed bytes.", pattern=r"^[0-9a-f]{64}$")]
