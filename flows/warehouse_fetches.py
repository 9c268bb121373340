"""What the published file remembers of the web: enough not to fetch what has not changed."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from flows.places import Place
from flows.sources import Remembered, RobotsFile, Validators
from flows.warehouse import if_there, read_only, rows

DAYS: Final = 90
"""What was not fetched for so long is fetched whole again: it keeps what a run holds in memory small."""

VALIDATORS: Final = """
    with newest as (
        select distinct on (url) url, etag, last_modified, final_url, run_id, fetched_at from ops.fetches
        where outcome = 'ok' and status = 200 and kind != 'robots' and fetched_at > now() - to_days(?)
        order by url, fetched_at desc
    ),
    brought as (
        select fetched_at, list(document_id) as documents from (
            select document_id, fetched_at from ops.documents union all select document_id, fetched_at from ops.sightings)
        where fetched_at in (select fetched_at from newest) group by fetched_at
    )
    select url, documents, etag, last_modified, final_url from newest n left join brought using (fetched_at)
    where coalesce(etag, last_modified) is not null and not exists (
        from ops.fetches f where f.run_id = n.run_id and f.found_in = n.url and f.outcome = 'failed'
            and (f.status is null or f.status in (408, 425, 429) or f.status >= 500)
    )"""
"""With the documents that each fetch brought: they bear its very time. A listing that led to something which may work the next time
is to be read again even if it has not changed."""

SITEMAPS: Final = """
    with last as (
        select distinct found_in, url from ops.fetches
        where kind = 'sitemap' and found_in is not null and fetched_at > now() - to_days(?)
        qualify run_id = first_value(run_id) over (partition by found_in order by fetched_at desc)
    )
    select found_in, list(url order by url) from last group by found_in"""

ROBOTS: Final = "select origin, status, content_text, fetched_at, etag, last_modified from ops.robots_files"


HARMFUL: Final = """
    select count(*) from (select unnest(?::varchar[]) as document_id, unnest(?::timestamptz[]) as met_at)
    left join ops.documents using (document_id)
    left join (select article_id, count(*) as texts from core.article_revisions group by article_id) using (article_id)
    where outcome is distinct from 'rejection' and (texts is distinct from 1 or met_at < fetched_at)"""
UNHEARD_OF: Final = "select count(*) from (select unnest(?::varchar[]) as source_id) anti join core.sources using (source_id)"


def sightings(place: Place) -> set[tuple[str, datetime]]:
    """(document_id, when) of documents that were met again, as far as what is published tells."""
    with if_there(place) as connection:
        found = rows(connection, "select document_id, fetched_at from ops.sightings") if connection else []
    return {(document_id, at) for document_id, at in found}


def are_harmless(land: Path, place: Place) -> bool:
    """Whether what a land stage left (`sightings.parquet`, `fetches.parquet`) changes nothing but that it is told: each document was met
    before, its article has had one text only, and no source is new."""
    met = pq.read_table(land / "sightings.parquet", columns=["document_id", "fetched_at"]).to_pydict()
    asked = pq.read_table(land / "fetches.parquet", columns=["source_id"])["source_id"].drop_null().unique().to_pylist()
    with read_only(place) as connection:
        ((harmful,),) = rows(connection, HARMFUL, met["document_id"], met["fetched_at"])
        ((unheard_of,),) = rows(connection, UNHEARD_OF, asked)
    return not harmful and not unheard_of


def remembered(place: Place, readable: Collection[str]) -> Remembered:
    """What earlier runs learned; nothing where nothing was published yet.

    `readable` are the documents whose bytes are in the landing log: what brought one that is not there is to be fetched whole again.
    """
    with if_there(place) as connection:
        if connection is None:
            return Remembered()
        return Remembered(
            {
                url: Validators(*known)
                for url, documents, *known in rows(connection, VALIDATORS, DAYS)
                if all(document_id in readable for document_id in documents or ())
            },
            {row[0]: RobotsFile(*row) for row in rows(connection, ROBOTS)},
            dict(rows(connection, SITEMAPS, DAYS)),
        )
