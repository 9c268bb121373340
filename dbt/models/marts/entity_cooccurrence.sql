-- Who is named with whom: in one sentence, or spoken of in a quote. Only current revisions count, and of a sentence that names more than
-- twelve its first twelve: a list of forty names would make 780 pairs and tell of none.
with placed as (
    select mentions.sentence_id, mentions.revision_id, mentions.entity_id
    from {{ ref('stg_entity_mentions') }} as mentions
    join {{ ref('stg_articles') }} as articles on mentions.revision_id = articles.current_revision_id
    group by mentions.sentence_id, mentions.revision_id, mentions.entity_id
    qualify row_number() over (partition by mentions.sentence_id order by min(mentions.char_start), mentions.entity_id) <= 12
),

spoken as (
    select distinct quotes.revision_id, quotes.speaker_entity_id as entity_id, mentions.entity_id as other_entity_id
    from {{ ref('stg_quotes') }} as quotes
    join {{ ref('stg_articles') }} as articles on quotes.revision_id = articles.current_revision_id
    join {{ ref('stg_entity_mentions') }} as mentions
        on quotes.revision_id = mentions.revision_id and mentions.char_start between quotes.char_start and quotes.char_end - 1
    where quotes.speaker_entity_id != mentions.entity_id
),

together as (
    select one.revision_id, one.entity_id, other.entity_id as other_entity_id, 1 as sentences, 0 as quotes
    from placed as one
    join placed as other on one.sentence_id = other.sentence_id and one.entity_id != other.entity_id
    union all
    select revision_id, entity_id, other_entity_id, 0, 1 from spoken
),

by_article as (
    select revision_id, entity_id, other_entity_id, sum(sentences) as sentences, sum(quotes) as quotes
    from together
    group by revision_id, entity_id, other_entity_id
),

counted as (
    select
        pairs.entity_id,
        pairs.other_entity_id,
        count(distinct articles.story_id) as stories,
        count(*) as articles,
        count(distinct articles.source_id) as outlets,
        cast(sum(pairs.sentences) as bigint) as sentences,
        count(distinct articles.story_id) filter (pairs.quotes > 0) as stories_spoken_of,
        min(coalesce(revisions.published_at, revisions.fetched_at)) as first_at,
        max(coalesce(revisions.published_at, revisions.fetched_at)) as last_at
    from by_article as pairs
    join {{ ref('stg_articles') }} as articles on pairs.revision_id = articles.current_revision_id
    join {{ ref('stg_article_revisions') }} as revisions on pairs.revision_id = revisions.revision_id
    group by pairs.entity_id, pairs.other_entity_id
)

select
    counted.entity_id,
    one.canonical_name as name,
    one.label,
    counted.other_entity_id,
    other.canonical_name as other_name,
    other.label as other_label,
    counted.stories,
    counted.articles,
    counted.outlets,
    counted.sentences,
    counted.stories_spoken_of,
    counted.first_at,
    counted.last_at
from counted
join {{ ref('stg_entities') }} as one on counted.entity_id = one.entity_id
join {{ ref('stg_entities') }} as other on counted.other_entity_id = other.entity_id
order by counted.entity_id, counted.stories desc, counted.other_entity_id
