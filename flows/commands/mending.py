"""publish: a finished warehouse put in place that a program with the published file open kept out."""

from pathlib import Path

import click

from flows.commands.options import HOME, settings_of
from flows.errors import UsageError
from flows.places import Lake


@click.command()
@HOME
def publish(home: Path | None) -> None:
    """Put a finished warehouse in place that a run could not publish.

    Where the published file cannot be replaced (on Windows, while a program has it open), a run leaves the finished one beside it as
    wirehouse.next.duckdb. The next run builds on it and tries again; this does nothing but try again. A lake is published to at once
    or not at all.
    """
    from flows.recovery import told_plainly
    from flows.warehouse import only_writer, publish_waiting

    settings = settings_of(home)
    if isinstance(settings.published, Lake):
        raise UsageError(f"{settings.published}: is published to at once or not at all; only a file can wait to be put in place")
    with told_plainly(settings.home), only_writer(settings.home):
        was_waiting = publish_waiting(settings)
    click.echo(f"Published to {settings.warehouse}." if was_waiting else f"{settings.warehouse}: nothing waits to be published.")
