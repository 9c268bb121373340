"""sources: the configured sources."""

from datetime import datetime

import click

from flows.commands.options import settings_of
from flows.errors import WirehouseError


@click.group()
def sources() -> None:
    """The configured sources (seeds/sources.csv)."""


@sources.command()
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
def check(source_ids: tuple[str, ...]) -> None:
    """Tell of each source, or of those named, whether it works and what it would fetch. Nothing is kept.

    Asks for feeds, sitemaps, section pages and pages and their robots.txt, not for the articles. The exit code is 1 where one fails.
    """
    from flows.checking import check_sources
    from flows.console import table

    checks = check_sources(settings_of(None), source_ids)
    columns = ["source", "kind", "works", "articles", "newest", "what"]
    table(
        columns,
        [(c.source_id, c.kind, "yes" if c.works else "NO", str(c.articles), _minute(c.newest_at), c.what) for c in checks],
    )
    if failed := [c for c in checks if not c.works]:
        for line in failed:
            click.echo(f"wirehouse: {line.source_id}: {line.what}", err=True)
        raise WirehouseError(f"{len(failed)} of {len(checks)} sources fail; mend them in sources.csv, or take them out")


def _minute(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""
