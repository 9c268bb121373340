"""A web of ten news sites on loopback, written by us, from the simplest to the vile: what a whole crawl is measured on."""

import gzip
import hashlib
import json
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import NamedTuple

import pyarrow as pa

from tests.integration.web import HTML, Request, Route, Server

PAGES = 31
"""Articles of each site; the section and the sites of copies and of vile pages have a few more."""

BEGAN = datetime(2024, 3, 1, 6, tzinfo=UTC)
SITES = ("alder", "birch", "cedar", "dogwood", "elm", "fir", "ginkgo", "hazel", "ivy", "juniper")
TOWNS = ("Harlow", "Kirkby", "Selby", "Wigan", "Oban", "Truro", "Louth", "Ripon", "Frome", "Ludlow")
THINGS = ("bridge", "school", "library", "market", "tram line", "swimming pool", "flood wall", "hospital wing")
PEOPLE = ("Ana Ruiz", "Tom Hale", "Priya Nair", "Sven Lund", "Mary Okoro", "Luis Vega", "Ida Brandt")


class Page(NamedTuple):
    """What stands under a path."""

    body: bytes
    content_type: str = HTML
    coding: str = ""
    location: str = ""
    has_etag: bool = True
    is_chunked: bool = False


class Town(Server):
    """Ten hosts behind one port, told apart by the Host header. Answers conditional requests as good servers do."""

    def __init__(self) -> None:
        super().__init__()
        self.touched = 0
        """Raised to make every listing look changed."""
        self.pages: dict[tuple[str, str], Page] = {}
        for number, name in enumerate(SITES):
            host = f"{name}.example"
            self.pages |= {
                (host, path): page for path, page in BUILDERS[number](f"http://{host}:{self.server_address[1]}", number)
            }

    def site(self, number: int) -> str:
        return f"http://{SITES[number]}.example:{self.server_address[1]}"

    def route(self, host: str, path: str) -> Route | None:
        page = self.pages.get((host, path))
        if page is None:
            return super().route(host, path)
        return lambda request: _serve(request, page, self.touched if is_listing(path) else 0)


def is_listing(path: str) -> bool:
    return path.startswith(("/feed", "/sitemap", "/section"))


def sources(town: Town) -> list[dict[str, str]]:
    """What sources.csv would say of the ten sites."""
    kinds = ["feed", "feed", "sitemap", "sitemap", "section", "feed", "feed", "feed", "feed", "feed"]
    paths = {"feed": "/feed.xml", "sitemap": "/sitemap.xml", "section": "/section"}
    return [
        {
            "source_id": name,
            "name": f"The {name.title()}",
            "kind": kind,
            "url": town.site(number) + paths[kind],
            "politeness": "delay=0.01 connections=3" if name == "juniper" else "delay=0.02",
        }
        for number, (name, kind) in enumerate(zip(SITES, kinds, strict=True))
    ]


def _serve(request: Request, page: Page, touched: int) -> None:
    if page.location:
        request.answer(b"", status=301, headers={"Location": page.location})
        return
    etag = f'"{hashlib.sha256(page.body).hexdigest()[:12]}-{touched}"'
    changed = format_datetime(BEGAN + timedelta(hours=touched), usegmt=True)
    asked = request.headers.get("if-none-match"), request.headers.get("if-modified-since")
    headers = {"Last-Modified": changed} | ({"ETag": etag} if page.has_etag else {})
    if asked == (etag if page.has_etag else None, changed):
        request.answer(b"", status=304, content_type=page.content_type, headers=headers)
    elif page.is_chunked:
        _chunked(request, page, headers)
    else:
        body = _packed(page)
        request.answer(
            body, content_type=page.content_type, headers=headers | ({"Content-Encoding": page.coding} if page.coding else {})
        )


def _chunked(request: Request, page: Page, headers: dict[str, str]) -> None:
    time.sleep(0.04)
    request.send_response(200)
    for name, value in (headers | {"Content-Type": page.content_type, "Transfer-Encoding": "chunked"}).items():
        request.send_header(name, value)
    request.end_headers()
    for start in range(0, len(page.body), 700):
        piece = page.body[start : start + 700]
        request.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
    request.wfile.write(b"0\r\n\r\n")


def _packed(page: Page) -> bytes:
    if page.coding in ("br", "zstd"):
        return bytes(pa.compress(page.body, codec={"br": "brotli", "zstd": "zstd"}[page.coding], asbytes=True))
    return gzip.compress(page.body) if page.coding == "gzip" else page.body


