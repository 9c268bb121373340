"""diff: what would change, or what differs between two files."""

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from flows.commands.options import HOME, moment_of, settings_of
from flows.errors import UsageError

if TYPE_CHECKING:
    from flows.warehouse_diff import Diff, Example


@click.command()
@click.argument("other", required=False, type=click.Path(dir_okay=False, path_type=Path), metavar="[OTHER.duckdb]")
@click.option("--sample", type=click.IntRange(min=1), metavar="N", help="Only N of the stale articles, the same ones each time.")
@click.option("--article", "url", metavar="URL", help="Only this article.")
@click.option("--source", "source_id", metavar="ID", help="Only articles of this source (core.sources).")
@click.option("--since", metavar="DATE", help="Only articles published since (2024-01-01, or with a time).")
@click.option("--table", "table", metavar="NAME", help="Only this table, such as quotes.")
@click.option(
    "--examples", type=click.IntRange(min=0), default=5, show_default=True, metavar="N", help="Rows shown of each kind."
)
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", show_default=True)
@HOME
def diff(
    other: Path | None, sample: int | None, url: str | None, source_id: str | None, since: str | None,
    table: str | None, examples: int, form: str, home: Path | None,
) -> None:  # fmt: skip
    """Tell what a backfill would change, before it is published: rows added, lost and changed, by table and rule, with examples.

    What older rules or another pipeline wrote is read anew in a copy of the warehouse, which goes afterwards: the published file is
    not touched, and runs may go on. To judge an edited rule on a part, take --sample or --article.

    With OTHER.duckdb nothing is read: tells how the published file differs from that one (added: in the published file only).
    """
    from flows.warehouse_diff import COMPARED, compare

    names = [t.name for t in COMPARED]
    if table is not None and table not in names:
        raise UsageError(f"--table {table}: there is no such table; one of {', '.join(names)}")
    if other is not None:
        if sample or url or source_id or since:
            raise UsageError("OTHER.duckdb is compared as it is; leave out --sample, --article, --source and --since")
        found = compare(other, settings_of(home).warehouse, only=table, examples=examples)
    else:
        found = _rehearse(home, sample, url, source_id, since, table, examples)
    _print_json(found) if form == "json" else _print(found)


def _rehearse(
    home: Path | None, sample: int | None, url: str | None, source_id: str | None, since: str | None, table: str | None, examples: int
) -> "Diff":  # fmt: skip
    from flows.console import progress
    from flows.orchestrator import quiet_tools
    from flows.rehearsing import rehearsed
    from flows.warehouse_diff import compare
    from flows.warehouse_stale import Wanted

    settings = settings_of(home)
    quiet_tools(settings.home)
    wanted = Wanted(source_id, moment_of(since, "--since"), url, sample, at_random=sample is not None)
    with progress() as say, rehearsed(settings, wanted, say) as (path, documents):
        if not documents:
            click.echo("nothing of it is stale: it is as the present rules and pipeline have it", err=True)
        return compare(settings.warehouse, path, only=table, examples=examples)


def _print_json(found: "Diff") -> None:
    from flows.console import plain

    told: dict[str, Any] = {name: [row._asdict() for row in getattr(found, name)] for name in ("tables", "rules", "examples")}
    json.dump({"articles": found.articles, **told}, sys.stdout, default=plain, ensure_ascii=False, indent=1)
    sys.stdout.write("\n")


def _print(found: "Diff") -> None:
    from flows.console import table

    if not found.tables:
        click.echo("No row differs.")
        return
    click.echo(f"{found.articles} articles with rows that differ\n")
    table(["table", "added", "lost", "changed", "articles"], [[str(v) for v in row] for row in found.tables])
    if found.rules:
        click.echo()
        table(["table", "rule", "added", "lost", "changed"], [[str(v) for v in row] for row in found.rules])
    for example in found.examples:
        _print_example(example)


def _print_example(example: "Example") -> None:
    from flows.console import plain

    click.echo(f"\n{example.table} {example.change}  {example.url or ''}".rstrip())
    if example.sentence:
        click.echo(f"  in: {' '.join(example.sentence.split())}")
    for name in dict.fromkeys([*example.old, *example.new]):
        values = [plain(side[name]) if name in side else "nothing" for side in (example.old, example.new)]
        click.echo(f"  {name}: {' -> '.join(values) if example.change == 'changed' else values[example.change == 'added']}")
