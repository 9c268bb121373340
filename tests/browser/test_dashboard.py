"""Each test opens pages of one running dashboard; `visit` then checks that the console is clean and nothing was asked for elsewhere."""

import csv
import re
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest

from tests.browser.conftest import Site, Visit
from tests.browser.hostile import make_hostile, rebuild_marts
from tests.factories import an_id, make, make_file
from tests.warehouses import one

SAID = "quotes of"
WIDTHS = "[document.documentElement, document.querySelector('[data-testid=stMain]')].map(part => part.scrollWidth)"
"""What the page and its main part need; more than the window has would scroll sideways."""


@pytest.fixture
def shown(visit: Visit, published: Path) -> Visit:
    """A page over the published sample articles."""
    visit.site.publish(published / "wirehouse.duckdb")
    return visit


def downloaded(visit: Visit, name: str) -> list[dict[str, str]]:
    """The rows of the CSV that the button of this name gives."""
    with visit.page.expect_download() as waiting:
        visit.page.locator(f".st-key-download_{name} button").click()
    path = waiting.value.path()
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_without_a_warehouse_it_says_how_to_make_one(visit: Visit) -> None:
    visit.site.unpublish()
    visit.open("said", "There is no warehouse to show")
    visit.sees("wirehouse run PATH-OR-URL")
    assert str(visit.site.home) in visit.page.inner_text("body")


def test_a_port_that_is_taken_is_told_in_one_line(site: Site) -> None:
    command = [sys.executable, "-m", "flows.cli", "dashboard", "--home", str(site.home), "--port", site.url.rpartition(":")[2]]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert done.stderr.splitlines()[-1].endswith("cannot be listened on; choose another --port")
    assert "Traceback" not in done.stderr


def test_an_empty_warehouse_says_what_to_read(visit: Visit, tmp_path: Path) -> None:
    make_file(tmp_path / "empty.duckdb")
    visit.site.publish(tmp_path / "empty.duckdb")
    visit.open("said", "Nothing has been read yet")
    visit.page.get_by_role("link", name="Overview").click()
    visit.sees("No article has been read yet.")
    visit.sees("No document was rejected.")


def test_another_releases_file_says_how_to_publish_anew(visit: Visit, tmp_path: Path) -> None:
    make_file(tmp_path / "old.duckdb", [make("articles")])
    visit.site.publish(tmp_path / "old.duckdb")
    visit.open("said", "This page could not be answered")
    visit.sees("wirehouse backfill")
    (tmp_path / "none.duckdb").write_bytes(b"no DuckDB file" * 1000)
    visit.site.publish(tmp_path / "none.duckdb")
    visit.open("said", "The warehouse cannot be read")


def test_every_page_is_one_click_away_and_fits_a_phone(shown: Visit) -> None:
    shown.open("", "Overview")
    shown.sees("Last runs")
    assert len(downloaded(shown, "freshness")) == 9, "a row for each source"
    for title, sees in (
        ("Who said what", SAID),
        ("Numbers", "All measured things"),
        ("Names", "Named together with"),
        ("Articles", "spans, as a table"),
        ("Overview", "Last runs"),
    ):
        shown.page.get_by_role("link", name=title, exact=True).click()
        shown.sees(sees)
        shown.settled()
        shown.page.set_viewport_size({"width": 390, "height": 800})
        shown.page.wait_for_function(f"Math.max(...{WIDTHS}) === 390")  # charts are drawn anew
        shown.page.set_viewport_size({"width": 1280, "height": 900})
    assert shown.page.get_by_text("Deploy").count() == 0
    assert "traceback" not in shown.page.inner_text("body").lower()


