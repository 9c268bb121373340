"""How tables agree: what is derived is what it is derived from, and what is told twice is told alike.

Each is one query that counts the rows which break it, for `flows.warehouse_checks`: `{table}` stands for the rows of a table that are looked at.
"""

from typing import Final

from flows.warehouse_entities import ID
from flows.warehouse_revisions import CURRENT, PLACES


def _escaped(sql: str) -> str:
    """SQL with braces of its own, to stand where names are put into braces."""
    return sql.replace("{", "{{").replace("}", "}}")


AGREEMENT: Final[dict[str, str]] = {
    "the revisions of an article are numbered as they were seen": f"""
        with placed as ({PLACES}) select count(*) from core.article_revisions r join placed p using (revision_id)
        where r.revision_number != p.number or r.fetched_at != p.fetched_at""",
    "the current revision is the one seen last": f"""
        with revision_times as ({PLACES}) select count(*) from core.articles a join ({_escaped(CURRENT)}) c using (article_id) join (
            select article_id, min(fetched_at) as first_seen_at from core.article_revisions group by article_id) r using (article_id)
        where a.current_revision_id != c.revision_id or a.first_seen_at != r.first_seen_at""",
    "an article has the source and the first URL of its documents": """
        select count(*) from core.articles a join (
            select r.article_id, min(d.source_id) as source_id, min(d.url) as url
            from core.article_revisions r join ops.documents d using (revision_id) group by r.article_id) d using (article_id)
        where a.source_id != d.source_id or a.url != d.url""",
    "an article's id is of its own URL": f"""
        select count(*) from core.articles where article_id != {ID.format("'articles', canonical_url")}""",
    "a story is called after the article that was published first": f"""
        with published as (
            select article_id, min(published_at) filter (published_at_origin != 'fetched') as published_at
            from core.article_revisions group by article_id)
        select count(*) from (
            select story_id, first_value(article_id) over (partition by story_id order by published_at nulls last, article_id) as first
            from core.articles join published using (article_id))
        where story_id != {ID.format("'stories', first")}""",
    "exact copies are one story": """
        select count(*) from (
            select s.text_hash from core.articles a join core.story_signatures s on s.revision_id = a.current_revision_id
            where s.shingle_count > 0 group by s.text_hash having count(distinct a.story_id) > 1)""",
    "an entity named by its own name has the id and label of it": f"""
        select count(*) from {{entity_clusters}} c left join core.entities e using (entity_id)
        where c.link_rule = 'name' and (c.entity_id != {ID.format("'entities', c.label, c.name_key")} or c.label != e.label)""",
    "a mention is of its cluster's entity": """
        select count(*) from {entity_mentions} m join {entity_clusters} c using (cluster_id) where m.entity_id != c.entity_id""",
    "a speaker is the entity of its mention": """
        select count(*) from {quotes} q left join {entity_mentions} m on m.mention_id = q.speaker_mention_id
        where q.speaker_entity_id is distinct from m.entity_id""",
    "an involved entity is that of its mention": """
        select count(*) from {numeric_fact_entities} f join {entity_mentions} m using (mention_id) where f.entity_id != m.entity_id""",
    "an involved mention is of the fact's revision": """
        select count(*) from {numeric_fact_entities} f join {entity_mentions} m using (mention_id)
        join {numeric_facts} n using (fact_id) where n.revision_id != m.revision_id""",
    "every entity is mentioned": "select count(*) from core.entities anti join core.entity_mentions using (entity_id)",
    "every spelling of an entity is known": """
        select count(*) from (select distinct entity_id, mention_text as alias_text from {entity_mentions})
        anti join core.entity_aliases using (entity_id, alias_text)""",
    "the mentions of a cluster are counted": """
        select count(*) from (select cluster_id, sum(mentions) as told from {entity_cluster_names} group by cluster_id) n
        full join (select cluster_id, count(*) as there from {entity_mentions} group by cluster_id) m using (cluster_id)
        where told is distinct from there""",
    "the pieces of a quote span it": """
        select count(*) from {quotes} q left join (
            select quote_id, min(char_start) as first, max(char_end) as last, max(span_index) + 1 as most, count(*) as there
            from {quote_spans} group by quote_id) s using (quote_id)
        where s.first is distinct from q.char_start or s.last is distinct from q.char_end or s.most != s.there""",
    "the sentences of a revision are numbered": """
        select count(*) from (
            select revision_id from {sentences} group by revision_id
            having max(sentence_index) + 1 != count(*) or count(distinct sentence_index) != count(*))""",
    "the authors of a revision are numbered": """
        select count(*) from (select revision_id from {article_authors} group by revision_id having max(position) != count(*))""",
    "a claim stands in its quote": """
        select count(*) from {numeric_facts} f where quote_id is not null and not exists (
            select 1 from {quote_spans} s where s.quote_id = f.quote_id and s.char_start < f.char_end and s.char_end > f.char_start)""",
    "a revision was read by the versions of its run": """
        select count(*) from ops.extractions e join ops.runs r using (run_id)
        where e.pipeline_version != r.pipeline_version or e.rules_version != r.rules_version or e.pipeline_name != r.pipeline_name""",
    "something is from every source": """
        select count(*) from core.sources where source_id not in (
            select source_id from ops.documents union all select source_id from ops.fetches where source_id is not null)""",
    "a revision's digest is that of the document it was read from": """
        select count(*) from core.article_revisions r join ops.extractions e using (revision_id) join ops.documents d using (document_id)
        where d.landing_digest != r.landing_digest""",
    "one document a revision was read from": """
        select count(*) from ops.documents d left join ops.extractions e using (document_id)
        where (d.outcome = 'revision') != (e.document_id is not null)""",
    "a document and its revision are of one article": """
        select count(*) from ops.documents d join core.article_revisions r using (revision_id) where d.article_id != r.article_id""",
    "revisions that one version read all have a signature": """
        select count(*) from (
            select count(*) - count(s.revision_id) as without, count(s.revision_id) as with_one
            from ops.extractions e left join core.story_signatures s using (revision_id) group by e.pipeline_version, e.rules_version)
        where without > 0 and with_one > 0""",
    "a run ended after it began": "select count(*) from ops.runs where ended_at < started_at",
    "the last run wrote what it says": """
        select count(*) from {run} r
        where r.revisions != (select count(*) from ops.extractions e where e.run_id = r.run_id)
            or r.rejections != (select count(*) from ops.rejections j where j.run_id = r.run_id)""",
    "no article is published by the run that found it in error": """
        select count(*) from ops.audit_findings f join ops.extractions e using (document_id, run_id) where f.severity = 'error'""",
}
"""Name -> SQL."""
