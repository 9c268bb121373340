"""What older versions of the pipeline or the rules wrote: what a backfill has to read anew, and how much of it there is."""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from flows.context import Versions
from flows.errors import UsageError
from flows.warehouse import read_only

STALE: Final = """
    select document_id, d.source_id, d.url, d.canonical_url, d.outcome = 'rejection' as is_rejected, coalesce(d.article_id, document_id) as unit,
        max(coalesce(r.published_at, d.fetched_at)) over (partition by unit) as newest
    from ops.documents d left join ops.runs n using (run_id)
    left join core.article_revisions r using (revision_id) left join ops.rejections j using (document_id)
    where (n.pipeline_version, n.rules_version) is distinct from ($pipeline, $rules) and j.stage is distinct from 'land'"""
"""Each document that other versions dealt with, and the article it belongs to (itself, where it was rejected). What was refused before
it was landed has no bytes to be tried again with."""


class Wanted(NamedTuple):
    """Which of the stale articles are wanted."""

    source_id: str | None = None
    since: datetime | None = None
    """Published then or later (rejected documents: fetched)."""
    url: str | None = None
    """The article found under it, or that names it as its own."""
    limit: int | None = None
    """At most so many articles, the newest first; rejected documents come after them all."""

    at_random: bool = False
    """Take those whichever they are, rejected documents too, but the same each time."""


class Staleness(NamedTuple):
    """How much there is to read anew."""

    articles: int
    rejections: int
    """Documents that older versions rejected: they may pass now."""


def stale_documents(path: Path, versions: Versions, wanted: Wanted) -> list[str]:
    """The ids of the documents to read anew: articles whole and together, the newest first, then what was rejected. None where there is no file yet."""
    if not path.exists():
        return []
    order = "true" if wanted.at_random else "is_rejected, newest desc"
    sql = f"""
        with stale as ({STALE}),
        named as (select unit from stale group by unit
            having ($source is null or bool_or(source_id = $source)) and ($url is null or bool_or($url in (url, canonical_url)))),
        placed as (
            select document_id, dense_rank() over (order by {order}, unit) as place
            from stale semi join named using (unit) where $since is null or newest >= $since)
        select document_id from placed where $most is null or place <= $most order by place, document_id"""
    given = {"source": wanted.source_id, "url": wanted.url, "since": wanted.since, "most": wanted.limit}
    with read_only(path) as connection:
        found = connection.execute(sql, _in_force(versions) | given).fetchall()
    return [document_id for (document_id,) in found]


def staleness(path: Path, versions: Versions) -> Staleness:
    """How much of a published file other versions than these wrote. Raises WarehouseError where there is none, UsageError for one that
    does not tell."""
    sql = f"select count(distinct unit) filter (not is_rejected), count(*) filter (is_rejected) from ({STALE})"
    with read_only(path) as connection:
        try:
            return Staleness(*connection.execute(sql, _in_force(versions)).fetchall()[0])
        except duckdb.CatalogException as failure:
            raise UsageError(f"{path}: is of a release that did not say it ({failure})") from failure


def _in_force(versions: Versions) -> dict[str, object]:
    return {"pipeline": versions.pipeline_version, "rules": versions.rules_version}
