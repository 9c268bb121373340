"""export: tables of the published warehouse as files."""

from pathlib import Path
from typing import Final

import click

from flows.commands.options import HOME, settings_of

LONGEST: Final = 24 * 3600
"""Seconds that writing may take: a disk may be slow, and what is asked here is only to read tables from one end to the other."""


@click.command()
@click.argument("marts", nargs=-1)
@click.option(
    "--to", "folder", required=True, type=click.Path(file_okay=False, path_type=Path), help="Folder to write; made whole."
)
@click.option("--format", "form", type=click.Choice(["parquet", "csv", "jsonl"]), default="parquet", show_default=True)
@click.option("--partition-by", type=click.Choice(["month", "source"]), help="One file a month of publication, or a source.")
@click.option("--excel-safe", is_flag=True, help="In CSV, put a ' before text that a spreadsheet would take for a formula.")
@click.option("--force", is_flag=True, help="Replace the folder where it is there already.")
@HOME
def export(
    marts: tuple[str, ...], folder: Path, form: str, partition_by: str | None, excel_safe: bool, force: bool, home: Path | None
) -> None:
    """Write marts into a folder, with what their columns mean.

    MARTS are names in the schema marts (who_said_what) or of other tables (core.quotes); none: every mart. Beside the files stand
    data_dictionary.md, and datapackage.json (a Frictionless data package) with columns, rows, bytes and SHA-256 of each file.

    \b
    wirehouse export --to out/
    wirehouse export who_said_what --to quotes/ --format csv --partition-by month --excel-safe

    News is written by others: a quote may begin with = or @, and a spreadsheet that opens the CSV may run it. --excel-safe guards
    against it and changes those cells.
    """
    from flows.asking import limits_of
    from flows.console import table
    from flows.context import now
    from flows.errors import UsageError
    from flows.exporting import Wanted
    from flows.exporting import export as write

    if excel_safe and form != "csv":
        raise UsageError(f"--excel-safe changes cells of CSV; leave it out with --format {form}")
    settings = settings_of(home)
    wanted = Wanted(form, partition_by, excel_safe)
    done = write(settings.warehouse, marts, folder, wanted, limits=limits_of(settings, seconds=LONGEST), force=force, at=now())
    table(["table", "files", "rows", "bytes"], ([str(value) for value in row] for row in done))
