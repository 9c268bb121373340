"""Reads the published file in other processes, in loops, while runs publish it again and again.

    python benchmarks/readers.py [--publishes 100] [--readers 4] [--whole 10]

Each publish is done as runs do it, from a private copy to the renames; the first are whole runs that bring an article each (without Prefect,
Great Expectations and dbt, which publish nothing), the others only add a row to several tables. A reader opens the file, every other one
as Wirehouse does and the rest as any program would, asks several questions of it, and closes it; its answers together must be those of
one published file. A further process opened the file before the first run, and keeps the connection: its answers must stay the same.
Prints one line, and what was wrong.
"""

import multiprocessing
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, NamedTuple

import click

from flows.warehouse import Connection, read_only

QUESTIONS = (
    "select count(*) from ops.runs",
    "select count(*) from core.articles",
    "select sum(hash(q)) from core.quotes q",
    "select sum(hash(s)) from core.sentences s join core.article_revisions using (revision_id)",
    "select count(*) from ops.documents where outcome = 'revision'",
)
PAUSE_SECONDS = 0.03
"""Of each reader, so that they leave the runs something of the machine."""
Stamp = tuple[Any, ...]
"""The answers: no two published files have the same."""


class Found(NamedTuple):
    """What a reader met with."""

    stamps: Counter[Stamp]
    errors: list[str]


def stamp_of(connection: Connection) -> Stamp:
    """Asked one by one, as a person would."""
    return tuple(connection.execute(question).fetchall()[0][0] for question in QUESTIONS)


def as_any_program(path: Path) -> AbstractContextManager[Connection]:
    """A connection with nothing of ours."""
    import duckdb

    return duckdb.connect(str(path), read_only=True)


def read_on(path: Path, opened: Callable[[Path], AbstractContextManager[Connection]], begun: Any, stop: Any, told: Any) -> None:
    """Open and read until told to stop, then tell."""
    found = Found(Counter(), [])
    begun.release()
    while not stop.wait(PAUSE_SECONDS):
        try:
            with opened(path) as connection:
                found.stamps[stamp_of(connection)] += 1
        except Exception as failure:
            found.errors.append(repr(failure))
    told.put(found)


def keep_open(path: Path, begun: Any, stop: Any, told: Any) -> None:
    """Read from one connection until told to stop, then tell."""
    with read_only(path) as connection:
        found = Found(Counter([stamp_of(connection)]), [])
        begun.release()
        while not stop.wait(1):
            found.stamps[stamp_of(connection)] += 1
        found.stamps[stamp_of(connection)] += 1
    if len(found.stamps) > 1:
        found.errors.append(f"a connection that was kept open told of {len(found.stamps)} published files")
    told.put(found)


def publish(home: Path, folder: Path, number: int) -> Stamp:
    """A run with one new article; the answers of the file that it publishes."""
    from flows import main_job
    from flows.settings import Settings

    path = folder / f"{number}.txt"
    path.write_text(f"Bridge {number} opens\n\nIt cost ${number} million. “It is safe,” Mayor Ana Ruiz said.\n", encoding="utf-8")
    settings = Settings(home=home, pipeline="fast", reports=0)
    main_job.run([str(path)], settings, published=None, progress=lambda *_: None)
    with read_only(settings.warehouse) as connection:
        return stamp_of(connection)


def add_rows(home: Path, number: int) -> Stamp:
    """A publish with one more row in several tables; the answers of the file."""
    from flows.settings import Settings
    from flows.warehouse import private_copy, replace_published
    from flows.warehouse_write import open_private
    from schemas import TABLES

    settings = Settings(home=home)
    with private_copy(settings) as path:
        connection = open_private(path)
        for name in ("runs", "articles", "quotes", "sentences", "documents"):
            table = TABLES[name]
            connection.execute(
                f"insert into {table.full_name} select * replace (? as {table.key[0]}) from {table.full_name} limit 1",
                [f"{number:020d}"],
            )
        connection.execute("checkpoint")
        connection.close()
        replace_published(path, settings)
    with read_only(settings.warehouse) as connection:
        return stamp_of(connection)


def measure(scratch: Path, publishes: int, readers: int, whole: int) -> tuple[set[Stamp], list[Found]]:
    """Publish and read at once: what was published, and what each reader found."""
    home, spawn = scratch / "home", multiprocessing.get_context("spawn")
    published = {publish(home, scratch, 0)}
    begun, stop, told = spawn.Semaphore(0), spawn.Event(), spawn.Queue()
    path, ways = home / "wirehouse.duckdb", (read_only, as_any_program)
    processes = [spawn.Process(target=keep_open, args=(path, begun, stop, told), daemon=True)]
    processes += [
        spawn.Process(target=read_on, args=(path, ways[number % 2], begun, stop, told), daemon=True) for number in range(readers)
    ]
    for process in processes:
        process.start()
    for _ in processes:
        begun.acquire()
    for number in range(1, publishes + 1):
        published.add(publish(home, scratch, number) if number <= whole else add_rows(home, number))
    stop.set()
    found = [told.get(timeout=120) for _ in processes]
    for process in processes:
        process.join()
    return published, found


@click.command()
@click.option("--publishes", default=100, show_default=True)
@click.option("--readers", default=4, show_default=True, help="Reading processes.")
@click.option("--whole", default=10, show_default=True, help="How many of the publishes are whole runs.")
def main(publishes: int, readers: int, whole: int) -> None:
    """Publish and read at once, and count errors."""
    from tests.bare import strip

    strip()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        published, found = measure(Path(folder).resolve(), publishes, readers, whole)
    stamps = sum((f.stamps for f in found), Counter[Stamp]())
    errors = [error for f in found for error in f.errors] + [f"{s} was never published" for s in stamps.keys() - published]
    click.echo(
        f"{publishes} publishes in {time.monotonic() - started:.0f} s, {stamps.total()} reads of {readers} processes and a kept connection, "
        f"{len(stamps.keys() & published)} of {len(published)} published files seen, {len(errors)} errors"
    )
    for error in errors:
        click.echo(error)
    sys.exit(bool(errors) or len(published) != publishes + 1)


if __name__ == "__main__":
    main()
