-- What is in one revision and not in the other is paired where it is the same thing said anew, each with its best partner only: then it
-- changed, else it vanished or appeared. Words are compared without case and marks. The same thing is, of
--   a sentence: one with at least half of its words in common (Dice's coefficient of the sets of words);
--   a quote: the same of the same speaker, or nearly the same words of another;
--   a number: one of the same kind and unit in a sentence that has something in common, more so where it does not measure the same.
with steps as (
    select
        article_id,
        title,
        published_at,
        lag(revision_id) over steps as old_revision_id,
        revision_id as new_revision_id,
        lag(revision_number) over steps as old_revision_number,
        revision_number as new_revision_number,
        lag(stated_at) over steps as old_stated_at,
        stated_at as new_stated_at,
        lag(fetched_at) over steps as old_fetched_at,
        fetched_at as new_fetched_at,
        -- Revisions are in the order in which they were seen; dates that say otherwise, or were not stated, tell nothing.
        coalesce(old_stated_at <= new_stated_at, false) as are_stated,
        if(are_stated, old_stated_at, old_fetched_at) as old_at,
        if(are_stated, new_stated_at, new_fetched_at) as new_at
    from (
        select *, coalesce(modified_at, if(published_at_origin is distinct from 'fetched', published_at, null)) as stated_at
        from {{ ref('stg_article_revisions') }}
    )
    window steps as (partition by article_id order by revision_number)
    qualify old_revision_id is not null
),

sides as (
    select 'old' as side, new_revision_id as step, old_revision_id as revision_id from steps
    union all
    select 'new' as side, new_revision_id as step, new_revision_id as revision_id from steps
),

told as (
    select sides.side, sides.step, revisions.revision_id, revisions.title, revisions.text
    from sides join {{ ref('stg_article_revisions') }} as revisions on sides.revision_id = revisions.revision_id
),

sentences as (
    select
        told.side,
        told.step,
        sentences.sentence_id,
        sentences.sentence_index as place,
        substr(told.text, sentences.char_start + 1, sentences.char_end - sentences.char_start) as words
    from told join {{ ref('stg_sentences') }} as sentences on told.revision_id = sentences.revision_id
),

quotes as (
    select
        told.side,
        told.step,
        quotes.quote_id,
        any_value(sentences.place) as place,
        any_value(coalesce(entities.canonical_name, quotes.speaker_text)) as speaker,
        string_agg(substr(told.text, spans.char_start + 1, spans.char_end - spans.char_start), ' … ' order by spans.span_index) as words
    from told
    join {{ ref('stg_quotes') }} as quotes on told.revision_id = quotes.revision_id
    join {{ ref('stg_quote_spans') }} as spans on quotes.quote_id = spans.quote_id
    join sentences on quotes.sentence_id = sentences.sentence_id and told.side = sentences.side
    left join {{ ref('stg_entities') }} as entities on quotes.speaker_entity_id = entities.entity_id
    group by told.side, told.step, quotes.quote_id
),

numbers as (
    select
        sentences.*,
        facts.fact_id,
        facts.fact_text,
        facts.measured_text,
        concat_ws(' ', facts.kind, facts.unit) as sort,
        concat_ws(' ', facts.value_low, '-', facts.value_high, facts.modifier, facts.change, facts.is_negated) as value,
        row_number() over (partition by sentences.side, sentences.sentence_id order by facts.char_start) as ordinal
    from sentences join {{ ref('stg_numeric_facts') }} as facts on sentences.sentence_id = facts.sentence_id
),

-- about: what must agree beside the words; sort: what is never paired with another.
items as (
    select 'headline' as kind, side, step, revision_id as item_id, title as item_text, null as about, '' as sort, '' as value, title as words, 0 as place, 0 as ordinal
    from told where title is not null
    union all
    select 'sentence', side, step, sentence_id, words, null, '', '', words, place, 0 from sentences
    union all
    select 'quote', side, step, quote_id, words, speaker, '', '', words, place, 0 from quotes
    union all
    select 'number', side, step, fact_id, fact_text, measured_text, sort, value, words, place, ordinal from numbers
),

folded as (
    select
        * replace (list_distinct(string_split(trim(lower(regexp_replace(words, '[^\pL\pN]+', ' ', 'g'))), ' ')) as words),
        trim(lower(regexp_replace(coalesce(about, ''), '[^\pL\pN]+', ' ', 'g'))) as about_key,
        case when kind = 'number' then value else trim(lower(regexp_replace(words, '[^\pL\pN]+', ' ', 'g'))) end as item_key
    from items
),

counted as (
    -- A sentence that stands twice and then once has vanished once.
    select *, row_number() over (partition by kind, step, side, sort, item_key, about_key order by place, ordinal, item_id) as copy
    from folded
),

differing as (
    select one.*
    from counted as one
    anti join counted as other
        on one.kind = other.kind and one.step = other.step and one.side != other.side and one.sort = other.sort
        and one.item_key = other.item_key and one.about_key = other.about_key and one.copy = other.copy
),

pairs as (
    select
        old.item_id as old_id,
        new.item_id as new_id,
        old.kind,
        2 * len(list_intersect(old.words, new.words)) / (len(old.words) + len(new.words)) as similarity,
        old.about_key = new.about_key as is_about_same,
        abs(old.place - new.place) as distance,
        abs(old.ordinal - new.ordinal) as turn
    from differing as old
    join differing as new on old.kind = new.kind and old.step = new.step and old.sort = new.sort
    where
        old.side = 'old' and new.side = 'new'
        -- What moved further is not looked for: each with each would take forever where a long article was written anew.
        and abs(old.place - new.place) <= 200
),

ranked as (
    select
        *,
        row_number() over (partition by kind, old_id order by is_about_same desc, similarity desc, distance, turn, new_id) as rank_of_new,
        row_number() over (partition by kind, new_id order by is_about_same desc, similarity desc, distance, turn, old_id) as rank_of_old
    from pairs
    where
        case kind
            when 'headline' then true
            when 'sentence' then similarity >= 0.5
            when 'quote' then similarity >= case when is_about_same then 0.5 else 0.8 end
            else similarity >= case when is_about_same then 0.3 else 0.5 end
        end
),

changed as (
    select * from ranked where rank_of_new = 1 and rank_of_old = 1
),

found as (
    select old.kind, old.step, 'changed' as change, old.item_id as old_id, new.item_id as new_id, changed.similarity
    from changed
    join differing as old on changed.kind = old.kind and changed.old_id = old.item_id and old.side = 'old'
    join differing as new on changed.kind = new.kind and changed.new_id = new.item_id and new.side = 'new'
    union all
    select kind, step, 'vanished', item_id, null, null
    from differing anti join changed on differing.kind = changed.kind and differing.item_id = changed.old_id
    where side = 'old'
    union all
    select kind, step, 'appeared', null, item_id, null
    from differing anti join changed on differing.kind = changed.kind and differing.item_id = changed.new_id
    where side = 'new'
)

select
    steps.article_id,
    articles.url,
    sources.name as source,
    steps.title,
    steps.published_at,
    found.kind,
    found.change,
    old.item_text as old_text,
    new.item_text as new_text,
    old.about as old_about,
    new.about as new_about,
    found.similarity,
    steps.old_revision_number,
    steps.new_revision_number,
    steps.old_at,
    steps.new_at,
    steps.old_revision_id,
    steps.new_revision_id,
    found.old_id,
    found.new_id
from found
join steps on found.step = steps.new_revision_id
join {{ ref('stg_articles') }} as articles on steps.article_id = articles.article_id
join {{ ref('stg_sources') }} as sources on articles.source_id = sources.source_id
left join differing as old on found.kind = old.kind and found.old_id = old.item_id and old.side = 'old'
left join differing as new on found.kind = new.kind and found.new_id = new.item_id and new.side = 'new'
