"""Sitemaps, section pages, robots.txt, politeness, memory, and the check of configured sources."""

import asyncio
import csv
import gzip
import itertools
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.errors import InputError
from flows.settings import Settings
from flows.sources import Fetched, Input, Limits, Politeness, Remembered, RobotsFile, Validators, configured, read_inputs
from flows.sources.hosts import Host, HostClosed
from flows.warehouse_fetches import remembered
from schemas.render import schema_sql
from tests.factories import an_id, insert, make
from tests.integration.web import Request, Server, feed, page, reset, serving
from transforms.documents import Given, SourceKind

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
QUICK = Limits(connect=2, read=0.5, total=1.5, backoff=0.01, delay=0)
PAGE = "<html><body><p>She said so.</p></body></html>"


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def fetch(
    web: Server, path: str, kind: SourceKind, *, limits: Limits = QUICK, memory: Remembered | None = None, **politeness: Any
) -> list[Fetched]:
    wanted = Input(web.url(path), Given(source_id="town", source_kind=kind), Politeness(**politeness))
    settings = Settings(allow_hosts=(web.host,))
    return list(read_inputs([wanted], settings=settings, limits=limits, remembered=memory, now=lambda: NOW))


def asked(web: Server) -> list[str]:
    return [path for path, _ in web.log if path != "/robots.txt"]


def told(fetched: list[Fetched]) -> list[tuple[str, str, str]]:
    return [
        (part.fetch.kind, part.fetch.url.rpartition("/")[2], part.fetch.outcome)
        for part in fetched
        if part.fetch and part.fetch.kind != "robots"
    ]


def urlset(*places: str) -> str:
    return f'<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:n="x">{"".join(places)}</urlset>'


def place(link: str, *, changed: str = "", published: str = "", title: str = "") -> str:
    news = f"<n:news><n:publication_date>{published}</n:publication_date><n:title>{title}</n:title></n:news>" if published else ""
    return f"<url><loc> {link} </loc>{f'<lastmod>{changed}</lastmod>' if changed else ''}{news}</url>"


def test_a_news_sitemap_tells_title_and_date_and_the_newest_come_first(web: Server) -> None:
    links = [
        place(web.url("/old"), changed="2020-01-01"),
        place(web.url("/new"), published="2024-02-01T10:00:00+01:00", title="Pool &amp; roof"),
        place(web.url("/undated")),
        place(web.url("/wrong"), changed="yesterday"),
        place("http://other.example/x"),
        place("javascript:alert(1)"),
        place(web.url("/middle"), changed="2023-05-05T00:00Z"),
    ]
    web.routes["/sitemap.xml"] = page(urlset(*links), content_type="application/xml")
    web.routes |= {f"/{name}": page(PAGE) for name in ("old", "new", "undated", "wrong", "middle")}
    fetched = fetch(web, "/sitemap.xml", "sitemap", entries=3)
    assert asked(web) == ["/sitemap.xml", "/new", "/middle", "/old"]
    (first, *_) = [document for part in fetched for document in part.documents]
    assert (first.given.title, first.given.published_at) == ("Pool & roof", datetime(2024, 2, 1, 9, tzinfo=UTC))
    assert (first.given.published_at_origin, first.given.source_kind) == ("feed", "sitemap")
    assert {part.fetch.found_in for part in fetched if part.documents and part.fetch} == {web.url("/sitemap.xml")}


def test_an_index_that_names_itself_and_did_not_change_is_not_followed_for_ever(web: Server) -> None:
    web.routes["/index"] = page("", status=304, content_type="text/xml")
    known = Remembered({web.url("/index"): Validators('"1"')}, {}, {web.url("/index"): [web.url("/index")]})
    fetch(web, "/index", "sitemap", memory=known)
    assert 1 <= len(asked(web)) <= 2


def test_a_sitemap_index_is_read_one_level_deep_and_capped(web: Server) -> None:
    def index(*names: str) -> str:
        return f"<sitemapindex>{''.join(f'<sitemap><loc>{web.url(n)}</loc></sitemap>' for n in names)}</sitemapindex>"

    web.routes |= {
        "/index": page(index("/s1.gz", "/gone", "/nested", "/s2", "/s3"), content_type="text/xml"),
        "/nested": page(index("/s4"), content_type="text/xml"),
        "/s1.gz": page(gzip.compress(urlset(place(web.url("/a"))).encode()), content_type="application/gzip"),
        "/s2": page(urlset(place(web.url("/a")), place(web.url("/b"))), content_type="text/xml"),
        "/a": page(PAGE),
        "/b": page(PAGE),
    }
    fetched = fetch(web, "/index", "sitemap", limits=QUICK._replace(sitemaps=4))
    assert asked(web) == ["/index", "/s1.gz", "/gone", "/nested", "/s2", "/a", "/b"]
    assert ("sitemap", "gone", "failed") in told(fetched)


