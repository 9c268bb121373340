"""What makes a text a new revision of its article, and what does not."""

import pytest

from flows.cleaning import clean_one
from tests.factories import NOON
from transforms.documents import RawDocument
from transforms.revisions import Candidate

PAGE = """<html><head><title>{title}</title><link rel="canonical" href="https://a.example/dam">
<meta property="article:published_time" content="2026-03-02T10:00:00Z"></head><body>
<header><nav><a href="/">Home</a> <a href="/news">{nav}</a></nav></header>
<article><h1>{title}</h1>
<p>The dam above Lindal will be raised by 12 metres before the autumn, the water board said on Monday after a long inspection of its walls.</p>
<p>{quote}It will hold for a hundred years,{unquote} engineer Ana Ruiz told reporters.{gap}The work is to cost {cost}, half of it from the state.</p>
<p>Farmers below the dam have asked for a road of their own, since the old one is going to be flooded for most of the coming year.</p>
<p>{tail}</p></article>
<aside><h2>Related stories</h2><ul><li><a href="/1">{related}</a></li></ul></aside>
<footer>© {year} The Ledger. All rights reserved.</footer></body></html>"""
LAID_OUT = {"title": "Dam to be raised", "cost": "$30 million", "nav": "News", "quote": "“", "unquote": "”", "gap": " ", "tail": "Read more", "related": "Rain falls in spring", "year": "2026"}  # fmt: skip


def revision_of(**other: str) -> str:
    """The revision that the page amounts to, with some of its parts as given."""
    body = PAGE.format(**LAID_OUT | other).encode()
    found = clean_one(RawDocument("https://a.example/dam", "text/html", body, {}, NOON.replace(year=2026, month=4)))
    assert isinstance(found, Candidate), found
    return found.revision.revision_id


@pytest.mark.parametrize(
    ("why", "other"),
    [
        ("white space", {"gap": "\n\t   "}),
        ("typographic marks", {"quote": '"', "unquote": '"'}),
        ("related stories", {"related": "Snow falls in winter"}),
        ("navigation and footer", {"nav": "All the news", "year": "2027"}),
        ("what closes the page", {"tail": "Sign up for our newsletter"}),
    ],
)
def test_a_page_laid_out_anew_is_no_revision(why: str, other: dict[str, str]) -> None:
    assert revision_of(**other) == revision_of(), why


@pytest.mark.parametrize("other", [{"cost": "$40 million"}, {"title": "Dam is not to be raised"}, {"quote": "“Perhaps "}])
def test_another_word_is_one(other: dict[str, str]) -> None:
    assert revision_of(**other) != revision_of()
