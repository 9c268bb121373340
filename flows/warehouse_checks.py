"""Whole-warehouse checks: what must hold before a file is published.

Each is one query that counts the rows breaking it. Some are rendered from the declared tables (provenance, references, keys), some say how
tables agree (`flows.warehouse_agreement`). `wirehouse check` looks at all rows. At a publish the rows are those of the revisions that the run
wrote and, in turn, of some others, put into temporary tables once for all checks, so that the cost follows the batch; small tables are
looked at whole.
"""

from collections.abc import Collection, Iterator, Mapping
from typing import Final, NamedTuple

import duckdb

from flows.errors import AuditError
from flows.warehouse_agreement import AGREEMENT
from schemas import TABLES, Table


class WarehouseCheck(NamedTuple):
    """A name, and SQL that counts the rows which break it.

    In the SQL `{table}` stands for the rows of a table that are looked at, and `{run}` for the row of the run that published last.
    """

    name: str
    sql: str


def checks() -> Iterator[WarehouseCheck]:
    """Provenance of every span, every reference, uniqueness of every key, conservation of documents, agreement of tables."""
    for table in TABLES.values():
        yield from _provenance(table)
        yield from _references(table)
        yield _unique(table)
    yield from CONSERVATION
    yield from (WarehouseCheck(f"agreement: {name}", sql) for name, sql in AGREEMENT.items())
    yield from map(
        _within_its_sentence, (t for t in TABLES.values() if {"sentence_id", "char_start"} < set(t.columns) - set(t.key))
    )
    yield from (_as_many_as_told(t) for t in TABLES.values() if t.written == "extracted")


def check_warehouse(connection: duckdb.DuckDBPyConnection, landed: Collection[str], *, run_id: str | None = None) -> None:
    """Run every check; `landed` are the ids of all documents in the landing log. With a `run_id` the rows of the revisions that it wrote
    are looked at, and in turn some of the others; else all.

    Raises AuditError naming each check that fails, with its count; then nothing must be published.
    """
    if broken := failing_checks(connection, landed, run_id=run_id):
        told = "; ".join(f"{name}: {count} rows" for name, count in broken)
        raise AuditError(f"the new warehouse fails its checks ({told}); the published file stays as it was")


def failing_checks(
    connection: duckdb.DuckDBPyConnection, landed: Collection[str], *, run_id: str | None = None
) -> list[tuple[str, int]]:
    """The names of the checks that fail, each with the number of rows that break it. Raises AuditError for a check that itself breaks."""
    sources = looked_at(connection, run_id)
    broken = [(check.name, count) for check in checks() if (count := _breaking(connection, check, sources))]
    ledger = {document_id for (document_id,) in connection.execute("select document_id from ops.documents").fetchall()}
    if lost := set(landed) - ledger:
        broken.append(("conservation: every landed document is accounted for", len(lost)))
    return broken


SMALL: Final = 10_000
"""Revisions of a warehouse that is looked at whole at each publish: that takes a second or two."""
AGAIN: Final = 2000
"""Revisions of a larger one that are looked at again at each publish beside those that the run wrote, so that a row that went bad is found, if not
at once, and the cost does not grow with the warehouse."""
DIGITS: Final = 3
"""Hex digits of revision ids by which they are told: 4,096 shares."""


def looked_at(connection: duckdb.DuckDBPyConnection, run_id: str | None) -> dict[str, str]:
    """For each table where its rows are that are looked at: in a temporary table, where that is not all of them."""
    last = "order by started_at desc, run_id limit 1" if run_id is None else f"where run_id = '{run_id}'"
    whole = {table.name: table.full_name for table in TABLES.values()} | {"run": f"(from ops.runs {last})"}
    there = _count(connection, "select count(*) from core.article_revisions")
    if run_id is None or there <= SMALL:
        return whole
    connection.execute(
        f"""create or replace temp table looked_at as select revision_id from ops.extractions
            where run_id = ? or substr(revision_id, 1, {DIGITS}) in ?""",
        [run_id, shares(there, _count(connection, "select count(distinct run_id) from ops.run_metrics"))],
    )
    parts = {table.name: f"looked_at_{table.name}" for table in TABLES.values() if table.written == "extracted"}
    for name, part in sorted(parts.items(), key=lambda item: TABLES[item[0]].parent is not None):  # owners first
        connection.execute(f"create or replace temp table {part} as {_rows(TABLES[name])}")
    return whole | parts