def test_quotes_are_filtered_kept_in_the_address_and_downloaded(shown: Visit, published: Path) -> None:
    shown.open("said", SAID)
    shown.page.get_by_label("Speaker").fill("hallsdóttir")
    shown.page.get_by_label("Speaker").press("Enter")
    shown.page.wait_for_url(re.compile("speaker="))
    shown.sees("3 quotes of 1 speaker ")
    shown.settled()
    assert "They get a number on paper" in shown.page.inner_text(".wh-card >> nth=0")
    assert shown.page.locator(".wh-card").count() == 3
    assert [row["speaker"] for row in downloaded(shown, "quotes")] == ["Sigrún Hallsdóttir"] * 3
    shown.open("said?class=denial&kind=direct&confidence=0.5&since=2026-01-01", "No quote matches.")
    shown.open("said?class=denial&confidence=0.5", SAID)
    denials = one(published, "select count(*) from marts.who_said_what where cue_class = 'denial' and confidence >= 0.5")
    assert len(downloaded(shown, "quotes")) == denials
    shown.open("said?words=no+such+words+anywhere", "No quote matches.")


def test_from_a_quote_to_its_place_in_the_article_and_to_its_speaker(shown: Visit) -> None:
    shown.open("said?speaker=Marchetti", SAID)
    shown.page.locator(".wh-card footer a").first.click()
    shown.sees("What a revision changed")
    assert "span=" in shown.page.url
    assert shown.page.locator("mark.wh-sought").count() > 0
    assert shown.page.locator("del").all_inner_texts()[0] == "2,300"
    shown.page.get_by_role("button", name="Quotes").click()
    shown.page.locator("mark.wh-quote:not(.wh-sought)").first.wait_for(state="detached")
    assert shown.page.locator("mark.wh-number").count() > 5
    shown.open("said?speaker=Marchetti", SAID)
    shown.page.locator(".wh-card header a").first.click()
    shown.sees("Quotes by")
    shown.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").nth(1).wait_for()


def test_numbers_of_one_thing_are_drawn_and_told(shown: Visit) -> None:
    shown.open('numbers?thing=["people", "person"]', "All measured things")
    shown.page.locator("[data-testid=stVegaLiteChart] canvas, [data-testid=stVegaLiteChart] svg").first.wait_for()
    assert "31,450 people" in shown.page.inner_text("body")
    assert {row["unit"] for row in downloaded(shown, "claims")} == {"person"}
    shown.open("numbers?thing=nonsense", "Nobody claims a number of that.")


def test_a_publish_is_shown_at_the_next_click(shown: Visit, published: Path, tmp_path: Path) -> None:
    shown.open("said?speaker=Marchetti", SAID)
    newer = tmp_path / "wirehouse.duckdb"
    shutil.copyfile(published / "wirehouse.duckdb", newer)
    with duckdb.connect(str(newer)) as connection:
        connection.execute("update core.sources set name = 'A Renamed Wire' where name like 'Transmeridian%'")
        rebuild_marts(connection, published)
    shown.site.publish(newer)
    shown.page.get_by_label("Words").fill("e")
    shown.page.get_by_label("Words").press("Enter")
    shown.sees("A Renamed Wire")


def test_hostile_text_stays_text(visit: Visit, published: Path, tmp_path: Path) -> None:
    make_hostile(published / "wirehouse.duckdb", tmp_path / "wirehouse.duckdb")
    visit.site.publish(tmp_path / "wirehouse.duckdb")
    for address, sees in (
        ("said?speaker=onload", "1 quote of 1 speaker"),
        (f"entity?entity={an_id('eve')}", "Quotes by"),
        ("numbers?words=goats", "All measured things"),
        (f"article?revision={revision_of(tmp_path / 'wirehouse.duckdb')}&span={an_id('quote')}", "What a revision changed"),
        ("", "Last runs"),
    ):
        visit.open(address, sees)
        visit.settled()
        page = visit.page
        assert page.evaluate("window.hacked") is None, address
        assert page.locator("[data-testid=stMain] :is(script, img, svg[onload], strong:text-is('bold'))").count() == 0, address
        assert page.locator("a[href^='javascript'], a[href*='evil']").count() == 0, address
        assert max(page.evaluate(WIDTHS)) == 1280, address
        assert address == "" or "window.hacked" in page.inner_text("body"), "it is shown, as text"


def revision_of(path: Path) -> str:
    with duckdb.connect(str(path), read_only=True) as connection:
        return str(
            connection.execute("select revision_id from core.sentences where sentence_id = ?", [an_id("sentence")]).fetchall()[0][
                0
            ]
        )
