-- Copies count as one claim, told by the copy that was published first: copies of one sentence, and within a story also what copies made
-- of it, where they tell the same number of the same thing. Only current revisions count. The speaker is that of the quote the number
-- stands in; none means that the article itself claims it.
with printed as (
    select
        facts.*,
        coalesce(entities.canonical_name, quotes.speaker_text) as speaker,
        -- The day of the fetch is no day of publication: where only that is known, this is null.
        case when revisions.published_at_origin is distinct from 'fetched' then revisions.published_at end as published_at,
        revisions.title,
        articles.article_id,
        articles.story_id,
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

turns as (
    -- An article may well tell the same number twice: the first time is then a copy of the first time elsewhere.
    select
        *,
        {'sentence': sentence, 'place': place} as printed_at,
        [kind, value_low::text, value_high::text, unit, modifier, change, is_negated::text, lower(trim(measured_text))] as claimed,
        row_number() over (partition by article_id, claimed order by char_start) as turn
    from printed
),

told as (
    select
        *,
        -- Without what was measured, a number is told apart by its sentence alone.
        if(measured_text is null, printed_at, min(printed_at) over (partition by story_id, claimed, turn)) as told_at
    from turns
),

linked as (
    select *, min(told_at) over (partition by printed_at, fact_text) as claim from told
),

counted as (
    select
        *,
        count(distinct source_id) over copies as outlets,
        count(distinct article_id) over copies as articles,
        row_number() over (copies order by published_at nulls last, fact_id) as copy
    from linked
    window copies as (partition by claim, value_low, value_high, unit)
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