def prose(site: int, number: int) -> list[str]:
    """The paragraphs of an article that no other has."""
    town, thing = TOWNS[(site + number) % 10], THINGS[(site * 3 + number) % 8]
    person, cost = PEOPLE[(site + 2 * number) % 7], 2 + site * 40 + number
    return [
        f"The council of {town} voted on Monday to build a new {thing} that would cost £{cost} million, after months of argument.",
        f"“We have waited {number + 3} years for this,” said {person}, who leads the council. “People here deserve better.”",
        f"About {1000 + site * 100 + number} people signed a petition against the plan, and several hundred of them came to the hall.",
        f"Work on the {thing} starts in May and should take {number % 5 + 2} years, according to the builders, who won the contract.",
    ]


def article(site: int, number: int, *, charset: str = "utf-8", canonical: str = "", extra: str = "") -> bytes:
    paragraphs = prose(site, number)
    title = f"{paragraphs[0].split(' that ')[0].replace('The council of ', '')} ({SITES[site]} {number})"
    named = f'<link rel="canonical" href="{canonical}">' if canonical else ""
    data = json.dumps({"@type": "NewsArticle", "datePublished": moment(number).isoformat(), "headline": title})
    text = (
        f'<!doctype html><html lang="en"><head><meta charset="{charset}"><title>{title}</title>{named}'
        f'<script type="application/ld+json">{data}</script></head><body><nav><a href="/section">News</a></nav>{extra}'
        f"<article><h1>{title}</h1>{''.join(f'<p>{p}</p>' for p in paragraphs)}</article><footer>© The paper</footer></body></html>"
    )
    return text.encode(charset, "xmlcharrefreplace")


def moment(number: int) -> datetime:
    return BEGAN + timedelta(minutes=7 * number)


def slug(number: int) -> str:
    return f"/news/2024/03/{number:03d}-council-votes-to-build"


def rss(links: list[str]) -> Page:
    items = "".join(
        f"<item><title>Item {n}</title><link>{link}</link><pubDate>{format_datetime(moment(n))}</pubDate></item>"
        for n, link in enumerate(links)
    )
    text = f'<?xml version="1.0"?><rss version="2.0"><channel><title>A paper</title>{items}</channel></rss>'
    return Page(text.encode(), "application/rss+xml")


Pages = Iterator[tuple[str, Page]]


def simple(url: str, site: int) -> Pages:
    yield "/feed.xml", rss([url + slug(n) for n in range(PAGES)])
    for n in range(PAGES):
        yield slug(n), Page(article(site, n))


def charsets(url: str, site: int) -> Pages:
    """An Atom feed with relative links, to pages in five charsets that only their markup or only the header names."""
    entries = "".join(f'<entry><title>Item {n}</title><link href="..{slug(n)}"/></entry>' for n in range(PAGES))
    yield (
        "/feed.xml",
        Page(
            f'<feed xmlns="http://www.w3.org/2005/Atom"><link href="{url}/x/"/>{entries}</feed>'.encode(), "application/atom+xml"
        ),
    )
    for n in range(PAGES):
        charset = ("utf-8", "windows-1252", "iso-8859-15", "utf-16", "gb18030")[n % 5]
        header = f"text/html; charset={charset}" if charset == "gb18030" else "text/html"
        yield slug(n), Page(article(site, n, charset=charset), header)


def news_sitemap(url: str, site: int) -> Pages:
    """Google's news sitemap, served as a gzip file."""
    yield "/sitemap.xml", Page(gzip.compress(urlset(url, range(PAGES))), "application/x-gzip")
    for n in range(PAGES):
        yield slug(n), Page(article(site, n))


def urlset(url: str, numbers: range) -> bytes:
    places = "".join(
        f"<url><loc>{url}{slug(n)}</loc><n:news><n:publication_date>{moment(n).isoformat()}</n:publication_date>"
        f"<n:title>Item {n}</n:title></n:news></url>"
        for n in numbers
    )
    spaces = 'xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="http://www.google.com/schemas/sitemap-news/0.9"'
    return f'<?xml version="1.0" encoding="UTF-8"?><urlset {spaces}>{places}</urlset>'.encode()


def sitemap_index(url: str, site: int) -> Pages:
    places = "".join(f"<sitemap><loc>{url}/sitemap-{n}.xml</loc></sitemap>" for n in range(3))
    yield "/sitemap.xml", Page(f"<sitemapindex>{places}</sitemapindex>".encode(), "text/xml")
    for n in range(3):
        yield f"/sitemap-{n}.xml", Page(urlset(url, range(n, PAGES, 3)), "text/xml")
    for n in range(PAGES):
        yield slug(n), Page(article(site, n))


