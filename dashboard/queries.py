"""Everything the pages ask, in SQL. What a person types or chooses is a parameter ($name), never part of the text.

A parameter that is null, or an empty list, filters nothing. Every query has a limit of its own, or gives one row for each of something
that is few by nature (sources, days, runs).
"""

from typing import Final

DAY: Final = (
    "cast(coalesce(case when r.published_at_origin is distinct from 'fetched' then r.published_at end, r.fetched_at) as date)"
)
"""The day of an article: of its publication, or of its fetch where that is not known."""

TOTALS: Final = """
    select (select count(*) from core.articles) as articles, (select count(*) from core.sources) as sources,
        (select count(*) from core.quotes) as quotes, (select count(*) from core.numeric_facts) as numbers,
        (select count(*) from core.entities) as entities, (select count(*) from ops.rejections) as rejections,
        (select count(*) from ops.audit_findings) as findings, (select max(ended_at) from ops.runs) as published_at"""

VOLUME: Final = f"""
    select date_trunc($grain, {DAY}) as day, s.name as source, count(*) as articles
    from core.articles a join core.article_revisions r on a.current_revision_id = r.revision_id join core.sources s using (source_id)
    group by all order by all limit 20000"""

FRESHNESS: Final = """
    select s.name as source, count(distinct a.article_id) as articles,
        max(r.published_at) filter (r.published_at_origin is distinct from 'fetched') as newest_published_at,
        max(r.fetched_at) as last_fetched_at, date_diff('hour', max(r.fetched_at), (select max(ended_at) from ops.runs)) as hours_before_publish
    from core.articles a join core.sources s using (source_id) join core.article_revisions r using (article_id)
    group by all order by last_fetched_at desc, source limit 1000"""

QUALITY: Final = """
    select cast(u.started_at as date) as day, count(*) as revisions,
        sum(q.quotes) as quotes, sum(q.with_speaker) / nullif(sum(q.quotes), 0) as quotes_with_speaker,
        sum(q.confidence) / nullif(sum(q.quotes), 0) as quote_confidence,
        sum(f.numbers) as numbers, sum(f.measured) / nullif(sum(f.numbers), 0) as numbers_with_measured,
        sum(f.confidence) / nullif(sum(f.numbers), 0) as number_confidence
    from ops.extractions e join ops.runs u using (run_id)
    left join (select revision_id, count(*) as quotes, count(speaker_text) as with_speaker, sum(confidence) as confidence
        from core.quotes group by all) q using (revision_id)
    left join (select revision_id, count(*) as numbers, count(measured_text) as measured, sum(confidence) as confidence
        from core.numeric_facts group by all) f using (revision_id)
    group by all order by day desc limit 1000"""

FINDINGS: Final = """
    select severity, table_name, column_name, check_name, count(*) as rows_failing, min(observed) as example
    from ops.audit_findings group by all order by severity, rows_failing desc limit 1000"""

REJECTIONS_DAILY: Final = """
    select cast(d.fetched_at as date) as day, x.reason, count(*) as documents
    from ops.rejections x join ops.documents d using (document_id) group by all order by all limit 20000"""

REJECTIONS: Final = """
    select x.stage, x.reason, d.source_name as source, d.fetched_at, x.detail, x.url
    from ops.rejections x join ops.documents d using (document_id) order by d.fetched_at desc, x.document_id limit $limit"""

RUNS: Final = """
    select started_at, command, round(epoch(ended_at - started_at), 1) as seconds, documents, revisions, duplicates, rejections, findings,
        pipeline_name as pipeline
    from ops.runs order by started_at desc limit $limit"""

SOURCES: Final = "select name from core.sources order by name limit 5000"

CUE_CLASSES: Final = "select distinct cue_class from marts.who_said_what where cue_class is not null order by 1 limit 100"

_SAID: Final = """
    from marts.who_said_what q
    where ($speaker is null or contains(lower(q.speaker), lower($speaker)))
        and ($words is null or contains(lower(q.quote_text), lower($words)))
        and (len($sources) = 0 or list_contains($sources, q.source))
        and (len($classes) = 0 or list_contains($classes, q.cue_class))
        and (len($kinds) = 0 or list_contains($kinds, q.quote_type))
        and (cast($since as date) is null or q.published_at >= cast($since as date))
        and (cast($until as date) is null or q.published_at < cast($until as date) + 1)
        and q.confidence >= $confidence
        and ($entity is null or q.speaker_entity_id = $entity)
        and ($about is null or (q.speaker_entity_id is distinct from $about and exists (
            select 1 from core.entity_mentions m where m.revision_id = q.revision_id and m.entity_id = $about
                and m.char_start >= q.char_start and m.char_end <= q.char_end)))"""

