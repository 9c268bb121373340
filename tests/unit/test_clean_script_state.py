"""Dates in the state that scripts draw a page from: those of the page's own article, and of no other."""

import json

import pytest
from lxml.html import document_fromstring

from transforms.clean.script_state import read_state

TITLE = "Goats hired to clear the bank"
DAY = "2026-03-12T08:15:00Z"
OTHER = "2026-03-30T08:15:00Z"


def published(script: str, kind: str = "") -> tuple[list[str], list[str]]:
    state = read_state(document_fromstring(f"<html><body><script {kind}>{script}</script></body></html>"), [TITLE])
    return state.published, state.loosely_published


OWN = {"headline": TITLE, "publishedAt": DAY}
CASES = {
    "JSON": (json.dumps({"a": {"b": [OWN]}}), [DAY]),
    "an assignment": (f"var x=1;window.__S = {json.dumps(OWN)};f()", [DAY]),
    "marks and case of the title": (json.dumps({"title": "goats hired &amp; to CLEAR the bank".replace("&amp; ", ""), "publish_date": DAY}), [DAY]),
    "of another article": (json.dumps({"headline": "Another", "publishedAt": OTHER}), []),
    "of a list in the article": (json.dumps({"headline": TITLE, "related": [{"publishedAt": OTHER}]}), []),
    "of an image in the article": (json.dumps({"headline": TITLE, "image": {"publishedAt": OTHER}}), []),
    "of an author with a name": (json.dumps({"headline": TITLE, "meta": {"name": "Jo", "publishedAt": OTHER}}), []),
    "in an object of dates": (json.dumps({"headline": TITLE, "dates": {"firstPublished": 1773303300}}), ["1773303300"]),
    "first before last": (json.dumps(OWN | {"firstPublishDate": OTHER}), [OTHER, DAY]),
    "JSON in a string": (f"f({json.dumps(json.dumps(OWN))})", [DAY]),
    "as JavaScript": (f"var a = {{title: '{TITLE}', 'publishedAt': '{DAY}'}};", [DAY]),
    "broken": (json.dumps(OWN)[:-9], []),
    "after something broken": ('{"publishedAt": {"' + json.dumps([OWN]), [DAY]),
    "no moments": (json.dumps(OWN | {"publishedAt": True, "pubDate": 5, "published": "yes"}), []),
    "of a build": (json.dumps({"buildDate": DAY, "publishedAt": DAY}), []),
}  # fmt: skip


@pytest.mark.parametrize(("script", "expected"), CASES.values(), ids=CASES)
def test_dates_of_the_own_article(script: str, expected: list[str]) -> None:
    assert published(script) == (expected, [])


def test_a_state_without_titles_counts_where_it_says_that_it_is_an_article() -> None:
    layer = {"page": {"pageType": "article", "publishDate": DAY}}
    assert published(json.dumps(layer)) == ([], [DAY])
    assert published(json.dumps([layer, {"article": {"publishDate": OTHER}}])) == ([], []), "two do not tell which"
    assert published(json.dumps(layer), 'type="application/ld+json"') == ([], [])


@pytest.mark.parametrize(
    "script",
    [
        '{"publishedAt":' * 100_000,
        '[{"publishedAt": [' * 100_000,
        '{"publishedAt": "' + '{\\"a' * 300_000,
        "'publishedAt" * 200_000,
        json.dumps({"published": [{"a": n} for n in range(100_000)]}),
    ],
)
def test_scripts_built_to_keep_a_reader_busy(script: str) -> None:
    """As far as its patience goes."""
    assert published(script) == ([], [])
