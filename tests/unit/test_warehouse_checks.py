"""Which rows a publish looks at, and what becomes of a check that breaks."""

import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from flows import warehouse_checks
from flows.commands.checking import check
from flows.disk import copy_aside
from flows.errors import AuditError, WarehouseError
from flows.warehouse_checks import DIGITS, failing_checks, looked_at, shares
from flows.warehouse_write import open_private
from schemas.render import schema_sql
from tests.factories import an_id, insert, make

RUN, BEFORE = an_id("run"), an_id("the run before")


@pytest.fixture
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as opened:
        opened.execute("SET TimeZone = 'UTC'; SET threads = 1")
        opened.execute(schema_sql())
        yield opened


@given(st.integers(1, 10_000_000), st.integers(0, 10_000))
def test_turn_by_turn_every_revision_is_looked_at(revisions: int, first: int) -> None:
    turns = -(-(16**DIGITS) // len(shares(revisions, first)))
    seen = {share for turn in range(first, first + turns + 1) for share in shares(revisions, turn)}
    assert len(seen) == 16**DIGITS


def test_a_publish_looks_at_what_the_run_wrote_and_at_a_share_of_the_rest(
    connection: duckdb.DuckDBPyConnection, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(warehouse_checks, "SMALL", 0)
    monkeypatch.setattr(warehouse_checks, "AGAIN", 10)
    rows = [make("runs", run_id=RUN), make("runs", run_id=BEFORE)]
    for number in range(300):
        revision, quote = an_id(f"revision {number}"), an_id(f"quote {number}")
        rows += [
            make("article_revisions", revision_id=revision, revision_number=1),
            make("extractions", revision_id=revision, run_id=RUN if number < 5 else BEFORE),
            make("quotes", quote_id=quote, revision_id=revision),
            make("quote_spans", quote_id=quote, span_index=0),
        ]
    insert(connection, rows)
    sources = looked_at(connection, RUN)
    own = {an_id(f"revision {number}") for number in range(5)}
    seen = {r for (r,) in connection.execute(f"select revision_id from {sources['quotes']}").fetchall()}
    assert own <= seen
    assert len(seen) < 60
    (pieces,) = connection.execute(f"select count(*) from {sources['quote_spans']}").fetchone() or (0,)
    assert pieces == len(seen)
    assert connection.execute(f"select run_id from {sources['run']}").fetchall() == [(RUN,)]
    assert looked_at(connection, None)["quotes"] == "core.quotes"


def test_a_check_that_breaks_is_no_bad_row(connection: duckdb.DuckDBPyConnection) -> None:
    assert failing_checks(connection, ()) == []
    connection.execute("alter table core.article_authors drop author_text; drop table ops.run_metrics")
    with pytest.raises(AuditError, match=r"the check .*run_metrics.* broke"):
        failing_checks(connection, ())


def test_a_landed_document_that_nobody_dealt_with_is_missed(connection: duckdb.DuckDBPyConnection) -> None:
    assert failing_checks(connection, [an_id("document")]) == [("conservation: every landed document is accounted for", 1)]


def test_the_command_names_what_is_broken(tmp_path: Path) -> None:
    home = ["--home", str(tmp_path)]
    with open_private(tmp_path / "wirehouse.duckdb") as opened:
        opened.execute("checkpoint")
    whole = CliRunner().invoke(check, home)
    assert (whole.exit_code, "checks hold" in whole.output) == (0, True)
    with duckdb.connect(str(tmp_path / "wirehouse.duckdb")) as opened:
        insert(opened, [make("rejections", document_id=an_id("nobody"), run_id=RUN)])
    broken = CliRunner().invoke(check, home)
    assert isinstance(broken.exception, AuditError)
    assert "conservation: a rejected document has its reason, and only it" in broken.output
    with duckdb.connect(str(tmp_path / "wirehouse.duckdb")) as opened:
        opened.execute("drop table ops.run_metrics")
    older = CliRunner().invoke(check, home)
    assert isinstance(older.exception, WarehouseError)
    assert "older release" in str(older.exception)


def test_a_copy_is_the_same_bytes_and_its_own(tmp_path: Path) -> None:
    source, target = tmp_path / "a", tmp_path / "b"
    source.write_bytes(os.urandom(300_000))
    target.write_bytes(b"what an interrupted run left" * 20_000)
    copy_aside(source, target)
    before = source.read_bytes()
    assert target.read_bytes() == before
    with target.open("r+b") as out:
        out.write(b"changed")
    assert source.read_bytes() == before