SAID_COUNT: Final = (
    f"select count(*) as quotes, count(distinct q.speaker) as speakers, count(distinct q.source) as sources {_SAID}"
)

SAID_EXPORT: Final = f"select q.* {_SAID} order by q.published_at desc nulls last, q.quote_id limit $limit"

SAID: Final = f"""
    with shown as (
        select q.* {_SAID} order by q.published_at desc nulls last, q.quote_id limit $limit offset $offset),
    placed as (
        select shown.*, c.cue_char_start, c.cue_char_end, c.speaker_char_start, c.speaker_char_end,
            least(s.char_start, shown.char_start) as context_start,
            least(greatest(s.char_end, shown.char_end), shown.char_start + 3000) as context_end
        from shown join core.quotes c using (quote_id) join core.sentences s on c.sentence_id = s.sentence_id)
    select placed.*, substr(r.text, context_start + 1, context_end - context_start) as sentence,
        (select list([p.char_start, p.char_end] order by p.span_index) from core.quote_spans p where p.quote_id = placed.quote_id) as pieces
    from placed join core.article_revisions r using (revision_id) order by placed.published_at desc nulls last, placed.quote_id"""

MEASURED: Final = """
    select lower(measured_text) as measured, unit, count(*) as claims, count(distinct source) as sources,
        min(value_low) as lowest, max(coalesce(value_high, value_low)) as highest, max(published_at) as newest_at
    from marts.numeric_claims
    where measured_text is not null and ($words is null or contains(lower(measured_text), lower($words)))
        and (len($sources) = 0 or list_contains($sources, source)) and (len($kinds) = 0 or list_contains($kinds, kind))
    group by all order by claims desc, sources desc, measured, unit limit $limit"""

CLAIMS: Final = """
    select published_at, fact_text, modifier, value_low, value_high, unit, measured_text, change, is_negated, speaker, source, outlets,
        confidence, sentence, title, url, kind, as_of_start, as_of_end, fact_id, quote_id, revision_id, char_start, char_end
    from marts.numeric_claims
    where lower(measured_text) = $measured and unit is not distinct from $unit and (len($sources) = 0 or list_contains($sources, source))
        and (len($kinds) = 0 or list_contains($kinds, kind))
    order by published_at desc nulls last, fact_id limit $limit"""

HAS_CONFLICTS: Final = """
    select count(*) > 0 as is_there from information_schema.tables where table_schema = 'marts' and table_name = 'numbers_in_conflict'"""

CONFLICTS: Final = """
    select c.measured_text, c.unit, relation, first_text, second_text, first_speaker, second_speaker, first_sentence, second_sentence,
        first_source, second_source, first_url, second_url, first_published_at, second_published_at, c.confidence, c.kind,
        first_fact_id, second_fact_id, one.revision_id as first_revision_id, other.revision_id as second_revision_id
    from marts.numbers_in_conflict c
    join core.numeric_facts one on one.fact_id = first_fact_id join core.numeric_facts other on other.fact_id = second_fact_id
    where ($words is null or contains(lower(concat_ws(' ', c.measured_text, first_sentence, second_sentence)), lower($words)))
        and (len($sources) = 0 or list_contains($sources, first_source) or list_contains($sources, second_source))
        and (len($kinds) = 0 or list_contains($kinds, c.kind))
    order by c.confidence desc, first_published_at desc nulls last, first_fact_id, second_fact_id limit $limit"""

NUMBER_KINDS: Final = "select distinct kind from marts.numeric_claims order by 1 limit 100"

ENTITIES: Final = """
    select entity_id, any_value(canonical_name) as name, any_value(label) as label, sum(stories) as stories, sum(mentions) as mentions
    from marts.entity_daily
    where ($words is null or contains(lower(canonical_name), lower($words))
            or entity_id in (select entity_id from core.entity_aliases where contains(lower(alias_text), lower($words))))
        and (len($labels) = 0 or list_contains($labels, label))
    group by entity_id order by stories desc, mentions desc, name limit $limit"""

ENTITY: Final = """
    select entity_id, label, canonical_name as name, country_code, wikidata_id,
        (select list(alias_text order by alias_text) from (
            select alias_text from core.entity_aliases where entity_id = $entity order by alias_text limit 30)) as aliases
    from core.entities where entity_id = $entity"""

ENTITY_DAILY: Final = (
    "select day, mentions, articles, stories, outlets from marts.entity_daily where entity_id = $entity order by day limit 20000"
)

