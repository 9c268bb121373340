"""Parsers of strangers' bytes: whatever comes, there is a result or a FetchFault, never another error."""

import contextlib
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.sources.answers import Answer, FetchFault, redirected, retry_after
from flows.sources.feeds import read_feed
from flows.sources.links import is_article_link, is_same_site
from flows.sources.pages import kind_of
from flows.sources.robots import Rules
from flows.sources.sections import read_section
from flows.sources.sitemaps import read_sitemap
from flows.sources.unpack import Garbled, unpacker
from flows.sources.values import RobotsFile

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
URL = "http://a.example/x"
PIECES = st.sampled_from(
    [
        '<?xml version="1.0" encoding="utf-16"?>',
        "<urlset>",
        "</urlset>",
        "<url>",
        "</url>",
        "<loc>",
        "</loc>",
        "http://a.example/2024/02/01/pool",
        "<lastmod>2024-13-01",
        "2024-02-01T10:00:00+99:00",
        "<rss version='2.0'>",
        "<channel>",
        "<item>",
        "</item>",
        "<link>",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "&amp;",
        "&x;",
        "&#0;",
        "<feed xmlns='http://www.w3.org/2005/Atom'>",
        "<entry>",
        "<link href='//['/>",
        "<a href='",
        "http://[",
        "'>x</a>",
        "<base href='http://[::1'>",
        "\x00",
        "�",
        "<nav>",
        "é",
        "User-agent: *\n",
        "Disallow: /*a*$\n",
        "Crawl-delay: 1e999\n",
        "Request-rate: 1/0s\n",
        "<sitemapindex>",
        "<sitemap>",
        "<published>9999-99-99",
    ]
)
BODIES = st.one_of(
    st.binary(max_size=300),
    st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=25).map(
        lambda parts: "".join(parts).encode("utf-8", "surrogatepass")
    ),
)
TYPES = st.sampled_from(["", "text/xml", "text/html; charset=utf-7", "application/json; charset=\0", "text/html; charset=utf-16"])


def answer(body: bytes, content_type: str = "") -> Answer:
    return Answer(URL, URL, 200, {"content-type": content_type}, body, NOW)


@pytest.mark.parametrize(
    "read",
    [lambda a: read_feed(a, at_most=9), lambda a: read_sitemap(a, site=URL), read_section, kind_of],
    ids=["feed", "sitemap", "section", "kind"],
)
@given(body=BODIES, content_type=TYPES)
@settings(max_examples=150)
def test_listings(read: Callable[[Answer], Any], body: bytes, content_type: str) -> None:
    with contextlib.suppress(FetchFault):
        read(answer(body, content_type))


@given(text=BODIES.map(lambda body: body.decode("utf-8", "replace").replace("\0", "")), path=st.text(max_size=20))
def test_robots(text: str, path: str) -> None:
    rules = Rules(RobotsFile("http://a.example", 200, text, NOW))
    assert rules.allows(f"http://a.example/{path}".encode("utf-8", "replace").decode()) in (True, False)
    assert 0 <= rules.crawl_delay <= 86_400


@given(
    header=st.one_of(
        st.text(max_size=40), st.integers().map(str), st.datetimes().map(lambda d: d.strftime("%a, %d %b %Y %H:%M:%S GMT"))
    )
)
def test_retry_after_and_location(header: str) -> None:
    wait = retry_after({"retry-after": header}, NOW)
    assert wait is None or wait > 0
    with contextlib.suppress(FetchFault):
        assert redirected(URL, answer(b"")._replace(status=302, headers={"location": header}))


@given(url=st.one_of(st.text(max_size=60), st.text(max_size=40).map("http://".__add__)))
def test_links(url: str) -> None:
    assert is_article_link(url) in (True, False)
    assert is_same_site(url, URL) in (True, False)


@given(
    coding=st.sampled_from(["", "gzip", "deflate", "br", "zstd", "x"]),
    chunks=st.lists(st.binary(max_size=60), max_size=6),
    room=st.integers(1, 99),
)
def test_unpacking(coding: str, chunks: list[bytes], room: int) -> None:
    with contextlib.suppress(Garbled):
        unpack = unpacker(coding)
        size = sum(len(unpack.feed(chunk, room)) for chunk in chunks)
        assert size + len(unpack.finish(room)) <= room * (len(chunks) + 1) + sum(map(len, chunks))
