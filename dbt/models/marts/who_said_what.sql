-- A wire quote that ten outlets print is one quote with ten outlets: copies (same speaker, same words) count as one row,
-- told by the copy that was published first. Only current revisions count.
with said as (
    -- The words of the quote alone: an interrupted one holds "he said" between its pieces.
    select
        spans.quote_id,
        string_agg(substr(revisions.text, spans.char_start + 1, spans.char_end - spans.char_start), ' … ' order by spans.span_index) as words
    from {{ ref('stg_quote_spans') }} as spans
    join {{ ref('stg_quotes') }} as quotes on spans.quote_id = quotes.quote_id
    join {{ ref('stg_article_revisions') }} as revisions on quotes.revision_id = revisions.revision_id
    group by spans.quote_id
),

printed as (
    select
        quotes.* replace (said.words as quote_text),
        coalesce(entities.canonical_name, quotes.speaker_text) as speaker,
        revisions.published_at,
        revisions.fetched_at,
        articles.article_id,
        articles.source_id,
        articles.url,
        revisions.title,
        sources.name as source,
        verbs.class as cue_class,
        verbs.polarity,
        lower(regexp_replace(said.words, '[^\pL\pN]+', ' ', 'g')) as words
    from {{ ref('stg_quotes') }} as quotes
    join said on quotes.quote_id = said.quote_id
    join {{ ref('stg_articles') }} as articles on quotes.revision_id = articles.current_revision_id
    join {{ ref('stg_article_revisions') }} as revisions on quotes.revision_id = revisions.revision_id
    join {{ ref('stg_sources') }} as sources on articles.source_id = sources.source_id
    left join {{ ref('stg_entities') }} as entities on quotes.speaker_entity_id = entities.entity_id
    left join {{ ref('reporting_verbs') }} as verbs on quotes.cue_lemma = verbs.lemma
),

counted as (
    select
        *,
        count(distinct source_id) over copies as outlets,
        count(distinct article_id) over copies as articles,
        row_number() over (copies order by published_at nulls last, quote_id) as copy
    from printed
    window copies as (partition by coalesce(speaker_entity_id, lower(speaker_text)), words)
)

select
    quote_id,
    speaker,
    speaker_kind,
    speaker_entity_id,
    quote_type,
    quote_text,
    cue_text as cue,
    cue_lemma,
    cue_class,
    polarity,
    confidence,
    outlets,
    articles,
    source,
    title,
    url,
    published_at,
    revision_id,
    char_start,
    char_end
from counted
where copy = 1
