"""A server of every fault we know of: no hang, no crash, little memory, and each outcome a row of ops.fetches."""

import gzip
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from pathlib import Path

import pyarrow as pa
import pytest

from flows.context import now
from flows.settings import Settings
from flows.sources import Limits, read_inputs
from tests.conftest import Run
from tests.integration.web import (
    Route,
    Server,
    drip,
    endless,
    feed,
    in_turn,
    page,
    raw,
    redirect,
    reset,
    serving,
    silent,
    stalling,
)
from tests.warehouses import rows

QUICK = Limits(connect=3, read=0.6, total=3, backoff=0.01, delay=0, retry_after=1.5, hosts=10)
MAX_BYTES = 500_000
ARTICLE = (
    "<html lang=en><title>Pool to close</title><body><article><h1>Pool to close</h1><p>The council voted on Monday to close the"
    " swimming pool after a survey found cracks in its roof, which is fifty years old and has leaked for ten of them.</p><p>A"
    " petition against the closure has been signed by more than 4,000 people in the town, and hundreds came to the hall.</p>"
)
OK = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"


def soon() -> str:
    return format_datetime(datetime.now(UTC) + timedelta(seconds=1), usegmt=True)


def busy(status: int, retry_after: str) -> Route:
    return page(b"", status=status, Retry_After=retry_after)


def bomb(codec: str) -> bytes:
    """Unpacks to 400 MB; made a piece at a time."""
    packed = pa.BufferOutputStream()
    with pa.CompressedOutputStream(packed, codec) as stream:
        for _ in range(400):
            stream.write(b"\0" * 1_000_000)
    return packed.getvalue().to_pybytes()


def bombed(codec: str, coding: str) -> Route:
    return page(bomb(codec), Content_Encoding=coding)


