"""sql, status: what the published warehouse says."""

from pathlib import Path

import click

from flows.commands.options import HOME, settings_of
from flows.errors import UsageError


@click.command()
@click.argument("query")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@HOME
def sql(query: str, form: str, home: Path | None) -> None:
    """Run a read-only query on the published warehouse.

    Analysts' views are in the schema marts, normalized tables in core, runs and rejections in ops; docs/ describes them.
    """
    from flows.console import show
    from flows.warehouse import query as ask

    path = settings_of(home).warehouse
    try:
        rows = ask(path, query)
    except UsageError:
        _tell_age(path)
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
    _tell_age(settings.warehouse)
    for title, rows in tell(settings).items():
        click.echo(f"\n{title}" if rows.num_rows else f"\n{title}: none")
        if rows.num_rows:
            show(rows, "table")
    if (report := last_report(settings.reports_folder)) is not None:
        click.echo(f"\nLast report: {report}")


def _tell_age(path: Path) -> None:
    """Say on standard error where another release wrote the file: some of what is asked for may not be there."""
    from flows.warehouse_schema import fit_of

    if told := fit_of(path).told:
        click.echo(f"{path}: {told}", err=True)