def test_a_sitemap_given_on_the_command_line_is_known_by_how_it_begins(web: Server) -> None:
    web.routes |= {"/x": page(urlset(place(web.url("/a")))), "/a": page(PAGE)}
    assert told(fetch(web, "/x", "page")) == [("sitemap", "x", "ok"), ("page", "a", "ok")]


def test_a_section_page(web: Server) -> None:
    links = [
        "/2024/02/01/pool?utm_source=front#top",
        "/2024/02/01/pool",
        "council-closes-the-old-bridge",
        "http://other.example/2024/02/01/elsewhere",
        "/tag/council",
        "javascript:void(0)",
        "http://[",
        "",
    ]
    body = "".join(f'<a href="{link}">x</a>' for link in links)
    menu = '<nav><a href="/2024/02/01/in-the-menu">x</a></nav><footer><a href="/2024/02/01/at-the-foot">x</a></footer>'
    sold = '<a rel="sponsored nofollow" href="/2024/02/01/paid-for">x</a>'
    web.routes["/news/"] = page(f"<html><body>{menu}{sold}{body}</body></html>")
    web.routes |= {"/2024/02/01/pool": page(PAGE), "/news/council-closes-the-old-bridge": page(PAGE)}
    assert told(fetch(web, "/news/", "section")) == [
        ("section", "", "ok"),
        ("page", "pool", "ok"),
        ("page", "council-closes-the-old-bridge", "ok"),
    ]


@pytest.mark.parametrize("body", [PAGE, "", "<a href=/about>x</a>", "<div " + "a=1 " * 3000 + ">", "\0\0"])
def test_section_pages_that_are_none(web: Server, body: str) -> None:
    web.routes["/news"] = page(body)
    ((kind, _, outcome),) = told(fetch(web, "/news", "section"))
    assert (kind, outcome in ("failed", "refused")) == ("section", True)


def test_an_article_belongs_to_the_first_source_that_names_it(web: Server) -> None:
    """However long that one takes."""

    def slow(request: Request) -> None:
        time.sleep(0.2)
        feed(f"<rss version='2.0'><channel><item><link>{web.url('/a')}</link></item></channel></rss>")(request)

    other = web.url("/two").replace("127.0.0.1", "localhost")
    web.routes |= {"/one": slow, "/two": page(urlset(place(web.url("/a"))), content_type="text/xml"), "/a": page(PAGE)}
    inputs = [
        Input(web.url("/one"), Given(source_id="one", source_kind="feed")),
        Input(other, Given(source_id="two", source_kind="sitemap", source_url=web.url("/"))),
    ]
    settings = Settings(allow_hosts=(web.host, web.host.replace("127.0.0.1", "localhost")))
    fetched = list(read_inputs(inputs, settings=settings, limits=QUICK, now=lambda: NOW))
    assert [d.given.source_id for part in fetched for d in part.documents] == ["one"]
    assert asked(web).count("/a") == 1


def robots(web: Server, text: str, **named: Any) -> RobotsFile:
    return RobotsFile(f"http://{web.host}", 200, text, named.pop("fetched_at", NOW), **named)


@pytest.mark.parametrize(("hours", "requests"), [(1, 0), (25, 1)])
def test_robots_txt_is_kept_for_a_day(web: Server, hours: int, requests: int) -> None:
    kept = robots(web, "User-agent: *\nDisallow: /a", fetched_at=NOW - timedelta(hours=hours), etag='"1"')
    web.routes |= {"/robots.txt": page(b"", status=304), "/a": page(PAGE), "/b": page(PAGE)}
    memory = Remembered(robots={kept.origin: kept})
    fetched = fetch(web, "/a", "page", memory=memory)
    assert told(fetched) == [("page", "a", "refused")]
    assert len(web.log) == requests
    renewed = [part.robots for part in fetched if part.robots]
    assert renewed == [kept._replace(fetched_at=NOW)] * requests


def test_a_robots_txt_that_cannot_be_had_is_what_it_was(web: Server) -> None:
    kept = robots(web, "User-agent: *\nDisallow: /a", fetched_at=NOW - timedelta(days=9))
    web.routes |= {"/robots.txt": page(b"", status=500), "/b": page(PAGE)}
    assert told(fetch(web, "/b", "page", memory=Remembered(robots={kept.origin: kept}))) == [("page", "b", "ok")]


