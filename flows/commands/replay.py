"""backfill, rebuild, diff: what is in the landing log, read anew."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import HOME, moment_of, settings_of
from flows.commands.reading import report
from flows.errors import UsageError
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.run import Outcome

SHOWN = 50
"""Moved names that are told; the rest is counted."""

PUBLISH_EVERY = click.option(
    "--publish-every",
    type=click.IntRange(min=1),
    metavar="N",
    help="Publish after so many documents, which is what a kill can cost. Default: $WIREHOUSE_PUBLISH_EVERY, else 5000.",
)


@click.command()
@click.option("--limit", type=click.IntRange(min=1), metavar="N", help="At most so many articles, the newest first.")
@click.option("--source", "source_id", metavar="ID", help="Only articles of this source (core.sources).")
@click.option("--since", metavar="DATE", help="Only articles published since (2024-01-01, or with a time).")
@PUBLISH_EVERY
@click.option("--entities", "only_entities", is_flag=True, help="Read nothing: only settle anew which names are whose.")
@HOME
def backfill(
    limit: int | None, source_id: str | None, since: str | None, publish_every: int | None, only_entities: bool, home: Path | None
) -> None:
    """Read anew, from the landing log, what an older pipeline or older rules wrote.

    Also tries again what they rejected. Publishes in parts, the newest articles first: each article is old or new as a whole, and a
    backfill that is killed goes on where it was. `wirehouse status` tells how many articles are stale.

    After an edit of seeds/entity_aliases.csv, or of an entity_aliases.csv of your own in the home folder, `--entities` is enough;
    it tells which names became another entity's, and marts.entity_links shows which names each entity has.
    """
    from flows import main_job
    from flows.console import progress
    from flows.warehouse_stale import Wanted

    wanted = Wanted(source_id, moment_of(since, "--since"), limit=limit)
    if only_entities and wanted != Wanted():
        raise UsageError("--entities: settles names over the whole warehouse; leave out --limit, --source and --since")
    settings = _with(settings_of(home), publish_every)
    with progress() as say:
        outcome = main_job.backfill(settings, wanted=wanted, only_entities=only_entities, progress=say)
    if only_entities:
        _tell_relinked(outcome)
    else:
        report(outcome, settings)


@click.command()
@PUBLISH_EVERY
@HOME
def rebuild(publish_every: int | None, home: Path | None) -> None:
    """Make the warehouse anew from the landing log alone.

    For a published file that is broken, or that an older release wrote in a way that cannot be carried over. Readers keep the old file
    until the new one is whole; it then stays beside it, named after the day it was last changed, until you remove it. The history
    of runs, fetches and robots.txt files is carried over where the old file can be read. Articles whose bytes were pruned are in the old
    file only. A rebuild that is killed goes on where it was.
    """
    from flows import main_job
    from flows.console import progress
    from flows.warehouse_rebuild import forecast

    settings = _with(settings_of(home), publish_every)
    documents, seconds = forecast(settings)
    pace = f"about {_span(seconds)} at the pace of earlier runs" if seconds else "each takes some tenths of a second"
    click.echo(f"{documents:,} documents to read: {pace}", err=True)
    with progress() as say:
        outcome, kept = main_job.rebuild(settings, progress=say)
    if kept:
        click.echo(f"the file it replaces is {kept}; remove it when you miss nothing", err=True)
    report(outcome, settings)


def _with(settings: Settings, publish_every: int | None) -> Settings:
    return settings.model_copy(update={"publish_every": publish_every}) if publish_every else settings


def _span(seconds: float) -> str:
    minutes, left = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours} h {minutes} min" if hours else f"{minutes} min" if minutes else f"{left} s"


def _tell_relinked(outcome: "Outcome") -> None:
    from flows.console import table

    if not outcome.relinked:
        click.echo("Every name is whose it was.")
        return
    table(["name", "is now", "articles"], [(r.before, r.after, str(r.clusters)) for r in outcome.relinked[:SHOWN]])
    if len(outcome.relinked) > SHOWN:
        click.echo(f"and {len(outcome.relinked) - SHOWN} more; marts.entity_links shows all")
