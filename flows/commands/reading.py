"""run, extract: news into rows."""

import json
import os
import shlex
import shutil
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.commands.options import HOME, PUBLISHED, moment_of, settings_of
from flows.errors import WirehouseError
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.run import Outcome


@click.command()
@click.argument("inputs", nargs=-1, metavar="[PATH|URL]...")
@PUBLISHED
@HOME
def run(inputs: tuple[str, ...], published: str | None, home: Path | None) -> None:
    """Bring articles into the warehouse.

    Reads .txt, .html, .json and .jsonl files, folders of them, RSS and Atom feeds, sitemaps and article pages, archives and dumps (.warc,
    .warc.gz, .wacz, .parquet, .jsonl.gz, .jsonl.zst; also as s3://, gs:// and such where the fsspec backend is installed); without
    arguments, the sources of seeds/sources.csv. What was read before and has not changed is not read again, and an archive goes on
    where an interrupted run left it.
    """
    from flows import main_job
    from flows.console import progress
    from flows.seeds import read_seeds
    from flows.sources import configured

    settings, moment = settings_of(home), moment_of(published)
    wanted = inputs or configured(read_seeds(settings.seeds)["sources"])
    with progress() as say:
        outcome = main_job.run(wanted, settings, published=moment, progress=say)
    report(outcome, settings)
    if outcome.landed.failures and not outcome.summary.documents and not outcome.landed.unchanged:
        raise WirehouseError("nothing could be read")


@click.command()
@click.argument("inputs", nargs=-1, required=True, metavar="PATH...")
@PUBLISHED
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="One JSON object a row.")
def extract(inputs: tuple[str, ...], published: str | None, form: str) -> None:
    """Print the rows of articles, without a warehouse: {"table": "quotes", "url": ..., columns...}, one a line.

    Reads what `run` reads. In a .txt file the first line is the title; a line of a .jsonl file is one article, with `text` and
    optionally `title`, `url`, `published_at`. docs/data_dictionary.md tells the columns.
    """
    from flows.extracting import Problem, extract_rows
    from flows.tabular import plain

    printed = 0
    for row in extract_rows(inputs, settings_of(None), published=moment_of(published)):
        if isinstance(row, Problem):
            click.echo(f"wirehouse: {row.message}", err=True)
        else:
            sys.stdout.write(json.dumps(row, default=plain, ensure_ascii=False) + "\n")
            printed += 1
    if not printed:
        raise WirehouseError("no article could be read")


def report(outcome: "Outcome", settings: Settings) -> None:
    """The summary on standard output, one line for each failed input on standard error."""
    from flows.console import table
    from flows.questions import QUESTIONS, REJECTED

    for line in outcome.landed.failures:
        click.echo(f"wirehouse: {line}", err=True)
    if outcome.unreadable:
        click.echo(
            f"wirehouse: {outcome.unreadable} documents keep the rows of older versions: their bytes were pruned", err=True
        )
    told = outcome.summary._asdict() | {"failed inputs": len(outcome.landed.failures)}
    told["seconds"] = f"{outcome.summary.seconds:.1f}"
    table(["what", "count"], [(name.replace("_", " "), str(value)) for name, value in told.items() if name != "run_id"])
    if outcome.summary.rejections:
        click.echo(f"\nRejected articles and why:\n  {_ask(REJECTED, settings)}")
    click.echo(f"\nPublished to {settings.warehouse}. Ask it next:")
    for question, query in QUESTIONS.items():
        click.echo(f"\n  {question}\n  {_ask(query, settings)}")


def _ask(query: str, settings: Settings) -> str:
    """The command that asks the query of this warehouse, as it can be typed here."""
    command = "wirehouse" if shutil.which("wirehouse") else os.path.relpath(sys.argv[0])
    home = "" if settings.home == Settings().home else f" --home {shlex.quote(str(settings.home))}"
    return f'{command} sql{home} "{query}"'
