"""Pages over real sockets: what is fetched, and that a vile server gets one clear line and no more of our time than allowed."""

import gzip
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows.settings import Settings
from flows.sources import Fetched, FetchRecord, Limits, Remembered, Validators, read_inputs
from tests.integration.web import Request, Server, drip, flaky, gzipped, page, redirect, reset, serving, silent
from transforms.clean.records import clean_record
from transforms.documents import CleanedArticle, Given

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
QUICK = Limits(connect=2, read=0.5, total=1.5, backoff=0.01, delay=0)
PAGE = b"<html><body><p>She said so.</p></body></html>"


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetch(
    web: Server, *paths: str, max_bytes: int = 100_000, limits: Limits = QUICK, known: dict[str, Validators] | None = None
) -> list[Fetched]:
    settings = Settings(max_bytes=max_bytes, allow_hosts=(web.host,))
    inputs = [path if "://" in path else web.url(path) for path in paths]
    remembered = Remembered(known or {})
    found = read_inputs(inputs, settings=settings, limits=limits, remembered=remembered, now=lambda: NOW)
    return [part for part in found if part.fetch is None or part.fetch.kind != "robots"]


def record(fetched: list[Fetched]) -> FetchRecord:
    (only,) = fetched
    assert only.fetch
    return only.fetch


def test_a_page(web: Server) -> None:
    web.routes["/a"] = page(PAGE, ETag='"1"', Last_Modified="Mon, 01 Apr 2024 00:00:00 GMT", Set_Cookie="id=7")
    fetched = fetch(web, "/a")
    assert record(fetched) == FetchRecord(
        url=web.url("/a"),
        outcome="ok",
        fetched_at=NOW,
        source_id="127.0.0.1",
        final_url=web.url("/a"),
        status=200,
        etag='"1"',
        last_modified="Mon, 01 Apr 2024 00:00:00 GMT",
        bytes=len(PAGE),
        kind="page",
    )
    (document,) = fetched[0].documents
    assert (document.url, document.media_type, document.body, document.fetched_at) == (web.url("/a"), "text/html", PAGE, NOW)
    assert document.given == Given(source_id="127.0.0.1", source_kind="page", source_url=web.url("/a"))
    assert document.headers["content-type"] == "text/html; charset=utf-8"
    assert "set-cookie" not in document.headers


def test_the_request_is_honest_and_carries_no_cookies(web: Server) -> None:
    web.routes |= {
        "/a": page(b"", status=302, Location="/b", Set_Cookie="id=7; Path=/"),
        "/b": page(PAGE, Set_Cookie="id=8; Path=/"),
    }
    fetch(web, "/a", "/b")
    assert [path for path, _ in web.log] == ["/a", "/b", "/b"]
    for _, headers in web.log:
        assert headers["user-agent"].startswith("wirehouse/")
        assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
        assert not {"cookie", "authorization", "referer"} & headers.keys()