ENTITY_ROLES: Final = """
    select m.role_text as role, count(*) as mentions, count(distinct a.article_id) as articles, min(s.name) as source
    from core.entity_mentions m join core.articles a on m.revision_id = a.current_revision_id join core.sources s using (source_id)
    where m.entity_id = $entity and m.role_text is not null group by all order by articles desc, mentions desc, role limit $limit"""

TOGETHER: Final = """
    with beside as (
        select distinct a.story_id from core.entity_mentions m join core.articles a on m.revision_id = a.current_revision_id
        where m.entity_id = $entity),
    named as (
        select distinct a.story_id, m.entity_id
        from core.entity_mentions m join core.articles a on m.revision_id = a.current_revision_id join beside using (story_id))
    select n.entity_id, e.canonical_name as name, e.label, count(*) as stories
    from named n join core.entities e using (entity_id) where n.entity_id != $entity
    group by all order by stories desc, name limit $limit"""

TOGETHER_LINKS: Final = """
    with named as (
        select distinct a.story_id, m.entity_id from core.entity_mentions m join core.articles a on m.revision_id = a.current_revision_id
        where list_contains($entities, m.entity_id))
    select one.entity_id as one, other.entity_id as other, count(*) as stories
    from named one join named other on one.story_id = other.story_id and one.entity_id < other.entity_id
    group by all order by all limit 2000"""

ARTICLES: Final = """
    select article_id, title, source, published_at, words, quotes, numeric_facts as numbers, revisions, url
    from marts.article_facts
    where ($words is null or contains(lower(title), lower($words)) or contains(lower(url), lower($words)))
        and (len($sources) = 0 or list_contains($sources, source)) and (not $revised or revisions > 1)
    order by published_at desc nulls last, article_id limit $limit"""

REVISIONS: Final = """
    select r.revision_id, r.article_id, r.revision_number, r.title, r.text, r.section, r.published_at, r.published_at_origin, r.modified_at,
        r.fetched_at, r.word_count, r.language, a.url, a.story_id, s.name as source, e.pipeline_name as pipeline,
        (select string_agg(author_text, ', ' order by position) from core.article_authors w where w.revision_id = r.revision_id) as authors
    from core.article_revisions r join core.articles a using (article_id) join core.sources s using (source_id)
    left join ops.extractions e using (revision_id)
    where r.article_id = coalesce($article, (select article_id from core.article_revisions where revision_id = $revision))
    order by r.revision_number limit 100"""

SPANS: Final = """
    select * from (
        select 'quote' as kind, p.char_start, p.char_end, q.quote_id as id,
            concat_ws(' · ', q.quote_type || ' quote', coalesce(e.canonical_name, q.speaker_text), q.cue_lemma) as about, q.confidence, q.rule
        from core.quotes q join core.quote_spans p using (quote_id) left join core.entities e on q.speaker_entity_id = e.entity_id
        where q.revision_id = $revision
        union all
        select 'speaker', speaker_char_start, speaker_char_end, quote_id, 'speaker, ' || speaker_kind, speaker_entity_confidence, rule
        from core.quotes where revision_id = $revision and speaker_char_start is not null
        union all
        select 'cue', cue_char_start, cue_char_end, quote_id, 'cue: ' || cue_lemma, null, rule
        from core.quotes where revision_id = $revision and cue_char_start is not null
        union all
        select 'number', char_start, char_end, fact_id,
            concat_ws(' · ', kind, modifier, case when value_low is not distinct from value_high then value_low::varchar
                else concat_ws('–', value_low, value_high) end, unit, 'of: ' || measured_text), confidence, rule
        from core.numeric_facts where revision_id = $revision
        union all
        select 'name', char_start, char_end, m.entity_id, concat_ws(' · ', m.label, e.canonical_name, m.role_text), null, null
        from core.entity_mentions m join core.entities e using (entity_id) where revision_id = $revision
        union all
        select 'date', char_start, char_end, date_mention_id,
            concat_ws(' · ', precision, concat_ws(' to ', date_start, case when date_end != date_start then date_end end)), null, null
        from core.date_mentions where revision_id = $revision)
    order by char_start, char_end desc, kind, id limit 20000"""

CHANGES: Final = """
    select old_revision_number, new_revision_number, kind, change, old_text, new_text, old_about, new_about
    from marts.revision_changes where article_id = $article order by new_revision_number, kind, change, old_text, new_text limit 2000"""

STORY: Final = """
    select a.article_id, s.name as source, r.title, r.published_at, a.url
    from core.articles a join core.article_revisions r on a.current_revision_id = r.revision_id join core.sources s using (source_id)
    where a.story_id = $story and a.article_id != $article order by r.published_at nulls last, a.article_id limit 50"""