def test_a_crawl_delay_and_the_patience_of_a_run(web: Server) -> None:
    links = "".join(f"<item><link>{web.url(f'/{n}')}</link></item>" for n in range(6))
    web.routes |= {
        "/robots.txt": page("User-agent: *\nCrawl-delay: 0.15", content_type="text/plain"),
        "/feed": feed(f"<rss version='2.0'><channel>{links}</channel></rss>"),
    } | {f"/{n}": page(PAGE) for n in range(6)}
    fetched = fetch(web, "/feed", "feed", limits=QUICK._replace(patience=0.5), connections=4)
    starts = [visit.started for visit in web.visits[1:]]
    assert min(later - earlier for earlier, later in pairwise(starts)) >= 0.15
    outcomes = [outcome for _, _, outcome in told(fetched)]
    assert 2 <= outcomes.count("ok") <= 5
    assert outcomes.count("ok") + outcomes.count("failed") == 7
    assert "run again to go on" in str([part.fetch.reason for part in fetched if part.fetch])


def test_a_host_that_does_not_answer_is_given_up(web: Server) -> None:
    links = "".join(f"<item><link>{web.url(f'/{n}')}</link></item>" for n in range(9))
    web.routes["/feed"] = feed(f"<rss version='2.0'><channel>{links}</channel></rss>")
    web.routes |= {f"/{n}": reset for n in range(9)}
    fetched = fetch(web, "/feed", "feed", limits=QUICK._replace(retries=0))
    assert [outcome for _, _, outcome in told(fetched)] == ["ok", *["failed"] * 9]
    assert asked(web) == ["/feed", "/0", "/1", "/2"]


def test_a_host_that_asks_to_be_left_alone(web: Server) -> None:
    links = "".join(f"<item><link>{web.url(f'/{n}')}</link></item>" for n in range(3))
    web.routes |= {"/feed": feed(f"<rss version='2.0'><channel>{links}</channel></rss>")}
    web.routes |= {f"/{n}": page(b"", status=429, Retry_After="3600") for n in range(3)}
    fetched = fetch(web, "/feed", "feed")
    assert asked(web) == ["/feed", "/0"]
    assert "asks to be left alone" in str(fetched[-1].fetch)


def test_the_gentlest_wish_counts() -> None:
    host = Host("town.example", Limits(delay=1, connections=2))
    assert (host.delay, host.connections) == (1, 2)
    host.wish(Politeness(delay=0.1, connections=5))
    host.wish(Politeness(delay=0.3, connections=3))
    host.wish(Politeness())
    assert (host.delay, host.connections) == (0.3, 3)
    host.crawl_delay(2)
    assert (host.delay, host.connections) == (2, 1)


def test_turns_of_one_host() -> None:
    async def crowd() -> list[float]:
        host, starts = Host("town.example", Limits(delay=0.05, connections=3)), []

        async def one() -> None:
            async with host.turn():
                starts.append(time.monotonic())

        await asyncio.gather(*(one() for _ in range(5)))
        host.told(answered=False)
        host.told(answered=True)
        for _ in range(3):
            host.told(answered=False)
        with pytest.raises(HostClosed, match="3 requests in a row"):
            await one()
        return starts

    starts = asyncio.run(crowd())
    assert min(b - a for a, b in pairwise(starts)) >= 0.05


def test_what_the_published_file_remembers(tmp_path: Path) -> None:
    import duckdb

    now, seconds = datetime.now(UTC), itertools.count()

    def fetched(name: str, minute: int, **fields: Any) -> Any:
        moment = now - timedelta(minutes=minute, seconds=next(seconds))
        values = {"outcome": "ok", "status": 200, "kind": "page", "fetched_at": moment, "etag": name, "last_modified": None}
        return make(
            "fetches",
            fetch_id=an_id(f"{name}{minute}"),
            url=name,
            **(values | {"found_in": None, "run_id": "r", "reason": None} | fields),
        )

    rows = [
        fetched("page", 2, etag="new"),
        fetched("page", 9, etag="old"),
        fetched("page", 1, outcome="not_modified", status=304, etag=None),
        fetched("lost validators", 2, etag=None),
        fetched("lost validators", 9),
        fetched("too old", 60 * 24 * 100),
        fetched("feed", 2, kind="feed"),
        fetched("gone", 2, outcome="failed", status=404, found_in="feed"),
        fetched("flaky feed", 2, kind="feed"),
        fetched("down", 2, outcome="failed", status=503, found_in="flaky feed"),
        fetched("silent feed", 2, kind="feed"),
        fetched("silent", 2, outcome="failed", status=None, found_in="silent feed"),
        fetched("part", 2, kind="sitemap", found_in="index"),
        fetched("part of before", 9, kind="sitemap", found_in="index", run_id="before"),
        make("robots_files", origin="http://a.example", status=404, content_text="", etag=None, last_modified=None),
        landed := fetched("landed", 2),
        make("documents", document_id=an_id("landed"), fetched_at=landed.fetched_at),
        pruned := fetched("pruned", 2),
        make("documents", document_id=an_id("pruned"), fetched_at=pruned.fetched_at),
        again := fetched("pruned, and that was seen again", 2),
        make("sightings", document_id=an_id("pruned"), fetched_at=again.fetched_at),
    ]
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(schema_sql())
        insert(connection, rows)
    memory = remembered(tmp_path / "w.duckdb", {an_id("landed")})
    assert memory.validators == {
        "landed": Validators("landed"),
        "page": Validators("new"),
        "feed": Validators("feed"),
        "part": Validators("part"),
        "part of before": Validators("part of before"),
    }
    assert memory.sitemaps == {"index": ["part"]}
    assert [(f.origin, f.status) for f in memory.robots.values()] == [("http://a.example", 404)]
    assert remembered(tmp_path / "none.duckdb", ()) == Remembered()


