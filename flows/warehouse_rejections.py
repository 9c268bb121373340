"""What the published file says of rejected documents, and of those that a person accepted all the same."""

from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from flows.warehouse import read_only, rows

REJECTED: Final = """
    from ops.rejections r join ops.documents d using (document_id) join ops.runs n on n.run_id = r.run_id
    where r.reason = coalesce($reason, r.reason) and r.stage = coalesce($stage, r.stage)
        and d.source_id = coalesce($source, d.source_id) and n.started_at >= coalesce($since, n.started_at)"""

OVERRIDDEN: Final = """
    select o.document_id, d.outcome as became, o.stage, o.rejected_for, o.reason, o.accepted_by, o.accepted_at, o.revoked_at, o.url
    from ops.overrides o join ops.documents d using (document_id) order by o.accepted_at desc, o.document_id"""

LIKE: Final = """
    select f.table_name, f.check_name, f.column_name, f.severity, f.row_key, f.observed
    from ops.audit_findings f where f.document_id in (
        select twin.document_id from ops.rejections r join ops.rejections twin using (run_id, stage, detail) where r.document_id = ?)
    order by f.severity, f.table_name, f.check_name, f.row_key"""
"""The findings of a rejected document. Of several documents with one text only the one that was read has findings of its own."""


class Which(NamedTuple):
    """Rejections to look at: all that match whatever is given."""

    reason: str | None = None
    stage: str | None = None
    source: str | None = None
    since: datetime | None = None


class RejectedDocument(NamedTuple):
    """One rejected document."""

    document_id: str
    run_id: str
    stage: str
    reason: str
    rejected_at: datetime
    source_id: str
    source_kind: str
    url: str
    fetched_at: datetime
    landing_digest: str
    detail: str


def list_rejections(path: Path, which: Which, limit: int | None) -> pa.Table:
    """Rejected documents, the newest first. Raises WarehouseError where there is no warehouse."""
    return _table(
        path,
        "select r.document_id, r.stage, r.reason, n.started_at as rejected_at, d.source_id as source, r.url, r.detail"
        f" {REJECTED} order by rejected_at desc, r.stage, r.reason, r.document_id limit {'all' if limit is None else int(limit)}",
        which,
    )


def count_rejections(path: Path, which: Which) -> pa.Table:
    """Rejections by stage and reason, the most frequent first, each with an example."""
    return _table(
        path,
        "select r.stage, r.reason, count(*) as documents, count(distinct d.source_id) as sources, max(n.started_at) as newest,"
        f" min(r.document_id) as example, arg_min(r.url, r.document_id) as example_url {REJECTED} group by all"
        " order by documents desc, r.stage, r.reason",
        which,
    )


def rejected_documents(path: Path, which: Which) -> list[RejectedDocument]:
    """Every rejected document that matches, by id."""
    columns = (
        "r.document_id, r.run_id, r.stage, r.reason, n.started_at, d.source_id, d.source_kind, r.url, d.fetched_at,"
        " r.landing_digest, r.detail"
    )
    with read_only(path) as connection:
        found = connection.execute(f"select {columns} {REJECTED} order by r.document_id", which._asdict()).fetchall()
    return [RejectedDocument(*row) for row in found]


def find_documents(path: Path, named: str) -> list[tuple[str, str, str]]:
    """(document_id, outcome, url) of the documents that an id, the beginning of one, or a URL names."""
    with read_only(path) as connection:
        return rows(
            connection,
            "select document_id, outcome, url from ops.documents where starts_with(document_id, ?) or ? in (url, canonical_url) order by all",
            named,
            named,
        )


def findings_of(path: Path, document_id: str) -> list[dict[str, Any]]:
    """What the audit found on a rejected document."""
    with read_only(path) as connection:
        return _dicts(connection.execute(LIKE, [document_id]))


def twins_of(path: Path, document_id: str) -> list[str]:
    """The ids of the documents that were rejected by the audit for the very rows that this one was, itself among them."""
    twins = "select t.document_id from ops.rejections r join ops.rejections t using (run_id, stage, detail) where r.document_id = ? and r.stage = 'audit'"
    with read_only(path) as connection:
        return [twin for (twin,) in rows(connection, twins, document_id)] or [document_id]


def outcomes_of(path: Path, document_ids: list[str]) -> list[tuple[str, str, str | None, str | None, str]]:
    """(document_id, outcome, stage, reason, url) of those documents now."""
    with read_only(path) as connection:
        return rows(
            connection,
            """select d.document_id, d.outcome, r.stage, r.reason, d.url
               from ops.documents d left join ops.rejections r using (document_id)
               where list_contains(?::varchar[], d.document_id) order by d.document_id""",
            document_ids,
        )


def list_overrides(path: Path) -> pa.Table:
    """Every override, also those revoked, the newest first."""
    with read_only(path) as connection:
        if not has_table(connection, "ops", "overrides"):
            return pa.table({})
        return connection.execute(OVERRIDDEN).to_arrow_table()


def overrides_of(path: Path, document_id: str) -> dict[str, Any] | None:
    """The override of a document, revoked or not, as its columns."""
    with read_only(path) as connection:
        if not has_table(connection, "ops", "overrides"):
            return None
        return next(iter(_dicts(connection.execute("select * from ops.overrides where document_id = ?", [document_id]))), None)


def overrides_in_force(path: Path) -> set[str]:
    """The ids of the documents that are accepted by a person; none where there is no published file."""
    if not path.exists():
        return set()
    with read_only(path) as connection:
        if not has_table(connection, "ops", "overrides"):  # a file of an older release
            return set()
        return {d for (d,) in rows(connection, "select document_id from ops.overrides where revoked_at is null")}


def revisions_of(path: Path, document_ids: set[str]) -> set[str]:
    """The revisions that published documents lead to; none where there is no published file."""
    if not path.exists() or not document_ids:
        return set()
    sql = "select revision_id from ops.documents where revision_id is not null and list_contains(?::varchar[], document_id)"
    with read_only(path) as connection:
        return {revision for (revision,) in rows(connection, sql, sorted(document_ids))}


def has_table(connection: duckdb.DuckDBPyConnection, schema: str, name: str) -> bool:
    """Whether the file has that table: files of older releases lack newer ones."""
    found = rows(connection, "select 1 from duckdb_tables() where schema_name = ? and table_name = ?", schema, name)
    return bool(found)


def _table(path: Path, sql: str, which: Which) -> pa.Table:
    with read_only(path) as connection:
        return connection.execute(sql, which._asdict()).to_arrow_table()


def _dicts(result: duckdb.DuckDBPyConnection) -> list[dict[str, Any]]:
    names = [column[0] for column in result.description]
    return [dict(zip(names, row, strict=True)) for row in result.fetchall()]
