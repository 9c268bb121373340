"""explain: one row's whole story."""

import sys
from pathlib import Path

import click

from flows.commands.options import HOME, settings_of


@click.command()
@click.argument("row_id", metavar="ID")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
@HOME
def explain(row_id: str, form: str, home: Path | None) -> None:
    """Tell the whole story of one row, of any table: ID is its id, or as much of it as no other id begins with.

    A quote, a number, a mention, an article, a document, a run …: its columns in words, its sentence, the rule that found it, the
    revision and article, the run and versions that wrote it, the bytes it was read from and when they were fetched, what the audit
    found, and the copies of its story.
    """
    from flows.console import told_json
    from flows.explaining_text import as_text
    from flows.warehouse_explaining import explain as tell

    told = tell(settings_of(home), row_id.strip().lower())
    click.echo(told_json(told) if form == "json" else as_text(told, bold=sys.stdout.isatty()))
