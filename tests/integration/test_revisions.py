"""Revisions over real runs: a corrected text is a new one beside the earlier, and what `marts.revision_changes` says of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.context import now
from flows.frames import read_rows
from flows.settings import Settings
from flows.views import build_views
from tests.factories import an_id, make, make_file
from tests.integration.test_archives_killed import land
from tests.integration.web import Request, in_turn, page, serving
from tests.warehouses import one, rows

URL = "https://a.example/quake"
FIRST = """At least 14 people were killed in the city of Quito on Monday, Mayor Ana Ruiz said. Rain is expected on Tuesday.

“We lost 40 homes in a single night,” Ruiz told reporters. Nobody had been warned of the flood."""
SECOND = """At least 19 people were killed in the city of Quito on Monday, Mayor Ana Ruiz said. Rain is expected on Tuesday.

“We lost 60 homes in a single night,” Ruiz told reporters. The army has sent 200 soldiers to help."""


def article(**given: str) -> str:
    return json.dumps({"url": URL, "title": "Quake", "text": FIRST, "published_at": "2026-03-02T10:00:00Z"} | given) + "\n"


@pytest.fixture
def corrected(tmp_path: Path, run: Any) -> Path:
    """A home with an article read in two runs, corrected between them."""
    (tmp_path / "a.jsonl").write_text(article(), encoding="utf-8")
    (tmp_path / "b.jsonl").write_text(article(text=SECOND, modified_at="2026-03-02T18:00:00Z"), encoding="utf-8")
    for name in ("b", "a"):  # the older text may well be found later
        run(tmp_path / "home", tmp_path / f"{name}.jsonl")
    return tmp_path / "home"


def test_a_changed_text_is_a_revision_beside_the_earlier_one(corrected: Path) -> None:
    assert rows(corrected, "select revision_number, text from core.article_revisions order by 1") == [(1, FIRST), (2, SECOND)]
    assert one(corrected, "select count(distinct revision_id) from core.sentences") == 2
    assert one(corrected, "select text from core.article_revisions join core.articles on current_revision_id = revision_id") == SECOND  # fmt: skip


def test_what_changed_is_told(corrected: Path) -> None:
    build_views(corrected / "wirehouse.duckdb", Settings(home=corrected))
    told = rows(
        corrected, "select kind, change, old_text, new_text, old_about, new_about from marts.revision_changes order by all"
    )
    assert ("sentence", "vanished", "Nobody had been warned of the flood.", None, None, None) in told
    assert ("sentence", "appeared", None, "The army has sent 200 soldiers to help.", None, None) in told
    assert sorted((t[2], t[3]) for t in told if t[:2] == ("number", "changed")) == [
        ("40 homes", "60 homes"),
        ("At least 14 people", "At least 19 people"),
    ]
    assert [t[3] for t in told if t[:2] == ("number", "appeared")] == ["200 soldiers"]
    quotes = [t for t in told if t[0] == "quote" and t[2] and "homes" in str(t[2])]
    assert [(t[1], "60" in str(t[3]), t[4], t[5]) for t in quotes] == [("changed", True, "Ana Ruiz", "Ana Ruiz")]
    assert not [t for t in told if "Rain" in str(t)], "what stayed as it was is not told"
    assert rows(corrected, "select distinct url, old_revision_number, new_revision_number, new_at - old_at = interval 8 hour from marts.revision_changes") == [(URL, 1, 2, True)]  # fmt: skip


def test_copies_count_once_in_the_marts(tmp_path: Path, run: Any) -> None:
    """An edited copy of another outlet: one story, and its quote one quote of two outlets."""
    body = "\n\n".join([FIRST, *(f"Household {n} in street {n + 3} lost its roof, a barn and {n + 2} goats in the flood." for n in range(9))])  # fmt: skip
    copy = "QUITO (Wire) — " + body.replace("“", '"').replace("”", '"').replace("Household 3", "A household")
    lines = [article(text=body), article(text=copy, url="https://b.example/copy", title="Flood kills 14")]
    (tmp_path / "a.jsonl").write_text("".join(lines), encoding="utf-8")
    run(tmp_path / "home", tmp_path / "a.jsonl")
    build_views(tmp_path / "home/wirehouse.duckdb", Settings(home=tmp_path / "home"))
    assert one(tmp_path / "home", "select count(distinct story_id) from core.articles") == 1
    assert rows(tmp_path / "home", "select articles, stories, outlets from marts.entity_daily where canonical_name = 'Ana Ruiz'") == [(2, 1, 2)]  # fmt: skip
    assert rows(tmp_path / "home", "select outlets, articles, stories from marts.who_said_what where quote_text like '%40 homes%'") == [(2, 2, 1)]  # fmt: skip


def test_what_is_asked_for_anew_though_it_has_not_changed(tmp_path: Path) -> None:
    """A page that is said to be of another day, and one whose bytes the landing log has lost."""
    home, moment = tmp_path / "home", now()
    home.mkdir()

    def route(request: Request) -> None:
        fresh = request.headers.get("if-none-match") == '"1"'
        request.answer(b"" if fresh else FIRST.encode(), status=304 if fresh else 200, headers={"ETag": '"1"'})

    with serving() as server:
        server.routes["/a"] = route
        known = {"url": server.url("/a"), "outcome": "ok", "status": 200, "kind": "page", "etag": '"1"', "fetched_at": moment}
        robots = make("robots_files", origin=f"http://{server.host}", status=404, content_text="", fetched_at=moment)
        make_file(home / "wirehouse.duckdb", [make("fetches", **known), robots])
        land(server.url("/a"), home)
        land(server.url("/a"), home, published=moment)
        make_file(home / "wirehouse.duckdb", [make("documents", document_id=an_id("lost"), fetched_at=moment)])
        land(server.url("/a"), home)
        assert [visit.status for visit in server.visits] == [304, 200, 200]


def test_a_page_that_is_as_it_was_is_seen_again(tmp_path: Path) -> None:
    """Byte by byte: it is landed once, and when it was seen again is noted."""
    home = tmp_path / "home"
    with serving() as server:
        server.routes["/a"] = in_turn(page(FIRST), page(SECOND), page(FIRST))
        first, second, third = (land(server.url("/a"), home).document_ids for _ in range(3))
    assert (first, len({*first, *second})) == (third, 2)
    assert [sighting.document_id for sighting in read_rows("sightings", home / "work/land")] == list(first)
