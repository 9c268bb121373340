"""How long `wirehouse explain` and `wirehouse rejections` take on a large warehouse, made here of rows that mean nothing.

python benchmarks/explain.py --revisions 200000
"""

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

from flows.quarantine import one_document
from flows.settings import Settings
from flows.warehouse_explaining import explain
from flows.warehouse_rejections import Which, count_rejections
from schemas import TABLES
from schemas.declare import Field
from schemas.render import SQL_TYPES, schema_sql

QUOTES = 5
"""Quotes a revision; as many numeric facts."""


def main() -> None:
    """Make the warehouse, ask it, print the seconds of each question."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--revisions", type=int, default=200_000)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder))
        make(settings.warehouse, arguments.revisions)
        quote = an_id("quotes", arguments.revisions * QUOTES // 2)
        document = an_id("documents", arguments.revisions // 2)
        print(f"{arguments.revisions:,} revisions, {settings.warehouse.stat().st_size / 1e6:,.0f} MB")
        tell("explain, a quote by its id", lambda: explain(settings, quote))
        tell("explain, a quote by 12 digits", lambda: explain(settings, quote[:12]))
        tell("explain, a document", lambda: explain(settings, document))
        tell("a document by its id", lambda: one_document(settings, document))
        tell("rejections by reason", lambda: count_rejections(settings.warehouse, Which()))


def tell(what: str, ask: Callable[[], object]) -> None:
    """The best of three."""
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        ask()
        seconds.append(time.perf_counter() - started)
    print(f"{what:32} {min(seconds):.3f} s")


def make(path: Path, revisions: int) -> None:
    """A file with that many revisions, quotes and documents, and a tenth as many rejections."""
    counts = {"articles": 1, "article_revisions": 1, "sentences": QUOTES, "quotes": QUOTES, "numeric_facts": QUOTES}
    counts |= {"documents": 1, "extractions": 1, "rejections": 0.1, "fetches": 1, "audit_findings": 0.1}
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql())
        fill(connection, "runs", 1, revisions)
        for name, each in counts.items():
            fill(connection, name, int(revisions * each), revisions)


def fill(connection: duckdb.DuckDBPyConnection, name: str, rows: int, revisions: int) -> None:
    """Rows whose ids are hashes of their numbers, each belonging to the revision of its number."""
    table = TABLES[name]
    values = ", ".join(value(field, name, table.key, revisions) for field in table.fields)
    connection.execute(f"insert into {table.full_name} select {values} from range({rows}) t(n)")


def value(field: Field, name: str, key: tuple[str, ...], revisions: int) -> str:
    """The SQL of one column's value in row `n`."""
    if (field.name,) == key and name == "sentences":
        return hashed(name, "n")
    owners = {"revision_id": "article_revisions", "article_id": "articles", "document_id": "documents", "run_id": "runs"}
    owners |= {"sentence_id": "sentences", "current_revision_id": "article_revisions"}
    if (field.name,) == key and field.name not in owners:
        return hashed(name, "n")
    if field.name in owners:
        return hashed(owners[field.name], "0" if field.name == "run_id" else f"n % {revisions}")
    if field.is_nullable:
        return "null"
    if field.column.values:
        return f"'{field.column.values[0]}'"
    if field.name == "text":
        return "repeat('The council voted on Monday. ' || n, 40)"
    known = {str: "'some text ' || n", float: "0.5", bool: "false", int: "5"}
    return known.get(field.type, f"{SQL_TYPES[field.type]} '2026-03-01'")


def hashed(kind: str, number: str) -> str:
    """The SQL of an id."""
    return f"left(sha256('{kind}' || ({number})), 20)"


def an_id(kind: str, number: int) -> str:
    """The id of a row, as `hashed` has it."""
    return str(duckdb.sql(f"select {hashed(kind, str(number))}").fetchall()[0][0])


if __name__ == "__main__":
    main()
