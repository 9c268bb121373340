"""sql, status: what the published warehouse says."""

from pathlib import Path
from typing import Final, TextIO, cast

import click

from flows.commands.options import HOME, settings_of
from flows.errors import UsageError

FORMATS: Final = ("table", "csv", "json", "jsonl", "parquet")
FORMAT = click.option(
    "--format", "form", type=click.Choice(FORMATS), help="How rows are written. Default: as --output ends, else table."
)
OUTPUT = click.option(
    "--output", "-o", type=click.Path(dir_okay=False, path_type=Path), help="Write to this file, whole or not at all."
)


@click.command()
@click.argument("query", required=False)
@click.option("--file", "-f", type=click.File(encoding="utf-8"), help="Read the query from this file; - is standard input.")
@click.option("--param", "-p", multiple=True, metavar="NAME[:TYPE]=VALUE", help="Value for $NAME in the query; repeatable.")
@FORMAT
@OUTPUT
@click.option("--limit", type=click.IntRange(min=0), help="Stop after so many rows.")
@click.option("--explain", is_flag=True, help="Show how the query would be run, and do not run it.")
@click.option("--memory", metavar="SIZE", help="Memory it may use. Default: $WIREHOUSE_SQL_MEMORY, else 2GB.")
@click.option("--timeout", type=click.FloatRange(0, min_open=True), help="Seconds. Default: $WIREHOUSE_SQL_SECONDS, else 600.")
@HOME
def sql(
    query: str | None,
    file: TextIO | None,
    param: tuple[str, ...],
    form: str | None,
    output: Path | None,
    limit: int | None,
    explain: bool,
    memory: str | None,
    timeout: float | None,
    home: Path | None,
) -> None:
    """Run one read-only query on the published warehouse.

    Analysts' tables are in the schema marts, normalized ones in core, runs and rejections in ops; docs/ describes them, and
    docs/cookbook.md has questions with their queries.

    \b
    wirehouse sql "from marts.who_said_what limit 5"
    wirehouse sql "from marts.who_said_what where speaker = $who" -p who="Ana Ruiz"
    wirehouse sql -f question.sql -p n:int=10 -o answer.parquet
    echo "select count(*) from core.quotes" | wirehouse sql -

    The value of a parameter is text, which is read as whatever it is compared with (a date, a number). Where that does not tell,
    say its TYPE: text, int, float, bool, date or timestamp.

    The query can read the warehouse and nothing else: no other file, no network, no setting, no writing. It is stopped when it takes
    more memory or time than it may.
    """
    from flows.asking import limits_of, parameters_of, put
    from flows.warehouse_reading import asking

    settings, asked, values = settings_of(home), _query(query, file), parameters_of(param)
    limits = limits_of(settings, memory, timeout)
    try:
        with asking(settings.warehouse, f"explain {asked}" if explain else asked, values, limits=limits) as rows:
            if explain:
                click.echo("\n".join(plan for batch in rows for plan in batch.column("explain_value").to_pylist()))
            else:
                put(rows, form, output, limit=limit)
    except UsageError:
        _tell_age(settings.warehouse)
        raise


def _query(query: str | None, file: TextIO | None) -> str:
    """The query as given, read or piped. Raises UsageError unless it is given in one way."""
    if (query is None) == (file is None):
        raise UsageError('give one query: as an argument ("from marts.article_facts"), with --file, or - for standard input')
    source = cast(TextIO, click.open_file("-", encoding="utf-8")) if query == "-" else file
    try:
        return source.read() if source else str(query)
    except UnicodeDecodeError as failure:
        raise UsageError(f"{getattr(source, 'name', 'the query')}: is no UTF-8 text ({failure.reason})") from failure


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
            show(rows)
    if (report := last_report(settings.reports_folder)) is not None:
        click.echo(f"\nLast report: {report}")


def _tell_age(path: Path) -> None:
    """Say on standard error where another release wrote the file: some of what is asked for may not be there."""
    from flows.warehouse_schema import fit_of

    if told := fit_of(path).told:
        click.echo(f"{path}: {told}", err=True)
