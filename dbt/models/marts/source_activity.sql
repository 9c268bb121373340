{{ config(materialized="view") }}
-- A view, as it tells of runs that derive nothing anew, too.
-- What each source printed, day by day: the day of publication, or of the fetch where that is not known; rejections, which have none, on
-- the day of their fetch. Quotes and numbers are those of current revisions, as this source printed them (copies are its own work too).
with texts as (
    select
        revisions.revision_id,
        articles.article_id,
        articles.story_id,
        articles.source_id,
        revisions.revision_id = articles.current_revision_id as is_current,
        case when revisions.published_at_origin is distinct from 'fetched' then revisions.published_at end as published_at,
        revisions.fetched_at
    from {{ ref('stg_article_revisions') }} as revisions
    join {{ ref('stg_articles') }} as articles on revisions.article_id = articles.article_id
),

quote_counts as (
    select revision_id, count(*) as quotes from {{ ref('stg_quotes') }} group by revision_id
),

fact_counts as (
    select revision_id, count(*) as numbers from {{ ref('stg_numeric_facts') }} group by revision_id
),

printed as (
    select
        texts.source_id,
        cast(coalesce(texts.published_at, texts.fetched_at) as date) as day,
        count(distinct texts.article_id) as articles,
        count(distinct texts.story_id) as stories,
        count(*) as revisions,
        coalesce(sum(quote_counts.quotes) filter (texts.is_current), 0) as quotes,
        coalesce(sum(fact_counts.numbers) filter (texts.is_current), 0) as numbers,
        median(date_diff('second', texts.published_at, texts.fetched_at) / 3600) as median_hours_to_fetch,
        max(texts.published_at) as newest_published_at,
        max(texts.fetched_at) as last_fetched_at
    from texts
    left join quote_counts on texts.revision_id = quote_counts.revision_id
    left join fact_counts on texts.revision_id = fact_counts.revision_id
    group by texts.source_id, day
),

rejected as (
    select source_id, cast(fetched_at as date) as day, count(*) as rejections, max(fetched_at) as last_fetched_at
    from {{ ref('stg_documents') }}
    where outcome = 'rejection'
    group by source_id, day
),

days as (
    select
        coalesce(printed.source_id, rejected.source_id) as source_id,
        coalesce(printed.day, rejected.day) as day,
        coalesce(printed.articles, 0) as articles,
        coalesce(printed.stories, 0) as stories,
        coalesce(printed.revisions, 0) as revisions,
        coalesce(rejected.rejections, 0) as rejections,
        coalesce(printed.quotes, 0) as quotes,
        coalesce(printed.numbers, 0) as numbers,
        printed.median_hours_to_fetch,
        printed.newest_published_at,
        greatest(printed.last_fetched_at, rejected.last_fetched_at) as last_fetched_at
    from printed
    full join rejected on printed.source_id = rejected.source_id and printed.day = rejected.day
)

select
    days.source_id,
    sources.name as source,
    days.day,
    days.articles,
    days.stories,
    days.revisions,
    days.rejections,
    cast(days.quotes as bigint) as quotes,
    cast(days.numbers as bigint) as numbers,
    days.median_hours_to_fetch,
    days.newest_published_at,
    days.last_fetched_at,
    date_diff('day', lag(days.day) over (partition by days.source_id order by days.day), days.day) as days_since_previous
from days
left join {{ ref('stg_sources') }} as sources on days.source_id = sources.source_id
order by days.source_id, days.day
