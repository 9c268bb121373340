"""What the published file remembers of the web: enough not to fetch what has not changed."""

from typing import Final

from flows.places import Place
from flows.sources import Remembered, RobotsFile, Validators
from flows.warehouse import if_there, rows

DAYS: Final = 90
"""What was not fetched for so long is fetched whole again: it keeps what a run holds in memory small."""

VALIDATORS: Final = """
    with newest as (
        select distinct on (url) url, etag, last_modified, final_url, run_id from ops.fetches
        where outcome = 'ok' and status = 200 and kind != 'robots' and fetched_at > now() - to_days(?)
        order by url, fetched_at desc
    )
    select url, etag, last_modified, final_url from newest n
    where coalesce(etag, last_modified) is not null and not exists (
        from ops.fetches f where f.run_id = n.run_id and f.found_in = n.url and f.outcome = 'failed'
            and (f.status is null or f.status in (408, 425, 429) or f.status >= 500)
    )"""
"""A listing that led to something which may work the next time is to be read again even if it has not changed."""

SITEMAPS: Final = """
    with last as (
        select distinct found_in, url from ops.fetches
        where kind = 'sitemap' and found_in is not null and fetched_at > now() - to_days(?)
        qualify run_id = first_value(run_id) over (partition by found_in order by fetched_at desc)
    )
    select found_in, list(url order by url) from last group by found_in"""

ROBOTS: Final = "select origin, status, content_text, fetched_at, etag, last_modified from ops.robots_files"


def remembered(place: Place) -> Remembered:
    """What earlier runs learned; nothing where nothing was published yet."""
    with if_there(place) as connection:
        if connection is None:
            return Remembered()
        return Remembered(
            {url: Validators(*known) for url, *known in rows(connection, VALIDATORS, DAYS)},
            {row[0]: RobotsFile(*row) for row in rows(connection, ROBOTS)},
            dict(rows(connection, SITEMAPS, DAYS)),
        )
