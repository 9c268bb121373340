"""Archives over http: read in parts through the guarded client, as if they stood here; what servers may do to that is told."""

import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from flows.sources import Fetched, FetchRecord, Input, Limits, far, read_inputs
from flows.sources.archives import reader
from flows.sources.checks import check_inputs
from tests.archives import answer, warc_gz, write
from tests.integration.test_archives_killed import DYING, ROOT, land, landed, refusals, with_broken_ones
from tests.integration.web import Route, Server, flaky, in_turn, page, parts, redirect, reset, serving
from tests.unit.test_archives import ADDRESSES, KINDS, RECORDS, dump

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
QUICK = Limits(connect=2, read=0.5, total=3, retries=2, backoff=0.01, delay=0)
ARCHIVE = warc_gz(RECORDS)
BLOCK = 3_000
"""Of tests, so that an archive has several."""


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(far, "BLOCK", BLOCK)
    monkeypatch.setattr(far, "FIRST", 500)
    monkeypatch.setattr(far, "LIMITS", far.LIMITS._replace(delay=0))
    monkeypatch.setattr(reader, "HEAD", 2 * BLOCK)


@pytest.fixture
def web() -> Iterator[Server]:
    with serving() as server:
        yield server


def read(web: Server, path: str, *, resume: Any = lambda _: (0, False), max_bytes: int = 50_000, **given: Any) -> list[Fetched]:
    settings = Settings(max_bytes=max_bytes, allow_hosts=given.pop("allow_hosts", (web.host,)))
    url = path if "://" in path else web.url(path)
    return list(read_inputs([url], settings=settings, now=lambda: NOW, limits=QUICK, resume=resume))


def addresses(fetched: list[Fetched]) -> list[str]:
    return [document.url for part in fetched for document in part.documents]


def told(fetched: list[Fetched]) -> FetchRecord:
    """The record of the archive itself."""
    (record,) = [part.fetch for part in fetched if part.fetch and part.fetch.kind != "robots"]
    return record


def asked(web: Server) -> list[str]:
    return [headers.get("range", "") for path, headers in web.log if path != "/robots.txt"]


@pytest.mark.parametrize("name", ["a.warc.gz", "whole.warc.gz", "two.wacz", "d.jsonl.gz", "d.parquet"])
def test_every_kind_is_read_as_if_it_stood_here(web: Server, name: str) -> None:
    content = KINDS[name](RECORDS) if name in KINDS else dump(name, 20)
    web.routes[f"/{name}"] = parts(content, ETag='"1"', Last_Modified="Mon, 01 Apr 2024 00:00:00 GMT")
    fetched = read(web, f"/{name}")
    assert addresses(fetched) == ADDRESSES
    record = told(fetched)
    assert (record.outcome, record.url, record.etag, record.bytes) == ("ok", web.url(f"/{name}"), '"1"', len(content))
    assert len(set(asked(web))) >= len(content) // BLOCK
    assert {headers.get("accept-encoding") for _, headers in web.log} == {"identity"}


def test_forwards_no_byte_is_fetched_twice_and_few_are_held(web: Server) -> None:
    web.routes["/a.warc.gz"] = parts(ARCHIVE)
    read(web, "/a.warc.gz")
    blocks = asked(web)[1:]
    assert blocks == [f"bytes={n}-{min(n + BLOCK, len(ARCHIVE)) - 1}" for n in range(0, len(ARCHIVE), BLOCK)]


def test_what_was_landed_costs_one_small_request(web: Server) -> None:
    web.routes["/a.warc.gz"] = in_turn(*[parts(ARCHIVE, ETag='"1"')] * 40)
    mark = read(web, "/a.warc.gz")[-1].reached or next(p.reached for p in reversed(read(web, "/a.warc.gz")) if p.reached)
    web.log.clear()
    again = read(web, "/a.warc.gz", resume=lambda key: (0, key == mark.archive))
    assert (told(again).outcome, asked(web)) == ("not_modified", ["bytes=0-499"])
    web.routes["/a.warc.gz"] = parts(ARCHIVE, ETag='"2"')
    assert told(read(web, "/a.warc.gz", resume=lambda key: (0, key == mark.archive))).outcome == "ok", "another content"


