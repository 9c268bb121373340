"""The published file: what may not be published is not, and nothing half-done is ever seen."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import publishing
from flows.errors import AuditError, WarehouseError
from flows.settings import Settings
from flows.views import build_views
from flows.warehouse import read_only
from flows.warehouse_checks import check_warehouse
from schemas import make_id
from schemas.render import schema_sql
from tests.factories import an_id, insert, make
from tests.warehouses import contents, one

STORY = "Bridge opens\n\nThe bridge cost $12 million, Mayor Ana Ruiz said.\n"
URL = "https://paper.example/a"
ARTICLE = make_id("articles", URL)
REVISION = {"revision_id": an_id("r"), "article_id": ARTICLE, "text": "Ana won.", "word_count": 2, "revision_number": 1}


def whole() -> list[Any]:
    """The rows of a warehouse that passes: one article, one document."""
    return [
        make("sources", source_id="s"),
        make(
            "articles",
            article_id=ARTICLE,
            source_id="s",
            canonical_url=URL,
            story_id=make_id("stories", ARTICLE),
            current_revision_id=an_id("r"),
        ),
        make("article_revisions", **REVISION),
        make("documents", document_id=an_id("d"), source_id="s", outcome="revision", article_id=ARTICLE, revision_id=an_id("r")),
        make("extractions", revision_id=an_id("r"), document_id=an_id("d"), run_id=an_id("run")),
        make("runs", run_id=an_id("run"), documents=1, revisions=1),
        make("sentences", sentence_id=an_id("t"), revision_id=an_id("r"), char_start=0, char_end=8),
        make("date_mentions", revision_id=an_id("r"), sentence_id=an_id("t"), char_start=0, char_end=3, date_text="Ana"),
    ]


def checked(*statements: str, landed: tuple[str, ...] = ()) -> None:
    """Build the warehouse, spoil it, check it."""
    with duckdb.connect() as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(schema_sql())
        documents = [row for row in whole() if type(row).__name__ == "Document"]
        insert(connection, [row._replace(run_id=an_id("run")) if row in documents else row for row in whole()])
        for statement in statements:
            connection.execute(statement)
        check_warehouse(connection, landed)


def test_a_whole_warehouse_passes() -> None:
    checked(landed=(an_id("d"),))


@pytest.mark.parametrize(
    ("spoil", "check"),
    [
        ("update core.date_mentions set date_text = 'Anne'", "provenance: core.date_mentions.date_text"),
        ("update core.date_mentions set char_start = 1", "provenance: core.date_mentions.date_text"),
        ("update core.article_revisions set text = 'Ann won.'", "provenance"),
        ("delete from core.sentences", "reference: core.date_mentions.sentence_id"),
        ("delete from ops.runs", "reference: ops.extractions.run_id"),
        ("delete from ops.documents", "conservation: every revision has its extraction"),
        ("update ops.documents set outcome = 'rejection'", "conservation: a rejected document has its reason"),
        ("update ops.documents set revision_id = null", "conservation: every other document leads to a revision"),
        ("update ops.runs set duplicates = 7", "conservation: the counts of every run add up"),
    ],
)
def test_what_breaks_an_invariant_is_not_published(spoil: str, check: str) -> None:
    with pytest.raises(AuditError, match=check.replace("(", r"\(")):
        checked(spoil)


def test_a_document_that_was_landed_and_forgotten_is_missed() -> None:
    with pytest.raises(AuditError, match="every landed document is accounted for: 1 rows"):
        checked(landed=(an_id("d"), an_id("lost")))


def test_a_run_that_fails_its_checks_leaves_the_published_file_as_it_was(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    (tmp_path / "b.txt").write_text(STORY.replace("12", "13"), encoding="utf-8")
    home = tmp_path / "home"
    run(home, tmp_path / "a.txt")
    before, file = contents(home), (home / "wirehouse.duckdb").read_bytes()

    def spoilt(*arguments: Any, **named: Any) -> None:
        arguments[0].execute("update core.entity_mentions set mention_text = 'nobody'")
        check_warehouse(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(publishing, "check_warehouse", spoilt)
        with pytest.raises(AuditError, match=r"provenance: core\.entity_mentions"):
            run(home, tmp_path / "b.txt")
    assert (home / "wirehouse.duckdb").read_bytes() == file
    assert contents(home) == before
    assert not (home / "next").exists()
    run(home, tmp_path / "a.txt")  # and what had been landed is picked up by the next run
    assert one(home, "select count(*) from core.articles") == 2


def test_an_article_that_fails_the_audit_is_rejected_with_its_reasons(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A row whose text is not that of its span, as a broken extractor would make it."""
    from transforms import extract as extracting

    real = extracting.entities

    def broken(doc: Any, *arguments: Any, **named: Any) -> Any:
        found = real(doc, *arguments, **named)
        return found._replace(mentions=[m._replace(mention_text="X") if "13" in doc.text else m for m in found.mentions])

    monkeypatch.setattr(extracting, "entities", broken)
    for name, cost in (("a", "12"), ("b", "13")):
        (tmp_path / f"{name}.txt").write_text(STORY.replace("12", cost), encoding="utf-8")
    outcome = run(tmp_path / "home", tmp_path / "a.txt", tmp_path / "b.txt")
    assert (outcome.summary.revisions, outcome.summary.rejections) == (1, 1)
    assert outcome.summary.findings >= 1
    assert "span__mention_text" in str(one(tmp_path / "home", "select detail from ops.rejections"))
    assert one(tmp_path / "home", "select count(*) from ops.audit_findings") == outcome.summary.findings