def test_proxies_of_the_environment_are_not_asked(web: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    web.routes["/a"] = page(PAGE)
    assert record(fetch(web, "/a")).outcome == "ok"


def test_redirects_lead_to_the_final_url(web: Server) -> None:
    web.routes |= {"/a": redirect("/b?x=1"), "/b": redirect(web.url("/c"), status=308), "/c": page(PAGE)}
    fetched = fetch(web, "/a")
    assert (record(fetched).url, record(fetched).final_url) == (web.url("/a"), web.url("/c"))
    assert fetched[0].documents[0].url == web.url("/c")


@pytest.mark.parametrize(
    ("content_type", "body", "media_type"),
    [
        ("text/html", PAGE, "text/html"),
        ("application/xhtml+xml", b'<?xml version="1.0"?>' + PAGE, "text/html"),
        ("text/xml", b'<?xml version="1.0"?><!DOCTYPE html>' + PAGE, "text/html"),
        ("text/plain", PAGE, "text/html"),
        ("text/plain; charset=utf-8", b"She said so.", "text/plain"),
        ("application/json", b'{"text": "x"}', "application/json"),
        ("application/ld+json", b'{"text": "x"}', "application/json"),
    ],
)
def test_kinds(web: Server, content_type: str, body: bytes, media_type: str) -> None:
    web.routes["/a"] = page(body, content_type=content_type)
    (document,) = fetch(web, "/a")[0].documents
    assert (document.media_type, document.body) == (media_type, body)


def test_json_with_several_articles(web: Server) -> None:
    items = f'[{{"text": "x"}}, {{"text": "y", "url": "{web.url("/y")}"}}, {{"text": "z", "url": "https://elsewhere.example/z"}}]'
    web.routes["/a"] = page(items, content_type="application/json")
    documents = fetch(web, "/a")[0].documents
    assert [d.url for d in documents] == [web.url("/a#item:1"), web.url("/y"), web.url("/a#item:3")], (
        "nobody speaks for another site"
    )
    article = clean_record(documents[2])
    assert isinstance(article, CleanedArticle)
    assert article.canonical_url == web.url("/a#item:3").partition("#")[0]


def test_json_with_thousands_of_articles_is_no_article(web: Server) -> None:
    web.routes["/a"] = page("[" + "1," * 2000 + "1]", content_type="application/json")
    assert [d.url for d in fetch(web, "/a")[0].documents] == [web.url("/a")]


@pytest.mark.parametrize(
    "packed",
    [gzip.compress(PAGE), gzip.compress(PAGE[:9]) + gzip.compress(PAGE[9:]), zlib.compress(PAGE), gzip.compress(PAGE) + b"\0\0"],
    ids=["gzip", "two members", "deflate", "padded"],
)
def test_packed_bodies(web: Server, packed: bytes) -> None:
    web.routes["/a"] = page(packed, Content_Encoding="gzip")
    assert fetch(web, "/a")[0].documents[0].body == PAGE


def chunked_without_end(request: Request) -> None:
    request.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n")


def endless(request: Request) -> None:
    request.raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n")
    while not request.server.stopping.is_set():  # type: ignore[attr-defined]
        request.raw(b"a" * 65536)


def raw(data: bytes) -> object:
    return lambda request: request.raw(data)


VILE = {
    "404": (page(PAGE, status=404), "failed", "answered 404"),
    "500": (page(PAGE, status=500), "failed", "answered 500"),
    "429": (page(PAGE, status=429), "failed", "answered 429"),
    "204": (page(b"", status=204), "failed", "answered 204"),
    "304 unasked": (page(b"", status=304), "failed", "answered 304"),
    "never answers": (silent, "failed", "in time"),
    "resets": (reset, "failed", "connection failed"),
    "hangs up": (raw(b""), "failed", "connection failed"),
    "no HTTP": (raw(b"220 smtp ready\r\n"), "failed", "connection failed"),
    "cut body": (raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nshort"), "failed", "connection failed"),
    "cut chunks": (chunked_without_end, "failed", "connection failed"),
    "wrong length, kept open": (page(PAGE, Content_Length="99999"), "failed", "in time"),
    "length is no number": (page(PAGE, Content_Length="many"), "failed", "connection failed"),
    "huge headers": (raw(b"HTTP/1.1 200 OK\r\n" + b"X-A: " + b"a" * 300_000), "failed", "connection failed"),
    "drips headers": (drip(b"HTTP/1.1 200 OK\r\nX-A: "), "failed", "in time"),
    "drips its body": (drip(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n"), "failed", "in time"),
    "redirects in a circle": (redirect("/vile"), "refused", "redirects more than 5 times"),
    "redirects to nowhere": (page(b"", status=302), "failed", "redirects to nowhere"),
    "redirects to a file": (redirect("file:///etc/hostname"), "refused", "not http or https"),
    "redirects to no address": (redirect("http://[broken"), "refused", "no address"),
    "redirects to metadata": (redirect("http://169.254.169.254/latest/meta-data"), "refused", "no public address"),
    "redirects to private": (redirect("http://10.0.0.1/"), "refused", "no public address"),
    "redirects to loopback": (redirect("http://127.0.0.1:8001/"), "refused", "no public address"),
    "redirects to mapped loopback": (redirect("http://[::ffff:127.0.0.1]/"), "refused", "no public address"),
    "bomb": (gzipped(b"a" * 60_000_000), "refused", "larger than 100,000 bytes"),
    "endless": (endless, "refused", "larger than 100,000 bytes"),
    "long and says so": (page(PAGE, Content_Length="99999999999"), "refused", "larger than 100,000 bytes"),
    "unknown packing": (page(PAGE, Content_Encoding="br"), "failed", "cannot be unpacked"),
    "broken packing": (page(PAGE, Content_Encoding="gzip"), "failed", "cannot be unpacked"),
    "cut packing": (page(gzip.compress(PAGE)[:-9], Content_Encoding="gzip"), "failed", "cannot be unpacked"),
    "a picture": (page(b"\x89PNG", content_type="image/png"), "refused", "is image/png"),
}


@pytest.mark.parametrize(("route", "outcome", "words"), VILE.values(), ids=VILE)
def test_vile_servers(web: Server, route: object, outcome: str, words: str) -> None:
    web.routes |= {"/vile": route, "/good": page(PAGE)}  # type: ignore[dict-item]
    started = time.monotonic()
    vile, good = fetch(web, "/vile", "/good")
    assert time.monotonic() - started < 10
    assert vile.fetch
    assert good.fetch
    assert vile.fetch.outcome == outcome, vile.fetch
    assert words in str(vile.fetch.reason)
    assert str(vile.fetch.reason).startswith(web.url("/vile"))
    assert ";" in str(vile.fetch.reason), "the mend"
    assert "\n" not in str(vile.fetch.reason)
    assert vile.documents == []
    assert good.fetch.outcome == "ok"


def test_a_bomb_takes_little_memory(web: Server) -> None:
    web.routes["/bomb"] = gzipped(b"a" * 300_000_000)
    tracemalloc.start()
    fetched = fetch(web, "/bomb", max_bytes=1_000_000)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert record(fetched).outcome == "refused"
    assert peak < 30_000_000


def test_too_large_a_page_is_a_document_that_was_not_landed(web: Server) -> None:
    web.routes["/a"] = page(b"x" * 101)
    ((document, why),) = fetch(web, "/a", max_bytes=100)[0].refused
    assert (document.url, document.body, why.stage, why.reason) == (web.url("/a"), b"", "land", "too_large")
    assert fetch(web, "/a", max_bytes=101)[0].documents


@pytest.mark.parametrize(("faults", "outcome"), [(2, "ok"), (3, "failed")])
def test_network_faults_are_tried_again_a_few_times(web: Server, faults: int, outcome: str) -> None:
    web.routes["/a"] = flaky(faults, page(PAGE))
    assert record(fetch(web, "/a")).outcome == outcome
    assert len(web.log) == 3


@pytest.mark.parametrize("route", [page(PAGE, status=503), page(PAGE, status=404), silent])
def test_answers_and_silence_are_not_tried_again(web: Server, route: object) -> None:
    web.routes["/a"] = route  # type: ignore[assignment]
    assert record(fetch(web, "/a")).outcome == "failed"
    assert len(web.log) == 1


def test_what_did_not_change_is_not_fetched_again(web: Server) -> None:
    def route(request: Request) -> None:
        fresh = request.headers.get("if-none-match") == '"1"'
        request.answer(b"" if fresh else PAGE, status=304 if fresh else 200, headers={"ETag": '"1"'})

    web.routes["/a"] = route
    first = record(fetch(web, "/a"))
    again = fetch(web, "/a", known={web.url("/a"): Validators(first.etag, first.last_modified)})
    assert (record(again).outcome, record(again).status, again[0].documents) == ("not_modified", 304, [])


def test_a_host_is_given_a_pause(web: Server) -> None:
    web.routes["/a"] = page(PAGE)
    started = time.monotonic()
    fetch(web, "/a", "/a", "/a", limits=QUICK._replace(delay=0.2))
    assert time.monotonic() - started >= 0.4


def test_credentials_do_not_get_into_the_record(web: Server) -> None:
    (refused,) = fetch(web, web.url("/a").replace("://", "://ann:pa55@"))
    assert refused.fetch
    assert refused.fetch.outcome == "refused"
    assert "pa55" not in repr(refused)
