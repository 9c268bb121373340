-- Two numbers that cannot both be true of the same thing. Each is the stretch of values that its words allow: what was rounded may be
-- half a last digit off, "about" a tenth, "at least" is open upwards; the stretches must not touch. That both are of the same thing is
-- told by one of
--   revision: an article's next revision has another number in its place (from revision_changes);
--   sentence: sentences of two articles say nearly the same, naming the same;
--   event:    two stories name the same rare names, and each has one number only for what is measured.
-- The two articles are a day apart at most, or both sentences give the same day. Left out are vague numbers, sizes of changes, ranks and
-- scores, what is denied, asked or measured in passing ("a 48-bed ward"). Copies of a sentence count once, and of two stories only
-- the best pair for each thing measured is told.
with revised as (
    select old_id, new_id, similarity
    from {{ ref('revision_changes') }}
    where kind = 'number' and change = 'changed'
),

claims as (
    select
        facts.* exclude (measured_char_start, measured_char_end),
        articles.article_id,
        articles.story_id,
        articles.url,
        sources.name as source,
        coalesce(entities.canonical_name, quotes.speaker_text) as speaker,
        case when revisions.published_at_origin is distinct from 'fetched' then revisions.published_at end as published_at,
        cast(coalesce(revisions.published_at, revisions.fetched_at) as date) as day,
        substr(revisions.text, sentences.char_start + 1, sentences.char_end - sentences.char_start) as sentence,
        {{ content_words("regexp_replace(concat_ws(' ', facts.measured_text, facts.fact_text), '\\b[0-9][0-9.,]*', ' ', 'g')") }} as measured
    from {{ ref('stg_numeric_facts') }} as facts
    join {{ ref('stg_article_revisions') }} as revisions on facts.revision_id = revisions.revision_id
    join {{ ref('stg_articles') }} as articles on revisions.article_id = articles.article_id
    join {{ ref('stg_sources') }} as sources on articles.source_id = sources.source_id
    join {{ ref('stg_sentences') }} as sentences on facts.sentence_id = sentences.sentence_id
    left join {{ ref('stg_quotes') }} as quotes on facts.quote_id = quotes.quote_id
    left join {{ ref('stg_entities') }} as entities on quotes.speaker_entity_id = entities.entity_id
    where
        facts.modifier != 'vague' and facts.change in ('none', 'to') and not facts.is_negated
        and facts.kind not in ('rank', 'score') and facts.rule != 'hyphen' and facts.measured_text is not null
        and not contains(substr(revisions.text, sentences.char_start + 1, sentences.char_end - sentences.char_start), '?')
        and (
            facts.fact_id in (select fact_id from {{ ref('numeric_claims') }})
            or facts.fact_id in (select old_id from revised union all select new_id from revised)
        )
),

rounded as (
    -- Half a unit of the last digit that was printed and is no zero; numbers below a thousand are taken to be counted out.
    select
        claims.*,
        0.5 * pow(10, case
            when value = 0 or abs(value) > 1e18 then 0
            when value != floor(value) then -len(split_part(cast(round(value, 6) as varchar), '.', 2))
            when abs(value) < 1000 then 0
            else len(cast(cast(abs(value) as hugeint) as varchar)) - len(rtrim(cast(cast(abs(value) as hugeint) as varchar), '0'))
        end) + case when modifier = 'about' then 0.1 * abs(value) else 0 end as slack
    from (select *, coalesce(value_high, value_low) as value from claims) as claims
),

bounded as (
    select
        *,
        case when modifier in ('at_most', 'less_than') then '-inf'::double else coalesce(value_low, value_high) - slack end as lowest,
        case when modifier in ('at_least', 'more_than') then 'inf'::double else coalesce(value_high, value_low) + slack end as highest
    from rounded
    where len(measured) > 0
),

-- Who speaks does not tell what is measured; whom the number is said of does, also where a pronoun stands for the name.
named as (
    select sentence_id, list(distinct entity_id) as entities
    from (
        select mentions.sentence_id, mentions.entity_id
        from {{ ref('stg_entity_mentions') }} as mentions
        semi join bounded on mentions.sentence_id = bounded.sentence_id
        anti join {{ ref('stg_quotes') }} as quotes on mentions.mention_id = quotes.speaker_mention_id
        union all
        select bounded.sentence_id, involved.entity_id
        from {{ ref('stg_numeric_fact_entities') }} as involved
        join bounded on involved.fact_id = bounded.fact_id
    )
    group by sentence_id
),

dated as (
    select sentence_id, min(date_start) as first_day, max(date_end) as last_day
    from {{ ref('stg_date_mentions') }}
    where date_start is not null and date_end is not null and precision in ('day', 'time', 'month')
    group by sentence_id
),

told as (
    select
        bounded.*,
        coalesce(named.entities, []) as entities,
        coalesce(bounded.as_of_start, dated.first_day) as first_day,
        coalesce(bounded.as_of_end, dated.last_day) as last_day,
        count(*) over thing as numbers_of_thing
    from bounded
    join {{ ref('stg_articles') }} as articles on bounded.revision_id = articles.current_revision_id
    left join named on bounded.sentence_id = named.sentence_id
    left join dated on bounded.sentence_id = dated.sentence_id
    where bounded.fact_id in (select fact_id from {{ ref('numeric_claims') }})
    window thing as (partition by bounded.article_id, bounded.kind, bounded.unit, bounded.measured)
),

-- The days by which two articles meet: the day of one is that of the other or the one before, or both speak of the same day.
met as (
    select
        fact_id,
        kind,
        unit,
        measured,
        unnest(case when first_day = last_day then [day, day + 1, first_day + 1000000] else [day, day + 1] end) as meeting
    from told
),

