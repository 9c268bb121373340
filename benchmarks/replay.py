"""What comparing two warehouses, and migrating an older one, costs as they grow.

    python benchmarks/replay.py [HOME] [--copies 40 --copies 400] [--share 0.01]

Takes the published file of HOME (default: ./data), and makes each of its articles so many others with the same rows, under other ids. Of the
second file a share of the quotes has another speaker, a share of the numeric facts is gone, and a share of the texts is another revision.
Prints, for each size: articles, rows, megabytes of the file, seconds of `wirehouse diff OTHER.duckdb`, and seconds of carrying over a file
in which two tables lack a column. One process; DuckDB uses the threads it finds.
"""

import tempfile
import time
from pathlib import Path

import click
import duckdb

from flows.console import table
from flows.warehouse_diff import COMPARED, compare
from flows.warehouse_write import open_private
from schemas import TABLES, Table
from schemas.ids import ID_PATTERN
from schemas.render import schema_sql

EDITS = (
    "update core.quotes set speaker_text = 'somebody else' where hash(quote_id) % 10000 < {share}",
    "delete from core.numeric_facts where hash(fact_id) % 10000 < {share}",
)
MOVED = "update {table} set revision_id = substr(sha256(revision_id), 1, 20) where hash(revision_id) % 10000 < {share}"
LACKING = ("alter table core.quotes drop column cue_text", "alter table core.article_revisions drop column section")


@click.command()
@click.argument("home", default="data", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--copies", multiple=True, default=[40, 400], show_default=True, help="How many articles are made of each.")
@click.option("--share", default=0.01, show_default=True, help="Share of rows that differ.")
def main(home: Path, copies: tuple[int, ...], share: float) -> None:
    """Measure the diff of two large warehouses, and a migration."""
    lines = []
    for number in copies:
        with tempfile.TemporaryDirectory() as folder:
            lines.append(_measured(home / "wirehouse.duckdb", Path(folder), number, round(share * 10_000)))
    table(["articles", "rows", "MB", "diff s", "differing rows", "migration s"], lines)


def _measured(source: Path, folder: Path, copies: int, share: int) -> list[str]:
    old, new = folder / "old.duckdb", folder / "new.duckdb"
    articles, rows = _grow(source, old, copies)
    _grow(source, new, copies)
    with duckdb.connect(str(new)) as connection:
        moved = [MOVED.format(table=t.full_name, share=share) for t in TABLES.values() if "revision_id" in t.columns]
        for statement in (*(edit.format(share=share) for edit in EDITS), *moved):
            connection.execute(statement)
    size = old.stat().st_size / 1e6
    began = time.perf_counter()
    found = compare(old, new)
    compared = time.perf_counter() - began
    with duckdb.connect(str(old)) as connection:
        for statement in LACKING:
            connection.execute(statement)
    began = time.perf_counter()
    open_private(old).close()
    migrated = time.perf_counter() - began
    differing = sum(t.added + t.lost + t.changed for t in found.tables)
    return [f"{articles:,}", f"{rows:,}", f"{size:,.0f}", f"{compared:.1f}", f"{differing:,}", f"{migrated:.1f}"]


def _grow(source: Path, path: Path, copies: int) -> tuple[int, int]:
    """Write the file of so many copies of every row; its articles and its rows."""
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql())
        connection.execute(f"attach '{source}' as source (read_only)")
        kept = [*COMPARED, TABLES["documents"], TABLES["extractions"], TABLES["schema_versions"]]
        for declared in kept:
            connection.execute(_copied(declared, copies))
        counts = [connection.execute(f"select count(*) from {t.full_name}").fetchone() for t in kept]
        (articles,) = connection.execute("select count(*) from core.articles").fetchall()[0]
        return articles, sum(count[0] for count in counts if count)


def _copied(declared: Table, copies: int) -> str:
    columns = [
        f"substr(sha256({f.name} || '-' || n), 1, 20)" if f.column.pattern == ID_PATTERN and f.type is str else f.name
        for f in declared.fields
    ]
    is_one = declared.name in ("sources", "schema_versions")
    return f"insert into {declared.full_name} select {', '.join(columns)} from source.{declared.full_name}, range({1 if is_one else copies}) r(n)"


if __name__ == "__main__":
    main()
