"""`wirehouse diff`: what differs between two warehouses, and what a backfill would change."""

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.commands.comparing import diff
from flows.errors import BusyError, UsageError, WarehouseError
from flows.settings import ROOT
from flows.warehouse import only_writer
from flows.warehouse_diff import Diff, RuleDiff, TableDiff, compare
from schemas.render import schema_sql
from tests.factories import an_id, insert, make

TEXT = "Ana Ruiz won 14 seats, the mayor said. Ben Cole lost 3 of them on Monday."


def a_quote(name: str, start: int, end: int, **given: Any) -> Any:
    text = given.pop("text", TEXT)
    given = {"speaker_kind": "none", "rule": "told"} | given
    return make("quotes", quote_id=an_id(name), revision_id=given.pop("revision_id", an_id("r")), sentence_id=an_id("s1"), char_start=start, char_end=end, quote_text=text[start:end], **given)  # fmt: skip


def warehouse(path: Path, *found: Any, revision: str = "r", text: str = TEXT) -> Path:
    """One article, whose revision was read from the document `d`, and what was found in it."""
    whole = [
        make("articles", article_id=an_id("a"), url="https://a.example/1", current_revision_id=an_id(revision)),
        make("article_revisions", revision_id=an_id(revision), article_id=an_id("a"), text=text, revision_number=1, word_count=2),
        make("extractions", revision_id=an_id(revision), document_id=an_id("d")),
        make("sentences", sentence_id=an_id("s1"), revision_id=an_id(revision), char_start=0, char_end=38),
    ]
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(schema_sql())
        insert(connection, [*whole, *found])
    return path


def differing(found: Diff) -> list[tuple[str, dict[str, Any], dict[str, Any]]]:
    return [(e.change, e.old, e.new) for e in found.examples]


def test_rows_are_told_as_added_lost_or_changed(tmp_path: Path) -> None:
    old = warehouse(
        tmp_path / "old.duckdb",
        a_quote("same", 0, 8),
        a_quote("speaker", 9, 22, speaker_text=None),
        a_quote("longer", 39, 47),
        a_quote("lost", 60, 70, rule="gone"),
    )
    new = warehouse(
        tmp_path / "new.duckdb",
        a_quote("same with another id", 0, 8),
        a_quote("speaker", 9, 22, speaker_text="the mayor", speaker_kind="role"),
        a_quote("longer", 39, 52),
        a_quote("added", 24, 37, rule="fresh"),
    )
    found = compare(old, new)
    assert found.articles == 1
    assert found.tables == [TableDiff("quotes", added=1, lost=1, changed=2, articles=1)]
    assert found.rules == [RuleDiff("quotes", "told", 0, 0, 2), RuleDiff("quotes", "fresh", 1, 0, 0), RuleDiff("quotes", "gone", 0, 1, 0)]  # fmt: skip
    told = differing(found)
    assert ("changed", {"speaker_kind": "none"}, {"speaker_text": "the mayor", "speaker_kind": "role"}) in told
    assert ("changed", {"quote_text": "Ben Cole"}, {"quote_text": "Ben Cole lost"}) in told
    assert [(change, (old or new)["quote_text"]) for change, old, new in told if change != "changed"] == [("added", "he mayor said"), ("lost", TEXT[60:70])]  # fmt: skip
    assert {e.sentence for e in found.examples} == {TEXT[:38]}
    assert {e.url for e in found.examples} == {"https://a.example/1"}
    assert len(compare(old, new, examples=1).examples) == 3
    assert compare(old, new, only="sentences") == Diff(0, [], [], [])
    assert compare(old, old).tables == []


