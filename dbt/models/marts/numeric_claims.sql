-- Copies of one sentence in several outlets count as one claim, told by the copy that was published first. Only current revisions
-- count. The speaker is that of the quote the number stands in; none means that the article itself claims it.
with printed as (
    select
        facts.*,
        coalesce(entities.canonical_name, quotes.speaker_text) as speaker,
        -- The day of the fetch is no day of publication: where only that is known, this is null.
        case when revisions.published_at_origin is distinct from 'fetched' then revisions.published_at end as published_at,
        revisions.title,
        articles.article_id,
        articles.source_id,
        articles.url,
        sources.name as source,
        substr(revisions.text, sentences.char_start + 1, sentences.char_end - sentences.char_start) as sentence,
        facts.char_start - sentences.char_start as place
    from {{ ref('stg_numeric_facts') }} as facts
    join {{ ref('stg_articles') }} as articles on facts.revision_id = articles.current_revision_id
    join {{ ref('stg_article_revisions') }} as revisions on facts.revision_id = revisions.revision_id
    join {{ ref('stg_sources') }} as sources on articles.source_id = sources.source_id
    join {{ ref('stg_sentences') }} as sentences on facts.sentence_id = sentences.sentence_id
    left join {{ ref('stg_quotes') }} as quotes on facts.quote_id = quotes.quote_id
    left join {{ ref('stg_entities') }} as entities on quotes.speaker_entity_id = entities.entity_id
),

counted as (
    select
        *,
        count(distinct source_id) over copies as outlets,
        count(distinct article_id) over copies as articles,
        row_number() over (copies order by published_at nulls last, fact_id) as copy
    from printed
    window copies as (partition by sentence, place, fact_text)
)

select
    fact_id,
    kind,
    fact_text,
    modifier,
    value_low,
    value_high,
    unit,
    measured_text,
    change,
    is_negated,
    as_of_start,
    as_of_end,
    speaker,
    quote_id,
    sentence,
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
order by published_at, fact_id
