"""In which order an article had its texts, and which of them it has now: settled anew over the whole warehouse at every publish.

A text's place is when it was first seen, on the web or in a crawl's archive: what pages say of their own dates may come late, be
wrong, or be missing, but who was there first is a fact, also where archives are read in another order. When a file was read
says nothing of its text, so one that only files and dumps hold has its place by the date it states. Where such a text states
none, no stated date of its article is compared, and they follow the order in which they were read.

The text seen last is the current one, so that an editor who takes a change back has the first text be current again.
"""

from typing import Final

import duckdb

PLACES: Final = """
    with fetched as (
        select document_id, fetched_at from ops.documents union all select document_id, fetched_at from ops.sightings),
    by_text as (
        select revision_id, min(f.fetched_at) as fetched_at,
            min(f.fetched_at) filter (source_kind not in ('file', 'folder')) as first_seen_at,
            max(f.fetched_at) filter (source_kind not in ('file', 'folder')) as last_seen_at
        from ops.documents join fetched f using (document_id) where revision_id is not null group by revision_id),
    told as (
        select article_id, revision_id, coalesce(t.fetched_at, r.fetched_at) as fetched_at, first_seen_at, last_seen_at,
            coalesce(modified_at, case when published_at_origin is distinct from 'fetched' then published_at end) as stated_at
        from core.article_revisions r left join by_text t using (revision_id)),
    placed as (
        select *, coalesce(first_seen_at,
            case when bool_and(coalesce(first_seen_at, stated_at) is not null) over (partition by article_id) then stated_at end,
            fetched_at) as appeared_at
        from told)
    select article_id, revision_id, fetched_at, appeared_at, coalesce(last_seen_at, appeared_at) as held_at,
        row_number() over (partition by article_id order by appeared_at, fetched_at, revision_id) as number
    from placed"""
"""A row for every revision: when it was first fetched, when it appeared, until when it is known to have been there, its number."""
TIMES: Final = f"create or replace temp view revision_times as {PLACES}"

BETWEEN: Final = """
    delete from ops.sightings as s using (
        select document_id, min(fetched_at) as first_at, max(fetched_at) as last_at from ops.sightings group by document_id) k
    where k.document_id = s.document_id and s.fetched_at not in (first_at, last_at)"""
SETTLED: Final = (
    """
    update core.article_revisions as r
    set fetched_at = t.fetched_at, published_at = case when published_at_origin = 'fetched' then t.fetched_at else published_at end
    from revision_times t where t.revision_id = r.revision_id and t.fetched_at != r.fetched_at""",
    """
    update core.article_revisions as r set revision_number = t.number
    from revision_times t where t.revision_id = r.revision_id and t.number != r.revision_number""",
)
CURRENT: Final = "select article_id, arg_max(revision_id, {'held_at': held_at, 'number': number}) as revision_id from revision_times group by article_id"
"""The current revision of every article, from the view `revision_times`."""


def see_times(connection: duckdb.DuckDBPyConnection) -> None:
    """Leave the temporary view `revision_times`."""
    connection.execute(TIMES)


def settle_revisions(connection: duckdb.DuckDBPyConnection) -> None:
    """Number the revisions of every article, and give each the time at which it was first fetched."""
    thin_sightings(connection)
    see_times(connection)
    for statement in SETTLED:
        connection.execute(statement)


def thin_sightings(connection: duckdb.DuckDBPyConnection) -> None:
    """Keep of each document the first and the last time that it was met again."""
    connection.execute(BETWEEN)
