"""The commands as people run them: in processes of their own, over real files, a real server, a real warehouse."""

import csv
import io
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.questions import QUESTIONS
from tests.integration.web import feed, page, serving, silent
from tests.warehouses import contents, one, rows

ROOT = Path(__file__).parents[2]
ARTICLES = ROOT / "seeds/articles"
NOISE = ("Traceback", "Warning", "WARNING", "INFO", "database is locked", "anonymous", "telemetry")
STORY = "Bridge opens\n\nThe bridge cost $12 million, Mayor Ana Ruiz said. “It is safe,” she said.\n"

Command = Callable[..., "subprocess.CompletedProcess[str]"]


def wirehouse(*arguments: str | Path, **environment: str) -> "subprocess.CompletedProcess[str]":
    """Run the command; its output as text."""
    command = [sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", env={**os.environ, **environment}, timeout=200, check=False
    )


@pytest.fixture(scope="module")
def lean(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """Settings for a run of which nobody asks the marts: dbt has nothing to build, nothing is indexed or reported, the smaller pipeline reads."""
    project = tmp_path_factory.mktemp("lean")
    shutil.copy(ROOT / "dbt/profiles.yml", project)
    (project / "dbt_project.yml").write_text(
        "name: lean\nprofile: wirehouse\nflags: {send_anonymous_usage_stats: false}\n", encoding="utf-8"
    )
    return {"WIREHOUSE_DBT": str(project), "WIREHOUSE_SEARCH": "[]", "WIREHOUSE_REPORTS": "0", "WIREHOUSE_PIPELINE": "fast"}


def test_a_run_is_quiet_and_says_what_it_did(published: Path) -> None:
    said, progress = (published / "stdout").read_text(encoding="utf-8"), (published / "stderr").read_text(encoding="utf-8")
    assert not [noise for noise in NOISE if noise in said + progress], progress
    counts = {line.rsplit(None, 1)[0]: line.rsplit(None, 1)[1] for line in said.splitlines()[2:15] if line.strip()}
    assert int(counts["documents"]) == int(counts["revisions"]) + int(counts["duplicates"]) + int(counts["rejections"])
    assert int(counts["rejections"]) == 2
    assert all(int(counts[name]) > 20 for name in ("mentions", "quotes", "numeric facts", "dates"))
    assert said.count(" sql --home ") == 4
    stages = [
        line for line in progress.splitlines() if line and not line.startswith("language pipeline wirehouse_news_md finds ")
    ]
    assert stages == ["cleaning: done", "reading: done", "publishing: done"]


def test_the_run_reports_to_prefect_without_one_task_an_article(published: Path) -> None:
    """The history of the run's own server: one flow run that completed, one task run a stage and batch."""
    import sqlite3

    (history,) = (published / "prefect").glob("history-*.db")
    with sqlite3.connect(history) as connection:
        assert connection.execute("select state_type from flow_run").fetchall() == [("COMPLETED",)]
        names = [name for (name,) in connection.execute("select name from task_run order by start_time")]
    assert [name.partition("-")[0] for name in names] == ["land", "clean", "read", "publish"]


@pytest.mark.parametrize("question", QUESTIONS)
def test_the_questions_it_suggests_have_answers(published: Path, question: str) -> None:
    done = wirehouse("sql", QUESTIONS[question], "--format", "json", "--home", published)
    assert (done.returncode, done.stderr) == (0, "")
    assert 1 < len(json.loads(done.stdout)) <= 10


@pytest.mark.parametrize("mart", ["who_said_what", "numeric_claims", "entity_daily", "article_facts"])
def test_every_mart_has_rows_and_a_description(published: Path, mart: str) -> None:
    assert int(str(one(published, f"select count(*) from marts.{mart}"))) > 10
    about = one(published, f"select comment from duckdb_tables() where schema_name = 'marts' and table_name = '{mart}'")
    assert str(about).startswith("One row per ")


def test_copies_count_once_and_say_in_how_many_outlets(published: Path) -> None:
    """The wire's rate story is printed word for word by another paper."""
    copied = rows(published, "select quote_text, outlets from marts.who_said_what where url like '%iceland%' and outlets > 1")
    assert copied
    everywhere = one(
        published, "select count(*) from core.quotes q join core.articles a on a.current_revision_id = q.revision_id"
    )
    assert int(str(one(published, "select count(*) from marts.who_said_what"))) < int(str(everywhere))


def test_a_correction_is_a_second_revision_and_views_show_it_alone(published: Path) -> None:
    texts = rows(published, "select revision_number, r.text like '%$304 million%' from core.article_revisions r join core.articles a using (article_id) where a.url like '%terminal%' order by 1")  # fmt: skip
    assert texts == [(1, False), (2, True)]
    for mart in ("who_said_what", "numeric_claims"):
        old = f"select count(*) from marts.{mart} where revision_id not in (select current_revision_id from core.articles)"
        assert one(published, old) == 0


def test_sql_prints_tables_csv_and_json(published: Path) -> None:
    query = "select 'a,b' as x, null as y, timestamptz '2026-03-01 09:00:00+00' as z"
    table, as_csv, as_json = (
        wirehouse("sql", query, "--home", published, "--format", form).stdout for form in ("table", "csv", "json")
    )
    assert table.splitlines()[0].split() == ["x", "y", "z"]
    assert list(csv.reader(io.StringIO(as_csv))) == [["x", "y", "z"], ["a,b", "", "2026-03-01T09:00:00+00:00"]]
    assert json.loads(as_json) == [{"x": "a,b", "y": None, "z": "2026-03-01T09:00:00+00:00"}]


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ("selekt 1", "does not run"),
        ("delete from core.quotes", "read-only"),
        ("select * from read_csv('/etc/passwd')", "disabled"),
        ("install httpfs", "is refused"),
        ("attach 'other.duckdb'", "is refused"),
        ("", "asks nothing"),
    ],
)
def test_sql_that_may_not_run_is_refused_in_one_line(published: Path, query: str, why: str) -> None:
    done = wirehouse("sql", query, "--home", published)
    assert done.returncode == 2
    assert done.stdout == ""
    assert why in done.stderr
    assert "Traceback" not in done.stderr


