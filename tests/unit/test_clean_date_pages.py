"""Where pages keep their dates: skeletons of the markup of some 230 kinds, with one text of our own in each.

A line of `pages_with_dates.jsonl` holds the moments that are right (where a page tells no zone its own time may stand for UTC; none where
the page does not say), and what stands around `[H1]` and `[TEXT]`.
"""

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from transforms.clean import clean
from transforms.documents import CleanedArticle, RawDocument

FETCHED = datetime(2026, 4, 1, 12, tzinfo=UTC)
TITLE = "Harbour fee rises for small boats"
TEXT = (
    "<p>The harbour board voted on Tuesday to raise the fee for small boats, its chair said after a meeting of four hours.</p>"
    "<p>“We did not want this,” said Nora Quill, who has led the board since 12 June 2019 and will leave in December.</p>"
    "<p>Owners of 310 boats signed a letter against it on 2 January 2026, and some of them blocked the slipway for a morning.</p>"
)
LINES = Path(__file__).with_name("pages_with_dates.jsonl").read_text(encoding="utf-8").splitlines()
PAGES = {page["name"]: page for page in map(json.loads, LINES)}


def page_of(told: dict[str, Any]) -> str:
    body = told["body"].replace("[H1]", f"<h1>{TITLE}</h1>").replace("[TEXT]", TEXT)
    head = f"<title>{TITLE} | Site</title>{told.get('head', '')}"
    return f'<!doctype html><html lang="{told.get("lang", "en")}"><head>{head}</head><body>{body}</body></html>'


@pytest.mark.parametrize("told", PAGES.values(), ids=PAGES)
def test_the_date_of_a_page(told: dict[str, Any]) -> None:
    url = told.get("url", "https://site.example/news/harbour-fee")
    found = clean(RawDocument(url, "text/html", page_of(told).encode(), {"content-type": "text/html"}, FETCHED))
    assert isinstance(found, CleanedArticle)
    if told["published"]:
        assert found.published_at in [datetime.fromisoformat(moment) for moment in told["published"]]
    else:
        assert found.published_at_origin == "fetched"
    assert found.title == TITLE