FAULTS: dict[str, tuple[Route, str, str]] = {
    # name: (route, outcome, words of the reason)
    "reset": (reset, "failed", "connection failed"),
    "reset-in-body": (in_turn(raw(OK + b"Content-Length: 99\r\n\r\nab")), "failed", "connection failed"),
    "hangs-up": (raw(b""), "failed", "connection failed"),
    "silent": (silent, "failed", "in time"),
    "stalls-in-status": (stalling(b"HTTP/1.1 2"), "failed", "in time"),
    "stalls-in-headers": (stalling(OK), "failed", "in time"),
    "stalls-in-body": (stalling(OK + b"Content-Length: 99\r\n\r\nab"), "failed", "in time"),
    "stalls-in-chunk": (stalling(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\nab"), "failed", "in time"),
    "cut-body": (raw(OK + b"Content-Length: 9000\r\n\r\n" + ARTICLE.encode()), "failed", "connection failed"),
    "cut-chunk": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nfff\r\nab"), "failed", "connection failed"),
    "no-last-chunk": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n2\r\nab\r\n"), "failed", "connection failed"),
    "bad-chunk": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nxyz\r\nab\r\n"), "failed", "connection failed"),
    "huge-chunk": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\nffffffffffffffffffffff\r\nab"), "failed", "connection failed"),
    "length-too-small": (raw(OK + b"Content-Length: 700\r\n\r\n" + ARTICLE.encode() + b"x" * 999), "ok", ""),
    "two-lengths": (raw(OK + b"Content-Length: 9\r\nContent-Length: 8\r\n\r\n123456789"), "failed", "connection failed"),
    "length-below-zero": (raw(OK + b"Content-Length: -1\r\n\r\nabc"), "failed", "connection failed"),
    "length-and-chunks": (raw(OK + b"Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nzz"), "failed", "connection failed"),
    "unknown-transfer": (raw(OK + b"Transfer-Encoding: gzip\r\n\r\nabc"), "failed", "connection failed"),
    "no-http": (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), "failed", "connection failed"),
    "http-0.9": (raw(ARTICLE.encode()), "failed", "connection failed"),
    "status-999": (raw(b"HTTP/1.1 999 No\r\nContent-Length: 0\r\n\r\n"), "failed", "answered 999"),
    "long-status": (raw(b"HTTP/1.1 200 " + b"O" * 300_000 + b"\r\n\r\n"), "failed", "connection failed"),
    "long-header": (raw(OK + b"X: " + b"a" * 300_000 + b"\r\n\r\n"), "failed", "connection failed"),
    "null-in-header": (raw(OK + b"X: a\0b\r\n\r\n"), "failed", "connection failed"),
    "endless-headers": (endless(OK, b"X: a\r\n" * 1000), "failed", "connection failed"),
    "endless-continues": (endless(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 100), "failed", "before the body"),
    "endless-body": (endless(OK + b"\r\n", b"a" * 65536), "refused", "larger than"),
    "endless-chunks": (
        endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"4000\r\n" + b"a" * 16384 + b"\r\n"),
        "refused",
        "larger than",
    ),
    "endless-tiny-chunks": (endless(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\na\r\n"), "failed", "pieces"),
    "drips-headers": (drip(b"HTTP/1.1 200 OK\r\nX: ", every=0.02), "failed", "in time"),
    "drips-body": (drip(OK + b"\r\n", every=0.02), "failed", "in time"),
    "loop": (redirect("/"), "refused", "redirects more than"),
    "loop-over-two": (redirect("http://loop-over-one.example:{port}/"), "refused", "redirects more than"),
    "loop-over-one": (redirect("http://loop-over-two.example:{port}/"), "refused", "redirects more than"),
    "redirects-nowhere": (page(b"", status=301), "failed", "redirects to nowhere"),
    "redirects-inside": (redirect("http://127.0.0.1:{port}/secret"), "refused", "no public address"),
    "redirects-to-ssh": (redirect("http://other.example:22/"), "refused", "no web port"),
    "too-long-a-redirect": (redirect("/" + "a" * 9000), "refused", "longer than"),
    "busy-once": (in_turn(busy(429, "1"), page(ARTICLE)), "ok", ""),
    "busy-until": (in_turn(lambda r: busy(503, soon())(r), page(ARTICLE)), "ok", ""),
    "busy-for-ever": (busy(503, "0"), "failed", "answered 503"),
    "busy-for-long": (busy(429, "3600"), "failed", "answered 429"),
    "busy-for-nonsense": (busy(429, "soon"), "failed", "answered 429"),
    "busy-for-ages": (busy(503, "9" * 400), "failed", "answered 503"),
    "error": (page(b"", status=500), "failed", "answered 500"),
    "gone": (page(b"", status=410), "failed", "answered 410"),
    "partial": (page(ARTICLE, status=206), "failed", "answered 206"),
    "gzip-bomb": (bombed("gzip", "gzip"), "refused", "larger than"),
    "br-bomb": (bombed("brotli", "br"), "refused", "larger than"),
    "zstd-bomb": (bombed("zstd", "zstd"), "refused", "larger than"),
    "file-bomb": (page(bomb("gzip"), content_type="application/gzip"), "refused", "more than"),
    "packed-twice": (page(gzip.compress(gzip.compress(ARTICLE.encode())), Content_Encoding="gzip, gzip"), "failed", "unpacked"),
    "cut-br": (page(bomb("brotli")[:-9], Content_Encoding="br"), "refused", "larger than"),
    "no-br": (page(ARTICLE, Content_Encoding="br"), "failed", "unpacked"),
    "no-zstd": (page(ARTICLE, Content_Encoding="zstd"), "failed", "unpacked"),
}
ROBOTS: dict[str, tuple[Route, str, str]] = {
    "robots-silent": (silent, "failed", "robots.txt"),
    "robots-resets": (reset, "failed", "robots.txt"),
    "robots-fails": (page(b"", status=500), "failed", "robots.txt"),
    "robots-busy": (busy(503, "600"), "failed", "robots.txt"),
    "robots-loops": (redirect("/robots.txt"), "refused", "robots.txt"),
    "robots-forbids": (page("User-agent: *\nDisallow: /", content_type="text/plain"), "refused", "forbids"),
    "robots-forbids-us": (page("User-agent: Wirehouse\nDisallow: /\n\nUser-agent: *\nAllow: /"), "refused", "forbids"),
    "robots-names-others": (page("User-agent: GPTBot\nDisallow: /"), "ok", ""),
    "robots-garbage": (page(bytes(range(256)) * 50), "ok", ""),
    "robots-endless": (endless(OK + b"\r\n", b"# nothing\n" * 1000), "ok", ""),
    "robots-denied": (page(b"", status=403), "ok", ""),
    "robots-moved": (redirect("http://town.example:{port}/robots.txt"), "ok", ""),
    "robots-bomb": (bombed("gzip", "gzip"), "ok", ""),
    "robots-waits": (page("User-agent: *\nCrawl-delay: 1e9"), "ok", ""),
    "robots-is-odd": (
        page("Crawl-delay: nan\nRequest-rate: 0/0\nUser-agent: *\nCrawl-delay: -1\nAllow: /" + "*a" * 5000),
        "ok",
        "",
    ),
}


class Faulty(Server):
    """Each fault has a host of its own, so that none stands in another's way."""

    def route(self, host: str, path: str) -> Route | None:
        name = host.removesuffix(".example")
        if path == "/robots.txt":
            return ROBOTS[name][0] if name in ROBOTS else None
        found = FAULTS.get(name, (page(ARTICLE.replace("1974", name)),))[0] if path == "/" else None
        return found or super().route(host, path)


@pytest.fixture
def faulty(names: None) -> Iterator[Faulty]:
    with serving(Faulty()) as server:
        yield server


def peak_memory(reset: bool = False) -> float:
    """The most megabytes this process had since the last reset, as Linux tells."""
    if reset:
        Path("/proc/self/clear_refs").write_text("5")
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1000


def test_every_fault_is_a_row(run: Run, faulty: Faulty, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("flows.sources.client.Limits", lambda: QUICK)
    port = faulty.server_address[1]
    links = [f"http://{name}.example:{port}/" for name in (*FAULTS, *ROBOTS)]
    items = "".join(f"<item><title>{link}</title><link>{link}</link></item>" for link in links)
    faulty.routes["/feed"] = feed(f'<rss version="2.0"><channel><title>Faults</title>{items}</channel></rss>')
    hosts = tuple(f"{name}.example" for name in (*FAULTS, *ROBOTS, "town"))
    started = time.monotonic()
    run(tmp_path, f"http://town.example:{port}/feed", allow_hosts=hosts, max_bytes=MAX_BYTES, pipeline="fast")
    print(f"{len(links)} faults: {time.monotonic() - started:.1f} s")
    found = {
        url: (outcome, reason or "")
        for url, outcome, reason in rows(tmp_path, "select url, outcome, reason from ops.fetches where kind = 'page'")
    }
    assert set(found) == set(links)
    wrong = {
        name: found[f"http://{name}.example:{port}/"]
        for name, (_, outcome, words) in {**FAULTS, **ROBOTS}.items()
        if found[f"http://{name}.example:{port}/"][0] != outcome or words not in found[f"http://{name}.example:{port}/"][1]
    }
    assert wrong == {}
    too_large = rows(tmp_path, "select count(*) from ops.rejections where stage = 'land' and reason = 'too_large'")
    good = sum(outcome == "ok" for outcome, _ in found.values())
    assert rows(tmp_path, "select count(*) from ops.documents") == [(good + too_large[0][0],)]
    assert too_large == [(sum("larger than" in reason or "more than 500,000" in reason for _, reason in found.values()),)]


@pytest.mark.skipif(not Path("/proc/self/clear_refs").exists(), reason="only Linux tells the peak of memory anew")
def test_what_is_too_large_takes_little_memory(faulty: Faulty) -> None:
    names = ("gzip-bomb", "br-bomb", "zstd-bomb", "file-bomb", "endless-body", "endless-chunks", "robots-bomb", "robots-endless")
    settings = Settings(max_bytes=5_000_000, allow_hosts=tuple(f"{name}.example" for name in names))
    urls = [f"http://{name}.example:{faulty.server_address[1]}/" for name in names]
    before = peak_memory(reset=True)
    outcomes = [
        part.fetch.outcome
        for part in read_inputs(urls, settings=settings, limits=QUICK._replace(total=20), now=now)
        if part.fetch
    ]
    more = peak_memory() - before
    print(f"{more:.0f} MB more")
    assert outcomes.count("refused") == 6
    assert more < 120
