"""The command line. Standard output holds results only; progress, problems and errors go to standard error."""

import json
import os
import shlex
import shutil
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.errors import UsageError, WirehouseError
from flows.settings import Settings

if TYPE_CHECKING:
    from flows.run import Outcome

HOME = click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of all state. Default: $WIREHOUSE_HOME, else ./data."
)
PUBLISHED = click.option(
    "--published",
    metavar="DATE",
    help="When the inputs were published (2020-02-14, or with a time); relative dates count from it.",
)


class Group(click.Group):
    """Turns our errors into one line on standard error and their exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except WirehouseError as failure:
            click.echo(f"wirehouse: {failure}", err=True)
            context.exit(failure.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # the reader of our output has seen enough
            sys.stderr.close()
            context.exit(0)
        except Exception as failure:
            if os.environ.get("WIREHOUSE_TRACEBACK"):
                raise
            told = f"{type(failure).__name__}: {failure}".splitlines()[0]
            click.echo(
                f"wirehouse: failed in a way nobody foresaw ({told}); please report what it prints with WIREHOUSE_TRACEBACK=1",
                err=True,
            )
            context.exit(1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="wirehouse", message="%(prog)s %(version)s")
def main() -> None:
    """Turn news articles into a warehouse: who said what, and which numbers were claimed about what.

    \b
    wirehouse run articles/            read a folder into ./data/wirehouse.duckdb
    wirehouse sql "from marts.who_said_what limit 5"
    wirehouse extract story.txt        rows of one file, no warehouse

    Exit codes: 0 done (some articles may have been rejected: the summary says so), 1 failed, 2 asked for something that makes no
    sense. Settings are environment variables too: WIREHOUSE_HOME, WIREHOUSE_PIPELINE (standard, fast, or another spaCy
    pipeline by name or folder), WIREHOUSE_SEEDS, WIREHOUSE_BATCH_SIZE, WIREHOUSE_MAX_BYTES, WIREHOUSE_ALLOW_HOSTS,
    WIREHOUSE_CONTACT (told to the servers asked).
    """


@main.command()
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

    settings, moment = _settings(home), _moment(published)
    wanted = inputs or configured(read_seeds(settings.seeds)["sources"])
    with progress() as say:
        outcome = main_job.run(wanted, settings, published=moment, progress=say)
    _report(outcome, settings)
    if outcome.landed.failures and not outcome.summary.documents and not outcome.landed.unchanged:
        raise WirehouseError("nothing could be read")


@main.command()
@click.option("--entities", "only_entities", is_flag=True, help="Read nothing: only settle anew which names are whose.")
@HOME
def backfill(only_entities: bool, home: Path | None) -> None:
    """Read anew, from the landing log, what an older pipeline or older rules wrote.

    After an edit of seeds/entity_aliases.csv, or of an entity_aliases.csv of your own in the home folder, `--entities` is enough;
    it tells which names became another entity's, and marts.entity_links shows which names each entity has.
    """
    from flows import main_job
    from flows.console import progress

    settings = _settings(home)
    with progress() as say:
        outcome = main_job.backfill(settings, only_entities=only_entities, progress=say)
    if only_entities:
        _tell_relinked(outcome)
    else:
        _report(outcome, settings)


@main.command()
@click.argument("inputs", nargs=-1, required=True, metavar="PATH...")
@PUBLISHED
@click.option("--format", "form", type=click.Choice(["jsonl"]), default="jsonl", show_default=True, help="One JSON object a row.")
def extract(inputs: tuple[str, ...], published: str | None, form: str) -> None:
    """Print the rows of articles, without a warehouse: {"table": "quotes", "url": ..., columns...}, one a line.

    Reads what `run` reads. In a .txt file the first line is the title; a line of a .jsonl file is one article, with `text` and
    optionally `title`, `url`, `published_at`. docs/data_dictionary.md tells the columns.
    """
    from flows.console import plain
    from flows.extracting import Problem, extract_rows

    printed = 0
    for row in extract_rows(inputs, _settings(None), published=_moment(published)):
        if isinstance(row, Problem):
            click.echo(f"wirehouse: {row.message}", err=True)
        else:
            sys.stdout.write(json.dumps(row, default=plain, ensure_ascii=False) + "\n")
            printed += 1
    if not printed:
        raise WirehouseError("no article could be read")


@main.command()
@click.argument("query")
@click.option("--format", "form", type=click.Choice(["table", "csv", "json"]), default="table", show_default=True)
@HOME
def sql(query: str, form: str, home: Path | None) -> None:
    """Run a read-only query on the published warehouse.

    Analysts' views are in the schema marts, normalized tables in core, runs and rejections in ops; docs/ describes them.
    """
    from flows.console import show
    from flows.warehouse import query as ask

    show(ask(_settings(home).warehouse, query), form)


@main.group()
def sources() -> None:
    """The configured sources (seeds/sources.csv)."""


@sources.command()
@click.argument("source_ids", nargs=-1, metavar="[SOURCE]...")
def check(source_ids: tuple[str, ...]) -> None:
    """Tell of each source, or of those named, whether it works and what it would fetch. Nothing is kept.

    Asks for feeds, sitemaps, section pages and pages and their robots.txt, not for the articles. The exit code is 1 where one fails.
    """
    from flows.checking import check_sources
    from flows.console import table

    checks = check_sources(_settings(None), source_ids)
    columns = ["source", "kind", "works", "articles", "newest", "what"]
    table(
        columns,
        [(c.source_id, c.kind, "yes" if c.works else "NO", str(c.articles), _minute(c.newest_at), c.what) for c in checks],
    )
    if failed := [c for c in checks if not c.works]:
        for line in failed:
            click.echo(f"wirehouse: {line.source_id}: {line.what}", err=True)
        raise WirehouseError(f"{len(failed)} of {len(checks)} sources fail; mend them in sources.csv, or take them out")


@main.command()
@HOME
def status(home: Path | None) -> None:
    """Tell the last runs, what the warehouse holds, how fresh it is, what was rejected and what the audit found."""
    from flows.console import show
    from flows.status import status as tell

    for title, rows in tell(_settings(home)).items():
        click.echo(f"\n{title}" if rows.num_rows else f"\n{title}: none")
        if rows.num_rows:
            show(rows, "table")


@main.group()
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
    from flows.warehouse import only_writer

    settings = _settings(home)
    with only_writer(settings.home):
        before, after = compact(settings.landing)
    click.echo(f"{before.files} files of {before.bytes:,} bytes are now {after.files} of {after.bytes:,}")


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
    from flows.warehouse import only_writer
    from flows.warehouse_history import prunable

    settings, moment = _settings(home), _moment(before, "--before")
    if moment is None or not reason.strip():
        raise UsageError("--reason: is empty; say why, it is kept beside each document")
    with only_writer(settings.home):
        doomed = dict.fromkeys(prunable(settings.warehouse, before=moment, current_too=force), " ".join(reason.split()))
        found = prune(settings.landing, doomed, pretend=dry_run)
    verb = "would lose" if dry_run else "lost"
    click.echo(
        f"{found.documents} documents {verb} their bytes, {found.bodies} distinct; {found.shared} share theirs with one that keeps it"
    )


def _settings(home: Path | None) -> Settings:
    from pydantic import ValidationError

    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise UsageError(f"WIREHOUSE_{str(first['loc'][0]).upper()}: {first['msg']}; correct or unset it") from wrong


def _moment(text: str | None, flag: str = "--published") -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{flag} {text}: is no date; write it as 2020-02-14 or 2020-02-14T09:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _minute(moment: datetime | None) -> str:
    return moment.strftime("%Y-%m-%d %H:%M") if moment else ""


def _report(outcome: "Outcome", settings: Settings) -> None:
    """The summary on standard output, one line for each failed input on standard error."""
    from flows.console import table
    from flows.questions import QUESTIONS, REJECTED

    for line in outcome.landed.failures:
        click.echo(f"wirehouse: {line}", err=True)
    if outcome.unreadable:
        click.echo(f"wirehouse: {outcome.unreadable} articles keep the rows of older versions: their bytes were pruned", err=True)
    told = outcome.summary._asdict() | {"failed inputs": len(outcome.landed.failures)}
    told["seconds"] = f"{outcome.summary.seconds:.1f}"
    table(["what", "count"], [(name.replace("_", " "), str(value)) for name, value in told.items() if name != "run_id"])
    if outcome.summary.rejections:
        click.echo(f"\nRejected articles and why:\n  {_ask(REJECTED, settings)}")
    click.echo(f"\nPublished to {settings.warehouse}. Ask it next:")
    for question, query in QUESTIONS.items():
        click.echo(f"\n  {question}\n  {_ask(query, settings)}")


SHOWN = 50
"""Moved names that are told; the rest is counted."""


def _tell_relinked(outcome: "Outcome") -> None:
    from flows.console import table

    if not outcome.relinked:
        click.echo("Every name is whose it was.")
        return
    table(["name", "is now", "articles"], [(r.before, r.after, str(r.clusters)) for r in outcome.relinked[:SHOWN]])
    if len(outcome.relinked) > SHOWN:
        click.echo(f"and {len(outcome.relinked) - SHOWN} more; marts.entity_links shows all")


def _ask(query: str, settings: Settings) -> str:
    """The command that asks the query of this warehouse, as it can be typed here."""
    command = "wirehouse" if shutil.which("wirehouse") else os.path.relpath(sys.argv[0])
    home = "" if settings.home == Settings().home else f" --home {shlex.quote(str(settings.home))}"
    return f'{command} sql{home} "{query}"'


if __name__ == "__main__":
    main()
