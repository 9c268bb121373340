"""sql, status: what the published warehouse says."""

from pathlib import Path

import click

from flows.commands.options import HOME, settings_of


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

    show(ask(settings_of(home).warehouse, query), form)


@click.command()
@HOME
def status(home: Path | None) -> None:
    """Tell the last runs, what the warehouse holds, how fresh it is, what was rejected and what the audit found."""
    from flows.console import show
    from flows.reports import last_report
    from flows.status import status as tell

    settings = settings_of(home)
    for title, rows in tell(settings).items():
        click.echo(f"\n{title}" if rows.num_rows else f"\n{title}: none")
        if rows.num_rows:
            show(rows, "table")
    if (report := last_report(settings.reports_folder)) is not None:
        click.echo(f"\nLast report: {report}")
