"""The `core` tables: who said what, and which numbers were claimed about what (DESIGN §4)."""

from datetime import date, datetime
from typing import Annotated, NamedTuple

from schemas.columns import (
    ArticleId,
    CharEnd,
    CharStart,
    ClusterId,
    Confidence,
    CountryCode,
    DateMentionId,
    EntityId,
    FactId,
    FetchedAt,
    Label,
    LandingDigest,
    MentionId,
    NameKey,
    OptionalEnd,
    OptionalStart,
    QuoteId,
    RegionCode,
    RevisionId,
    SentenceId,
    SourceId,
)
from schemas.declare import Check, Column, Span, table
from schemas.ids import ID_PATTERN
from schemas.rules import FACT_RULES, QUOTE_RULES

IN_ORDER = Check("span_is_not_empty", "char_start < char_end", is_structural=True)


@table("core", name="sources", key=("source_id",), written="derived")
class Source(NamedTuple):
    """One row per source: a publisher or feed (never a speaker)."""

    source_id: SourceId
    name: Annotated[str, Column("Name as printed.")]
    kind: Annotated[str, Column("How it is read.", values=("feed", "sitemap", "section", "page", "folder", "file", "archive"))]
    url: Annotated[str | None, Column("Where it is fetched from.")]
    country: Annotated[str | None, Column("ISO 3166-1 alpha-2 code of its country.", pattern=r"^[A-Z]{2}$")]
    language: Annotated[str | None, Column("ISO 639-1 code of its language.", pattern=r"^[a-z]{2}$")]


@table("core", name="articles", key=("article_id",), written="derived")
class Article(NamedTuple):
    """One row per article: one canonical URL of one source, with one or more revisions."""

    article_id: ArticleId
    source_id: SourceId
    url: Annotated[str, Column("URL it was found under.")]
    canonical_url: Annotated[str, Column("URL it names as its own, without tracking parts.")]
    story_id: Annotated[str, Column("The story: a cluster of syndicated copies.", pattern=ID_PATTERN)]
    current_revision_id: Annotated[
        str, Column("Its text as it was seen last.", pattern=ID_PATTERN, references="article_revisions.revision_id")
    ]
    first_seen_at: Annotated[datetime, Column("When its first revision was fetched, UTC.", is_volatile=True)]


@table("core", name="article_revisions", key=("revision_id",))
class ArticleRevision(NamedTuple):
    """One row per revision: one text that an article had."""

    revision_id: RevisionId
    article_id: ArticleId
    revision_number: Annotated[
        int, Column("1 for the text of the article that was seen first; of texts from files, by their stated dates.", minimum=1)
    ]
    content_hash: Annotated[
        str, Column("SHA-256 of title and text, white space and typographic marks folded.", pattern=r"^[0-9a-f]{64}$")
    ]
    title: Annotated[str | None, Column("Headline.")]
    text: Annotated[str, Column("The text that every span counts in.")]
    language: Annotated[str | None, Column("ISO 639-1 code.", pattern=r"^[a-z]{2}$")]
    section: Annotated[str | None, Column("The part of the paper it stands in, as the page names it.")]
    published_at: Annotated[datetime | None, Column("When it was published, UTC.")]
    published_at_origin: Annotated[
        str | None, Column("Where that was read.", values=("feed", "meta", "text", "given", "fetched"))
    ]
    modified_at: Annotated[datetime | None, Column("When it says it was last changed, UTC.")]
    fetched_at: FetchedAt
    word_count: Annotated[int, Column("Words: runs of characters between white space.", minimum=1)]
    landing_digest: LandingDigest


@table("core", name="article_authors", key=("revision_id", "position"))
class ArticleAuthor(NamedTuple):
    """One row per author named in a revision's byline."""

    revision_id: RevisionId
    position: Annotated[int, Column("Place in the byline, from 1.", minimum=1)]
    author_text: Annotated[str, Column("Name as printed.")]


@table("core", name="sentences", key=("sentence_id",), checks=(IN_ORDER,))
class Sentence(NamedTuple):
    """One row per sentence of a revision's text."""

    sentence_id: SentenceId
    revision_id: RevisionId
    paragraph_index: Annotated[int, Column("Paragraph within the text, from 0.", minimum=0)]
    sentence_index: Annotated[int, Column("Sentence within the text, from 0.", minimum=0)]
    char_start: CharStart
    char_end: CharEnd


@table("core", name="entities", key=("entity_id",), written="derived")
class Entity(NamedTuple):
    """One row per entity: a person, organisation, place, … named in any article."""

    entity_id: EntityId
    label: Label
    canonical_name: Annotated[str, Column("Its fullest usual name.")]
    country_code: CountryCode
    region_code: RegionCode
    wikidata_id: Annotated[str | None, Column("Wikidata item, where a person gave it.", pattern=r"^Q[0-9]+$")]


