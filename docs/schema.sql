-- Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file.

CREATE SCHEMA IF NOT EXISTS core;
CREATE SCHEMA IF NOT EXISTS ops;

CREATE TABLE IF NOT EXISTS core.sources (
    source_id VARCHAR NOT NULL,
    name VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    url VARCHAR,
    country VARCHAR,
    language VARCHAR,
    PRIMARY KEY (source_id)
);

CREATE TABLE IF NOT EXISTS core.articles (
    article_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    story_id VARCHAR NOT NULL,
    current_revision_id VARCHAR NOT NULL,
    first_seen_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (article_id)
);

CREATE TABLE IF NOT EXISTS core.article_revisions (
    revision_id VARCHAR NOT NULL,
    article_id VARCHAR NOT NULL,
    revision_number BIGINT NOT NULL,
    content_hash VARCHAR NOT NULL,
    title VARCHAR,
    text VARCHAR NOT NULL,
    language VARCHAR,
    section VARCHAR,
    published_at TIMESTAMPTZ,
    published_at_origin VARCHAR,
    modified_at TIMESTAMPTZ,
    fetched_at TIMESTAMPTZ NOT NULL,
    word_count BIGINT NOT NULL,
    landing_digest VARCHAR NOT NULL,
    PRIMARY KEY (revision_id)
);

CREATE TABLE IF NOT EXISTS core.article_authors (
    revision_id VARCHAR NOT NULL,
    position BIGINT NOT NULL,
    author_text VARCHAR NOT NULL,
    PRIMARY KEY (revision_id, position)
);

CREATE TABLE IF NOT EXISTS core.sentences (
    sentence_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    paragraph_index BIGINT NOT NULL,
    sentence_index BIGINT NOT NULL,
    char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL,
    PRIMARY KEY (sentence_id)
);

CREATE TABLE IF NOT EXISTS core.entities (
    entity_id VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    canonical_name VARCHAR NOT NULL,
    country_code VARCHAR,
    region_code VARCHAR,
    wikidata_id VARCHAR,
    PRIMARY KEY (entity_id)
);

CREATE TABLE IF NOT EXISTS core.entity_aliases (
    entity_id VARCHAR NOT NULL,
    alias_text VARCHAR NOT NULL,
    PRIMARY KEY (entity_id, alias_text)
);

CREATE TABLE IF NOT EXISTS core.entity_clusters (
    cluster_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    canonical_name VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    country_code VARCHAR,
    region_code VARCHAR,
    link_rule VARCHAR NOT NULL,
    PRIMARY KEY (cluster_id)
);

CREATE TABLE IF NOT EXISTS core.entity_cluster_names (
    cluster_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    name_key VARCHAR NOT NULL,
    mentions BIGINT NOT NULL,
    PRIMARY KEY (cluster_id, name_key)
);

CREATE TABLE IF NOT EXISTS core.entity_mentions (
    mention_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    sentence_id VARCHAR NOT NULL,
    cluster_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL,
    mention_text VARCHAR NOT NULL,
    label VARCHAR NOT NULL,
    role_text VARCHAR,
    PRIMARY KEY (mention_id)
);

CREATE TABLE IF NOT EXISTS core.quotes (
    quote_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    sentence_id VARCHAR NOT NULL,
    quote_type VARCHAR NOT NULL,
    char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL,
    quote_text VARCHAR NOT NULL,
    cue_text VARCHAR,
    cue_lemma VARCHAR,
    cue_char_start BIGINT,
    cue_char_end BIGINT,
    speaker_text VARCHAR,
    speaker_char_start BIGINT,
    speaker_char_end BIGINT,
    speaker_kind VARCHAR NOT NULL,
    speaker_mention_id VARCHAR,
    speaker_entity_id VARCHAR,
    speaker_entity_confidence DOUBLE,
    confidence DOUBLE NOT NULL,
    rule VARCHAR NOT NULL,
    PRIMARY KEY (quote_id)
);

CREATE TABLE IF NOT EXISTS core.quote_spans (
    quote_id VARCHAR NOT NULL,
    span_index BIGINT NOT NULL,
    char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL,
    PRIMARY KEY (quote_id, span_index)
);

CREATE TABLE IF NOT EXISTS core.date_mentions (
    date_mention_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    sentence_id VARCHAR NOT NULL,
    char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL,
    date_text VARCHAR NOT NULL,
    date_start DATE,
    date_end DATE,
    precision VARCHAR NOT NULL,
    anchor VARCHAR NOT NULL,
    PRIMARY KEY (date_mention_id)
);

