"""A run judged as a whole, in a small warehouse: what fails it, what is only told, and what is kept of it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.errors import AuditError
from flows.settings import Settings
from flows.warehouse_metrics import MIN_DOCUMENTS, judge_run, run_metrics
from schemas.quality import RunMetric
from schemas.render import schema_sql
from tests.factories import an_id, insert, make
from transforms.audit.drift import Values

RUN = an_id("run")
ARTICLES = 40


def rows(*, quotes: int = 2, rejected: int = 0, reason: str = "failed_audit", stage: str = "audit") -> Iterator[Any]:
    """A run that read ARTICLES articles with so many quotes each, and rejected others."""
    yield make("runs", run_id=RUN, command="run")
    for number in range(ARTICLES):
        revision, document = an_id(f"revision {number}"), an_id(f"document {number}")
        yield make("documents", document_id=document, run_id=RUN, outcome="revision", revision_id=revision)
        yield make("extractions", revision_id=revision, document_id=document, run_id=RUN)
        yield make("article_revisions", revision_id=revision, text="x" * 90)
        for n in range(quotes):
            yield make("quotes", quote_id=an_id(f"quote {number} {n}"), revision_id=revision, cue_text="said" if n else None)
    for number in range(rejected):
        document = an_id(f"rejected {number}")
        yield make("documents", document_id=document, run_id=RUN, outcome="rejection", revision_id=None)
        yield make("rejections", document_id=document, run_id=RUN, stage=stage, reason=reason, detail="why")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'; SET threads = 1")
        opened.execute(schema_sql())
        opened.execute("create temp table faulty_before (document_id text, run_id text)")  # as `write_run` leaves it
        yield opened


def with_past(connection: duckdb.DuckDBPyConnection, past: int, **changed: float) -> None:
    """So many earlier runs that looked as this one does, but for what is changed of quotes."""
    values = run_metrics(connection, RUN)
    values |= {
        ("quotes", metric, column): changed[metric] for table, metric, column in values if metric in changed and table == "quotes"
    }
    for number in range(past):
        run = an_id(f"past {number}")
        insert(
            connection, [make("runs", run_id=run, command="run"), *(RunMetric(run, *key, value) for key, value in values.items())]
        )


def settings(**changed: Any) -> Settings:
    return Settings(home=Path("nowhere"), **changed)


def findings(connection: duckdb.DuckDBPyConnection) -> list[tuple[Any, ...]]:
    return connection.execute("select table_name, check_name, severity from ops.audit_findings order by all").fetchall()


def test_the_metrics_of_a_run_are_those_of_its_rows(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, rows(quotes=2, rejected=10))
    found: Values = run_metrics(connection, RUN)
    expected = {
        ("article_revisions", "rows", ""): 40,
        ("article_revisions", "mean_length", "text"): 90,
        ("quotes", "rows", ""): 80,
        ("quotes", "rows_per_article", ""): 2,
        ("quotes", "null_share", "cue_text"): 0.5,
        ("documents", "rejection_share", ""): 0.2,
        ("documents", "fault_share", ""): 0.2,
        ("numeric_facts", "rows", ""): 0,
    }
    assert {key: found[key] for key in expected} == pytest.approx(expected)


@pytest.mark.parametrize(
    ("rejected", "share", "stage", "reason", "fails"),
    [
        (41, 0.5, "audit", "failed_audit", True),
        (40, 0.5, "audit", "failed_audit", False),
        (41, 1.0, "extract", "extract_failed", False),
        (1, 0.0, "extract", "extract_failed", True),
        (90, 0.5, "clean", "index_page", False),
        (90, 0.5, "clean", "clean_failed", True),
    ],
)
def test_too_many_faults_fail_the_run(
    connection: duckdb.DuckDBPyConnection, rejected: int, share: float, stage: str, reason: str, fails: bool
) -> None:
    insert(connection, rows(rejected=rejected, stage=stage, reason=reason))
    if fails:
        with pytest.raises(AuditError, match=f"{rejected} of {ARTICLES + rejected} documents .*{reason}"):
            judge_run(connection, RUN, "run", settings(max_rejection_share=share), ARTICLES + rejected)
    else:
        judge_run(connection, RUN, "run", settings(max_rejection_share=share), ARTICLES + rejected)


def test_faults_of_before_and_what_a_person_retries_say_nothing_of_a_run(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, rows(rejected=90))
    judge_run(connection, RUN, "retry", settings(), ARTICLES + 90)
    judge_run(connection, RUN, "run", settings(), 1_000)
    connection.execute("delete from ops.run_metrics; insert into faulty_before select document_id, 'earlier' from ops.rejections")
    judge_run(connection, RUN, "run", settings(), 90)


def test_a_share_of_a_few_documents_says_nothing(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, [r for r in rows(rejected=MIN_DOCUMENTS - 1) if getattr(r, "outcome", "rejection") == "rejection"])
    judge_run(connection, RUN, "run", settings(), MIN_DOCUMENTS - 1)


def test_a_table_that_suddenly_is_empty_fails_the_run(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, rows(quotes=0))
    with_past(connection, 5, rows_per_article=2.0, rows=80.0)
    with pytest.raises(AuditError, match=r"quotes: rows per article 0, 2 or more before"):
        judge_run(connection, RUN, "run", settings(), ARTICLES)


@pytest.mark.parametrize(("past", "command", "told"), [(5, "run", True), (4, "run", False), (5, "backfill", False)])
def test_what_is_unusual_is_a_finding_where_there_is_a_history_of_the_same_command(
    connection: duckdb.DuckDBPyConnection, past: int, command: str, told: bool
) -> None:
    insert(connection, rows(quotes=2))
    with_past(connection, past, rows_per_article=0.5, rows=20.0)
    judge_run(connection, RUN, command, settings(), ARTICLES)
    assert findings(connection) == ([("quotes", "drift__rows_per_article", "warn")] if told else [])


def test_a_run_of_several_parts_is_judged_by_all_that_it_has_read(connection: duckdb.DuckDBPyConnection) -> None:
    insert(connection, rows(quotes=2))
    with_past(connection, 5, rows_per_article=0.5, rows=20.0)
    judge_run(connection, RUN, "run", settings(), ARTICLES)
    connection.execute(
        "delete from core.quotes where quote_id not in (select min(quote_id) from core.quotes group by revision_id)"
    )
    connection.execute("delete from core.quotes where revision_id < '8'")
    judge_run(connection, RUN, "run", settings(), ARTICLES)
    assert findings(connection) == []
    assert connection.execute(
        "select count(*) from ops.run_metrics where run_id = ? and table_name = 'quotes' and metric_name = 'rows'", [RUN]
    ).fetchone() == (1,)