def test_status_tells_the_runs_and_the_rejections(published: Path) -> None:
    said = wirehouse("status", "--home", published).stdout
    assert all(title in said for title in ("Last runs", "In the warehouse", "Freshness", "Rejections", "not_an_article"))


def test_without_a_warehouse_the_error_says_how_to_make_one(tmp_path: Path) -> None:
    done = wirehouse("sql", "select 1", "--home", tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    assert "wirehouse run PATH" in done.stderr


def test_extract_prints_rows_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = wirehouse("extract", tmp_path / "story.txt", "--published", "2026-03-02")
    assert done.returncode == 0
    assert re.fullmatch(r"language pipeline wirehouse_news_md finds [A-Z_, ]+\n", done.stderr)
    told: dict[str, list[dict[str, Any]]] = {}
    for line in done.stdout.splitlines():
        row = json.loads(line)
        told.setdefault(row["table"], []).append(row)
    (revision,) = told["article_revisions"]
    assert revision["text"] == STORY.rstrip("\n") or revision["text"] == STORY
    assert revision["published_at"].startswith("2026-03-02")
    assert {m["mention_text"] for m in told["entity_mentions"]} == {"Ana Ruiz"}
    assert any(STORY[f["char_start"] : f["char_end"]] == f["fact_text"] == "$12 million" for f in told["numeric_facts"])
    assert not [path for path in tmp_path.iterdir() if path.name != "story.txt"]


def test_lines_without_a_url_are_called_after_their_number(tmp_path: Path) -> None:
    (tmp_path / "two.jsonl").write_text('{"text": "Ana Ruiz won."}\n{"text": "Ben Cole lost.", "url": "x-2"}\n', encoding="utf-8")
    done = wirehouse("extract", tmp_path / "two.jsonl")
    urls = [json.loads(line)["url"] for line in done.stdout.splitlines() if '"table": "article_revisions"' in line]
    assert urls == ["line:1", "x-2"]


@pytest.mark.parametrize("command", [(), ("run",), ("extract",), ("sql",), ("status",), ("backfill",), ("dashboard",)])
def test_help_suffices(command: tuple[str, ...]) -> None:
    done = wirehouse(*command, "--help")
    assert done.returncode == 0
    assert len(done.stdout) > 150


@pytest.mark.parametrize("arguments", [("run", "--published", "yesterday", "."), ("nonsense",), ("extract",)])
def test_what_makes_no_sense_is_a_usage_error(arguments: tuple[str, ...], tmp_path: Path) -> None:
    done = wirehouse(*arguments, WIREHOUSE_HOME=str(tmp_path / "home"))
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("setting", "value", "code", "why"),
    [
        ("WIREHOUSE_BATCH_SIZE", "0", 2, "greater than 0"),
        ("WIREHOUSE_MAX_BYTES", "many", 2, "integer"),
        ("WIREHOUSE_PIPELINE", "no_such_pipeline", 1, "unset WIREHOUSE_PIPELINE"),
        ("WIREHOUSE_SEEDS", "no/such/folder", 1, "WIREHOUSE_SEEDS"),
        ("PREFECT_API_URL", "http://127.0.0.1:9/api", 1, "unset PREFECT_API_URL"),
    ],
)
def test_a_setting_that_cannot_be_is_told_in_one_line(tmp_path: Path, setting: str, value: str, code: int, why: str) -> None:
    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    done = wirehouse("run", tmp_path / "story.txt", "--home", tmp_path / "home", **{setting: value})
    assert (done.returncode, done.stdout) == (code, "")
    (line,) = done.stderr.splitlines()
    assert line.startswith("wirehouse: ")
    assert why in line
    assert not (tmp_path / "home/wirehouse.duckdb").exists()