def then(first: int, before: Route, after: Route) -> Route:
    """One route for so many requests, then the other."""
    return in_turn(*[before] * first, after)


CHANGED = parts(warc_gz([answer(99)] * 30), ETag='"2"')
SAME_SIZE = parts(ARCHIVE[::-1], ETag='"2"')
WEAK = {"ETag": 'W/"1"'}
VILE: dict[str, tuple[Route, str, str]] = {
    "changes": (then(4, parts(ARCHIVE, ETag='"1"'), CHANGED), "failed", "has changed while it was read"),
    "changes, same size": (then(4, parts(ARCHIVE, ETag='"1"'), SAME_SIZE), "failed", "has changed while it was read"),
    "changes, weak tag": (then(4, parts(ARCHIVE, **WEAK), SAME_SIZE), "failed", "has changed while it was read"),
    "changes, by its date": (
        then(4, parts(ARCHIVE, Last_Modified="Mon, 01 Apr 2024 00:00:00 GMT"), parts(ARCHIVE, Last_Modified="Tue, 02 Apr 2024 00:00:00 GMT")),
        "failed",
        "has changed while it was read",
    ),
    "changes, by its size": (then(4, parts(ARCHIVE), parts(ARCHIVE + b"x")), "failed", "has changed while it was read"),
    "stops sending parts": (then(4, parts(ARCHIVE), page(ARCHIVE)), "failed", "has changed while it was read"),
    "another part": (page(ARCHIVE[:500], status=206, Content_Range=f"bytes 1-500/{len(ARCHIVE)}"), "failed", "was asked for bytes 0 to 499"),
    "no range told": (page(ARCHIVE[:500], status=206), "failed", "was asked for bytes 0 to 499"),
    "size not told": (page(ARCHIVE[:500], status=206, Content_Range="bytes 0-499/*"), "failed", "was asked for bytes"),
    "range and body differ": (page(ARCHIVE[:400], status=206, Content_Range=f"bytes 0-499/{len(ARCHIVE)}"), "failed", "with 400 bytes"),
    "more than asked for": (page(ARCHIVE, status=206, Content_Range=f"bytes 0-499/{len(ARCHIVE)}"), "failed", "sent more than"),
    "several parts": (page(b"--x", status=206, content_type="multipart/byteranges; boundary=x"), "failed", "was asked for bytes"),
    "packed on the way": (
        page(ARCHIVE[:500], status=206, Content_Encoding="br", Content_Range=f"bytes 0-499/{len(ARCHIVE)}"),
        "refused",
        "is packed on the way",
    ),
    "no parts, too large": (page(b"x" * 60_000), "refused", "no parts of a file (Range requests)"),
    "breaks off": (then(4, parts(ARCHIVE), reset), "failed", "reading broke off (the connection failed"),
    "goes away": (then(4, parts(ARCHIVE), page(b"", status=404)), "failed", "reading broke off (answered 404"),
    "is not there": (page(b"", status=404), "failed", "answered 404"),
    "is empty": (parts(b""), "failed", "is empty"),
    "leads inside": (redirect("http://10.0.0.1/a.warc.gz"), "refused", "no public address"),
    "leads out of http": (redirect("file:///etc/passwd"), "refused", "not http or https"),
}  # fmt: skip


@pytest.mark.parametrize(("route", "outcome", "words"), VILE.values(), ids=VILE)
def test_vile_servers(web: Server, route: Route, outcome: str, words: str) -> None:
    web.routes["/a.warc.gz"] = route
    fetched = read(web, "/a.warc.gz")
    record = told(fetched)
    assert (record.outcome, record.bytes) == (outcome, 0)
    assert str(record.reason).startswith(web.url("/a.warc.gz"))
    assert str(record.reason).count("http://127") == 1
    assert words in str(record.reason)
    assert addresses(fetched) == ADDRESSES[: len(addresses(fetched))]
    assert [pair for part in fetched for pair in part.refused] == [], "no failure of the network is a broken record"
    assert not [part.reached for part in fetched if part.reached and part.reached.is_end]


