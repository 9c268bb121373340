-- A wire quote that ten outlets print is one quote with ten outlets: copies (same speaker, same words) count as one row,
-- told by the copy that was published first. Within a story the same words are one quote also where a cut copy lost the speaker's
-- full name: it is given to the speaker that most of its copies name. Only current revisions count.
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
        -- The day of the fetch is no day of publication: where only that is known, this is null.
        case when revisions.published_at_origin is distinct from 'fetched' then revisions.published_at end as published_at,
        revisions.fetched_at,
        articles.article_id,
        articles.story_id,
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

named as (
    select
        story_id,
        words,
        mode(speaker_key order by speaker_key) filter (speaker_kind = 'named') as story_speaker
    from (select *, coalesce(speaker_entity_id, lower(speaker_text)) as speaker_key from printed)
    group by story_id, words
    -- Two people of one story may well say the same few words.
    having len(string_split(trim(words), ' ')) >= 5
),

told as (
    select
        printed.*,
        coalesce(named.story_speaker, printed.speaker_entity_id, lower(printed.speaker_text)) as speaker_key
    from printed left join named on printed.story_id = named.story_id and printed.words = named.words
),

counted as (
    select
        *,
        count(distinct source_id) over copies as outlets,
        count(distinct article_id) over copies as articles,
        count(distinct story_id) over copies as stories,
        row_number() over (copies order by speaker_key = coalesce(speaker_entity_id, lower(speaker_text)) desc, published_at nulls last, quote_id) as copy
    from told
    window copies as (partition by speaker_key, words)
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
    stories,
    source,
    title,
    url,
    published_at,
    revision_id,
    char_start,
    char_end
from counted
where copy = 1
order by speaker_entity_id, speaker, published_at, quote_id