pairs as (
    select distinct one.fact_id as first_id, other.fact_id as second_id
    from met as met_one
    join met as met_other
        on met_one.kind = met_other.kind and met_one.unit is not distinct from met_other.unit
        and met_one.measured = met_other.measured and met_one.meeting = met_other.meeting
    join told as one on met_one.fact_id = one.fact_id
    join told as other on met_other.fact_id = other.fact_id
    where
        one.article_id != other.article_id
        and (one.day < other.day or one.day = other.day and one.fact_id < other.fact_id)
        and (one.highest <= other.lowest or other.highest <= one.lowest)
        -- Said of days that have nothing in common, both may be true.
        and (one.first_day is null or other.last_day is null or one.first_day <= other.last_day)
        and (other.first_day is null or one.last_day is null or other.first_day <= one.last_day)
        -- One sentence may name more than the other, but not each something else.
        and len(list_intersect(one.entities, other.entities)) = least(len(one.entities), len(other.entities))
        and {{ folded('one.sentence') }} != {{ folded('other.sentence') }}
),

-- A sentence that has the other's number too ("Monday's 14 are now 19") contradicts nothing.
unanswered as (
    select pairs.*
    from pairs
    join told as one on pairs.first_id = one.fact_id
    join told as other on pairs.second_id = other.fact_id
    where not exists (
        select 1 from bounded as also
        where
            also.kind = one.kind and also.unit is not distinct from one.unit
            and (
                also.sentence_id = one.sentence_id and also.lowest < other.highest and also.highest > other.lowest
                or also.sentence_id = other.sentence_id and also.lowest < one.highest and also.highest > one.lowest
            )
    )
),

words as (
    select fact_id, list_filter({{ content_words("regexp_replace(sentence, '\\b[0-9][0-9.,]*', ' ', 'g')") }}, lambda word: not list_contains(measured, word)) as words
    from told
    where fact_id in (select first_id from unanswered union all select second_id from unanswered)
),

-- Names that tell one event from others: not those that every twentieth article has.
telling as (
    select mentions.revision_id, list(distinct mentions.entity_id) as entities
    from {{ ref('stg_entity_mentions') }} as mentions
    semi join (
        select entity_id from {{ ref('stg_entity_mentions') }} group by entity_id
        having count(distinct revision_id) <= greatest(10, 0.05 * (select count(*) from {{ ref('stg_articles') }}))
    ) as rare on mentions.entity_id = rare.entity_id
    group by mentions.revision_id
),

compared as (
    select
        unanswered.*,
        one.kind,
        one.unit,
        one.measured,
        one.story_id as first_story_id,
        other.story_id as second_story_id,
        one.numbers_of_thing = 1 and other.numbers_of_thing = 1 as is_only_number,
        len(list_intersect(one.entities, other.entities)) as names,
        list_sort(list_intersect(one_words.words, other_words.words)) as shared,
        2 * len(list_intersect(one_words.words, other_words.words)) / greatest(1, len(one_words.words) + len(other_words.words)) as similarity,
        len(list_intersect(one_telling.entities, other_telling.entities)) as event_names,
        event_names / least(len(one_telling.entities), len(other_telling.entities)) as event_share
    from unanswered
    join told as one on unanswered.first_id = one.fact_id
    join told as other on unanswered.second_id = other.fact_id
    join words as one_words on one.fact_id = one_words.fact_id
    join words as other_words on other.fact_id = other_words.fact_id
    left join telling as one_telling on one.revision_id = one_telling.revision_id
    left join telling as other_telling on other.revision_id = other_telling.revision_id
),

found as (
    select old_id as first_id, new_id as second_id, 'revision' as relation, similarity, null as evidence, 1 as place
    from revised
    union all
    select
        first_id,
        second_id,
        case when similarity >= 0.35 then 'sentence' else 'event' end as relation,
        similarity,
        array_to_string(shared, ' ') as evidence,
        row_number() over (
            partition by kind, unit, measured, least(first_story_id, second_story_id), greatest(first_story_id, second_story_id)
            order by similarity desc, first_id, second_id
        ) as place
    from compared
    where
        similarity >= case when kind in ('percent', 'ratio') then 0.5 else 0.35 end and names > 0 and len(shared) > 2
        or is_only_number and event_names > 1 and event_share >= 0.2 and first_story_id != second_story_id and kind not in ('percent', 'ratio')
            and not list_has_all(['people', 'person', 'man', 'woman', 'child', 'other', 'thing', 'time', 'day', 'year'], measured)
)

select
    found.first_id as first_fact_id,
    found.second_id as second_fact_id,
    found.relation,
    one.kind,
    one.unit,
    one.measured_text,
    one.fact_text as first_text,
    other.fact_text as second_text,
    one.modifier as first_modifier,
    other.modifier as second_modifier,
    one.value_low as first_low,
    one.value_high as first_high,
    other.value_low as second_low,
    other.value_high as second_high,
    one.speaker as first_speaker,
    other.speaker as second_speaker,
    one.sentence as first_sentence,
    other.sentence as second_sentence,
    one.source as first_source,
    other.source as second_source,
    one.url as first_url,
    other.url as second_url,
    one.published_at as first_published_at,
    other.published_at as second_published_at,
    found.similarity,
    found.evidence,
    round(case found.relation when 'event' then 0.5 else 0.6 + 0.4 * found.similarity end * least(one.confidence, other.confidence), 3) as confidence
from found
join bounded as one on found.first_id = one.fact_id
join bounded as other on found.second_id = other.fact_id
where found.place = 1 and (one.highest <= other.lowest or other.highest <= one.lowest)
order by confidence desc, first_fact_id, second_fact_id
