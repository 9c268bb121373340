"""What becomes of text on its way into the page."""

import re
from html import unescape

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.differences import sides
from dashboard.graph import lines, placed
from dashboard.markup import inline, outer_link, safe_url
from dashboard.spans import KINDS, Marked, highlighted, paragraphs

TEXTS = st.text(alphabet="ab <>&\"'\n\u202e\u05d0😀", max_size=60)
SPANS = st.lists(st.builds(Marked, st.integers(-2, 70), st.integers(-2, 70), st.sampled_from(list(KINDS)), TEXTS, st.booleans()), max_size=8)  # fmt: skip


def plain(html: str) -> str:
    """The text of our HTML."""
    return unescape(re.sub(r"<[^>]*>", "", re.sub(r'title="[^"]*"', "", html)))


@pytest.mark.parametrize(
    ("url", "is_safe"),
    [
        ("https://paper.example/a?b=c#d", True),
        ("http://paper.example", True),
        ("HTTPS://PAPER.EXAMPLE/", True),
        ("javascript:alert(1)", False),
        ("JaVaScRiPt://paper.example/%0aalert(1)", False),
        (" javascript:alert(1)", False),
        ("data:text/html,<script>", False),
        ("file:///etc/passwd", False),
        ("//paper.example/a", False),
        ("https:/paper.example", False),
        ("https://", False),
        ("https://[", False),
        ("https://paper.example/a b", False),
        ("line:12", False),
        ("", False),
        (None, False),
    ],
)
def test_links_lead_to_the_web_only(url: str | None, is_safe: bool) -> None:
    assert (safe_url(url) is not None) is is_safe
    assert ("<a " in outer_link(url)) is is_safe


def test_spans_that_nest_and_overlap_are_cut_at_each_border() -> None:
    marks = [Marked(0, 6, "quote", "q"), Marked(4, 9, "number", 'a "b"', True)]
    assert highlighted("abcdefghij", marks) == (
        '<mark class="wh-quote" title="q">abcd</mark>'
        '<mark class="wh-quote wh-number wh-sought" title="q\na &quot;b&quot;">ef</mark>'
        '<mark class="wh-number wh-sought" title="a &quot;b&quot;">ghi</mark>j'
    )


@given(TEXTS, SPANS)
def test_marks_take_nothing_away_and_let_nothing_through(text: str, spans: list[Marked]) -> None:
    html = highlighted(text, spans)
    assert plain(html) == text
    assert {tag.split()[0] for tag in re.findall(r"<(/?[^>]*)>", re.sub(r'title="[^"]*"', "", html))} <= {"mark", "/mark"}
    assert plain(paragraphs(text, spans)) == "".join(line for line in text.split("\n") if line.strip())


def test_differences_are_marked_word_by_word() -> None:
    old, new = sides("Rain\n\nAt least 14 died.\nGone.", "Rain\nAt least 19 died.\nNew <b>.")
    assert old == '<p dir="auto">Rain</p><p dir="auto">At least <del>14</del> died.</p><p dir="auto"><del>Gone</del>.</p>'
    assert (
        new == '<p dir="auto">Rain</p><p dir="auto">At least <ins>19</ins> died.</p><p dir="auto"><ins>New &lt;b&gt;</ins>.</p>'
    )


@given(TEXTS, TEXTS)
def test_each_side_is_its_text(old: str, new: str) -> None:
    for text, html in zip((old, new), sides(old, new), strict=True):
        assert plain(html) == "".join(line for line in text.split("\n") if line.strip())


def test_a_long_title_is_one_line_that_keeps_its_direction() -> None:
    assert inline("a\n <b> " + "x" * 500, 10) == "<bdi>a &lt;b&gt; xxx…</bdi>"


def test_names_stand_around_the_middle_and_lines_among_them() -> None:
    nodes = placed([{"entity_id": i, "name": i, "label": "ORG", "stories": 2} for i in "abcd"])
    assert [(round(n.x), round(n.y)) for n in nodes] == [(0, 1), (1, 0), (0, -1), (-1, 0)]
    found = lines(nodes, [{"one": "a", "other": "b", "stories": 1}, {"one": "a", "other": "gone", "stories": 1}])
    assert [line.is_spoke for line in found] == [False, True, True, True, True]
