"""Whole-warehouse checks, rendered from the declared tables: what must hold before a file is published.

Each is one query that counts the rows breaking it. They look at every row, also those of earlier runs: a file that went bad is never
published again.
"""

from collections.abc import Collection, Iterator
from typing import NamedTuple

import duckdb

from flows.errors import AuditError
from schemas import TABLES, Table


class WarehouseCheck(NamedTuple):
    """A name, and SQL that counts the rows which break it."""

    name: str
    sql: str


def checks() -> Iterator[WarehouseCheck]:
    """Provenance of every span, every reference, uniqueness of every key, conservation of documents."""
    for table in TABLES.values():
        yield from _provenance(table)
        yield from _references(table)
        yield _unique(table)
    yield from CONSERVATION


def check_warehouse(connection: duckdb.DuckDBPyConnection, landed: Collection[str]) -> None:
    """Run every check; `landed` are the ids of all documents in the landing log.

    Raises AuditError naming each check that fails, with its count; then nothing must be published.
    """
    if broken := failing_checks(connection, landed):
        told = "; ".join(f"{name}: {count} rows" for name, count in broken)
        raise AuditError(f"the new warehouse fails its checks ({told}); the published file stays as it was")


def failing_checks(connection: duckdb.DuckDBPyConnection, landed: Collection[str]) -> list[tuple[str, int]]:
    """The names of the checks that fail, each with the number of rows that break it."""
    broken = [(check.name, count) for check in checks() if (count := _count(connection, check.sql))]
    ledger = {document_id for (document_id,) in connection.execute("select document_id from ops.documents").fetchall()}
    if lost := set(landed) - ledger:
        broken.append(("conservation: every landed document is accounted for", len(lost)))
    return broken


CONSERVATION = (
    WarehouseCheck(
        "conservation: a rejected document has its reason, and only it",
        """select count(*) from (select document_id from ops.documents where outcome = 'rejection') d
           full join ops.rejections r using (document_id) where d.document_id is null or r.document_id is null""",
    ),
    WarehouseCheck(
        "conservation: every other document leads to a revision",
        "select count(*) from ops.documents where (outcome = 'rejection') != (revision_id is null)",
    ),
    WarehouseCheck(
        "conservation: every revision has its extraction and its document",
        """select count(*) from core.article_revisions r anti join
           (select e.revision_id from ops.extractions e join ops.documents d using (document_id, revision_id) where d.outcome = 'revision')
           using (revision_id)""",
    ),
    WarehouseCheck(
        "conservation: the counts of every run add up",
        "select count(*) from ops.runs where documents != revisions + duplicates + rejections",
    ),
)


def _provenance(table: Table) -> Iterator[WarehouseCheck]:
    for span in table.spans:
        yield WarehouseCheck(
            f"provenance: {table.full_name}.{span.text}",
            f"""select count(*) from {table.full_name} t join core.article_revisions r using (revision_id)
                where t.{span.text} is distinct from substr(r.text, t.{span.start} + 1, t.{span.end} - t.{span.start})""",
        )


def _references(table: Table) -> Iterator[WarehouseCheck]:
    for column, target in table.references.items():
        owner, key = target.split(".")
        yield WarehouseCheck(
            f"reference: {table.full_name}.{column} -> {target}",
            f"""select count(*) from {table.full_name} t
                where {column} is not null and {column} not in (select {key} from {TABLES[owner].full_name})""",
        )


def _unique(table: Table) -> WarehouseCheck:
    key = ", ".join(table.key)
    return WarehouseCheck(
        f"unique: {table.full_name}({key})",
        f"select count(*) from (select {key} from {table.full_name} group by {key} having count(*) > 1)",
    )


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
