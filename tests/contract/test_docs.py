"""The documentation is whole: scores are those of the gate, the site builds with its links checked, nothing in it is loaded from elsewhere."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from docs.hooks import inside, marts, nav
from docs.scores import FLOORS, PAGE, rendered
from flows.settings import ROOT


def test_the_page_of_scores_is_that_of_the_gate() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert rendered(page) == page, "docs/quality.md is stale: make render"
    assert page.count("\n| ") >= FLOORS.read_text(encoding="utf-8").count('"f1"')


def test_every_page_has_its_place_and_every_mart_its_table() -> None:
    placed = [name for section in nav() for names in section.values() for name in names]
    assert len(placed) == len(set(placed))
    assert {path.name for path in (ROOT / "docs").glob("*.md")} <= set(placed)
    assert all(f"## {path.stem}\n" in marts() for path in (ROOT / "dbt/models/marts").glob("*.sql"))


@pytest.mark.parametrize(
    ("page", "text", "there"),
    [
        ("architecture.md", "[card](../models/README.md#scores)", "[card](model_card.md#scores)"),
        ("architecture.md", "[seeds](../seeds/units.csv)", "seeds"),
        ("contributing.md", "[house](docs/architecture.md)", "[house](architecture.md)"),
        ("faq.md", "[web](https://a.example/b) [here](#there) ![i](images/a.png)", "[web](https://a.example/b) [here](#there) ![i](images/a.png)"),
    ],
)  # fmt: skip
def test_links_that_leave_the_folder_lead_to_a_page_or_are_words(page: str, text: str, there: str) -> None:
    assert inside(page, text) == there


def test_the_site_builds_and_loads_nothing_from_elsewhere(tmp_path: Path) -> None:
    pytest.importorskip("mkdocs", reason="mkdocs is not installed; the development environment has it")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, env={**os.environ, "NO_MKDOCS_2_WARNING": "1"}, capture_output=True, text=True, check=False)  # fmt: skip
    assert (done.returncode, done.stdout + done.stderr) == (0, "")
    pages = {path.name: path.read_text(encoding="utf-8") for path in tmp_path.glob("*.html")}
    assert len(pages) > 12
    loaded = re.compile(
        r"""<(?:script|img|iframe)[^>]*\ssrc="(?:https?:)?//|<link[^>]*rel="(?!canonical)[^"]*"[^>]*href="(?:https?:)?//|url\(["']?https?:"""
    )
    assert {name: found[0] for name, text in pages.items() if (found := loaded.search(text))} == {}
    assert [path for path in tmp_path.rglob("*.css") if loaded.search(path.read_text(encoding="utf-8"))] == []


def test_pictures_are_small() -> None:
    large = [path.name for path in (ROOT / "docs/images").glob("*.png") if path.stat().st_size > 150_000]
    assert large == []
