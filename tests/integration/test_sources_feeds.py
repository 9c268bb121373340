"""Feeds over real sockets: the pages they lead to, what is told about them, and feeds that are none."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.settings import Settings
from flows.sources import Fetched, Limits, configured, read_inputs
from tests.integration.web import Server, feed, page, redirect, serving
from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, RawDocument

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
DAY = datetime(2020, 2, 14, tzinfo=UTC)
QUICK = Limits(connect=2, read=0.5, total=1.5, backoff=0.01, delay=0)
PAGE = "<html><body><p>She said so.</p></body></html>"
PROSE = (
    "<p>The council voted on Monday to close the swimming pool after a survey found cracks in its roof.</p>"
    "<p>“Nobody wants this,” said the leader of the council. “But the roof is not safe, and we cannot pay for a new one.”</p>"
    "<p>The pool opened in 1974 and about 900 people use it every week, according to the council, and most of them are children.</p>"
    "<p>A petition against the closure has been signed by more than 4,000 people in the town, and hundreds of them came to the hall.</p>"
    "<p>The next meeting is on 14 March, when the council will hear from the builders about what the repair of the roof would cost.</p>"
    "<p>Until then the pool stays open three days a week, and swimming lessons move to the school on the other side of the river.</p>"
)


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetch(web: Server, *inputs: Any, limits: Limits = QUICK, published: datetime | None = None) -> list[Fetched]:
    given = [web.url(i) if isinstance(i, str) else i for i in inputs]
    settings = Settings(allow_hosts=(web.host,))
    found = read_inputs(given, settings=settings, limits=limits, published=published, now=lambda: NOW)
    return [part for part in found if part.fetch is None or part.fetch.kind != "robots"]


def documents(fetched: list[Fetched]) -> list[RawDocument]:
    return [document for part in fetched for document in part.documents]


def outcomes(fetched: list[Fetched]) -> list[tuple[str, str]]:
    return [(part.fetch.url.partition("//")[2].partition("/")[2], part.fetch.outcome) for part in fetched if part.fetch]


def rss(items: str, *, title: str = "Town News", before: str = "") -> str:
    head = f'<?xml version="1.0" encoding="utf-8"?>{before}<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">'
    return f"{head}<channel><title>{title}</title><link>http://town.example/</link>{items}</channel></rss>"


def item(
    link: str | None, *, title: str = "Pool to close", date: str = "Thu, 01 Feb 2024 09:00:00 GMT", content: str = ""
) -> str:
    linked = f"<link>{link}</link>" if link else ""
    full = f"<content:encoded><![CDATA[{content}]]></content:encoded>" if content else ""
    return f"<item><title>{title}</title>{linked}<pubDate>{date}</pubDate><description>A teaser.</description>{full}</item>"


def test_rss(web: Server) -> None:
    web.routes |= {
        "/feed": feed(
            rss(item(web.url("/a")) + item(web.url("/b"), title="Roof &amp;amp; &lt;b&gt;wall&lt;/b&gt;", date="never"))
        ),
        "/a": page(PAGE),
        "/b": page(PAGE),
    }
    fetched = fetch(web, "/feed")
    assert outcomes(fetched) == [("feed", "ok"), ("a", "ok"), ("b", "ok")]
    first, second = documents(fetched)
    source = Given(source_id="127.0.0.1", source_name="Town News", source_kind="feed", source_url=web.url("/feed"))
    moment = datetime(2024, 2, 1, 9, tzinfo=UTC)
    assert (first.url, first.media_type) == (web.url("/a"), "text/html")
    assert first.given == source._replace(title="Pool to close", published_at=moment, published_at_origin="feed")
    assert second.given == source._replace(title="Roof & wall")


def test_atom_with_relative_links(web: Server) -> None:
    atom = (
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Town</title><entry><title>Pool</title><link href="a?x=1"/>'
        "<published>2024-02-01T10:00:00+01:00</published></entry></feed>"
    )
    web.routes |= {"/news/feed": feed(atom, content_type="application/atom+xml"), "/news/a": page(PAGE)}
    fetched = fetch(web, "/news/feed")
    (document,) = documents(fetched)
    assert (document.url, document.given.published_at) == (web.url("/news/a?x=1"), datetime(2024, 2, 1, 9, tzinfo=UTC))


@pytest.mark.parametrize(
    "content_type", ["text/xml", "text/html", "text/plain", "application/octet-stream", "application/rdf+xml"]
)
def test_a_feed_is_known_by_how_it_begins(web: Server, content_type: str) -> None:
    web.routes |= {
        "/feed": feed("<!-- ours -->\n" + rss(item(web.url("/a"))).partition("?>")[2], content_type=content_type),
        "/a": page(PAGE),
    }
    assert len(documents(fetch(web, "/feed"))) == 1


@pytest.mark.parametrize(
    ("encoded", "content_type"),
    [
        (rss(item("{link}", title="“Café”")).encode(), "application/rss+xml"),
        (rss(item("{link}", title="“Café”")).replace("utf-8", "windows-1252").encode("cp1252"), "application/rss+xml"),
        (rss(item("{link}", title="“Café”")).encode("utf-16"), "application/rss+xml"),
        (rss(item("{link}", title="“Café”")).encode("cp1252"), "application/rss+xml; charset=windows-1252"),
    ],
    ids=["utf-8", "declared", "utf-16", "header"],
)
def test_charsets_of_feeds(web: Server, encoded: bytes, content_type: str) -> None:
    charset = "utf-16" if encoded.startswith(b"\xff\xfe") else "cp1252"
    body = encoded.decode("utf-8" if b"\xe2\x80" in encoded else charset).replace("{link}", web.url("/a"))
    web.routes |= {
        "/feed": feed(body.encode("utf-8" if b"\xe2\x80" in encoded else charset), content_type=content_type),
        "/a": page(PAGE),
    }
    assert [d.given.title for d in documents(fetch(web, "/feed"))] == ["“Café”"]


def test_what_a_person_gives_wins_over_the_feed(web: Server) -> None:
    web.routes |= {"/feed": feed(rss(item(web.url("/a")))), "/a": page(PAGE)}
    (document,) = documents(fetch(web, "/feed", published=DAY))
    assert (document.given.published_at, document.given.published_at_origin) == (DAY, "given")


def test_a_configured_feed_keeps_its_name(web: Server) -> None:
    web.routes |= {"/feed": feed(rss(item(web.url("/a")))), "/a": page(PAGE)}
    rows = [{"source_id": "town", "name": "The Town", "kind": "feed", "url": web.url("/feed")}]
    fetched = fetch(web, *configured(rows))
    assert {part.fetch.source_id for part in fetched if part.fetch} == {"town"}
    (document,) = documents(fetched)
    assert (document.given.source_id, document.given.source_name, document.given.source_kind) == ("town", "The Town", "feed")


def test_each_link_once_and_no_more_than_allowed(web: Server) -> None:
    links = [web.url(f"/{n % 5}") for n in range(50)]
    web.routes |= {"/feed": feed(rss("".join(map(item, links))))} | {f"/{n}": page(PAGE) for n in range(5)}
    assert [path for path, _ in outcomes(fetch(web, "/feed", limits=QUICK._replace(entries=3)))] == ["feed", "0", "1", "2"]
    assert [path for path, _ in outcomes(fetch(web, "/feed"))] == ["feed", "0", "1", "2", "3", "4"]


def test_a_page_that_fails_stops_no_other(web: Server) -> None:
    links = [web.url("/gone"), "http://10.0.0.1/", "javascript:alert(1)", web.url("/feed"), web.url("/picture"), web.url("/a")]
    web.routes |= {
        "/feed": feed(rss("".join(map(item, links)))),
        "/picture": page(b"x", content_type="image/png"),
        "/a": page(PAGE),
    }
    fetched = fetch(web, "/feed")
    told = {part.fetch.url.rpartition("/")[2]: part.fetch.outcome for part in fetched if part.fetch}
    expected = {"gone": "failed", "": "refused", "javascript:alert(1)": "refused", "picture": "refused", "a": "ok"}
    assert (len(fetched), told) == (7, expected | {"feed": "refused"})
    assert [d.url for d in documents(fetched)] == [web.url("/a")]


def test_an_article_that_the_feed_carries_whole(web: Server) -> None:
    web.routes["/feed"] = feed(
        rss(item(web.url("/gone"), content=PROSE) + item(None, title="No link", content=PROSE) + item(None))
    )
    fetched = fetch(web, "/feed")
    assert [outcome for _, outcome in outcomes(fetched)] == ["ok", "failed", "ok", "refused"]
    carried = documents(fetched)
    assert [d.url for d in carried] == [web.url("/gone"), web.url("/feed#entry:2")]
    article = clean(carried[0])
    assert isinstance(article, CleanedArticle)
    assert (article.title, article.published_at_origin) == ("Pool to close", "feed")
    assert article.text.startswith("The council voted on Monday")


def test_a_teaser_is_no_article(web: Server) -> None:
    web.routes["/feed"] = feed(rss(item(web.url("/gone"), content="<p>Only a teaser of it.</p>")))
    assert documents(fetch(web, "/feed")) == []


NO_FEEDS = {
    "no XML": ("this is not XML", "application/rss+xml", "failed", "is no feed"),
    "other XML": ("<catalog><book/></catalog>", "application/xml", "failed", "is no feed"),
    "broken XML": ("<rss><channel><title>x</rss", "application/rss+xml", "failed", "is no feed"),
    "empty": ("", "application/rss+xml", "failed", "is no feed"),
    "a document type": (
        rss(item("x"), before='<!DOCTYPE rss SYSTEM "http://10.0.0.1/x.dtd">'),
        "application/rss+xml",
        "refused",
        "document type",
    ),
    "entities": (
        rss("&b;", before='<!DOCTYPE r [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>'),
        "application/rss+xml",
        "refused",
        "document type",
    ),
    "a hidden entity": (
        rss("", before='<!doctype r [<!entity x SYSTEM "file:///etc/hostname">]>').encode("utf-16"),
        "text/xml",
        "refused",
        "entities",
    ),
    "a path": ("/etc/hostname", "application/rss+xml", "failed", "is no feed"),
}


@pytest.mark.parametrize(("body", "content_type", "outcome", "words"), NO_FEEDS.values(), ids=NO_FEEDS)
def test_feeds_that_are_none(web: Server, body: str | bytes, content_type: str, outcome: str, words: str) -> None:
    web.routes["/feed"] = feed(body, content_type=content_type)
    (only,) = fetch(web, "/feed")
    assert only.fetch
    assert (only.fetch.outcome, only.documents) == (outcome, [])
    assert words in str(only.fetch.reason)
    assert "\n" not in str(only.fetch.reason)
    assert [path for path, _ in web.log] == ["/feed"]


def test_a_configured_feed_that_turned_into_a_page(web: Server) -> None:
    web.routes |= {"/feed": redirect("/sorry"), "/sorry": page(PAGE)}
    rows = [{"source_id": "town", "name": "The Town", "kind": "feed", "url": web.url("/feed")}]
    (only,) = fetch(web, *configured(rows))
    assert only.fetch
    assert only.fetch.outcome == "failed"
    assert "is no feed" in str(only.fetch.reason)


def test_depth_and_length_do_no_harm(web: Server) -> None:
    web.routes |= {"/deep": feed(rss("<a>" * 20_000)), "/long": feed(rss("<item/>" * 20_000))}
    for path in ("/deep", "/long"):
        for part in fetch(web, path):
            assert part.fetch
            assert part.fetch.outcome in ("ok", "failed", "refused")
            assert part.documents == []