CREATE TABLE IF NOT EXISTS core.numeric_facts (
    fact_id VARCHAR NOT NULL,
    revision_id VARCHAR NOT NULL,
    sentence_id VARCHAR NOT NULL,
    char_start BIGINT NOT NULL,
    char_end BIGINT NOT NULL,
    fact_text VARCHAR NOT NULL,
    kind VARCHAR NOT NULL,
    value_low DOUBLE,
    value_high DOUBLE,
    modifier VARCHAR NOT NULL,
    unit VARCHAR,
    unit_text VARCHAR,
    measured_text VARCHAR,
    measured_char_start BIGINT,
    measured_char_end BIGINT,
    change VARCHAR NOT NULL,
    is_negated BOOLEAN NOT NULL,
    quote_id VARCHAR,
    as_of_start DATE,
    as_of_end DATE,
    confidence DOUBLE NOT NULL,
    rule VARCHAR NOT NULL,
    PRIMARY KEY (fact_id)
);

CREATE TABLE IF NOT EXISTS core.numeric_fact_entities (
    fact_id VARCHAR NOT NULL,
    mention_id VARCHAR NOT NULL,
    entity_id VARCHAR NOT NULL,
    role VARCHAR NOT NULL,
    confidence DOUBLE NOT NULL,
    PRIMARY KEY (fact_id, mention_id, role)
);

CREATE TABLE IF NOT EXISTS ops.runs (
    run_id VARCHAR NOT NULL,
    command VARCHAR NOT NULL,
    started_at TIMESTAMPTZ NOT NULL,
    ended_at TIMESTAMPTZ NOT NULL,
    documents BIGINT NOT NULL,
    revisions BIGINT NOT NULL,
    duplicates BIGINT NOT NULL,
    rejections BIGINT NOT NULL,
    findings BIGINT NOT NULL,
    pipeline_name VARCHAR NOT NULL,
    pipeline_version VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL,
    PRIMARY KEY (run_id)
);

CREATE TABLE IF NOT EXISTS ops.fetches (
    fetch_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR,
    url VARCHAR NOT NULL,
    final_url VARCHAR,
    status BIGINT,
    outcome VARCHAR NOT NULL,
    reason VARCHAR,
    etag VARCHAR,
    last_modified VARCHAR,
    bytes BIGINT NOT NULL,
    kind VARCHAR NOT NULL,
    found_in VARCHAR,
    fetched_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (fetch_id)
);

CREATE TABLE IF NOT EXISTS ops.robots_files (
    origin VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    status BIGINT NOT NULL,
    content_text VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    etag VARCHAR,
    last_modified VARCHAR,
    PRIMARY KEY (origin)
);

CREATE TABLE IF NOT EXISTS ops.documents (
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    source_id VARCHAR NOT NULL,
    source_name VARCHAR NOT NULL,
    source_kind VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    canonical_url VARCHAR NOT NULL,
    landing_digest VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    outcome VARCHAR NOT NULL,
    article_id VARCHAR,
    revision_id VARCHAR,
    PRIMARY KEY (document_id)
);

CREATE TABLE IF NOT EXISTS ops.sightings (
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    fetched_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (document_id, fetched_at)
);

CREATE TABLE IF NOT EXISTS ops.extractions (
    revision_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    document_id VARCHAR NOT NULL,
    pipeline_name VARCHAR NOT NULL,
    pipeline_version VARCHAR NOT NULL,
    rules_version VARCHAR NOT NULL,
    extracted_at TIMESTAMPTZ NOT NULL,
    PRIMARY KEY (revision_id)
);

CREATE TABLE IF NOT EXISTS ops.rejections (
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    landing_digest VARCHAR NOT NULL,
    PRIMARY KEY (document_id)
);

CREATE TABLE IF NOT EXISTS ops.audit_findings (
    finding_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    document_id VARCHAR,
    table_name VARCHAR NOT NULL,
    check_name VARCHAR NOT NULL,
    column_name VARCHAR,
    severity VARCHAR NOT NULL,
    row_key VARCHAR,
    observed VARCHAR,
    PRIMARY KEY (finding_id)
);

CREATE TABLE IF NOT EXISTS ops.schema_versions (
    schema_digest VARCHAR NOT NULL,
    generation BIGINT NOT NULL,
    release VARCHAR NOT NULL,
    PRIMARY KEY (schema_digest)
);