ROW = {"source_id": "town", "name": "Town", "kind": "feed", "url": "https://a.example/"}


@pytest.mark.parametrize(
    ("politeness", "expected"),
    [
        ("", Politeness()),
        ("delay=2", Politeness(delay=2)),
        (" connections=3  entries=50 delay=0.5 ", Politeness(0.5, 3, 50)),
    ],
)
def test_politeness_of_a_source(politeness: str, expected: Politeness) -> None:
    assert configured([ROW | {"politeness": politeness, "schedule": "*/30 6-22 * * MON-FRI"}])[0].politeness == expected


@pytest.mark.parametrize(
    "broken",
    [
        {"politeness": "delay"},
        {"politeness": "delay=-1"},
        {"politeness": "delay=nan"},
        {"politeness": "connections=0"},
        {"politeness": "connections=1.5"},
        {"politeness": "robots=ignore"},
        {"schedule": "hourly"},
        {"schedule": "* * * *"},
    ],
)
def test_a_broken_source_is_named(broken: dict[str, str]) -> None:
    with pytest.raises(InputError, match=r"row 1.*write"):
        configured([ROW | broken])


def test_two_sources_of_one_id() -> None:
    with pytest.raises(InputError, match="town stands there more than once"):
        configured([ROW, ROW])


def test_sources_check(web: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    links = "".join(
        f"<item><title>Item {n}</title><link>{web.url(f'/{n}')}</link><pubDate>Thu, 0{n + 1} Feb 2024 09:00:00 GMT</pubDate></item>"
        for n in range(3)
    )
    web.routes |= {
        "/feed": feed(f"<rss version='2.0'><channel>{links}</channel></rss>"),
        "/sitemap": page(urlset(place(web.url("/a"))), content_type="text/xml"),
        "/section": page('<a href="/2024/02/01/pool">x</a>'),
        "/page": page(PAGE),
        "/robots.txt": page("User-agent: *\nDisallow: /private", content_type="text/plain"),
        "/forbidding": feed(f"<rss version='2.0'><channel><item><link>{web.url('/private/1')}</link></item></channel></rss>"),
    }
    (tmp_path / "seeds").mkdir()
    (tmp_path / "a.txt").write_text("x")
    kinds = {"feed": "feed", "sitemap": "sitemap", "section": "section", "page": "page", "forbidding": "feed", "gone": "feed"}
    lines = [{**ROW, "source_id": name, "kind": kind, "url": web.url(f"/{name}")} for name, kind in kinds.items()]
    lines += [{**ROW, "source_id": "folder", "kind": "folder", "url": str(tmp_path)}]
    with (tmp_path / "seeds" / "sources.csv").open("w", newline="") as out:
        writer = csv.DictWriter(out, list(ROW))
        writer.writeheader()
        writer.writerows(lines)
    monkeypatch.setenv("WIREHOUSE_SEEDS", str(tmp_path / "seeds"))
    monkeypatch.setenv("WIREHOUSE_ALLOW_HOSTS", f'["{web.host}"]')
    monkeypatch.setattr("flows.sources.client.Limits", lambda: QUICK)
    done = CliRunner().invoke(main, ["sources", "check"])
    table = {line.split()[0]: line.split()[1:] for line in done.stdout.splitlines()[2:]}
    assert {name: cells[1:3] for name, cells in table.items()} == {
        "feed": ["yes", "3"],
        "sitemap": ["yes", "1"],
        "section": ["yes", "1"],
        "page": ["yes", "1"],
        "forbidding": ["NO", "0"],
        "gone": ["NO", "0"],
        "folder": ["yes", "1"],
    }
    assert table["feed"][3:5] == ["2024-02-03", "09:00"]
    assert done.exit_code == 1
    assert "2 of 7 sources fail" in done.stderr
    assert "answered 404" in done.stderr
    assert not {"/0", "/a", "/2024/02/01/pool"} & set(asked(web))
    assert CliRunner().invoke(main, ["sources", "check", "feed", "page"]).exit_code == 0
    assert CliRunner().invoke(main, ["sources", "check", "nowhere"]).exit_code == 2
