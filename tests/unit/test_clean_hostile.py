"""Whatever the bytes, cleaning answers with an article or a rejection, in time, and never with an error."""

from datetime import UTC, datetime
from typing import get_args

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from transforms.clean import MAX_CHARS, clean
from transforms.clean.dates import read_moment
from transforms.clean.urls import canonical_of, clean_url, host_of
from transforms.documents import CleanedArticle, MediaType, RawDocument, Rejected

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
CALM = settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])

PIECES = [
    *(
        "<",
        ">",
        "</",
        "<p>",
        "</p>",
        "<article>",
        "<h1>",
        "<table><tr><td>",
        "<br>",
        "<!--",
        "-->",
        "<![CDATA[",
        "<!DOCTYPE html>",
        "<html lang='",
    ),
    *(
        '<script type="application/ld+json">',
        '{"@type": "NewsArticle", "headline": [',
        "]}",
        "</script>",
        "<time datetime='",
        "'>",
        "<base href='//[",
    ),
    *(
        '<meta property="og:title" content="',
        '<meta charset="utf-7">',
        '<link rel="canonical" href="http://[',
        '">',
        "&#0;",
        "&#xD800;",
        "&amp",
        "&lt;",
    ),
    *(
        "The council said on Monday that the pool would be closed. ",
        "“",
        "”",
        "\r\n",
        "\0",
        "\x85",
        "\ufeff",
        "\U0001f600",
        "2024-02-30",
        "é",
    ),
    *('{"text": "', '"', "}", "[", "\\ud800", "\\", "null", "1e999", ", "),
]
SOUP = st.lists(st.sampled_from(PIECES), max_size=30).map("".join)
CHARSETS = st.sampled_from(["utf-8", "utf-16", "cp1252", "utf-7"])
BODIES = st.binary(max_size=400) | st.builds(lambda text, charset: text.encode(charset, "replace"), SOUP, CHARSETS)
MEDIA_TYPES = st.sampled_from(get_args(MediaType))
HEADERS = st.sampled_from(
    [
        {},
        {"content-type": "text/html; charset=utf-16"},
        {"content-type": 'text/plain; charset="'},
        {"content-type": "charset=hex"},
    ]
)
URLS = st.sampled_from(
    ["file:///a", "https://town.example/2024/13/45/x", "http://[broken", "HTTP://A:99999/", "https://town.example/a#line:3"]
)


def checked(document: RawDocument) -> CleanedArticle | Rejected:
    found = clean(document)
    if isinstance(found, CleanedArticle):
        assert found.text.strip()
        assert len(found.text) <= MAX_CHARS
        for text in (found.text, found.title or "", found.canonical_url, *found.authors, found.source_name or ""):
            text.encode()
            assert not set(text) & {"\0", "\r", "\x85"}
        assert (found.published_at is None) == (found.published_at_origin is None)
        assert found.published_at is None or found.published_at.utcoffset() is not None
    return found


@CALM
@given(BODIES, MEDIA_TYPES, HEADERS, URLS)
def test_no_bytes_break_cleaning(body: bytes, media_type: MediaType, headers: dict[str, str], url: str) -> None:
    document = RawDocument(url, media_type, body, headers, NOW)
    assert checked(document) == clean(document)


@CALM
@given(SOUP, MEDIA_TYPES)
def test_no_markup_breaks_a_page_that_is_an_article(soup: str, media_type: MediaType) -> None:
    prose = "<p>The council voted on Monday to close the pool, and the leader of the council said that it was not safe.</p>" * 4
    checked(
        RawDocument(
            "https://town.example/a",
            "text/html",
            f"<html><body>{soup}<article>{prose}{soup}</article></body></html>".encode(),
            {},
            NOW,
        )
    )


@CALM
@given(st.text())
def test_no_text_breaks_dates_and_urls(text: str) -> None:
    moment = read_moment(text)
    assert moment is None or moment.utcoffset() is not None
    cleaned = clean_url(text)
    assert cleaned is None or (clean_url(cleaned) == cleaned and host_of(cleaned) is not None)
    assert canonical_of("https://town.example/a", text)
    assert canonical_of(text, "https://town.example/a")


@pytest.mark.parametrize(
    "text",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-12:00",
        "99999999",
        "20240230",
        "2024-W99-9",
        "1 Feb 0000",
        "Feb 31, 2024",
        ":" * 50,
        "Mon, 99",
    ],
)
def test_dates_that_cannot_be(text: str) -> None:
    assert read_moment(text) is None
