"""sql, status: what the published warehouse says."""

from pathlib import Path

import click

from flows.commands.options import HOME, settings_of
from flows.errors import UsageError
from flows.places import Lake, Place


@click.command()
@click.argument("query")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@click.option(
    "--at", metavar="RUN_ID", help="On the warehouse as this run left it (its id, or how it begins). Of a DuckLake only."
)
@HOME
def sql(query: str, form: str, at: str | None, home: Path | None) -> None:
    """Run a read-only query on the published warehouse.

    Analysts' views are in the schema marts, normalized tables in core, runs and rejections in ops; docs/ describes them.
    """
    from flows.console import show
    from flows.warehouse import query as ask

    place = settings_of(home).published
    if at is not None:
        if not isinstance(place, Lake):
            raise UsageError(
                f"--at {at}: {place} is a file, which holds the last state only; a DuckLake (warehouse_kind) keeps them"
            )
        place = place._replace(run_id=at)
    try:
        rows = ask(place, query)
    except UsageError:
        _tell_age(place)
        raise
    show(rows, form)


@click.command()
@HOME
def status(home: Path | None) -> None:
    """Tell the last runs, what the warehouse holds, how fresh it is, what was rejected and what the audit found."""
    from flows.console import show
    from flows.reports import last_report
    from flows.status import status as tell

    settings = settings_of(home)
    _tell_age(settings.published)
    for title, rows in tell(settings).items():
        click.echo(f"\n{title}" if rows.num_rows else f"\n{title}: none")
        if rows.num_rows:
            show(rows, "table")
    if (report := last_report(settings.reports_folder)) is not None:
        click.echo(f"\nLast report: {report}")


def _tell_age(place: Place) -> None:
    """Say on standard error where another release wrote it: some of what is asked for may not be there."""
    from flows.warehouse_schema import fit_of

    if told := fit_of(place).told:
        click.echo(f"{place}: {told}", err=True)