@table("core", name="entity_aliases", key=("entity_id", "alias_text"), written="derived")
class EntityAlias(NamedTuple):
    """One row per spelling under which an entity was mentioned."""

    entity_id: EntityId
    alias_text: Annotated[str, Column("The mention as printed.")]


@table("core", name="entity_clusters", key=("cluster_id",))
class EntityCluster(NamedTuple):
    """One row per entity named in a revision: its mentions there, taken together."""

    cluster_id: ClusterId
    revision_id: RevisionId
    entity_id: EntityId
    label: Label
    canonical_name: Annotated[str, Column("Its fullest name in the revision.")]
    name_key: NameKey
    country_code: CountryCode
    region_code: RegionCode
    link_rule: Annotated[
        str,
        Column(
            "Why it is that entity, settled over the whole warehouse. name: by its own name; alias: entity_aliases.csv says so; "
            "short_name: other articles that print the name in full use it for this entity only.",
            values=("name", "alias", "short_name"),
        ),
    ]


@table("core", name="entity_cluster_names", key=("cluster_id", "name_key"))
class EntityClusterName(NamedTuple):
    """One row per name that a cluster goes by in its revision."""

    cluster_id: ClusterId
    revision_id: RevisionId
    name_key: NameKey
    mentions: Annotated[int, Column("Mentions by that name.", minimum=1)]


@table("core", name="entity_mentions", key=("mention_id",), spans=(Span("mention_text"),), checks=(IN_ORDER,))
class EntityMention(NamedTuple):
    """One row per mention of an entity by name."""

    mention_id: MentionId
    revision_id: RevisionId
    sentence_id: SentenceId
    cluster_id: ClusterId
    entity_id: EntityId
    char_start: CharStart
    char_end: CharEnd
    mention_text: Annotated[str, Column("The name as printed.")]
    label: Label
    role_text: Annotated[str | None, Column('Title or role beside the name: "Defense Secretary".')]


@table(
    "core",
    name="quotes",
    key=("quote_id",),
    spans=(
        Span("quote_text"),
        Span("cue_text", "cue_char_start", "cue_char_end"),
        Span("speaker_text", "speaker_char_start", "speaker_char_end"),
    ),
    checks=(IN_ORDER, Check("speaker_kind_tells_of_a_speaker", "(speaker_kind == 'none') == speaker_text.isnull()")),
)
class Quote(NamedTuple):
    """One row per quote: what one speaker said, directly, indirectly or mixed."""

    quote_id: QuoteId
    revision_id: RevisionId
    sentence_id: SentenceId
    quote_type: Annotated[
        str, Column("direct: all in quotation marks; mixed: in part; indirect: none.", values=("direct", "indirect", "mixed"))
    ]
    char_start: CharStart
    char_end: CharEnd
    quote_text: Annotated[str, Column("From the first to the last character of the quote; its pieces are in quote_spans.")]
    cue_text: Annotated[str | None, Column('The words that introduce it: "said", "according to".')]
    cue_lemma: Annotated[str | None, Column('The cue\'s dictionary form: "say".')]
    cue_char_start: OptionalStart
    cue_char_end: OptionalEnd
    speaker_text: Annotated[
        str | None, Column("The speaker as printed, with title or apposition left out or in as the text has it.")
    ]
    speaker_char_start: OptionalStart
    speaker_char_end: OptionalEnd
    speaker_kind: Annotated[
        str,
        Column(
            "named: by a name; pronoun; role: a definite noun (the general); anonymous: an unnamed source; collective: a group; none: no speaker found.",
            values=("named", "pronoun", "role", "anonymous", "collective", "none"),
        ),
    ]
    speaker_mention_id: Annotated[
        str | None,
        Column(
            "The mention that names the speaker, for a pronoun or role its antecedent.",
            pattern=ID_PATTERN,
            references="entity_mentions.mention_id",
        ),
    ]
    speaker_entity_id: Annotated[
        str | None, Column("The entity that spoke.", pattern=ID_PATTERN, references="entities.entity_id")
    ]
    speaker_entity_confidence: Annotated[
        float | None,
        Column(
            "How sure it is that this entity is who the speaker's words mean: 1 for a name, less for a pronoun or role; null where there is no entity.",
            minimum=0,
            maximum=1,
        ),
    ]
    confidence: Confidence
    rule: Annotated[str, Column("The rule that found the row.", values=QUOTE_RULES)]


