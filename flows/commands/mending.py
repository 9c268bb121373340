"""publish, rebuild: a warehouse mended after a crash, a damaged disk, or a program that would not let go of the published file."""

from pathlib import Path

import click

from flows.commands.options import HOME, settings_of


@click.command()
@HOME
def publish(home: Path | None) -> None:
    """Put a finished warehouse in place that a run could not publish.

    Where the published file cannot be replaced (on Windows, while a program has it open), a run leaves the finished one beside it as
    wirehouse.next.duckdb. The next run builds on it and tries again; this does nothing but try again.
    """
    from flows.warehouse import only_writer, put_in_place

    settings = settings_of(home)
    with only_writer(settings.home):
        was_waiting = put_in_place(settings)
    click.echo(f"Published to {settings.warehouse}." if was_waiting else f"{settings.warehouse}: nothing waits to be published.")


@click.command()
@HOME
def rebuild(home: Path | None) -> None:
    """Make the warehouse anew from landing/ alone, as when the published file is damaged.

    The file that is there is kept beside the new one, under a name with the time. Articles, revisions and all their rows come back as
    they were; what stands in no landed document does not: the history of runs, fetches and findings, what was decided by hand,
    rejections of what was too large to land, and articles whose bytes were pruned. Until it is done there is no published file.
    """
    from flows import main_job
    from flows.commands.reading import report
    from flows.console import progress

    settings = settings_of(home)
    with progress() as say:
        outcome, kept = main_job.rebuild(settings, progress=say)
    report(outcome, settings)
    for path in kept:
        click.echo(f"wirehouse: the warehouse that was there is kept as {path}; delete it when you miss nothing", err=True)