def test_a_run_that_is_killed_and_run_again_is_as_one_that_was_not(tmp_path: Path, published: Path) -> None:
    """Invariant 5, at one moment: when articles are cleaned and not yet read. Others: test_crashes."""
    home = tmp_path / "killed"
    command = [sys.executable, "-m", "flows.cli", "run", str(ARTICLES)]
    killed = subprocess.Popen([*command, "--home", str(home)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    while not list(home.glob("work/*/clean-0000/*.parquet")) and killed.poll() is None:
        time.sleep(0.02)
    killed.kill()
    assert killed.wait() == -signal.SIGKILL
    assert not (home / "wirehouse.duckdb").exists()
    assert wirehouse("run", ARTICLES, "--home", home).returncode == 0
    assert contents(home) == contents(published)
    left = {p.name for p in published.iterdir()} - {"stdout", "stderr"}
    assert {p.name for p in home.iterdir()} == left


def test_bad_inputs_get_a_line_or_a_rejection_and_the_rest_is_published(
    tmp_path: Path, server: None, lean: dict[str, str]
) -> None:
    """Every kind of bad input of a bad day, in one run."""
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    (folder / "good.txt").write_text(STORY, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b"")
    (folder / "binary.txt").write_bytes(bytes(range(256)) * 40)
    (folder / "latin.txt").write_bytes("Café opens\n\nThe café in Lyon opened, Zoë Faure said.".encode("latin-1"))
    (folder / "page.html").write_text("<html><body><nav><a href=/>Home</a></nav></body></html>", encoding="utf-8")
    lines = [
        json.dumps({"url": f"https://a.example/{n}", "text": f"The town spent ${n} million in 2025, Ana Ruiz said."})
        for n in range(1, 11)
    ]
    (folder / "ten.jsonl").write_text("\n".join([*lines[:2], lines[2][:-20], *lines[3:]]), encoding="utf-8")
    (folder / "huge.txt").write_text("The town spent money, Ana Ruiz said.\n\n" * 1_400_000, encoding="utf-8")
    with serving() as web:
        web.routes = {"/feed": page("This is no feed at all."), "/never": silent, "/good": page((ARTICLES / "harbor-ledger-chile-quake.html").read_bytes())}  # fmt: skip
        inputs = [folder, tmp_path / "missing.txt", web.url("/feed"), web.url("/gone"), web.url("/never"), web.url("/good")]
        done = wirehouse("run", *inputs, "--home", home, **lean, WIREHOUSE_ALLOW_HOSTS=json.dumps([web.host]))
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    problems = [line for line in done.stderr.splitlines() if line.startswith("wirehouse: ")]
    for name in ("missing.txt", "/gone", "/never", "huge.txt"):
        assert sum(name in line for line in problems) == 1, (name, problems)
    assert "404" in next(line for line in problems if "/gone" in line)
    reasons = dict(rows(home, "select regexp_extract(url, '[^/]+$'), reason from ops.rejections"))  # type: ignore[arg-type]
    assert reasons["empty.txt"] == "empty"
    assert reasons["binary.txt"] == "binary"
    assert reasons["page.html"] == "not_an_article"
    assert reasons["huge.txt"] == "too_large"
    assert reasons["ten.jsonl#line:3"] == "broken_json"
    assert one(home, "select count(*) from core.articles") == 9 + 1 + 1 + 1
    assert one(home, "select count(*) from core.article_revisions where text like 'Café%Zoë%'") == 1


def test_a_run_that_can_read_nothing_fails(tmp_path: Path, server: None, lean: dict[str, str]) -> None:
    done = wirehouse("run", tmp_path / "missing.txt", "--home", tmp_path / "home", **lean)
    assert done.returncode == 1
    assert "missing.txt" in done.stderr
    assert "Traceback" not in done.stderr


def test_feeds_and_pages_are_read_over_http(tmp_path: Path, server: None) -> None:
    """A feed names two articles; their pages are fetched, and an unchanged feed brings nothing new the second time."""
    home = tmp_path / "home"
    with serving() as web:
        items = "".join(f"<item><title>T{n}</title><link>{web.url(f'/{n}')}</link><pubDate>Mon, 02 Mar 2026 10:0{n}:00 GMT</pubDate></item>" for n in (1, 2))  # fmt: skip
        web.routes = {
            "/rss": feed(f'<?xml version="1.0"?><rss version="2.0"><channel><title>Town Wire</title>{items}</channel></rss>')
        }
        for number, name in enumerate(("harbor-ledger-iceland-rates.html", "corrib-gazette-chile-quake.html"), 1):
            web.routes[f"/{number}"] = page((ARTICLES / name).read_bytes())
        allowed = {"WIREHOUSE_ALLOW_HOSTS": json.dumps([web.host]), "WIREHOUSE_REPORTS": "0"}
        first = wirehouse("run", web.url("/rss"), "--home", home, **allowed)
        second = wirehouse("run", web.url("/rss"), "--home", home, **allowed)
    assert (first.returncode, second.returncode) == (0, 0), first.stderr + second.stderr
    assert one(home, "select count(*) from core.articles") == 2
    assert rows(home, "select documents, revisions, duplicates from ops.runs order by started_at") == [(2, 2, 0), (2, 0, 2)]
    assert int(str(one(home, "select count(*) from marts.who_said_what where speaker is not null"))) > 3


def test_a_run_reports_to_the_prefect_server_that_is_named(tmp_path: Path, server: None, lean: dict[str, str]) -> None:
    def completed() -> int:
        wanted = {"flow_runs": {"name": {"any_": None}, "state": {"type": {"any_": ["COMPLETED"]}}}}
        return int(httpx.post(f"{os.environ['PREFECT_API_URL']}/flow_runs/count", json=wanted).json())

    (tmp_path / "story.txt").write_text(STORY, encoding="utf-8")
    before = completed()
    done = wirehouse("run", tmp_path / "story.txt", "--home", tmp_path / "home", **lean)
    assert done.returncode == 0, done.stderr
    assert completed() == before + 1
    assert not list((tmp_path / "home/prefect").glob("history-*.db")), "it brought a server of its own"


def test_private_addresses_are_refused(tmp_path: Path, server: None, lean: dict[str, str]) -> None:
    with serving() as web:
        web.routes = {"/a": page("<p>secret</p>")}
        done = wirehouse("run", web.url("/a"), "--home", tmp_path, **lean)
        assert web.log == []
    assert done.returncode == 1
    assert "WIREHOUSE_ALLOW_HOSTS" in done.stderr


def test_a_second_run_at_once_is_told_to_wait(tmp_path: Path) -> None:
    from flows.warehouse import only_writer

    with only_writer(tmp_path):
        done = wirehouse("run", ARTICLES, "--home", tmp_path)
    assert done.returncode == 1
    assert "is at work here" in done.stderr


def test_looking_after_the_landing_log(tmp_path: Path, run: Any) -> None:
    story = tmp_path / "a.txt"
    for number in range(2):
        story.write_text(STORY + "It was late. " * number, encoding="utf-8")
        run(tmp_path / "home", story, pipeline="fast")
    done = wirehouse("landing", "compact", "--home", tmp_path / "home")
    assert (done.returncode, done.stdout.startswith("2 files of ")) == (0, True), done.stderr
    arguments = ["landing", "prune", "--home", tmp_path / "home", "--before", "2999-01-01", "--reason", "room"]
    assert wirehouse(*arguments, "--dry-run").stdout.startswith("1 documents would lose their bytes")
    assert wirehouse(*arguments).stdout.startswith("1 documents lost their bytes")
    wrong = wirehouse("landing", "prune", "--home", tmp_path / "home", "--before", "soon", "--reason", "room")
    assert (wrong.returncode, "--before soon: is no date" in wrong.stderr) == (2, True)
