"""Hostile inputs, as tables: addresses, redirects, encodings, XML, robots.txt. Each is refused or read, quickly, and says why."""

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from flows.settings import Settings
from flows.sources import Fetched, Input, Limits, read_inputs
from tests.integration.web import Server, page, redirect, serving
from transforms.clean import clean
from transforms.documents import CleanedArticle, Given, SourceKind

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
QUICK = Limits(connect=0.5, read=0.5, total=1.5, backoff=0.01, delay=0, retries=0)
PROSE = (
    "The café’s owner told the council on Monday that she would close for £20 a day in the winter, because “nobody comes when it rains,”"
    " and that the naïve plan to pave the square had cost her 30 per cent of her trade. The council said that it would write to all of"
    " the shops on the square, and that the work would be done before the summer, when more people come to the market than to the sea."
)


@pytest.fixture(scope="module")
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetch(web: Server, *inputs: str | Input, max_bytes: int = 1_000_000) -> list[Fetched]:
    settings = Settings(allow_hosts=(web.host,), max_bytes=max_bytes)
    found = read_inputs(inputs, settings=settings, limits=QUICK, now=lambda: NOW)
    return [part for part in found if part.fetch is None or part.fetch.kind != "robots"]


def refused(web: Server, url: str) -> None:
    """Nothing is fetched, the record says so in one line, and nothing inside was asked."""
    web.log.clear()
    started = time.monotonic()
    (only,) = fetch(web, url)
    assert time.monotonic() - started < 3
    assert only.fetch is not None
    assert only.fetch.outcome in ("refused", "failed")
    assert only.fetch.reason
    assert "\n" not in only.fetch.reason
    assert only.documents == []
    assert [path for path, _ in web.log if path == "/secret"] == []


HOSTS = (
    # the loopback address in every notation that some resolver or parser takes
    "127.0.0.1 127.1 127.0.1 0 0.0.0.0 2130706433 0x7f.1 0x7f000001 0x7F.0x0.0x0.0x1 017700000001 0177.0.0.1 0177.0.1 127.000.000.001"
    " 00000177.0.0.1 127.0.0.1. localhost LOCALHOST localhost. localhost.localdomain ip6-localhost 127.255.255.254"
    " [::1] [::] [0:0:0:0:0:0:0:1] [0000::0001] [::ffff:127.0.0.1] [::ffff:7f00:1] [::ffff:0:127.0.0.1] [64:ff9b::127.0.0.1] [2002:7f00:1::]"
    " [::127.0.0.1] [::ffff:0x7f.1] ①②⑦.⓪.⓪.① １２７.０.０.１ 127。0。0。1 ⓛⓞⓒⓐⓛⓗⓞⓢⓣ [::1%25lo] [fe80::1%25lo]"
    # metadata services and private networks
    " 169.254.169.254 2852039166 0xa9fea9fe 0251.0376.0251.0376 [::ffff:169.254.169.254] [::ffff:a9fe:a9fe] [fd00:ec2::254] 169.254.170.2"
    " 168.63.129.16 100.100.100.200 192.0.0.192 10.0.0.1 167772161 172.16.0.1 192.168.0.1 192.168.257 100.64.0.1 198.18.0.1 224.0.0.1"
    " 255.255.255.255 240.0.0.1 [fe80::1] [fec0::1] [fc00::1] [ff02::1] [2001:db8::1] [2001::1] [100::1]"
)
INSIDE = HOSTS.split()
ALLOWED = ("127.0.0.1", "127。0。0。1")
"""The host that tests allow, with its port (IDNA takes an ideographic full stop for a dot): to be tried with another."""


@pytest.mark.parametrize("host", INSIDE)
def test_hosts_inside(web: Server, host: str) -> None:
    web.routes["/secret"] = page("secret")
    port = 8001 if host in ALLOWED else web.server_address[1]
    refused(web, f"http://{host}:{port}/secret")


@pytest.mark.parametrize("host", INSIDE[:60:2])
def test_redirects_inside(web: Server, host: str) -> None:
    port = 8001 if host in ALLOWED else web.server_address[1]
    web.routes |= {"/secret": page("secret"), "/a": page(b"", status=302)}
    web.routes["/a"] = lambda request: request.raw(
        f"HTTP/1.1 302 Found\r\nLocation: http://{host}:{port}/secret\r\nContent-Length: 0\r\n\r\n".encode()
    )
    refused(web, web.url("/a"))