CREATE TABLE IF NOT EXISTS ops.overrides (
    document_id VARCHAR NOT NULL,
    run_id VARCHAR NOT NULL,
    reason VARCHAR NOT NULL,
    accepted_at TIMESTAMPTZ NOT NULL,
    accepted_by VARCHAR NOT NULL,
    stage VARCHAR NOT NULL,
    rejected_for VARCHAR NOT NULL,
    detail VARCHAR NOT NULL,
    url VARCHAR NOT NULL,
    revoked_at TIMESTAMPTZ,
    PRIMARY KEY (document_id)
);

CREATE TABLE IF NOT EXISTS ops.run_metrics (
    run_id VARCHAR NOT NULL,
    table_name VARCHAR NOT NULL,
    metric_name VARCHAR NOT NULL,
    column_name VARCHAR NOT NULL,
    value DOUBLE NOT NULL,
    PRIMARY KEY (run_id, table_name, metric_name, column_name)
);

CREATE TABLE IF NOT EXISTS core.story_signatures (
    revision_id VARCHAR NOT NULL,
    text_hash VARCHAR NOT NULL,
    shingle_count BIGINT NOT NULL,
    signature VARCHAR,
    PRIMARY KEY (revision_id)
);

COMMENT ON TABLE core.sources IS 'One row per source: a publisher or feed (never a speaker).';
COMMENT ON COLUMN core.sources.source_id IS 'The publisher or feed.';
COMMENT ON COLUMN core.sources.name IS 'Name as printed.';
COMMENT ON COLUMN core.sources.kind IS 'How it is read.';
COMMENT ON COLUMN core.sources.url IS 'Where it is fetched from.';
COMMENT ON COLUMN core.sources.country IS 'ISO 3166-1 alpha-2 code of its country.';
COMMENT ON COLUMN core.sources.language IS 'ISO 639-1 code of its language.';
COMMENT ON TABLE core.articles IS 'One row per article: one canonical URL of one source, with one or more revisions.';
COMMENT ON COLUMN core.articles.article_id IS 'The article: a hash of its canonical URL.';
COMMENT ON COLUMN core.articles.source_id IS 'The publisher or feed.';
COMMENT ON COLUMN core.articles.url IS 'URL it was found under.';
COMMENT ON COLUMN core.articles.canonical_url IS 'URL it names as its own, without tracking parts.';
COMMENT ON COLUMN core.articles.story_id IS 'The story: a cluster of syndicated copies.';
COMMENT ON COLUMN core.articles.current_revision_id IS 'Its text as it was seen last.';
COMMENT ON COLUMN core.articles.first_seen_at IS 'When its first revision was fetched, UTC.';
COMMENT ON TABLE core.article_revisions IS 'One row per revision: one text that an article had.';
COMMENT ON COLUMN core.article_revisions.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.article_revisions.article_id IS 'The article: a hash of its canonical URL.';
COMMENT ON COLUMN core.article_revisions.revision_number IS '1 for the text of the article that was seen first; of texts from files, by their stated dates.';
COMMENT ON COLUMN core.article_revisions.content_hash IS 'SHA-256 of title and text, white space and typographic marks folded.';
COMMENT ON COLUMN core.article_revisions.title IS 'Headline.';
COMMENT ON COLUMN core.article_revisions.text IS 'The text that every span counts in.';
COMMENT ON COLUMN core.article_revisions.language IS 'ISO 639-1 code.';
COMMENT ON COLUMN core.article_revisions.section IS 'The part of the paper it stands in, as the page names it.';
COMMENT ON COLUMN core.article_revisions.published_at IS 'When it was published, UTC.';
COMMENT ON COLUMN core.article_revisions.published_at_origin IS 'Where that was read.';
COMMENT ON COLUMN core.article_revisions.modified_at IS 'When it says it was last changed, UTC.';
COMMENT ON COLUMN core.article_revisions.fetched_at IS 'When it was fetched or read, UTC.';
COMMENT ON COLUMN core.article_revisions.word_count IS 'Words: runs of characters between white space.';
COMMENT ON COLUMN core.article_revisions.landing_digest IS 'SHA-256 of the landed bytes.';
COMMENT ON TABLE core.article_authors IS 'One row per author named in a revision''s byline.';
COMMENT ON COLUMN core.article_authors.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.article_authors.position IS 'Place in the byline, from 1.';
COMMENT ON COLUMN core.article_authors.author_text IS 'Name as printed.';
COMMENT ON TABLE core.sentences IS 'One row per sentence of a revision''s text.';
COMMENT ON COLUMN core.sentences.sentence_id IS 'The sentence.';
COMMENT ON COLUMN core.sentences.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.sentences.paragraph_index IS 'Paragraph within the text, from 0.';
COMMENT ON COLUMN core.sentences.sentence_index IS 'Sentence within the text, from 0.';
COMMENT ON COLUMN core.sentences.char_start IS 'First character of the span in the revision''s text, counted from 0 in code points.';
COMMENT ON COLUMN core.sentences.char_end IS 'Character after the span''s last one, in code points.';
COMMENT ON TABLE core.entities IS 'One row per entity: a person, organisation, place, … named in any article.';
COMMENT ON COLUMN core.entities.entity_id IS 'The entity: a hash of its label and name key.';
COMMENT ON COLUMN core.entities.label IS 'Entity type (OntoNotes 5).';
COMMENT ON COLUMN core.entities.canonical_name IS 'Its fullest usual name.';
COMMENT ON COLUMN core.entities.country_code IS 'ISO 3166-1 alpha-2 code: of a country, its people or capital, or a place said to be in it.';
COMMENT ON COLUMN core.entities.region_code IS 'ISO 3166-2 code: of a state of the USA, or a place said to be in it.';
COMMENT ON COLUMN core.entities.wikidata_id IS 'Wikidata item, where a person gave it.';
COMMENT ON TABLE core.entity_aliases IS 'One row per spelling under which an entity was mentioned.';
COMMENT ON COLUMN core.entity_aliases.entity_id IS 'The entity: a hash of its label and name key.';
COMMENT ON COLUMN core.entity_aliases.alias_text IS 'The mention as printed.';
COMMENT ON TABLE core.entity_clusters IS 'One row per entity named in a revision: its mentions there, taken together.';
COMMENT ON COLUMN core.entity_clusters.cluster_id IS 'The mentions of one entity within one revision.';
COMMENT ON COLUMN core.entity_clusters.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.entity_clusters.entity_id IS 'The entity: a hash of its label and name key.';
COMMENT ON COLUMN core.entity_clusters.label IS 'Entity type (OntoNotes 5).';
COMMENT ON COLUMN core.entity_clusters.canonical_name IS 'Its fullest name in the revision.';
COMMENT ON COLUMN core.entity_clusters.name_key IS 'The name to compare: lower case, without accents, dots, titles and legal forms.';
COMMENT ON COLUMN core.entity_clusters.country_code IS 'ISO 3166-1 alpha-2 code: of a country, its people or capital, or a place said to be in it.';
COMMENT ON COLUMN core.entity_clusters.region_code IS 'ISO 3166-2 code: of a state of the USA, or a place said to be in it.';
COMMENT ON COLUMN core.entity_clusters.link_rule IS 'Why it is that entity, settled over the whole warehouse. name: by its own name; alias: entity_aliases.csv says so; short_name: other articles that print the name in full use it for this entity only.';
COMMENT ON TABLE core.entity_cluster_names IS 'One row per name that a cluster goes by in its revision.';
COMMENT ON COLUMN core.entity_cluster_names.cluster_id IS 'The mentions of one entity within one revision.';
COMMENT ON COLUMN core.entity_cluster_names.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.entity_cluster_names.name_key IS 'The name to compare: lower case, without accents, dots, titles and legal forms.';
COMMENT ON COLUMN core.entity_cluster_names.mentions IS 'Mentions by that name.';
COMMENT ON TABLE core.entity_mentions IS 'One row per mention of an entity by name.';
COMMENT ON COLUMN core.entity_mentions.mention_id IS 'The entity mention.';
COMMENT ON COLUMN core.entity_mentions.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.entity_mentions.sentence_id IS 'The sentence.';
COMMENT ON COLUMN core.entity_mentions.cluster_id IS 'The mentions of one entity within one revision.';
COMMENT ON COLUMN core.entity_mentions.entity_id IS 'The entity: a hash of its label and name key.';
COMMENT ON COLUMN core.entity_mentions.char_start IS 'First character of the span in the revision''s text, counted from 0 in code points.';
COMMENT ON COLUMN core.entity_mentions.char_end IS 'Character after the span''s last one, in code points.';
COMMENT ON COLUMN core.entity_mentions.mention_text IS 'The name as printed.';
COMMENT ON COLUMN core.entity_mentions.label IS 'Entity type (OntoNotes 5).';
COMMENT ON COLUMN core.entity_mentions.role_text IS 'Title or role beside the name: "Defense Secretary".';
COMMENT ON TABLE core.quotes IS 'One row per quote: what one speaker said, directly, indirectly or mixed.';
COMMENT ON COLUMN core.quotes.quote_id IS 'The quote.';
COMMENT ON COLUMN core.quotes.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.quotes.sentence_id IS 'The sentence.';
COMMENT ON COLUMN core.quotes.quote_type IS 'direct: all in quotation marks; mixed: in part; indirect: none.';
COMMENT ON COLUMN core.quotes.char_start IS 'First character of the span in the revision''s text, counted from 0 in code points.';
COMMENT ON COLUMN core.quotes.char_end IS 'Character after the span''s last one, in code points.';
COMMENT ON COLUMN core.quotes.quote_text IS 'From the first to the last character of the quote; its pieces are in quote_spans.';
COMMENT ON COLUMN core.quotes.cue_text IS 'The words that introduce it: "said", "according to".';
COMMENT ON COLUMN core.quotes.cue_lemma IS 'The cue''s dictionary form: "say".';
COMMENT ON COLUMN core.quotes.cue_char_start IS 'First character of that span, from 0 in code points.';
COMMENT ON COLUMN core.quotes.cue_char_end IS 'Character after that span''s last one.';
COMMENT ON COLUMN core.quotes.speaker_text IS 'The speaker as printed, with title or apposition left out or in as the text has it.';
COMMENT ON COLUMN core.quotes.speaker_char_start IS 'First character of that span, from 0 in code points.';
COMMENT ON COLUMN core.quotes.speaker_char_end IS 'Character after that span''s last one.';
COMMENT ON COLUMN core.quotes.speaker_kind IS 'named: by a name; pronoun; role: a definite noun (the general); anonymous: an unnamed source; collective: a group; none: no speaker found.';
COMMENT ON COLUMN core.quotes.speaker_mention_id IS 'The mention that names the speaker, for a pronoun or role its antecedent.';
COMMENT ON COLUMN core.quotes.speaker_entity_id IS 'The entity that spoke.';
COMMENT ON COLUMN core.quotes.speaker_entity_confidence IS 'How sure it is that this entity is who the speaker''s words mean: 1 for a name, less for a pronoun or role; null where there is no entity.';
COMMENT ON COLUMN core.quotes.confidence IS 'How sure the rule is, 0 to 1.';
COMMENT ON COLUMN core.quotes.rule IS 'The rule that found the row.';
COMMENT ON TABLE core.quote_spans IS 'One row per unbroken piece of a quote (an interrupted or multi-paragraph quote has several).';
COMMENT ON COLUMN core.quote_spans.quote_id IS 'The quote.';
COMMENT ON COLUMN core.quote_spans.span_index IS 'Piece within the quote, from 0.';
COMMENT ON COLUMN core.quote_spans.char_start IS 'First character of the span in the revision''s text, counted from 0 in code points.';
COMMENT ON COLUMN core.quote_spans.char_end IS 'Character after the span''s last one, in code points.';
COMMENT ON TABLE core.date_mentions IS 'One row per date expression, resolved to the days it stands for.';
COMMENT ON COLUMN core.date_mentions.date_mention_id IS 'The date mention.';
COMMENT ON COLUMN core.date_mentions.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.date_mentions.sentence_id IS 'The sentence.';
COMMENT ON COLUMN core.date_mentions.char_start IS 'First character of the span in the revision''s text, counted from 0 in code points.';
COMMENT ON COLUMN core.date_mentions.char_end IS 'Character after the span''s last one, in code points.';
COMMENT ON COLUMN core.date_mentions.date_text IS 'The expression as printed.';
COMMENT ON COLUMN core.date_mentions.date_start IS 'First day it stands for; null where it is open or cannot be told.';
COMMENT ON COLUMN core.date_mentions.date_end IS 'Last day it stands for (inclusive); null where it is open or cannot be told.';
COMMENT ON COLUMN core.date_mentions.precision IS 'How exact it is.';
COMMENT ON COLUMN core.date_mentions.anchor IS 'absolute: says it all itself; publication: counted from the day of publication.';
COMMENT ON TABLE core.numeric_facts IS 'One row per number claimed about something, with its unit and bound.';
COMMENT ON COLUMN core.numeric_facts.fact_id IS 'The numeric fact.';
COMMENT ON COLUMN core.numeric_facts.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.numeric_facts.sentence_id IS 'The sentence.';
COMMENT ON COLUMN core.numeric_facts.char_start IS 'First character of the span in the revision''s text, counted from 0 in code points.';
COMMENT ON COLUMN core.numeric_facts.char_end IS 'Character after the span''s last one, in code points.';
COMMENT ON COLUMN core.numeric_facts.fact_text IS 'The number with bound and unit, as printed: "more than 100 troops".';
COMMENT ON COLUMN core.numeric_facts.kind IS 'What sort of number it is.';
COMMENT ON COLUMN core.numeric_facts.value_low IS 'The value, or its lower end; null where only an upper one is given.';
COMMENT ON COLUMN core.numeric_facts.value_high IS 'The value, or its upper end; null where only a lower one is given.';
COMMENT ON COLUMN core.numeric_facts.modifier IS 'How the value bounds the truth.';
COMMENT ON COLUMN core.numeric_facts.unit IS 'Canonical code: ISO 4217 for money, %, km, person, …; null for a bare number.';
COMMENT ON COLUMN core.numeric_facts.unit_text IS 'The unit as printed.';
COMMENT ON COLUMN core.numeric_facts.measured_text IS 'What was measured or counted, as printed.';
COMMENT ON COLUMN core.numeric_facts.measured_char_start IS 'First character of that span, from 0 in code points.';
COMMENT ON COLUMN core.numeric_facts.measured_char_end IS 'Character after that span''s last one.';
COMMENT ON COLUMN core.numeric_facts.change IS 'none; up or down: the value is the size of a change; to: the value reached by one.';
COMMENT ON COLUMN core.numeric_facts.is_negated IS 'The sentence denies it.';
COMMENT ON COLUMN core.numeric_facts.quote_id IS 'The quote it stands in: then it is a claim of its speaker.';
COMMENT ON COLUMN core.numeric_facts.as_of_start IS 'First day it is said of, from the date that governs it.';
COMMENT ON COLUMN core.numeric_facts.as_of_end IS 'Last day it is said of.';
COMMENT ON COLUMN core.numeric_facts.confidence IS 'How sure the rule is, 0 to 1.';
COMMENT ON COLUMN core.numeric_facts.rule IS 'The rule that found the row.';
COMMENT ON TABLE core.numeric_fact_entities IS 'One row per entity that a numeric fact involves.';
COMMENT ON COLUMN core.numeric_fact_entities.fact_id IS 'The numeric fact.';
COMMENT ON COLUMN core.numeric_fact_entities.mention_id IS 'The mention that names it; for a pronoun or role, its antecedent.';
COMMENT ON COLUMN core.numeric_fact_entities.entity_id IS 'The entity: a hash of its label and name key.';
COMMENT ON COLUMN core.numeric_fact_entities.role IS 'How it is involved.';
COMMENT ON COLUMN core.numeric_fact_entities.confidence IS 'How sure the rule is, 0 to 1.';
COMMENT ON TABLE ops.runs IS 'One row per run that published.';
COMMENT ON COLUMN ops.runs.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.runs.command IS 'What was asked: run, backfill, rebuild, retry, accept, revoke.';
COMMENT ON COLUMN ops.runs.started_at IS 'UTC.';
COMMENT ON COLUMN ops.runs.ended_at IS 'UTC, when the published file was ready.';
COMMENT ON COLUMN ops.runs.documents IS 'Documents the run dealt with: revisions + duplicates + rejections.';
COMMENT ON COLUMN ops.runs.revisions IS 'Documents that became a new or re-extracted revision.';
COMMENT ON COLUMN ops.runs.duplicates IS 'Documents already known, those among them that are rejected still by the same rules.';
COMMENT ON COLUMN ops.runs.rejections IS 'Documents rejected.';
COMMENT ON COLUMN ops.runs.findings IS 'Failed checks.';
COMMENT ON COLUMN ops.runs.pipeline_name IS 'Language pipeline in force.';
COMMENT ON COLUMN ops.runs.pipeline_version IS 'Content hash of the language pipeline.';
COMMENT ON COLUMN ops.runs.rules_version IS 'Content hash of the extraction rules and seeds.';
COMMENT ON TABLE ops.fetches IS 'One row per request to a URL or read of a file, whatever came of it.';
COMMENT ON COLUMN ops.fetches.fetch_id IS 'Identifies the fetch.';
COMMENT ON COLUMN ops.fetches.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.fetches.source_id IS 'The source it was for.';
COMMENT ON COLUMN ops.fetches.url IS 'What was asked for.';
COMMENT ON COLUMN ops.fetches.final_url IS 'Where redirects led.';
COMMENT ON COLUMN ops.fetches.status IS 'HTTP status; null for a file or where no answer came.';
COMMENT ON COLUMN ops.fetches.outcome IS 'What came of it.';
COMMENT ON COLUMN ops.fetches.reason IS 'Why it failed or was refused, and what to do; of an archive, what its records were.';
COMMENT ON COLUMN ops.fetches.etag IS 'ETag header.';
COMMENT ON COLUMN ops.fetches.last_modified IS 'Last-Modified header.';
COMMENT ON COLUMN ops.fetches.bytes IS 'Bytes of the body, decompressed.';
COMMENT ON COLUMN ops.fetches.kind IS 'What was asked for.';
COMMENT ON COLUMN ops.fetches.found_in IS 'The feed, sitemap or section page that named the URL.';
COMMENT ON COLUMN ops.fetches.fetched_at IS 'When it was fetched or read, UTC.';
COMMENT ON TABLE ops.robots_files IS 'One row per origin ever asked: what its robots.txt said when it was last asked, which is what we keep to.';
COMMENT ON COLUMN ops.robots_files.origin IS 'Scheme, host and port.';
COMMENT ON COLUMN ops.robots_files.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.robots_files.status IS 'HTTP status; one of 400 to 499 says that there is none.';
COMMENT ON COLUMN ops.robots_files.content_text IS 'Its first 512,000 bytes as text; empty where there is none.';
COMMENT ON COLUMN ops.robots_files.fetched_at IS 'When it was fetched or read, UTC.';
COMMENT ON COLUMN ops.robots_files.etag IS 'ETag header.';
COMMENT ON COLUMN ops.robots_files.last_modified IS 'Last-Modified header.';
COMMENT ON TABLE ops.documents IS 'One row per raw document ever landed and dealt with, and what came of it (the conservation ledger).';
COMMENT ON COLUMN ops.documents.document_id IS 'The raw document: a hash of its URL, bytes and given metadata.';
COMMENT ON COLUMN ops.documents.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.documents.source_id IS 'The publisher or feed.';
COMMENT ON COLUMN ops.documents.source_name IS 'Name of the source as the document gives it.';
COMMENT ON COLUMN ops.documents.source_kind IS 'How it was read.';
COMMENT ON COLUMN ops.documents.url IS 'URL it was found under.';
COMMENT ON COLUMN ops.documents.canonical_url IS 'URL it names as its own.';
COMMENT ON COLUMN ops.documents.landing_digest IS 'SHA-256 of the landed bytes.';
COMMENT ON COLUMN ops.documents.fetched_at IS 'When it was fetched or read, UTC.';
COMMENT ON COLUMN ops.documents.outcome IS 'What came of it.';
COMMENT ON COLUMN ops.documents.article_id IS 'The article it is a text of; null for a rejection.';
COMMENT ON COLUMN ops.documents.revision_id IS 'The revision it became or repeats.';
COMMENT ON TABLE ops.sightings IS 'The first and the last time that a document of the web or of a crawl''s archive was met again: fetched with the bytes it had before.';
COMMENT ON COLUMN ops.sightings.document_id IS 'The raw document: a hash of its URL, bytes and given metadata.';
COMMENT ON COLUMN ops.sightings.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.sightings.fetched_at IS 'When it was fetched or read, UTC.';
COMMENT ON TABLE ops.extractions IS 'One row per revision: which run, pipeline and rules its rows came from.';
COMMENT ON COLUMN ops.extractions.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN ops.extractions.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.extractions.document_id IS 'The raw document: a hash of its URL, bytes and given metadata.';
COMMENT ON COLUMN ops.extractions.pipeline_name IS 'Language pipeline.';
COMMENT ON COLUMN ops.extractions.pipeline_version IS 'Content hash of the language pipeline.';
COMMENT ON COLUMN ops.extractions.rules_version IS 'Content hash of the extraction rules and seeds.';
COMMENT ON COLUMN ops.extractions.extracted_at IS 'UTC.';
COMMENT ON TABLE ops.rejections IS 'One row per document that was not published, with its reasons.';
COMMENT ON COLUMN ops.rejections.document_id IS 'The raw document: a hash of its URL, bytes and given metadata.';
COMMENT ON COLUMN ops.rejections.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.rejections.stage IS 'Where it fell out.';
COMMENT ON COLUMN ops.rejections.reason IS 'Short name of the first reason.';
COMMENT ON COLUMN ops.rejections.detail IS 'All reasons in words: what, why, what to do.';
COMMENT ON COLUMN ops.rejections.url IS 'URL or file it came from.';
COMMENT ON COLUMN ops.rejections.landing_digest IS 'SHA-256 of the landed bytes.';
COMMENT ON TABLE ops.audit_findings IS 'One row per failed check on one row or on a whole table.';
COMMENT ON COLUMN ops.audit_findings.finding_id IS 'Identifies the finding.';
COMMENT ON COLUMN ops.audit_findings.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.audit_findings.document_id IS 'The raw document, where there is one.';
COMMENT ON COLUMN ops.audit_findings.table_name IS 'Table it is about.';
COMMENT ON COLUMN ops.audit_findings.check_name IS 'The check that failed.';
COMMENT ON COLUMN ops.audit_findings.column_name IS 'Column it is about.';
COMMENT ON COLUMN ops.audit_findings.severity IS 'error rejects the article; warn is recorded; accepted: an error that a person overruled.';
COMMENT ON COLUMN ops.audit_findings.row_key IS 'Key of the failing row.';
COMMENT ON COLUMN ops.audit_findings.observed IS 'The value that failed.';
COMMENT ON TABLE ops.schema_versions IS 'The one row that says which release''s tables the file has.';
COMMENT ON COLUMN ops.schema_versions.schema_digest IS 'Hash of the declared tables (schemas.versions).';
COMMENT ON COLUMN ops.schema_versions.generation IS 'Counts changes that only a rebuild from the landing log can bring about.';
COMMENT ON COLUMN ops.schema_versions.release IS 'Release of Wirehouse that last wrote the file.';
COMMENT ON TABLE ops.overrides IS 'One row per document whose rejection a person overruled, with the reason given; it holds until it is revoked.';
COMMENT ON COLUMN ops.overrides.document_id IS 'The raw document: a hash of its URL, bytes and given metadata.';
COMMENT ON COLUMN ops.overrides.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.overrides.reason IS 'Why it is accepted, or the override revoked, in the words of who did it.';
COMMENT ON COLUMN ops.overrides.accepted_at IS 'UTC.';
COMMENT ON COLUMN ops.overrides.accepted_by IS 'Login name of who typed it.';
COMMENT ON COLUMN ops.overrides.stage IS 'The stage whose rejection was overruled.';
COMMENT ON COLUMN ops.overrides.rejected_for IS 'The reason of that rejection.';
COMMENT ON COLUMN ops.overrides.detail IS 'That rejection in words.';
COMMENT ON COLUMN ops.overrides.url IS 'URL or file it came from.';
COMMENT ON COLUMN ops.overrides.revoked_at IS 'UTC, when it was taken back; null while it holds.';
COMMENT ON TABLE ops.run_metrics IS 'One row per run and metric: a count, mean or share over the rows of the articles that the run read.';
COMMENT ON COLUMN ops.run_metrics.run_id IS 'The run that wrote the row.';
COMMENT ON COLUMN ops.run_metrics.table_name IS 'Table it is about.';
COMMENT ON COLUMN ops.run_metrics.metric_name IS 'rows; rows_per_article; mean of a column; null_share of a column; share_<value>: rows with that value of a column; mean_length of a text; of documents: fault_share and rejection_share; of findings: per_article.';
COMMENT ON COLUMN ops.run_metrics.column_name IS 'Column it is about; empty where it is about whole rows.';
COMMENT ON COLUMN ops.run_metrics.value IS 'The value.';
COMMENT ON TABLE core.story_signatures IS 'One row per revision: what its text is compared by to find copies of a story.';
COMMENT ON COLUMN core.story_signatures.revision_id IS 'The revision: a hash of the article and its content hash.';
COMMENT ON COLUMN core.story_signatures.text_hash IS 'Hash of its words alone, in order: the same for exact copies.';
COMMENT ON COLUMN core.story_signatures.shingle_count IS 'Different runs of four words in it, its numbers counted apart.';
COMMENT ON COLUMN core.story_signatures.signature IS 'MinHash of those, 256 values of four hex digits each: the share in which two texts agree estimates the Jaccard similarity. Null for a text too short to be anything but an exact copy.';
