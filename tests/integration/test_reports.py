"""What a run leaves to look at: its report, Great Expectations' Data Docs, lineage events, and an artifact in Prefect."""

import json
import os
import re
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from html.parser import HTMLParser
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import httpx
import pytest

from flows import publishing
from flows.audit import audit
from flows.audit_docs import merged, write_data_docs
from flows.errors import AuditError
from flows.lineage import FACETS, datasets, emit, run_uuid
from flows.reports import last_report
from flows.reports.page import POLICY, Facts, drift, page
from flows.settings import Settings
from flows.warehouse_reports import Metric, PastRun, Told
from tests.factories import an_id, insert, make, make_file
from tests.integration.test_audit import frames

STORY = "Bridge opens\n\nThe bridge cost $12 million, Mayor Ana Ruiz said.\n"
HOSTILE = "</td><script>alert(1)</script><img src=http://evil.example/x onerror=alert(1)>\"'&$x ${y} \x00\ud800"
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
EMPTY = Told([], [], [], [], [])


class Page(HTMLParser):
    """What a browser would make of a page: its elements and what they ask for."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.asked: list[str] = []
        self.handlers: list[str] = []
        self.policies: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.asked += [value or "" for name, value in attrs if name in ("src", "href", "data", "action", "srcset")]
        self.handlers += [name for name, _ in attrs if name.startswith("on")]
        self.policies += [value or "" for name, value in attrs if name == "content"]


def harmless(path_or_text: Path | str) -> Page:
    """The page, which runs nothing and asks nobody."""
    text = path_or_text if isinstance(path_or_text, str) else path_or_text.read_text(encoding="utf-8")
    found = Page(text)
    assert not {"script", "img", "link", "iframe", "object", "form"}.intersection(found.tags)
    assert not [url for url in found.asked if "//" in url]
    assert found.handlers == []
    assert POLICY in found.policies
    return found


@contextmanager
def collecting() -> Iterator[tuple[str, list[tuple[str, Any]]]]:
    """A lineage server: its URL, and what was posted to it, by path. It takes nothing at /busy."""
    posted: list[tuple[str, Any]] = []

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            posted.append((self.path, json.loads(self.rfile.read(int(self.headers["Content-Length"])))))
            self.send_response(503 if self.path == "/busy" else 201)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Nobody reads it."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", posted
        finally:
            server.shutdown()
            thread.join()


def facts(**given: Any) -> Facts:
    base = Facts("ab" * 10, "run", NOON, 1.5, [("rules version", "x")], [("read", 1.25)], [("documents", 3)], (), None, False)
    return base._replace(**given)


def test_hostile_text_stays_text_in_a_report() -> None:
    told = EMPTY._replace(
        rejections=[("clean", HOSTILE, 2)],
        examples=[(HOSTILE, HOSTILE, HOSTILE, HOSTILE)],
        findings=[("error", HOSTILE, HOSTILE, 1)],
        history=[PastRun(an_id("run"), NOON, 3, 1, 2), PastRun("ab" * 10, NOON, 5, 0, 0)],
        metrics=[Metric(HOSTILE, HOSTILE, HOSTILE, [NOON, NOON], [1.0, 4.0])],
    )
    text = page(facts(why_failed=HOSTILE, failed_inputs=[HOSTILE], command=HOSTILE, versions=[(HOSTILE, HOSTILE)]), told)
    found = harmless(text)
    assert found.tags.count("svg") == 6
    assert text.count("&lt;script&gt;") >= 12


def test_a_report_shows_only_what_there_is() -> None:
    text = page(facts(counts=[], stages=[]), EMPTY)
    assert re.findall("<h2>([^<]+)", text) == ["Versions"]
    assert drift(Metric("quotes", "rows", None, [NOON] * 3, [10, 10, 15])) == 0.5
    assert drift(Metric("quotes", "rows", None, [NOON] * 2, [0, 0])) == 0


def test_metrics_are_told_where_the_file_has_them(tmp_path: Path) -> None:
    import duckdb

    from flows.warehouse_reports import told_of

    path = tmp_path / "wirehouse.duckdb"
    runs = [make("runs", run_id=an_id(str(day)), started_at=NOON.replace(day=day), documents=0) for day in (3, 1, 2)]
    make_file(path, runs)
    assert told_of(path, an_id("1"))._replace(history=[]) == EMPTY
    with duckdb.connect(str(path)) as connection:
        insert(connection, [])
        connection.execute("create or replace table ops.run_metrics (run_id varchar, table_name varchar, metric_name varchar, column_name varchar, value double)")  # fmt: skip
        for day in (1, 2, 3):
            connection.execute("insert into ops.run_metrics values (?, 'quotes', 'null_share', 'cue_text', ?)", [an_id(str(day)), day / 10])  # fmt: skip
    told = told_of(path, an_id("1"))
    assert [run.started_at.day for run in told.history] == [1, 2, 3]
    (metric,) = told.metrics
    assert (metric.column_name, metric.values) == ("cue_text", [0.1, 0.2, 0.3])


def test_data_docs_sum_the_batches_and_run_nothing(tmp_path: Path) -> None:
    seen: list[dict[str, Any]] = []
    failures = audit(frames(entity_mentions={"label": HOSTILE.replace("\ud800", "")}), seen)
    assert {f.check_name for f in failures} == {"expect_column_values_to_be_in_set"}
    (tmp_path / "0.json").write_text(json.dumps(seen), encoding="utf-8")
    write_data_docs([tmp_path / "0.json"] * 3, tmp_path / "docs", run_id="ab" * 10)
    pages = sorted(path.name for path in (tmp_path / "docs").iterdir())
    assert pages == sorted(["index.html", *(f"{name}.html" for name in frames())])
    for path in (tmp_path / "docs").iterdir():
        harmless(path)
    mentions = (tmp_path / "docs/entity_mentions.html").read_text(encoding="utf-8")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in mentions
    assert "100%" in mentions
    (summed,) = [v for v in merged([*seen, *seen]) if v["table"] == "entity_mentions"]
    (label,) = [r for r in summed["results"] if not r["success"]]
    assert (label["element_count"], label["unexpected_count"], len(label["examples"])) == (2, 2, 2)


def test_every_run_leaves_a_report_and_its_lineage_also_one_that_fails(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "home"
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    with collecting() as (url, posted):
        run(home, tmp_path / "a.txt", reports=1, pipeline="fast", openlineage_url=f"{url}/lineage")
        first = last_report(home / "reports")
        assert first is not None
        assert harmless(first).tags.count("svg") >= 3
        assert harmless(first.parent / "data_docs/index.html").tags.count("tr") > 8

        def spoilt(*_: Any, **__: Any) -> None:
            raise AuditError(f"the new warehouse fails its checks ({HOSTILE.replace(chr(0xD800), '')})")

        monkeypatch.setattr(publishing, "check_warehouse", spoilt)
        (tmp_path / "b.txt").write_text(STORY.replace("12", "13"), encoding="utf-8")
        with pytest.raises(AuditError):
            run(home, tmp_path / "b.txt", reports=1, pipeline="fast", openlineage_url=f"{url}/busy")
    second = last_report(home / "reports")
    assert second is not None
    assert harmless(second)
    assert "the new warehouse fails its checks" in second.read_text(encoding="utf-8")
    assert [path.name for path in (home / "reports").iterdir()] == [second.parent.name] != [first.parent.name]

    events = [json.loads(line) for line in (home / "lineage/openlineage.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [event["eventType"] for event in events] == ["START", "COMPLETE", "START", "FAIL"]
    assert [event["run"]["runId"] for event in events[1:3]] == [run_uuid(first.parent.name), run_uuid(second.parent.name)]
    assert posted == [("/lineage", events[0]), ("/lineage", events[1]), ("/busy", events[2]), ("/busy", events[3])]
    for event in events:
        follows_the_specification(event)
    written = {output["name"]: output["outputFacets"]["outputStatistics"]["rowCount"] for output in events[1]["outputs"]}
    assert written["wirehouse.core.article_revisions"] == written["wirehouse.ops.documents"] == 1
    assert events[1]["inputs"][1]["name"] == str(tmp_path / "a.txt")
    assert "fails its checks" in events[3]["run"]["facets"]["errorMessage"]["message"]
    told = httpx.post(f"{os.environ['PREFECT_API_URL']}/artifacts/filter", json={}).json()
    assert {first.as_uri(), second.as_uri()} <= {url for a in told if a["key"] == "run-report" for url in re.findall(r"\((file:[^)]+)\)", a["data"])}  # fmt: skip


def follows_the_specification(event: dict[str, Any]) -> None:
    """What the JSON schema of OpenLineage 2-0-2 demands of a RunEvent and of every facet."""
    assert datetime.fromisoformat(event["eventTime"]).tzinfo is not None
    assert uuid.UUID(event["run"]["runId"])
    assert event["schemaURL"] == "https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent"
    assert re.match(r"[a-z][a-z0-9+.-]*:", event["producer"])
    assert set(event["job"]) == {"namespace", "name", "facets"}
    holders = [event["run"]["facets"], event["job"]["facets"]]
    for data in event["inputs"] + event["outputs"]:
        assert data["namespace"]
        assert data["name"]
        holders += [data["facets"], data.get("outputFacets", {})]
    for name, facet in ((n, f) for holder in holders for n, f in holder.items()):
        assert facet["_producer"] == event["producer"]
        assert facet["_schemaURL"].startswith(f"https://openlineage.io/spec/facets/{FACETS[name]}.json#/$defs/")


@pytest.mark.parametrize(
    ("location", "namespace", "name"),
    [
        ("https://user:secret@news.example:8443/rss?key=secret#x", "https://news.example", "/rss"),
        ("s3://bucket/crawl/a.warc.gz", "s3://bucket", "/crawl/a.warc.gz"),
        ("/in/a.txt", "file", "/in/a.txt"),
        ("file:///in/a.txt", "file", "/in/a.txt"),
        ("http://[broken", "http", "http://[broken"),
    ],
)
def test_inputs_are_named_without_what_may_be_secret(location: str, namespace: str, name: str) -> None:
    assert datasets(Settings(), [location])[1:] == [(namespace, name)]


def test_an_event_that_cannot_be_kept_or_sent_is_told_and_fails_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "lineage").touch()
    emit(Settings(home=tmp_path, openlineage_url="http://127.0.0.1:9/"), {"eventType": "START"})
    err = capsys.readouterr().err
    assert "was not kept" in err
    assert "was not taken" in err