URLS = """
http:// https:// http:/// http:///secret http://:80/secret http://@/secret http://?x http://#x http://[ http://[] http://[::1 http://]:80/
http://[::1]x/ http://[1:2:3]/ http://[v1.x]/ http://a..b/ http://.a/ http://-/ http://%00/ http://a%00b/ http://a%0d%0ab/ http://a\tb/
http://a:99999999/ http://a:-1/ http://a:0x50/ http://a:b/ http://a:80:80/ http://1.1.1.1:22/ http://1.1.1.1:25/ http://1.1.1.1:0/
http://ann:pa55@1.1.1.1/ http://ann@1.1.1.1/ http://1.1.1.1:80@127.0.0.1/secret http://127.0.0.1\\@1.1.1.1/ http://1.1.1.1#@127.0.0.1/
http:\\\\127.0.0.1\\secret http:/127.0.0.1/secret http://xn--/ http://xn--a-ecp.example/ http://\u202e.example/ http://\u2100.example/
http://a\u0000b.example/ http://\ud800.example/ http://*.example/ http://a,b.example/ http://<script>.example/ http://256.256.256.256/
http://1.2.3.4.5/ http://0x100000000/ http://4294967296/ http://0x/ http://08.0.0.1/
"""


@pytest.mark.parametrize(
    "url", [*URLS.split(), "http://" + "a" * 300 + ".example/", "http://a.example/" + "x" * 9000, "http://a b/"]
)
def test_urls_that_are_none(web: Server, monkeypatch: pytest.MonkeyPatch, url: str) -> None:
    """Nothing but a name may reach the network here, and no name is known."""
    monkeypatch.setattr("flows.sources.addresses._asked", lambda host, port: ["127.0.0.1"] if host == "127.0.0.1" else [])
    for part in fetch(web, url):
        assert part.fetch is not None
        assert part.fetch.outcome in ("refused", "failed")
        assert part.documents == []
        assert "pa55" not in repr(part)


@pytest.mark.parametrize(
    "location",
    [
        "file:///etc/passwd",
        "FILE:/etc/passwd",
        "gopher://127.0.0.1:70/x",
        "ftp://127.0.0.1/",
        "data:text/html,<p>x",
        "javascript:alert(1)",
        "about:blank",
        "jar:http://x!/y",
        "ws://127.0.0.1/",
        "unix:/run/docker.sock",
        "http+unix://x/",
        "//169.254.169.254/latest",
        "\\\\169.254.169.254\\latest",
        "http:\\\\169.254.169.254/",
        "http://ann:pa55@127.0.0.1/",
        "http://1.1.1.1:6379@127.0.0.1:22/",
        "http://[",
        "http://127.0.0.1:22/",
        " http://10.0.0.1/",
        "http://10.0.0.1/\t",
        "/" + "a" * 9000,
        "?" + "a=b&" * 3000,
    ],
)
def test_redirects_to_what_is_not_fetched(web: Server, location: str) -> None:
    web.routes["/a"] = redirect(location)
    refused(web, web.url("/a"))


ENCODINGS = {
    "header": (PROSE.encode("cp1252"), "text/html; charset=windows-1252", ""),
    "quoted header": (PROSE.encode("cp1252"), 'text/html; charset="windows-1252"', ""),
    "wrong header": (PROSE.encode(), "text/html; charset=windows-1252", ""),
    "unknown header": (PROSE.encode(), "text/html; charset=klingon", ""),
    "codec that is none": (PROSE.encode(), "text/html; charset=unicode_escape", ""),
    "codec that unpacks": (PROSE.encode(), "text/html; charset=zlib", ""),
    "rot13": (PROSE.encode(), "text/html; charset=rot13", ""),
    "utf-7": (PROSE.encode(), "text/html; charset=utf-7", ""),
    "idna": (PROSE.encode(), "text/html; charset=idna", ""),
    "meta": (PROSE.encode("cp1252"), "text/html", '<meta charset="windows-1252">'),
    "old meta": (
        PROSE.encode("cp1252"),
        "text/html",
        '<meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1">',
    ),
    "meta against header": (PROSE.encode("cp1252"), "text/html; charset=cp1252", "<meta charset=shift_jis>"),
    "detected": (PROSE.encode("cp1252"), "text/html", ""),
    "utf-8 with mark": (b"\xef\xbb\xbf" + PROSE.encode(), "text/html", ""),
    "utf-16": (PROSE.encode("utf-16"), "text/html", ""),
    "utf-16-be unmarked": (PROSE.encode("utf-16-be"), "text/html; charset=utf-16be", ""),
    "utf-32": (PROSE.encode("utf-32"), "text/html", ""),
}