def test_robots_txt_and_addresses_hold_for_archives_too(web: Server) -> None:
    web.routes |= {
        "/a.warc.gz": parts(ARCHIVE),
        "/robots.txt": page("User-agent: *\nDisallow: /a.warc", content_type="text/plain"),
    }
    fetched = read(web, "/a.warc.gz")
    assert (told(fetched).outcome, "robots.txt" in str(told(fetched).reason), asked(web)) == ("refused", True, [])
    assert [part.robots.status for part in fetched if part.robots] == [200]
    assert "no public address" in str(told(read(web, "/a.warc.gz", allow_hosts=())).reason)
    secret = told(read(web, web.url("/a.warc.gz").replace("://", "://ann:pa55@")))
    assert (secret.outcome, "pa55" in repr(secret)) == ("refused", False)


def test_a_server_without_parts_sends_a_small_archive_whole(web: Server) -> None:
    web.routes["/a.warc.gz"] = page(ARCHIVE, Content_Encoding="gzip")  # as some servers say of any file that ends in .gz
    assert len(ARCHIVE) < 50_000
    assert addresses(read(web, "/a.warc.gz")) == ADDRESSES
    assert len(asked(web)) == 1


def test_network_faults_are_tried_again(web: Server) -> None:
    web.routes["/a.warc.gz"] = then(3, parts(ARCHIVE), flaky(2, parts(ARCHIVE)))
    assert addresses(read(web, "/a.warc.gz")) == ADDRESSES


def test_redirects_are_followed_once_and_again_when_they_expire(web: Server) -> None:
    web.routes |= {
        "/a.warc.gz": in_turn(redirect("/signed?1"), redirect("/signed2?2")),
        "/signed": then(4, parts(ARCHIVE, ETag='"1"'), page(b"", status=403)),
        "/signed2": parts(ARCHIVE, ETag='"1"'),
    }
    fetched = read(web, "/a.warc.gz")
    assert (addresses(fetched), told(fetched).final_url) == (ADDRESSES, web.url("/signed2?2"))
    assert [path for path, _ in web.log].count("/a.warc.gz") == 2


def test_sources_check_says_how_large_it_is(web: Server) -> None:
    web.routes |= {"/a.warc.gz": parts(ARCHIVE), "/b.warc.gz": page(b"", status=404)}
    inputs = [Input(web.url(path)) for path in ("/a.warc.gz", "/b.warc.gz")]
    checks = check_inputs(inputs, settings=Settings(allow_hosts=(web.host,)), now=lambda: NOW, limits=QUICK)
    assert [check.works for check in checks] == [True, False]
    assert f"{len(ARCHIVE):,} bytes" in checks[0].what


def test_landing_goes_on_after_a_kill(web: Server, tmp_path: Path) -> None:
    """From where it was, without the blocks that lie before."""
    content = warc_gz(with_broken_ones())
    write(tmp_path / "a.warc.gz", content)
    land(tmp_path / "a.warc.gz", tmp_path / "whole")
    web.routes["/a.warc.gz"] = parts(content, ETag='"1"')
    quick = "from flows.sources import far\nfar.LIMITS = far.LIMITS._replace(delay=0)\nfar.BLOCK = 3000\n"
    command = [sys.executable, "-c", quick + DYING, web.url("/a.warc.gz"), str(tmp_path / "home"), "44"]
    assert subprocess.run(command, capture_output=True, cwd=ROOT, timeout=120, check=False).returncode < 0
    web.log.clear()
    land(web.url("/a.warc.gz"), tmp_path / "home")
    assert [row[1:] for row in landed(tmp_path / "home")] == [row[1:] for row in landed(tmp_path / "whole")]
    assert len(refusals(tmp_path / "home")) == len(refusals(tmp_path / "whole"))
    assert "bytes=6000-8999" not in asked(web), "what was landed is not fetched again, but for how the archive begins"
    web.log.clear()
    assert land(web.url("/a.warc.gz"), tmp_path / "home").document_ids == ()
    assert len(asked(web)) == 1
