"""landing: looking after the landing log."""

from pathlib import Path

import click

from flows.commands.options import HOME, moment_of, settings_of
from flows.errors import UsageError, WirehouseError


@click.group()
def landing() -> None:
    """Look after the landing log: every raw document ever fetched, from which backfills read anew."""


@landing.command("compact")
@HOME
def compact_landing(home: Path | None) -> None:
    """Merge the many small files of landing/ into few.

    Nothing is lost: a new file is on disk before those it replaces go, the bytes of every document are held against their digest on
    the way, and a run that is interrupted is made good by the next one.
    """
    from flows.landing_upkeep import compact
    from flows.recovery import writing

    settings = settings_of(home)
    with writing(settings):
        before, after = compact(settings.landing)
    click.echo(f"{before.files} files of {before.bytes:,} bytes are now {after.files} of {after.bytes:,}")


@landing.command("check")
@click.option("--set-aside", "move", is_flag=True, help="Move damaged files to landing/damaged/, to go on without them.")
@HOME
def check_landing(move: bool, home: Path | None) -> None:
    """Read every landing file to its end, and hold every document's bytes against their digest.

    The exit code is 1 where a file is damaged. A backup of it, put back under its name, is the best mend. With --set-aside the damaged
    files are kept in landing/damaged/, and runs go on: the warehouse keeps all its rows; what only those files held is landed again
    when it comes again, and archives they were from are read again; until then backfills leave those articles' rows as they are,
    and a warehouse that is rebuilt from landing/ lacks them.
    """
    from flows.landing_checks import damages, set_aside, without_bytes
    from flows.recovery import writing

    settings = settings_of(home)
    with writing(settings):
        found = damages(settings.landing)
        moved = set_aside(damage.path for damage in found) if move else []
        missing = without_bytes(settings.landing, settings.newest) if move or not found else 0
    for damage in found if not move else ():
        click.echo(f"wirehouse: {damage.reason}", err=True)
    for path in moved:
        click.echo(f"wirehouse: {path}: moved here, as it is damaged", err=True)
    click.echo(f"{len(found)} damaged files; {missing} published documents without bytes")
    if found and not move:
        raise WirehouseError(f"{settings.landing}: {len(found)} files are damaged")


@landing.command("prune")
@click.option(
    "--before", metavar="DATE", required=True, help="Only documents that were fetched before (2024-01-01, or with a time)."
)
@click.option("--reason", required=True, help="Why: it is kept beside each document whose bytes go.")
@click.option("--force", is_flag=True, help="Also those that current revisions were read from.")
@click.option("--dry-run", is_flag=True, help="Drop nothing, only tell.")
@HOME
def prune_landing(before: str, reason: str, force: bool, dry_run: bool, home: Path | None) -> None:
    """Drop the bytes of old documents that no current revision of an article was read from.

    What goes for good is their bytes: of superseded revisions, duplicates and rejected documents; with --force also of current
    revisions. What stays: the articles, revisions and rows in the warehouse; in landing/ each document's URL, digest, headers and the
    reason given here. What is lost with the bytes: a backfill cannot read those revisions anew, so their rows stay those of the
    pipeline and rules that wrote them; a warehouse that is rebuilt from landing/ lacks them; rejected documents are not tried again.
    A document that is fetched again has its bytes again.
    """
    from flows.landing_upkeep import prune
    from flows.recovery import writing
    from flows.warehouse_history import prunable

    settings, moment = settings_of(home), moment_of(before, "--before")
    if moment is None or not reason.strip():
        raise UsageError("--reason: is empty; say why, it is kept beside each document")
    with writing(settings):
        doomed = dict.fromkeys(prunable(settings.newest, before=moment, current_too=force), " ".join(reason.split()))
        found = prune(settings.landing, doomed, pretend=dry_run)
    verb = "would lose" if dry_run else "lost"
    click.echo(
        f"{found.documents} documents {verb} their bytes, {found.bodies} distinct; {found.shared} share theirs with one that keeps it"
    )