@pytest.mark.parametrize(("prose", "content_type", "meta"), ENCODINGS.values(), ids=ENCODINGS)
def test_encodings(web: Server, prose: bytes, content_type: str, meta: str) -> None:
    charset = (
        "utf-16-be"
        if "utf-16be" in content_type
        else "utf-32"
        if prose[:4] == b"\xff\xfe\0\0"
        else "utf-16"
        if prose[:2] == b"\xff\xfe"
        else ""
    )
    head, tail = f"<html><head>{meta}<title>x</title></head><body><article><p>", "</p></article></body></html>"
    if charset:
        body = (head + prose.decode(charset) + tail).encode(charset)
    else:
        body = prose[:3].replace(PROSE[:3].encode(), b"") + head.encode() + prose.removeprefix(b"\xef\xbb\xbf") + tail.encode()
    web.routes["/a"] = page(body, content_type=content_type)
    (fetched,) = fetch(web, web.url("/a"))
    article = clean(fetched.documents[0])
    assert isinstance(article, CleanedArticle)
    assert article.text == PROSE


DTD = '<!DOCTYPE x [<!ENTITY a "{}">]>'
XML = {
    "external entity": '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/passwd">]><{root}>&x;</{root}>',
    "external by http": '<!DOCTYPE r [<!ENTITY x SYSTEM "http://127.0.0.1/secret">]><{root}>&x;</{root}>',
    "external subset": '<!DOCTYPE r SYSTEM "http://127.0.0.1/secret"><{root}/>',
    "parameter entity": '<!DOCTYPE r [<!ENTITY % x SYSTEM "http://127.0.0.1/secret"> %x;]><{root}/>',
    "laughs": DTD.format("ha" * 9) + "<{root}>" + "&a;" * 9 + "</{root}>",
    "quadratic": DTD.format("a" * 50_000) + "<{root}>" + "&a;" * 5_000 + "</{root}>",
    "in a later place": "<{root}/>" + DTD.format("x"),
    "in lower case": DTD.format("x").lower() + "<{root}/>",
    "with spaces": "<! DOCTYPE x [<! ENTITY a 'b'>]><{root}/>",
    "attribute list": "<!ATTLIST x y CDATA 'z'><{root}/>",
    "unknown entity": "<{root}>&nowhere;</{root}>",
    "deep": "<{root}>" + "<a>" * 50_000,
    "many attributes": "<{root} " + " ".join(f"a{i}='1'" for i in range(20_000)) + "/>",
    "long name": "<{root}><" + "a" * 900_000 + "/></{root}>",
    "unclosed": "<{root}><url><loc>http://a.example/",
    "null": "<{root}>\0</{root}>",
    "stylesheet": '<?xml-stylesheet href="http://127.0.0.1/secret"?><{root}/>',
    "include": '<{root} xmlns:xi="http://www.w3.org/2001/XInclude"><xi:include href="file:///etc/passwd"/></{root}>',
    "binary": "\x89PNG\x00\x01\x02<{root}/>",
    "empty": "",
    "only space": " \n ",
    "not XML": "hello",
}


@pytest.mark.parametrize("kind", ["feed", "sitemap"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gzip"])
@pytest.mark.parametrize("name", XML)
def test_xml(web: Server, kind: SourceKind, encoding: str, name: str) -> None:
    """No entity is expanded, nothing named in it is fetched, no file is read; time is short and the outcome one line."""
    text = XML[name].replace("{root}", "rss" if kind == "feed" else "urlset")
    body = gzip.compress(text.encode()) if encoding == "gzip" else text.encode(encoding)
    web.routes |= {"/x": page(body, content_type="text/xml"), "/secret": page("secret")}
    web.log.clear()
    started = time.monotonic()
    parts = fetch(web, Input(web.url("/x"), Given(source_id="x", source_kind=kind)))
    assert time.monotonic() - started < 3
    assert [path for path, _ in web.log] == ["/x"]
    assert "root:" not in repr(parts)
    assert [d for part in parts for d in part.documents] == []
    (only,) = parts
    assert only.fetch is not None
    if "<!" in text or "<! " in text:
        assert only.fetch.outcome == "refused", only.fetch
    elif only.fetch.outcome != "ok":
        assert only.fetch.reason
        assert "\n" not in only.fetch.reason