def test_a_text_that_was_cleaned_otherwise_keeps_its_rows(tmp_path: Path) -> None:
    """Its revision and all places of characters are others; only what is found otherwise is told."""
    old = warehouse(tmp_path / "old.duckdb", a_quote("x", 0, 8), a_quote("y", 39, 47))
    text = f"Quito. {TEXT}"
    shifted = [a_quote(n, s + 7, e + 7, text=text, revision_id=an_id("r2"), **more) for n, s, e, more in (("x2", 0, 8, {}), ("y2", 39, 47, {"cue_text": "said"}))]  # fmt: skip
    new = warehouse(tmp_path / "new.duckdb", *shifted, revision="r2", text=text)
    found = compare(old, new, only="quotes")
    assert found.tables == [TableDiff("quotes", 0, 0, 1, 1)]
    assert differing(found) == [("changed", {}, {"cue_text": "said"})]


def tell(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    diff.main([*map(str, arguments), "--format", "json"], standalone_mode=False)
    return json.loads(capsys.readouterr().out)


def test_what_an_edited_rule_would_change_is_told_and_nothing_is_published(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The edit: a word in the seeds. "whinge" is a reporting verb now."""
    home, seeds = tmp_path / "home", tmp_path / "seeds"
    monkeypatch.setattr("flows.auditing.audit", lambda frames, seen: [])  # takes seconds a batch, and nothing here is about it
    shutil.copytree(ROOT / "seeds", seeds, ignore=shutil.ignore_patterns("articles"))
    for name in ("Ruiz", "Cole"):
        (tmp_path / f"{name}.txt").write_text(f"Bridge opens\n\nThe bridge is too costly, mayor Ana {name} whinged on Monday.\n", encoding="utf-8")  # fmt: skip
    monkeypatch.setenv("WIREHOUSE_SEEDS", str(seeds))
    monkeypatch.setenv("WIREHOUSE_PIPELINE", "fast")
    run(home, tmp_path / "Ruiz.txt", tmp_path / "Cole.txt", seeds=seeds, pipeline="fast")
    before = (home / "wirehouse.duckdb").read_bytes()
    assert tell(capsys, "--home", home) == {"articles": 0, "tables": [], "rules": [], "examples": []}
    verbs = seeds / "reporting_verbs.csv"
    lines = verbs.read_text(encoding="utf-8").splitlines()
    verbs.write_text("\n".join([*lines, "whinge,whinge whinges whinged whinging,,clause quote,complaint,complains"]) + "\n", encoding="utf-8")  # fmt: skip
    with only_writer(home):  # a run is at work: a diff does not mind
        found = tell(capsys, "--home", home, "--table", "quotes")
    assert found["articles"] == 2
    assert [(t["table"], t["added"], t["lost"]) for t in found["tables"]] == [("quotes", 2, 0)]
    assert {e["new"]["cue_text"] for e in found["examples"]} == {"whinged"}
    assert all("whinged on Monday" in e["sentence"] for e in found["examples"])
    assert tell(capsys, "--home", home, "--sample", 1)["articles"] == 1
    assert tell(capsys, "--home", home, "--article", (tmp_path / "Cole.txt").as_uri(), "--examples", 1)["articles"] == 1
    diff.main(["--home", str(home), "--table", "quotes", "--sample", "1"], standalone_mode=False)
    out = capsys.readouterr().out
    assert "1 articles with rows that differ" in out
    assert "cue_text: whinged" in out
    assert (home / "wirehouse.duckdb").read_bytes() == before
    assert sorted(p.name for p in home.glob("*.duckdb")) == ["wirehouse.duckdb"]
    assert [p.name for p in (home / "diff").iterdir()] == [".lock"]
    with only_writer(home / "diff"), pytest.raises(BusyError):
        tell(capsys, "--home", home)


@pytest.mark.parametrize(
    ("arguments", "error", "why"),
    [
        (["--table", "thoughts"], UsageError, "no such table"),
        (["other.duckdb", "--sample", "3"], UsageError, "leave out"),
        (["other.duckdb"], WarehouseError, "no such warehouse"),
        ([], WarehouseError, "no warehouse yet"),
    ],
)
def test_what_cannot_be_compared_is_told(tmp_path: Path, arguments: list[str], error: type[Exception], why: str) -> None:
    with pytest.raises(error, match=why):
        diff.main([*arguments, "--home", str(tmp_path)], standalone_mode=False)
