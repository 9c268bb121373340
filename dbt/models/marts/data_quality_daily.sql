{{ config(materialized="view") }}
-- A view, as it tells of runs that derive nothing anew, too.
-- How good what came in was, by the day on which it was fetched (of a finding about no document: on which its run started).
with newest_run as (
    select pipeline_version, rules_version from {{ ref('stg_runs') }} order by started_at desc, run_id limit 1
),

documents as (
    select
        cast(documents.fetched_at as date) as day,
        count(*) as documents,
        count(*) filter (documents.outcome = 'revision') as revisions,
        count(*) filter (documents.outcome = 'duplicate') as duplicates,
        count(*) filter (documents.outcome = 'rejection') as rejections,
        count(*) filter (rejections.stage = 'land') as rejected_at_land,
        count(*) filter (rejections.stage = 'clean') as rejected_at_clean,
        count(*) filter (rejections.stage = 'parse') as rejected_at_parse,
        count(*) filter (rejections.stage = 'extract') as rejected_at_extract,
        count(*) filter (rejections.stage = 'audit') as rejected_at_audit
    from {{ ref('stg_documents') }} as documents
    left join {{ ref('stg_rejections') }} as rejections on documents.document_id = rejections.document_id
    group by day
),

findings as (
    select
        cast(coalesce(documents.fetched_at, runs.started_at) as date) as day,
        count(*) filter (findings.severity = 'error') as findings_error,
        count(*) filter (findings.severity = 'warn') as findings_warn
    from {{ ref('stg_audit_findings') }} as findings
    left join {{ ref('stg_documents') }} as documents on findings.document_id = documents.document_id
    left join {{ ref('stg_runs') }} as runs on findings.run_id = runs.run_id
    group by 1
),

quote_counts as (
    select
        revision_id,
        count(*) as quotes,
        count(*) filter (speaker_kind = 'named') as named,
        count(speaker_entity_id) as known,
        sum(confidence) as confidence
    from {{ ref('stg_quotes') }}
    group by revision_id
),

fact_counts as (
    select revision_id, count(*) as numbers, count(measured_text) as measured, sum(confidence) as confidence
    from {{ ref('stg_numeric_facts') }}
    group by revision_id
),

texts as (
    select
        cast(revisions.fetched_at as date) as day,
        count(*) as texts,
        count(*) filter (revisions.published_at is null or revisions.published_at_origin = 'fetched') as undated,
        count(*) filter (revisions.title is null) as untitled,
        sum(quote_counts.quotes) as quotes,
        sum(quote_counts.named) as named,
        sum(quote_counts.known) as known,
        sum(quote_counts.confidence) as quote_confidence,
        sum(fact_counts.numbers) as numbers,
        sum(fact_counts.measured) as measured,
        sum(fact_counts.confidence) as number_confidence,
        count(*) filter (
            (extractions.pipeline_version, extractions.rules_version)
            not in (select (pipeline_version, rules_version) from newest_run)
        ) as stale
    from {{ ref('stg_article_revisions') }} as revisions
    left join {{ ref('stg_extractions') }} as extractions on revisions.revision_id = extractions.revision_id
    left join quote_counts on revisions.revision_id = quote_counts.revision_id
    left join fact_counts on revisions.revision_id = fact_counts.revision_id
    group by day
),

days as (
    select day from documents union select day from findings union select day from texts
)

select
    days.day,
    coalesce(documents.documents, 0) as documents,
    coalesce(documents.revisions, 0) as revisions,
    coalesce(documents.duplicates, 0) as duplicates,
    coalesce(documents.rejections, 0) as rejections,
    coalesce(documents.rejected_at_land, 0) as rejected_at_land,
    coalesce(documents.rejected_at_clean, 0) as rejected_at_clean,
    coalesce(documents.rejected_at_parse, 0) as rejected_at_parse,
    coalesce(documents.rejected_at_extract, 0) as rejected_at_extract,
    coalesce(documents.rejected_at_audit, 0) as rejected_at_audit,
    coalesce(findings.findings_error, 0) as findings_error,
    coalesce(findings.findings_warn, 0) as findings_warn,
    texts.undated / texts.texts as share_without_published_at,
    texts.untitled / texts.texts as share_without_title,
    cast(coalesce(texts.quotes, 0) as bigint) as quotes,
    texts.named / texts.quotes as share_of_quotes_with_named_speaker,
    texts.known / texts.quotes as share_of_quotes_with_speaker_entity,
    texts.quote_confidence / texts.quotes as mean_quote_confidence,
    cast(coalesce(texts.numbers, 0) as bigint) as numbers,
    texts.measured / texts.numbers as share_of_numbers_with_measured_thing,
    texts.number_confidence / texts.numbers as mean_number_confidence,
    coalesce(texts.stale, 0) as stale_extractions
from days
left join documents on days.day = documents.day
left join findings on days.day = findings.day
left join texts on days.day = texts.day
order by days.day