def test_one_article_that_breaks_an_extractor_stops_nothing(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from transforms import extract as extracting

    real = extracting.date_mentions

    def broken(doc: Any, *arguments: Any, **named: Any) -> Any:
        if "13" in doc.text:
            raise ZeroDivisionError
        return real(doc, *arguments, **named)

    monkeypatch.setattr(extracting, "date_mentions", broken)
    for name, cost in (("a", "12"), ("b", "13")):
        (tmp_path / f"{name}.txt").write_text(STORY.replace("12", cost), encoding="utf-8")
    outcome = run(tmp_path / "home", tmp_path / "a.txt", tmp_path / "b.txt")
    assert (outcome.summary.revisions, outcome.summary.rejections) == (1, 1)
    assert one(tmp_path / "home", "select stage || ' ' || reason from ops.rejections") == "extract extract_failed"


def test_readers_keep_their_snapshot_while_a_run_publishes(tmp_path: Path, run: Any) -> None:
    home = tmp_path / "home"
    for name in "ab":
        (tmp_path / f"{name}.txt").write_text(STORY.replace("12", "12" if name == "a" else "13"), encoding="utf-8")
    run(home, tmp_path / "a.txt")
    script = """
import sys
from pathlib import Path
from flows.warehouse import read_only
with read_only(Path(sys.argv[1])) as reader:
    print("open", flush=True)
    sys.stdin.readline()
    print(reader.execute("select count(*) from core.articles").fetchone()[0])
"""
    command = [sys.executable, "-c", script, str(home / "wirehouse.duckdb")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as reader:
        assert reader.stdout
        assert reader.stdout.readline() == "open\n"
        run(home, tmp_path / "b.txt")
        assert reader.communicate("\n", timeout=60)[0] == "1\n"
    assert one(home, "select count(*) from core.articles") == 2


def test_a_file_that_is_no_warehouse_is_told_apart(tmp_path: Path) -> None:
    (tmp_path / "wirehouse.duckdb").write_bytes(b"not a database" * 1000)
    with pytest.raises(WarehouseError, match="no DuckDB file"), read_only(tmp_path / "wirehouse.duckdb"):
        pass


def test_dbt_builds_and_tests_its_views_in_any_file(tmp_path: Path) -> None:
    path = tmp_path / "other name.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql())
        insert(connection, whole())
    build_views(path, Settings(home=tmp_path / "home"))
    with duckdb.connect(str(path), read_only=True) as connection:
        assert connection.execute("select count(*) from marts.article_facts").fetchall() == [(1,)]
        assert connection.execute("select count(*) from reference.titles").fetchone() > (100,)


def test_a_view_that_fails_its_test_is_named(tmp_path: Path) -> None:
    path = tmp_path / "wirehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql())
        insert(connection, whole())
        connection.execute("delete from core.article_revisions")
    with pytest.raises(AuditError, match="relationships"):
        build_views(path, Settings(home=tmp_path / "home"))
