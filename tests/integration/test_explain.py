"""`wirehouse explain`: any row's story, over the warehouse of the sample articles."""

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.errors import UsageError
from flows.explaining_text import as_text
from flows.meanings import RULES
from flows.settings import Settings
from flows.warehouse_explaining import explain
from flows.warehouse_rows import KEYED
from tests.factories import make, make_file
from tests.warehouses import one, rows

SPANNED = {
    "quotes": "quote_text",
    "numeric_facts": "fact_text",
    "entity_mentions": "mention_text",
    "date_mentions": "date_text",
}
"""Tables whose rows have a span, and the column that repeats it."""


def told(home: Path, named: str) -> dict[str, Any]:
    return explain(Settings(home=home), named)


@pytest.mark.parametrize("table", SPANNED)
def test_a_row_is_told_with_its_sentence_its_text_and_where_it_came_from(published: Path, table: str) -> None:
    key, column = {t.name: t.key[0] for t in KEYED}[table], SPANNED[table]
    row_id, text = rows(published, f"select {key}, {column} from core.{table} order by length({column}) desc, 1 limit 1")[0]
    found = told(published, str(row_id))
    assert (found["table"], found["row"][column]) == (table, text)
    sentence = found["sentence"]
    assert sentence["text"][sentence["span_start"] : sentence["span_end"]] == text
    assert found["revision"]["revision_id"] == found["row"]["revision_id"] == found["extraction"]["revision_id"]
    assert found["article"]["article_id"] == found["revision"]["article_id"]
    assert found["run"]["command"] == "run"
    assert found["landed"]["digest"] == found["revision"]["landing_digest"] == found["document"]["landing_digest"]
    assert (published / found["landed"]["file"]).exists()
    plain = as_text(found, bold=False)
    assert f"»{text}«" in plain
    assert f"\x1b[1m{text}\x1b[0m" in as_text(found, bold=True)
    for word in (
        found["article"]["canonical_url"],
        found["extraction"]["rules_version"],
        found["document"]["document_id"],
        "revision",
    ):
        assert word in plain


@pytest.mark.parametrize("table", [t for t in KEYED if t.name not in ("overrides", "audit_findings", "robots_files")])
def test_the_id_of_any_row_leads_to_it(published: Path, table: Any) -> None:
    row_id = str(one(published, f"select min({table.key[0]}) from {table.full_name}"))
    owner = next(t for t in KEYED if t.key[0] == table.key[0])
    found = told(published, row_id)
    assert (found["table"], found["row"][table.key[0]]) == (owner.name, row_id)
    assert row_id in as_text(found, bold=False)


def test_a_story_is_told_with_its_copies(published: Path) -> None:
    story, copies = rows(published, "select story_id, count(*) from core.articles group by 1 order by 2 desc, 1 limit 1")[0]
    assert len(told(published, str(story))["copies"]) == copies > 1


def test_every_rule_that_found_something_has_a_meaning(published: Path) -> None:
    for table in ("quotes", "numeric_facts"):
        assert {rule for (rule,) in rows(published, f"select distinct rule from core.{table}")} <= RULES[table].keys()


def test_the_beginning_of_an_id_is_enough_where_it_is_the_only_one(published: Path) -> None:
    row_id = str(one(published, "select min(quote_id) from core.quotes"))
    assert told(published, row_id[:12])["id"] == row_id
    for named, why in (("f" * 20, "no row has that id"), ("abc", "no row has that id"), ("' or 1=1 --", "no row has that id")):
        with pytest.raises(UsageError, match=why):
            told(published, named)


def test_the_beginning_of_several_ids_is_not_enough(tmp_path: Path) -> None:
    make_file(tmp_path / "wirehouse.duckdb", [make("runs", run_id=f"abcd{n}".ljust(20, "0"), documents=0) for n in (1, 2)])
    with pytest.raises(UsageError, match=r"several ids begin so \(abcd1000"):
        told(tmp_path, "abcd")
    assert told(tmp_path, "abcd2")["row"]["run_id"] == "abcd2".ljust(20, "0")


def test_the_command_prints_text_and_json_and_says_what_it_does_not_know(published: Path) -> None:
    row_id = str(one(published, "select min(fact_id) from core.numeric_facts"))
    home = ["--home", str(published)]
    as_json = CliRunner().invoke(main, ["explain", row_id, "--format", "json", *home])
    assert json.loads(as_json.stdout)["row"]["fact_id"] == row_id
    assert "»" in CliRunner().invoke(main, ["explain", row_id, *home]).stdout
    unknown = CliRunner().invoke(main, ["explain", "0" * 20, *home])
    assert (unknown.exit_code, unknown.stdout) == (2, "")
    assert "no row has that id" in unknown.stderr


def test_rejections_are_listed_and_explained_on_the_command_line(published: Path) -> None:
    home = ["--home", str(published)]
    listed = json.loads(CliRunner().invoke(main, ["rejections", "--format", "json", *home]).stdout)
    assert {row["reason"] for row in listed} == {"index_page", "not_an_article"}
    text = CliRunner().invoke(main, ["rejections", listed[0]["url"], *home]).stdout
    for word in (listed[0]["document_id"], listed[0]["detail"], "landing/", "wirehouse accept", "transforms/clean/verdict.py"):
        assert word in " ".join(text.split())
    for arguments, why in (
        (["retry"], "name documents"),
        (["retry", "--all", "--stage", "clean"], "one of these"),
        (["accept", "0000", "--reason", " "], "is empty"),
        (["accept", "0000aaaa", "--reason", "x"], "names no document"),
        (["rejections", "0000aaaa", "--stage", "clean"], "needs no filter"),
    ):
        wrong = CliRunner().invoke(main, [*arguments, *home])
        assert (wrong.exit_code, wrong.stdout) == (2, ""), arguments
        assert why in wrong.stderr
    status = CliRunner().invoke(main, ["status", *home]).stdout
    assert "Last report: " in status
    assert Path(status.rsplit("Last report: ", 1)[1].strip()).exists()


def test_a_row_of_a_large_warehouse_is_found(tmp_path: Path) -> None:
    """A small version of benchmarks/explain.py, which times it."""
    from benchmarks.explain import QUOTES, an_id
    from benchmarks.explain import make as make_large

    make_large(tmp_path / "wirehouse.duckdb", 40)
    found = told(tmp_path, an_id("quotes", 20 * QUOTES)[:12])
    assert found["revision"]["revision_id"] == found["row"]["revision_id"]
    assert found["document"]["outcome"] == "revision"
