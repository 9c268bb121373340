"""A run as a whole: what its rows look like (`ops.run_metrics`), and whether that fits what earlier runs looked like.

Minima fail: an extractor that suddenly yields next to nothing is broken, and nothing is published. What is only unusual (maxima, shares, means)
is a finding at table level. Nothing is compared before there is a history (`flows.settings`), nor for a small run.
"""

from collections.abc import Iterator
from typing import Final

import duckdb

from flows.errors import AuditError
from flows.settings import Settings
from flows.warehouse_history import Past, past_runs
from flows.warehouse_write import FAULTS, insert_rows
from schemas import TABLES, Table, make_id
from schemas.ops import AuditFinding
from schemas.quality import RunMetric
from transforms.audit.drift import Collapse, Drift, Values, compared

DRIFT: Final = "drift__"
"""Before the name of a metric, where a finding names its check."""
MIN_DOCUMENTS: Final = 20
"""Documents of a run from which on a share of rejections says something."""

DECIDED: Final = ("retry", "accept", "revoke")
"""Commands that a person gives for documents that were rejected: that many of them are again says nothing."""


def judge_run(connection: duckdb.DuckDBPyConnection, run_id: str, command: str, settings: Settings, documents: int) -> None:
    """Write the metrics of the run, and what is unusual about it as findings. It has dealt with so many documents.

    Raises AuditError where too many documents are rejected for faults, or where a table or column has next to nothing of what earlier runs found.
    """
    if command not in DECIDED:
        _refuse_faults(connection, run_id, settings.max_rejection_share, documents)
    connection.execute(
        f"delete from ops.audit_findings where run_id = ? and starts_with(check_name, '{DRIFT}')", [run_id]
    )  # of its parts so far
    metrics = run_metrics(connection, run_id)
    insert_rows(connection, [RunMetric(run_id, *key, value) for key, value in metrics.items()])
    past = past_runs(connection, run_id, command, settings)
    collapsed, drifted = compared(metrics, [p.values for p in past], articles=settings.history_articles)
    if collapsed:
        raise AuditError(f"the run found far less than runs before it ({'; '.join(map(_told, collapsed))}); {MEND}")
    insert_rows(connection, [_finding(run_id, drift, past) for drift in drifted])


MEND: Final = (
    "this is not published: see what changed (the language pipeline, rules, seeds, sources), or set WIREHOUSE_HISTORY_MINIMUM "
    "higher than the runs there are to publish all the same"
)


def run_metrics(connection: duckdb.DuckDBPyConnection, run_id: str) -> Values:
    """(table, metric, column) -> value, over the rows of the revisions that the run read. Nothing of it is null."""
    connection.execute(
        "create or replace temp table of_run as select revision_id from ops.extractions where run_id = ?", [run_id]
    )
    found: Values = {}
    articles = _row(connection, "select count(*) from of_run")[0]
    for table in (t for t in TABLES.values() if t.written == "extracted"):
        names, terms = zip(*_terms(table), strict=True)
        values = _row(connection, f"select {', '.join(terms)} from {table.full_name} where {_is_of_run(table)}")
        found |= {(table.name, *name): float(value) for name, value in zip(names, values, strict=True) if value is not None}
        if articles:
            found[table.name, "rows_per_article", ""] = found[table.name, "rows", ""] / articles
    connection.execute("drop table of_run")
    return found | _of_documents(connection, run_id, articles)


def _terms(table: Table) -> Iterator[tuple[tuple[str, str], str]]:
    """(metric, column) and its SQL."""
    yield ("rows", ""), "count(*)"
    for field in table.fields:
        if field.is_nullable:
            yield ("null_share", field.name), f"1 - count({field.name}) / nullif(count(*), 0)"
        for value in field.column.values:
            yield (f"share_{value.lower()}", field.name), f"avg(({field.name} = '{value}')::int)"
        if field.name == "confidence":
            yield ("mean", field.name), f"avg({field.name})"
        if field.name == "text":
            yield ("mean_length", field.name), f"avg(length({field.name}))"


def _is_of_run(table: Table) -> str:
    if table.parent is None:
        return "revision_id in (from of_run)"
    owner, key = TABLES[table.parent].full_name, TABLES[table.parent].key[0]
    return f"{key} in (select {key} from {owner} where revision_id in (from of_run))"


def _of_documents(connection: duckdb.DuckDBPyConnection, run_id: str, articles: int) -> Values:
    documents, rejections, faults = _rejected(connection, run_id)
    (findings,) = _row(connection, "select count(*) from ops.audit_findings where run_id = ?", run_id)
    found: Values = {("documents", "rows", ""): documents}
    if documents:
        found["documents", "rejection_share", ""] = rejections / documents
        found["documents", "fault_share", ""] = faults / documents
    if articles:
        found["audit_findings", "per_article", ""] = findings / articles
    return found


def _rejected(connection: duckdb.DuckDBPyConnection, run_id: str) -> tuple[int, ...]:
    """Documents that the run dealt with, those it rejected, and those of them that are faults."""
    return _row(
        connection,
        f"""select count(*), count(r.document_id), count(*) filter ({FAULTS})
            from ops.documents d left join ops.rejections r using (document_id) where d.run_id = ?""",
        run_id,
    )


def _refuse_faults(connection: duckdb.DuckDBPyConnection, run_id: str, share: float, documents: int) -> None:
    """What was a fault before (`faulty_before`, as `write_run` leaves it) says nothing of this run."""
    (faults,) = _row(
        connection,
        f"""select count(*) from ops.rejections where run_id = ? and {FAULTS} and document_id not in (
            select document_id from faulty_before where run_id != ?)""",
        run_id,
        run_id,
    )
    if documents >= MIN_DOCUMENTS and faults > share * documents:
        reasons = connection.execute(
            f"select stage || ': ' || reason || ' (' || count(*) || ', such as ' || min(detail)[:300] || ')' from ops.rejections where run_id = ? and {FAULTS} group by stage, reason order by count(*) desc, 1 limit 3",
            [run_id],
        ).fetchall()
        raise AuditError(
            f"{faults} of {documents} documents were rejected for faults, more than the share of {share:g} that WIREHOUSE_MAX_REJECTION_SHARE "
            f"allows ({'; '.join(reason for (reason,) in reasons)}); this is not published, and what was landed is read again next time"
        )


def _told(collapse: Collapse) -> str:
    table, metric, column = collapse.metric
    about = f"{table}.{column}" if column else table
    return f"{about}: {metric.replace('_', ' ')} {collapse.value:.3g}, {collapse.low:.3g} or more before"


def _finding(run_id: str, drift: Drift, past: list[Past]) -> AuditFinding:
    table, metric, column = drift.metric
    return AuditFinding(
        finding_id=make_id("audit_findings", "drift", run_id, table, metric, column),
        run_id=run_id,
        document_id=None,
        table_name=table,
        check_name=DRIFT + metric,
        column_name=column or None,
        severity="warn",
        row_key=None,
        observed=f"{drift.told}, in {len(past)} runs before",
    )


def _row(connection: duckdb.DuckDBPyConnection, sql: str, *parameters: str) -> tuple[int, ...]:
    found = connection.execute(sql, list(parameters)).fetchone()
    return found or ()