def section(url: str, site: int) -> Pages:
    """A section page with links that are no articles, on a site that wants to be left time."""
    others = "".join(
        f'<a href="{path}">more</a>' for path in ("/tag/bridge-votes-in-town-hall", "/about-us", "/video/1234567", "#x")
    )
    links = "".join(f'<li><a href="{slug(n)}?utm_source=front">A headline</a></li>' for n in range(PAGES))
    menu = '<nav><a href="/news/2024/03/999-in-the-menu-only-and-not-read">x</a></nav>'
    yield "/section", Page(f"<html><body>{menu}{others}<ul>{links}</ul></body></html>".encode())
    yield "/robots.txt", Page(b"User-agent: *\nCrawl-delay: 0.04\nDisallow: /about-us\n", "text/plain")
    for n in range(PAGES):
        yield slug(n), Page(article(site, n))


def packed(url: str, site: int) -> Pages:
    yield "/feed.xml", rss([url + slug(n) for n in range(PAGES)])._replace(coding="br")
    for n in range(PAGES):
        yield slug(n), Page(article(site, n), coding=("gzip", "br", "zstd")[n % 3])


def moved(url: str, site: int) -> Pages:
    """Links that lead over redirects, some to another site; a few that robots.txt forbids."""
    links = [f"{url}/old/{n}" for n in range(PAGES)] + [f"{url}/private/{n}" for n in range(3)]
    yield "/feed.xml", rss(links)
    yield "/robots.txt", Page(b"User-agent: other\nDisallow: /\n\nUser-agent: *\nDisallow: /private/\n", "text/plain")
    for n in range(PAGES):
        yield f"/old/{n}", Page(b"", location=slug(n) if n % 2 else f"{url}{slug(n)}")
        yield slug(n), Page(article(site, n))
    for n in range(3):
        yield f"/private/{n}", Page(article(site, 100 + n))


def copies(url: str, site: int) -> Pages:
    """Wire copy of the first site's articles, and pages under two addresses that name one as their own."""
    links = [f"{url}/wire/{n}" for n in range(PAGES)] + [f"{url}/print/{n}" for n in range(8)]
    yield "/feed.xml", rss(links)
    for n in range(PAGES):
        yield f"/wire/{n}", Page(article(0, n, canonical=f"{url}/wire/{n}"))
    for n in range(8):
        yield f"/print/{n}", Page(article(0, n, canonical=f"{url}/wire/{n}"))


def vile(url: str, site: int) -> Pages:
    yield "/feed.xml", rss([f"{url}/vile/{n}" for n in range(PAGES)])
    for n in range(PAGES):
        yield f"/vile/{n}", Page(VILE[n % len(VILE)](site, n))


def slow(url: str, site: int) -> Pages:
    """Slow, chunked answers without ETags, of a site that may be asked three things at once."""
    yield "/feed.xml", rss([url + slug(n) for n in range(PAGES)])._replace(has_etag=False)
    for n in range(PAGES):
        yield slug(n), Page(article(site, n), has_etag=False, is_chunked=True)


BUILDERS: list[Callable[[str, int], Pages]] = [
    simple,
    charsets,
    news_sitemap,
    sitemap_index,
    section,
    packed,
    moved,
    copies,
    vile,
    slow,
]

VILE: list[Callable[[int, int], bytes]] = [
    lambda s, n: b"",
    lambda s, n: b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4,
    lambda s, n: b"<html>" + b"<div>" * 20_000 + b"deep",
    lambda s, n: article(s, n).replace(b"</p>", b"").replace(b"</article>", b""),
    lambda s, n: article(s, n, extra="<div " + " ".join(f"a{i}=1" for i in range(1500)) + ">"),
    lambda s, n: article(s, n).replace(b"<p>", b"<p>\0\0"),
    lambda s, n: article(s, n)[:-400],
    lambda s, n: b"<html><body>" + b"".join(b'<h2><a href="/x/%d">A headline of a story</a></h2>' % i for i in range(40)),
    lambda s, n: b"<html><body><form><p>Sign in to read this.</p><input type=password></form></body></html>",
    lambda s, n: b"<html><body><p>We and our partners use cookies; your consent and privacy settings count.</p></body></html>",
    lambda s, n: article(s, n).replace(b"utf-8", b"utf-7").replace("£".encode(), b"\xa3"),
    lambda s, n: article(s, n).replace(b"datePublished", b"datePublished\\\\"),
    lambda s, n: ("\u202e" + article(s, n).decode()).encode("utf-16-be"),
    lambda s, n: b"<p>" + b"word " * 200_000,
    lambda s, n: article(s, n).replace(b"<article>", b"<table><tr><td><article>" * 50),
    lambda s, n: b'<html><head><meta http-equiv="refresh" content="0; url=file:///etc/hostname"></head><body></body></html>',
]
