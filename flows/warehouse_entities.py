"""Which clusters are one entity: settled anew over the whole warehouse at every publish, in SQL, whatever the order of arrival.

1. A cluster is the entity of its own name, or the one that `entity_aliases.csv` says.
2. A surname or acronym that stands alone in its article ("Ruiz", "PLU") is linked to a full name where at least two other stories,
   which print the name in full, use it for that entity and (nearly) no other, and where the article names somebody else who is named
   with that entity elsewhere too. Where the evidence is thin it is left alone: `marts.entity_links` shows both.

Costs one pass over clusters and their names, and one join of the clusters of articles in which a candidate is named.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import duckdb

from transforms.entities.aliases import LOOSE, Alias

ID: Final = "substr(sha256(concat_ws(chr(31), {})), 1, 20)"
"""`schemas.make_id` in SQL."""

SHARE: Final = 0.95
"""Share of the stories that print the name in full, of one entity, from which on a short name is that entity's."""
STORIES: Final = 2
"""In how many stories it must be seen so; copies of one story count once."""
USUAL: Final = 0.005
"""Share of the stories from which on somebody named with everybody proves nothing (and at least COMMON stories)."""
COMMON: Final = 20

LINK: Final = {
    "by own name or alias": f"""
        create or replace temp table named as
        with told as (
            select c.cluster_id, x.label, x.name_key, row_number() over (
                partition by c.cluster_id order by x.url is null, x.label != c.label, x.url is distinct from a.url, x.url) as place
            from core.entity_clusters c
            join aliases x on x.alias_key = c.name_key and (x.label = c.label or x.label = 'ORG' and c.label in {LOOSE})
            left join core.article_revisions r on r.revision_id = c.revision_id left join core.articles a using (article_id)
            where x.url is null or x.url in (a.url, a.canonical_url))
        select c.cluster_id, c.revision_id, coalesce(a.story_id, c.revision_id) as story_id, c.name_key as own_key,
            coalesce(t.label, c.label) as label, coalesce(t.name_key, c.name_key) as key,
            t.cluster_id is not null and (t.label != c.label or t.name_key != c.name_key) as is_alias
        from core.entity_clusters c
        left join (from told where place = 1) t using (cluster_id)
        left join core.article_revisions r on r.revision_id = c.revision_id left join core.articles a using (article_id)""",
    "short names and whose they are": f"""
        create or replace temp table short_names as
        select label, short, arg_max(key, stories) as key from (
            select c.label, n.name_key as short, c.key, count(distinct c.story_id) as stories
            from core.entity_cluster_names n join named c using (cluster_id)
            where n.name_key not in (c.key, c.own_key)
                and (c.label = 'ORG' and not contains(' ' || c.key || ' ', ' ' || n.name_key || ' ')
                     or c.label = 'PERSON' and (contains(n.name_key, ' ') or ends_with(c.key, ' ' || n.name_key)))
                and not exists (select 1 from aliases a where a.alias_key = n.name_key and a.label = c.label and a.url is null)
            group by all)
        group by label, short
        having max(stories) >= {STORIES} and max(stories) >= {SHARE} * sum(stories)""",
    "those that stand alone": """
        create or replace temp table alone as
        select c.cluster_id, c.revision_id, c.label, c.key as short, s.key
        from named c join short_names s on s.label = c.label and s.short = c.key
        where not c.is_alias and not exists (
            select 1 from named o where o.revision_id = c.revision_id and o.label = c.label and ends_with(o.own_key, ' ' || c.key))""",
    "who is named often enough to tell, and not so often that it tells nothing": f"""
        create or replace temp table telling as
        select label, key from named where label not in ('GPE', 'NORP', 'LOC') group by label, key
        having count(distinct story_id) between 2 and greatest({COMMON}, {USUAL} * (select count(distinct story_id) from named))""",
    "the company that candidates keep": """
        create or replace temp table company as
        select distinct f.label, f.key, o.label as other_label, o.key as other_key
        from named f
        join (select distinct label, key from alone) w on w.label = f.label and w.key = f.key
        join named o on o.revision_id = f.revision_id and (o.label, o.key) != (f.label, f.key)
        join telling t on t.label = o.label and t.key = o.key""",
    "those with evidence": """
        create or replace temp table evident as
        with beside as materialized (
            select a.cluster_id, a.label, a.key, o.label as other_label, o.key as other_key
            from alone a join named o on o.revision_id = a.revision_id and o.key != a.short
            join telling t on t.label = o.label and t.key = o.key)
        select distinct cluster_id, key from beside semi join company using (label, key, other_label, other_key)""",
    "ids, each hashed once": f"""
        create or replace temp table ids as
        select label, key, {ID.format("'entities', label, key")} as entity_id
        from (select label, key from named union select label, key from alone)""",
    "linked": """
        create or replace temp table linked as
        select c.cluster_id, i.label, i.key, i.entity_id,
            case when c.is_alias then 'alias' when s.key is not null then 'short_name' else 'name' end as link_rule
        from named c left join evident s using (cluster_id)
        join ids i on i.label = c.label and i.key = coalesce(s.key, c.key)""",
}
"""Temporary tables, in order; the last one tells the entity of every cluster."""