@table("core", name="quote_spans", key=("quote_id", "span_index"), parent="quotes", checks=(IN_ORDER,))
class QuoteSpan(NamedTuple):
    """One row per unbroken piece of a quote (an interrupted or multi-paragraph quote has several)."""

    quote_id: QuoteId
    span_index: Annotated[int, Column("Piece within the quote, from 0.", minimum=0)]
    char_start: CharStart
    char_end: CharEnd


@table(
    "core",
    name="date_mentions",
    key=("date_mention_id",),
    spans=(Span("date_text"),),
    checks=(IN_ORDER, Check("dates_in_order", "~(date_start > date_end)")),
)
class DateMention(NamedTuple):
    """One row per date expression, resolved to the days it stands for."""

    date_mention_id: DateMentionId
    revision_id: RevisionId
    sentence_id: SentenceId
    char_start: CharStart
    char_end: CharEnd
    date_text: Annotated[str, Column("The expression as printed.")]
    date_start: Annotated[date | None, Column("First day it stands for; null where it is open or cannot be told.")]
    date_end: Annotated[date | None, Column("Last day it stands for (inclusive); null where it is open or cannot be told.")]
    precision: Annotated[str, Column("How exact it is.", values=("day", "month", "quarter", "year", "decade", "time"))]
    anchor: Annotated[
        str,
        Column(
            "absolute: says it all itself; publication: counted from the day of publication.", values=("absolute", "publication")
        ),
    ]


@table(
    "core",
    name="numeric_facts",
    key=("fact_id",),
    spans=(Span("fact_text"), Span("measured_text", "measured_char_start", "measured_char_end")),
    checks=(
        IN_ORDER,
        Check("has_a_value", "value_low.notnull() | value_high.notnull()"),
        Check("values_in_order", "~(value_low > value_high)"),
        Check("as_of_in_order", "~(as_of_start > as_of_end)"),
        Check("percent_is_plausible", "(kind != 'percent') | ~(value_high.abs() > 100000)", severity="warn"),
    ),
)
class NumericFact(NamedTuple):
    """One row per number claimed about something, with its unit and bound."""

    fact_id: FactId
    revision_id: RevisionId
    sentence_id: SentenceId
    char_start: CharStart
    char_end: CharEnd
    fact_text: Annotated[str, Column('The number with bound and unit, as printed: "more than 100 troops".')]
    kind: Annotated[
        str,
        Column(
            "What sort of number it is.",
            values=("money", "percent", "count", "duration", "measure", "rate", "ratio", "rank", "score"),
        ),
    ]
    value_low: Annotated[float | None, Column("The value, or its lower end; null where only an upper one is given.")]
    value_high: Annotated[float | None, Column("The value, or its upper end; null where only a lower one is given.")]
    modifier: Annotated[
        str,
        Column(
            "How the value bounds the truth.",
            values=("exact", "about", "at_least", "more_than", "at_most", "less_than", "between", "vague"),
        ),
    ]
    unit: Annotated[str | None, Column("Canonical code: ISO 4217 for money, %, km, person, …; null for a bare number.")]
    unit_text: Annotated[str | None, Column("The unit as printed.")]
    measured_text: Annotated[str | None, Column("What was measured or counted, as printed.")]
    measured_char_start: OptionalStart
    measured_char_end: OptionalEnd
    change: Annotated[
        str,
        Column(
            "none; up or down: the value is the size of a change; to: the value reached by one.",
            values=("none", "up", "down", "to"),
        ),
    ]
    is_negated: Annotated[bool, Column("The sentence denies it.")]
    quote_id: Annotated[
        str | None,
        Column("The quote it stands in: then it is a claim of its speaker.", pattern=ID_PATTERN, references="quotes.quote_id"),
    ]
    as_of_start: Annotated[date | None, Column("First day it is said of, from the date that governs it.")]
    as_of_end: Annotated[date | None, Column("Last day it is said of.")]
    confidence: Confidence
    rule: Annotated[str, Column("The rule that found the row.", values=FACT_RULES)]


@table("core", name="numeric_fact_entities", key=("fact_id", "mention_id", "role"), parent="numeric_facts")
class NumericFactEntity(NamedTuple):
    """One row per entity that a numeric fact involves."""

    fact_id: FactId
    mention_id: Annotated[
        str,
        Column(
            "The mention that names it; for a pronoun or role, its antecedent.",
            pattern=ID_PATTERN,
            references="entity_mentions.mention_id",
        ),
    ]
    entity_id: EntityId
    role: Annotated[str, Column("How it is involved.", values=("subject", "place", "owner", "other"))]
    confidence: Confidence
