"""Archives made of our own text, whole and broken, for tests and benchmarks."""

import gzip
import io
import json
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

SENTENCES = (
    "The council of {place} approved {n} million dollars for the new bridge on Monday.",
    "“We will open it by the spring,” Mayor Ana Ruiz of {place} said in a meeting that lasted {n} hours.",
    "About {n} percent of the people asked in {place} want the old ferry to stay.",
    "Engineers measured {n} cracks in the northern pier, the transport office reported.",
    "The ferry carried {n},000 passengers last year, fewer than in any year since the war.",
    "In {place} the price of a ticket rose to {n} dollars, which the union called a scandal.",
)
PLACES = ("Ashford", "Belmont", "Carrow", "Dunmore", "Easton", "Farley", "Grantley")
DATE = "2024-03-01T10:00:00Z"


def page(number: int, sentences: int = 12) -> bytes:
    """An article page, told apart by its number."""
    place = PLACES[number % len(PLACES)]
    lines = [SENTENCES[(number + i) % len(SENTENCES)].format(place=place, n=number % 89 + i + 2) for i in range(sentences)]
    body = "".join(f"<p>{line}</p>\n" for line in lines)
    title = f"{place} argues about bridge number {number}"
    return (
        f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>\n{body}</article></body></html>"
    ).encode()


def http(body: bytes, status: str = "200 OK", **headers: str) -> bytes:
    """An HTTP answer as a WARC record holds it."""
    told = {"Content-Type": "text/html; charset=utf-8"} | {k.replace("_", "-"): v for k, v in headers.items()}
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"HTTP/1.1 {status}\r\n{lines}\r\n".encode() + body


def record(content: bytes, *, kind: str = "response", url: str = "", length: int | None = None, **headers: str) -> bytes:
    """A WARC record. `length`: what it states, where that is a lie."""
    told = {"WARC-Type": kind, "WARC-Date": DATE, "Content-Type": "application/http; msgtype=response"}
    told |= {"WARC-Target-URI": url} if url else {}
    told |= {k.replace("_", "-"): v for k, v in headers.items()} | {
        "Content-Length": str(len(content) if length is None else length)
    }
    lines = "".join(f"{name}: {value}\r\n" for name, value in told.items())
    return f"WARC/1.0\r\n{lines}\r\n".encode() + content + b"\r\n\r\n"


def info() -> bytes:
    """The record an archive starts with."""
    return record(b"software: ours\r\n", kind="warcinfo", Content_Type="application/warc-fields")


def url(number: int) -> str:
    """The address of a page."""
    return f"https://news{number % 5}.example/{number}.html"


def answer(number: int, **headers: str) -> bytes:
    """The record of a page."""
    return record(http(page(number)), url=url(number), **headers)


def records(count: int) -> Iterator[bytes]:
    """A crawl: for each page its request, its answer, and every third time a picture or a missing page."""
    yield info()
    for number in range(count):
        yield record(b"GET / HTTP/1.1\r\n\r\n", kind="request", url=url(number), Content_Type="application/http; msgtype=request")
        yield answer(number)
        if number % 3 == 1:
            yield record(http(b"\x89PNG" + bytes(500), Content_Type="image/png"), url=f"{url(number)}.png")
        if number % 3 == 2:
            yield record(http(page(number), "404 Not Found"), url=f"{url(number)}x")


def warc(parts: Iterable[bytes]) -> bytes:
    """A WARC file that is not packed."""
    return b"".join(parts)


def warc_gz(parts: Iterable[bytes]) -> bytes:
    """A WARC file packed record by record."""
    return b"".join(gzip.compress(part, 6, mtime=0) for part in parts)


def zipped(members: Mapping[str, bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    """A ZIP file."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as whole:
        for name, content in members.items():
            whole.writestr(zipfile.ZipInfo(name, (2024, 3, 1, 0, 0, 0)), content, method)
    return out.getvalue()


def lines(count: int) -> bytes:
    """JSON Lines."""
    articles = ({"text": page(n).decode(), "title": f"Bridge {n}", "url": url(n)} for n in range(count))
    return "".join(json.dumps(a) + "\n" for a in articles).encode()


def write(path: Path, content: bytes) -> Path:
    """The path, with the content written there."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path
