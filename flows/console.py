"""What people see: progress on standard error, tables on standard output."""

import json
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final, TextIO

import click
import pyarrow as pa

from flows.tabular import plain as plain
from flows.tabular import text_of, write_text

Say = Callable[[str, int, int], None]

FORMATS: Final = ("table", "csv", "json")
LONGEST: Final = 80
"""Characters of one value in a table; files are never cut."""
DOING: Final = {
    "land": "fetching",
    "archive": "archive, megabytes",
    "clean": "cleaning",
    "read": "reading",
    "publish": "publishing",
    "part": "published parts",
}


@contextmanager
def progress() -> Iterator[Say]:
    """Tells how far a run is: bars on a terminal, one line a finished stage elsewhere."""
    if not sys.stderr.isatty():
        yield _line
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn()
    with Progress(*columns, console=Console(stderr=True)) as bars:
        tasks: dict[str, Any] = {}

        def say(stage: str, done: int, of: int) -> None:
            if stage not in tasks:
                tasks[stage] = bars.add_task(DOING.get(stage, stage), total=None)
            bars.update(tasks[stage], completed=done, total=of or None)

        yield say


def _line(stage: str, done: int, of: int) -> None:
    if stage == "part":
        click.echo(f"published part {done} of {of}", err=True)
    elif of and done == of:
        click.echo(f"{DOING.get(stage, stage)}: done", err=True)


def show(rows: pa.Table, form: str = "table", out: TextIO | None = None) -> None:
    """Print a result in one of FORMATS."""
    if form != "table":
        write_text(rows.to_reader(), form, out or sys.stdout)
        return
    table(rows.column_names, zip(*(map(text_of, column.to_pylist()) for column in rows.columns), strict=True), out)


def told_json(value: Any) -> str:
    """One object as JSON."""
    return json.dumps(value, default=plain, ensure_ascii=False, indent=1)


def table(names: Sequence[str], rows: Iterable[Sequence[str]], out: TextIO | None = None) -> None:
    """Print columns under their names, aligned, long values cut with an ellipsis."""
    out = out or sys.stdout
    lines = [list(names), *([_cut(value) for value in row] for row in rows)]
    widths = [max(len(line[i]) for line in lines) for i in range(len(names))]
    for number, line in enumerate(lines):
        out.write("  ".join(value.ljust(width) for value, width in zip(line, widths, strict=True)).rstrip() + "\n")
        if number == 0:
            out.write("  ".join("-" * width for width in widths) + "\n")


def _cut(value: str) -> str:
    value = printable(" ".join(value.split()))
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def printable(text: str) -> str:
    """The text with what a terminal would obey or hide made visible, character by character: articles may hold anything."""
    return "".join(c if c.isprintable() or c in "\n\t" else " " if c.isspace() else "\ufffd" for c in text)