SPREAD: Final = (
    "update core.entity_clusters as c set entity_id = l.entity_id, link_rule = l.link_rule from linked l"
    " where l.cluster_id = c.cluster_id and (l.entity_id != c.entity_id or l.link_rule != c.link_rule)",
    "update core.entity_mentions as m set entity_id = l.entity_id from linked l"
    " where l.cluster_id = m.cluster_id and l.entity_id != m.entity_id",
    "update core.quotes as q set speaker_entity_id = m.entity_id from core.entity_mentions m"
    " where m.mention_id = q.speaker_mention_id and m.entity_id != q.speaker_entity_id",
    "update core.numeric_fact_entities as f set entity_id = m.entity_id from core.entity_mentions m"
    " where m.mention_id = f.mention_id and m.entity_id != f.entity_id",
    """insert into core.entities
       with named as (
           select l.entity_id, l.label, l.key, c.canonical_name, c.name_key = l.key as is_own, c.country_code, c.region_code, count(*) as n
           from core.entity_clusters c join linked l using (cluster_id) group by all),
       best as (
           select entity_id, label, key, country_code, region_code, canonical_name, is_own, n,
               row_number() over (partition by entity_id order by is_own desc, n desc, length(canonical_name) desc, canonical_name) as place
           from named)
       select b.entity_id, b.label, coalesce(g.name, b.canonical_name), p.country_code, p.region_code, g.wikidata_id
       from best b
       left join (select entity_id, first(country_code order by n desc, country_code, region_code) as country_code,
                      first(region_code order by n desc, country_code, region_code) as region_code
                  from (select entity_id, country_code, region_code, sum(n) as n from named where country_code is not null group by all)
                  group by entity_id) p using (entity_id)
       left join (select label, name_key, min(name) as name, min(wikidata_id) as wikidata_id
                  from aliases group by label, name_key) g on g.label = b.label and g.name_key = b.key
       where b.place = 1""",
    "insert into core.entity_aliases select distinct entity_id, mention_text from core.entity_mentions",
)
"""What the tables hold of it."""


class Relinked(NamedTuple):
    """Clusters that changed from one entity to another: their names, and how many."""

    before: str
    after: str
    clusters: int


def link_entities(connection: duckdb.DuckDBPyConnection, aliases: Sequence[Alias]) -> list[Relinked]:
    """Settle the entity of every cluster and whatever points to it. Returns what moved since the last publish, most first.

    `core.entities` and `core.entity_aliases` are empty before.
    """
    connection.execute(
        "create or replace temp table aliases (label text, alias_key text, name_key text, name text, wikidata_id text, url text)"
    )
    if aliases:
        connection.executemany("insert into aliases values (?, ?, ?, ?, ?, ?)", [list(alias) for alias in aliases])
    for statement in LINK.values():
        connection.execute(statement)
    moved = connection.execute(MOVED).fetchall()
    for statement in SPREAD:
        connection.execute(statement)
    return [Relinked(*row) for row in moved]


MOVED: Final = """
    select c.canonical_name || ' (' || c.link_rule || ')', l.key || ' (' || l.link_rule || ')', count(*)
    from core.entity_clusters c join linked l using (cluster_id) where c.entity_id != l.entity_id
    group by all order by 3 desc, 1, 2"""
