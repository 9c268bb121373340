with revision_counts as (
    select article_id, count(*) as revisions from {{ ref('stg_article_revisions') }} group by article_id
),

sentence_counts as (
    select revision_id, count(*) as sentences from {{ ref('stg_sentences') }} group by revision_id
),

mention_counts as (
    select revision_id, count(*) as mentions, count(distinct entity_id) as entities
    from {{ ref('stg_entity_mentions') }} group by revision_id
),

quote_counts as (
    select revision_id, count(*) as quotes, count(speaker_text) as quotes_with_speaker
    from {{ ref('stg_quotes') }} group by revision_id
),

fact_counts as (
    select revision_id, count(*) as numeric_facts from {{ ref('stg_numeric_facts') }} group by revision_id
),

date_counts as (
    select revision_id, count(*) as dates from {{ ref('stg_date_mentions') }} group by revision_id
)

select
    articles.article_id,
    articles.url,
    sources.name as source,
    revisions.title,
    -- The day of the fetch is no day of publication: where only that is known, this is null.
    case when revisions.published_at_origin is distinct from 'fetched' then revisions.published_at end as published_at,
    articles.first_seen_at,
    revision_counts.revisions,
    revisions.word_count as words,
    coalesce(sentence_counts.sentences, 0) as sentences,
    coalesce(mention_counts.mentions, 0) as mentions,
    coalesce(mention_counts.entities, 0) as entities,
    coalesce(quote_counts.quotes, 0) as quotes,
    coalesce(quote_counts.quotes_with_speaker, 0) as quotes_with_speaker,
    coalesce(fact_counts.numeric_facts, 0) as numeric_facts,
    coalesce(date_counts.dates, 0) as dates,
    articles.story_id,
    articles.current_revision_id
from {{ ref('stg_articles') }} as articles
join {{ ref('stg_sources') }} as sources on articles.source_id = sources.source_id
join {{ ref('stg_article_revisions') }} as revisions on articles.current_revision_id = revisions.revision_id
join revision_counts on articles.article_id = revision_counts.article_id
left join sentence_counts on articles.current_revision_id = sentence_counts.revision_id
left join mention_counts on articles.current_revision_id = mention_counts.revision_id
left join quote_counts on articles.current_revision_id = quote_counts.revision_id
left join fact_counts on articles.current_revision_id = fact_counts.revision_id
left join date_counts on articles.current_revision_id = date_counts.revision_id
order by articles.article_id
