"""Faults of a built warehouse: what no batch shows, or what happened to the file after its batches were audited.

Keys are physical in the file, so a table is copied without them where a row is to stand in it twice.
"""

from tests.planted.faults import in_warehouse

IDS = "'0123456789abcdef0123'"


def one(table: str, where: str = "true", key: str | None = None) -> str:
    """SQL: the key of one row of the table, always the same."""
    key = key or f"{table.removesuffix('s')}_id"
    return f"(select min({key}) from {table if '.' in table else 'core.' + table} where {where})"


def twice(table: str, key: str) -> tuple[str, ...]:
    """SQL: one row of the table stands in it twice."""
    return (
        f"create temp table copied as select * from {table}",
        f"drop table {table}",
        f"create table {table} as select * from copied union all select * from copied where {key} = (select min({key}) from copied)",
        "drop table copied",
    )


MENTION = one("entity_mentions", key="mention_id")
REVISION = one("article_revisions", key="revision_id")
ARTICLE = one("articles", key="article_id")
REVISION_DOCUMENT = one("ops.documents", "outcome = 'revision'", key="document_id")
REVISED = "(select min(article_id) from core.article_revisions where revision_number = 2)"

in_warehouse(
    "structural", "a sentence is lost", f"delete from core.sentences where sentence_id = {one('quotes', key='sentence_id')}"
)
in_warehouse("structural", "an article is lost", f"delete from core.articles where article_id = {ARTICLE}")
in_warehouse("structural", "a revision is lost", f"delete from core.article_revisions where revision_id = {REVISION}")
in_warehouse(
    "structural", "a text is edited", f"update core.article_revisions set text = 'x' || text where revision_id = {REVISION}"
)
in_warehouse(
    "structural",
    "a quote's text is edited",
    f"update core.quotes set quote_text = quote_text || '!' where quote_id = {one('quotes')}",
)
in_warehouse("structural", "quotes stand twice", *twice("core.quotes", "quote_id"))
in_warehouse("structural", "a run is told twice", *twice("ops.runs", "run_id"))
in_warehouse("structural", "revisions stand twice", *twice("core.article_revisions", "revision_id"))
in_warehouse(
    "structural",
    "a revision number is left out",
    "update core.article_revisions set revision_number = 3 where revision_number = 2",
)
in_warehouse(
    "structural", "two first revisions", "update core.article_revisions set revision_number = 1 where revision_number = 2"
)
in_warehouse(
    "semantic",
    "revisions in another order",
    f"update core.article_revisions set revision_number = 3 - revision_number where article_id = {REVISED}",
)
in_warehouse(
    "structural",
    "an older revision is current",
    f"update core.articles set current_revision_id = (select revision_id from core.article_revisions r where r.article_id = articles.article_id and revision_number = 1) where article_id = {REVISED}",
)
in_warehouse("structural", "a story of no article", f"update core.articles set story_id = {IDS} where article_id = {ARTICLE}")
in_warehouse(
    "semantic",
    "a copy leaves its story",
    "update core.articles set story_id = substr(sha256('stories' || chr(31) || article_id), 1, 20) where article_id = (select max(article_id) from core.articles where story_id in (select story_id from core.articles group by story_id having count(*) > 2) and story_id != substr(sha256('stories' || chr(31) || article_id), 1, 20))",
)
in_warehouse(
    "semantic",
    "two stories become one",
    "update core.articles set story_id = (select min(story_id) from core.articles) where story_id = (select max(story_id) from core.articles)",
)
in_warehouse(
    "structural", "an entity is lost", f"delete from core.entities where entity_id = {one('entity_mentions', key='entity_id')}"
)
in_warehouse(
    "semantic",
    "an entity's label is swapped",
    f"update core.entities set label = case label when 'ORG' then 'PERSON' else 'ORG' end where entity_id = {one('entities', key='entity_id')}",
)
in_warehouse(
    "structural",
    "a spelling is lost",
    f"delete from core.entity_aliases where entity_id = {one('entity_aliases', key='entity_id')}",
)
in_warehouse(
    "structural",
    "an entity that nothing names",
    f"insert into core.entities values ({IDS}, 'PERSON', 'Nobody', null, null, null)",
)
in_warehouse(
    "structural",
    "a mention moves to another entity",
    f"update core.entity_mentions set entity_id = (select max(entity_id) from core.entities) where mention_id = {MENTION}",
)
in_warehouse(
    "structural",
    "a speaker moves to another entity",
    f"update core.quotes set speaker_entity_id = (select max(entity_id) from core.entities where entity_id != quotes.speaker_entity_id) where quote_id = {one('quotes', 'speaker_entity_id is not null', key='quote_id')}",
)
in_warehouse(
    "structural",
    "a number's owner moves to another entity",
    "update core.numeric_fact_entities set entity_id = (select max(entity_id) from core.entities) where fact_id = (select min(fact_id) from core.numeric_fact_entities) and entity_id != (select max(entity_id) from core.entities)",
)
in_warehouse(
    "semantic",
    "two entities are merged",
    "update core.entity_clusters set entity_id = (select max(entity_id) from core.entities where label = 'PERSON') where entity_id = (select min(entity_id) from core.entities where label = 'PERSON')",
    "update core.entity_mentions m set entity_id = c.entity_id from core.entity_clusters c where c.cluster_id = m.cluster_id",
    "update core.quotes q set speaker_entity_id = m.entity_id from core.entity_mentions m where m.mention_id = q.speaker_mention_id",
    "update core.numeric_fact_entities f set entity_id = m.entity_id from core.entity_mentions m where m.mention_id = f.mention_id",
    "delete from core.entities where entity_id not in (select entity_id from core.entity_mentions)",
    "delete from core.entity_aliases",
    "insert into core.entity_aliases select distinct entity_id, mention_text from core.entity_mentions",
)
in_warehouse(
    "structural",
    "a landing digest is another's",
    f"update ops.documents set landing_digest = sha256('other') where document_id = {REVISION_DOCUMENT}",
)
in_warehouse(
    "structural",
    "a revision's landing digest is another's",
    f"update core.article_revisions set landing_digest = sha256('other') where revision_id = {REVISION}",
)
in_warehouse(
    "structural", "a duplicate becomes a revision", "update ops.documents set outcome = 'revision' where outcome = 'duplicate'"
)
in_warehouse(
    "structural",
    "a revision becomes a duplicate",
    "update ops.documents set outcome = 'duplicate' where document_id = (select min(document_id) from ops.documents where outcome = 'revision')",
)
in_warehouse(
    "structural",
    "a document is lost from the ledger",
    "delete from ops.documents where document_id = (select min(document_id) from ops.documents where outcome = 'duplicate')",
)
in_warehouse(
    "structural",
    "a rejected document is lost with its reason",
    "delete from ops.rejections where document_id = (select min(document_id) from ops.rejections)",
    "delete from ops.documents where outcome = 'rejection' and document_id not in (select document_id from ops.rejections)",
)
in_warehouse("structural", "an extraction is lost", f"delete from ops.extractions where revision_id = {REVISION}")
in_warehouse("structural", "an extraction by no run", f"update ops.extractions set run_id = {IDS} where revision_id = {REVISION}")
in_warehouse("structural", "a run's counts are changed", "update ops.runs set documents = documents + 5")
in_warehouse(
    "semantic", "a run's counts are changed alike", "update ops.runs set documents = documents + 5, revisions = revisions + 5"
)
in_warehouse(
    "structural",
    "a rejection is lost",
    "delete from ops.rejections where document_id = (select min(document_id) from ops.rejections)",
)
in_warehouse(
    "structural",
    "a published document is rejected",
    "insert into ops.rejections select document_id, run_id, 'clean', 'no_reason', 'none', url, landing_digest from ops.documents where outcome = 'revision' limit 1",
)
in_warehouse(
    "structural",
    "a document leads to another article",
    "update ops.documents set article_id = (select max(article_id) from core.articles) where document_id = (select min(document_id) from ops.documents where outcome = 'revision') and article_id != (select max(article_id) from core.articles)",
)
in_warehouse(
    "semantic",
    "an article's own URL is another",
    f"update core.articles set canonical_url = canonical_url || '/page/2' where article_id = {ARTICLE}",
)
in_warehouse(
    "structural", "an article of no source", f"update core.articles set source_id = 'nobody' where article_id = {ARTICLE}"
)
in_warehouse(
    "structural", "a source is lost", "delete from core.sources where source_id = (select min(source_id) from core.sources)"
)
in_warehouse(
    "structural",
    "pieces of quotes are left behind",
    f"delete from core.quotes where quote_id = {one('quotes', 'quote_id not in (select quote_id from core.numeric_facts where quote_id is not null)', key='quote_id')}",
)
in_warehouse(
    "structural",
    "half of the mentions are lost",
    "delete from core.numeric_fact_entities",
    "update core.quotes set speaker_mention_id = null, speaker_entity_id = null, speaker_entity_confidence = null",
    "delete from core.entity_mentions where mention_id < '8'",
    "delete from core.entities where entity_id not in (select entity_id from core.entity_mentions)",
    "delete from core.entity_aliases",
    "insert into core.entity_aliases select distinct entity_id, mention_text from core.entity_mentions",
)
in_warehouse(
    "structural",
    "a claim in a quote of another revision",
    "update core.numeric_facts set quote_id = (select max(quote_id) from core.quotes where revision_id != numeric_facts.revision_id) where fact_id = (select min(fact_id) from core.numeric_facts)",
)
in_warehouse(
    "structural",
    "a mention in a sentence of another revision",
    f"update core.entity_mentions set sentence_id = (select max(sentence_id) from core.sentences where revision_id != entity_mentions.revision_id) where mention_id = {MENTION}",
)
in_warehouse(
    "structural",
    "an article without a revision",
    f"insert into core.articles select {IDS}, source_id, url, canonical_url, story_id, {IDS}, first_seen_at from core.articles limit 1",
)
in_warehouse("structural", "a signature is lost", f"delete from core.story_signatures where revision_id = {REVISION}")
in_warehouse(
    "semantic",
    "first seen after its revisions",
    f"update core.articles set first_seen_at = first_seen_at + interval 90 days where article_id = {ARTICLE}",
)
in_warehouse("semantic", "a run that ended before it began", "update ops.runs set ended_at = started_at - interval 1 hour")
in_warehouse(
    "structural",
    "a published article with an error",
    "insert into ops.audit_findings select substr(sha256('x'), 1, 20), run_id, document_id, 'quotes', 'span__quote_text', null, 'error', 'k', 'o' from ops.documents where outcome = 'revision' limit 1",
)
in_warehouse(
    "semantic",
    "an extraction of another document",
    "update ops.extractions e set document_id = (select min(document_id) from ops.documents d where d.outcome = 'duplicate') where revision_id = (select min(revision_id) from ops.documents where outcome = 'duplicate')",
)
in_warehouse(
    "structural",
    "a name linked by a rule that does not hold",
    "update core.entity_clusters set entity_id = (select max(entity_id) from core.entities), link_rule = 'name' where cluster_id = (select min(cluster_id) from core.entity_clusters)",
)
