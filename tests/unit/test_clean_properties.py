"""What holds of the parsers for every input: they raise nothing, and what they find is well formed."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from tests.unit.test_clean_hostile import SOUP, checked
from transforms.clean.authors import MAX_AUTHORS, MAX_NAME, split_authors
from transforms.clean.body import stated_blocks
from transforms.clean.boilerplate import Block, without_boilerplate
from transforms.clean.breaks import join_articles, split_paragraphs, unwrap_times
from transforms.clean.dates import is_sane, moment_in_url
from transforms.clean.furniture import without_furniture
from transforms.clean.language import language_of
from transforms.clean.lines import lines
from transforms.clean.moments import read_moment
from transforms.clean.urls import canonical_of, clean_url
from transforms.clean.zones import offset_of
from transforms.documents import CleanedArticle, RawDocument

CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
REGIONS = st.sampled_from([None, "US", "GB", "IN", "CA", "XX"])
MOMENTS = st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)).map(
    lambda m: m.replace(microsecond=0)
)
DATE_PIECES = st.sampled_from(
    [
        "2024",
        "02",
        "1",
        "31",
        "/",
        ".",
        "-",
        ":",
        " ",
        ", ",
        "T",
        "Z",
        "February",
        "Feb.",
        "May",
        "th",
        "am",
        "p.m.",
        "12",
        "00",
        "+01:00",
        "IST",
        "ET",
        "Updated ",
    ]
)
DATE_SOUP = st.lists(DATE_PIECES, max_size=12).map("".join)


@CALM
@given(st.text() | DATE_SOUP, REGIONS)
def test_moments_are_in_utc_or_none(text: str, region: str | None) -> None:
    moment = read_moment(text, region)
    assert moment is None or moment.utcoffset() == timedelta()
    assert read_moment(text, region) == moment


@CALM
@given(MOMENTS, st.sampled_from(["%Y-%m-%dT%H:%M:%SZ", "%Y-%m-%d %H:%M:%S UTC", "%d %B %Y %H:%M:%S", "%B %d, %Y at %I:%M:%S %p GMT", "%a, %d %b %Y %H:%M:%S +0000", "Posted on %A, %b. %d, %Y, %H:%M:%S"]))  # fmt: skip
def test_moments_that_are_printed_are_read(moment: datetime, pattern: str) -> None:
    assert read_moment(moment.strftime(pattern)) == moment


@CALM
@given(MOMENTS)
def test_figures_are_read_in_the_order_of_the_country(moment: datetime) -> None:
    day = moment.replace(hour=0, minute=0, second=0)
    assert read_moment(moment.strftime("%d/%m/%Y"), "GB") == day
    assert read_moment(moment.strftime("%m/%d/%Y"), "US") == day
    assert read_moment(moment.strftime("%m/%d/%Y")) in (day, None)


@CALM
@given(st.text(max_size=12), MOMENTS, REGIONS)
def test_zones_are_less_than_a_day(zone: str, day: datetime, region: str | None) -> None:
    offset = offset_of(zone, day, region)
    assert offset is None or abs(offset) < timedelta(days=1)


@CALM
@given(MOMENTS)
def test_nothing_is_published_long_after_it_was_fetched(moment: datetime) -> None:
    assert is_sane(moment, fetched_at=NOW) == (moment <= NOW + timedelta(days=2))


@CALM
@given(
    st.text()
    | st.lists(
        st.sampled_from(["By ", "Ann Hale", ", ", " and ", "editor", "a@b.example", "@x", " in ", "Jr.", "|", " ", "\n"])
    ).map("".join)
)
def test_names_are_short_and_single(byline: str) -> None:
    names = split_authors(byline)
    assert len(names) <= MAX_AUTHORS
    assert len(set(names)) == len(names)
    assert all(name == name.strip() and 0 < len(name) <= MAX_NAME and not set(name) & set("@\n\r\0") for name in names)


@CALM
@given(st.text(), st.text())
@example("https://town.example/a", "//[")
@example("http://[::1%25]/", "x")
def test_addresses(url: str, named: str) -> None:
    for text in (url, f"https://{url}", f"https://town.example/{url}"):
        cleaned = clean_url(text)
        assert cleaned is None or clean_url(cleaned) == cleaned
        day = moment_in_url(text)
        assert day is None or 1900 <= day.year < 2100
    assert canonical_of("https://town.example/a", named)


@CALM
@given(SOUP)
def test_trees_keep_their_text(soup: str) -> None:
    """Laying out breaks, times and articles anew loses and adds no word; what is taken out adds none."""
    tree = lxml_html.document_fromstring(f"<html><body><p>first {soup} last</p></body></html>".encode())
    before = "".join(tree.itertext()).split()
    join_articles(tree)
    unwrap_times(tree)
    split_paragraphs(tree)
    assert "".join("".join(tree.itertext()).split()) == "".join(before)
    without_furniture(tree)
    assert len("".join("".join(tree.itertext()).split())) <= len("".join(before))
    assert all(line.text == " ".join(line.text.split()) and line.text for line in lines(tree))


@CALM
@given(st.lists(st.text(min_size=1).map(lambda t: " ".join(t.split())).filter(bool)), st.lists(st.text(min_size=1), max_size=3))
def test_boilerplate_only_takes_away(texts: list[str], names: list[str]) -> None:
    blocks = [Block(text, "p", 0) for text in texts]
    kept = iter(without_boilerplate(blocks, names, names))
    left = next(kept, None)
    for block in blocks:
        left = next(kept, None) if left == block else left
    assert left is None, "something that was not there, or in another order"


@CALM
@given(st.text())
def test_stated_texts_become_lines(text: str) -> None:
    assert all(block.text == " ".join(block.text.split()) and block.text for block in stated_blocks(text))


@CALM
@given(st.text(), st.text(max_size=8) | st.none())
def test_languages_are_codes(text: str, stated: str | None) -> None:
    code = language_of(text, stated)
    assert code is None or code == "und" or (len(code) == 2 and code.isascii())


JSON = st.recursive(
    st.none() | st.booleans() | st.floats() | st.integers() | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["@type", "@graph", "@id", "name", "author", "headline", "datePublished", "x"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)
NODE = st.dictionaries(
    st.sampled_from(["headline", "datePublished", "dateModified", "author", "publisher", "articleSection", "articleBody", "isAccessibleForFree", "inLanguage", "@graph"]),
    JSON,
)  # fmt: skip


@CALM
@given(NODE)
def test_no_structured_data_breaks_a_page(node: dict[str, Any]) -> None:
    prose = "<p>The council voted on Monday to close the pool, and its leader said that the roof was not safe any more.</p>" * 4
    data = json.dumps({"@type": "NewsArticle", **node})
    page = f'<html lang="en"><head><script type="application/ld+json">{data}</script></head><body><article>{prose}</article></body></html>'
    found = checked(RawDocument("https://town.example/a", "text/html", page.encode(), {"content-type": "text/html"}, NOW))
    if isinstance(found, CleanedArticle):
        assert found.published_at is not None
        assert found.published_at <= NOW + timedelta(days=2)
        assert found.section is None or found.section.strip()