def shares(revisions: int, turn: int) -> list[str]:
    """The shares (by how ids begin) of so many revisions whose turn it is: those that come after those of the turn before."""
    every = 16**DIGITS
    size = max(1, every * AGAIN // max(revisions, 1))
    return [f"{(turn * size + number) % every:0{DIGITS}x}" for number in range(min(size, every))]


def _rows(table: Table) -> str:
    """SQL of the rows of an extracted table that belong to the revisions looked at."""
    if table.parent is None:
        return f"select * from {table.full_name} where revision_id in (from looked_at)"
    key = TABLES[table.parent].key[0]
    return f"select * from {table.full_name} where {key} in (select {key} from looked_at_{table.parent})"


CONSERVATION: Final = (
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
            f"""select count(*) from {{{table.name}}} t join {{article_revisions}} r using (revision_id)
                where t.{span.text} is distinct from substr(r.text, t.{span.start} + 1, t.{span.end} - t.{span.start})""",
        )


def _references(table: Table) -> Iterator[WarehouseCheck]:
    """Every reference leads to a row, and to one of the same revision where both have one."""
    for column, target in table.references.items():
        owner, key = target.split(".")
        there = f"{{{owner}}}" if owner in EXTRACTED else TABLES[owner].full_name
        yield WarehouseCheck(
            f"reference: {table.full_name}.{column} -> {target}",
            f"""select count(*) from {{{table.name}}} t
                where {column} is not null and {column} not in (select {key} from {there})""",
        )
        if "revision_id" in table.columns and "revision_id" in TABLES[owner].columns and owner in EXTRACTED:
            yield WarehouseCheck(
                f"reference: {table.full_name}.{column} stays in its revision",
                f"""select count(*) from {{{table.name}}} t join {{{owner}}} o on o.{key} = t.{column}
                    where o.revision_id != t.revision_id""",
            )


def _within_its_sentence(table: Table) -> WarehouseCheck:
    return WarehouseCheck(
        f"agreement: {table.full_name} begin in their sentence",
        f"""select count(*) from {{{table.name}}} t join {{sentences}} s using (sentence_id)
            where t.char_start < s.char_start or t.char_start >= s.char_end""",
    )


def _as_many_as_told(table: Table) -> WarehouseCheck:
    """Rows that went with all that leads to them are missed by what the last run said of itself."""
    key = "revision_id" if table.parent is None else TABLES[table.parent].key[0]
    owner = "" if table.parent is None else f"join {TABLES[table.parent].full_name} o using ({key})"
    return WarehouseCheck(
        f"agreement: {table.full_name} has as many rows of the last run as that told",
        f"""select count(*) from ops.run_metrics m join {{run}} using (run_id)
            where m.table_name = '{table.name}' and m.metric_name = 'rows' and m.value != (
                select count(*) from {table.full_name} {owner} join ops.extractions e using (revision_id)
                where e.run_id = (select run_id from {{run}}))""",
    )


EXTRACTED: Final = frozenset(t.name for t in TABLES.values() if t.written == "extracted" and t.name != "article_revisions")


def _unique(table: Table) -> WarehouseCheck:
    key = ", ".join(table.key)
    return WarehouseCheck(
        f"unique: {table.full_name}({key})",
        f"select count(*) from (select {key} from {{{table.name}}} group by {key} having count(*) > 1)",
    )


def _breaking(connection: duckdb.DuckDBPyConnection, check: WarehouseCheck, sources: Mapping[str, str]) -> int:
    try:
        return _count(connection, check.sql.format_map(sources))
    except duckdb.Error as failure:
        raise AuditError(
            f"the check {check.name} broke ({failure}); please report it, nothing is wrong with the rows"
        ) from failure


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    found = connection.execute(sql).fetchone()
    return int(found[0]) if found else 0
