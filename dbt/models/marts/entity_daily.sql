-- Syndicated copies of a story count once under `stories`; a day is that of publication, or of the fetch where that is not known.
with mentioned as (
    select
        mentions.entity_id,
        cast(coalesce(revisions.published_at, revisions.fetched_at) as date) as day,
        articles.article_id,
        articles.story_id,
        articles.source_id
    from {{ ref('stg_entity_mentions') }} as mentions
    join {{ ref('stg_articles') }} as articles on mentions.revision_id = articles.current_revision_id
    join {{ ref('stg_article_revisions') }} as revisions on mentions.revision_id = revisions.revision_id
)

select
    mentioned.entity_id,
    mentioned.day,
    any_value(entities.canonical_name) as canonical_name,
    any_value(entities.label) as label,
    any_value(entities.country_code) as country_code,
    count(*) as mentions,
    count(distinct mentioned.article_id) as articles,
    count(distinct mentioned.story_id) as stories,
    count(distinct mentioned.source_id) as outlets
from mentioned
join {{ ref('stg_entities') }} as entities on mentioned.entity_id = entities.entity_id
group by mentioned.entity_id, mentioned.day
order by mentioned.entity_id, mentioned.day
