"""WARC records to raw documents: pages and texts that were answered with status 200. Everything else an archive holds is passed over."""

import io
import re
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

import pyarrow as pa
from warcio.bufferedreaders import ChunkedDataException, ChunkedDataReader
from warcio.recordloader import ArcWarcRecordLoader

from flows.sources.answers import Answer
from flows.sources.archives.framing import HEAD_BYTES, Framed, is_packed_whole, packed_records, plain_records
from flows.sources.archives.steps import Archive, Step
from flows.sources.archives.stored import Unpacked
from flows.sources.archives.tape import CHUNK, Readable, Tape
from flows.sources.pages import documents_of, kind_of
from flows.sources.records import MAX_URL
from flows.sources.web import without_credentials
from transforms.clean.urls import is_web

READ: Final = ("response", "resource")
PASSED_OVER: Final = re.compile(rb"\AWARC/[^\r\n]+\r?\n(?:[^\r\n]+\r?\n)*?WARC-Type:[ \t]*(?!response|resource)\w", re.IGNORECASE)
"""Half of a crawl are requests and notes, which need no parsing."""
NEVER_TEXT: Final = (
    "image/",
    "video/",
    "audio/",
    "font/",
    "application/pdf",
    "text/css",
    "text/javascript",
    "application/javascript",
)
NO_ARTICLE: Final = ("/robots.txt", "/ads.txt", "/app-ads.txt", "/llms.txt", "/humans.txt", "/security.txt")
"""Texts at fixed places that speak to programs."""
ARCHIVED: Final = "archived-at"
"""The header under which a document keeps its place in the archive."""
CODECS: Final = {"gzip": "gzip", "x-gzip": "gzip", "br": "brotli", "zstd": "zstd"}
EARLIEST: Final = datetime(1990, 1, 1, tzinfo=UTC)


class _Packed(Exception):
    """A content that cannot be unpacked, or is too large; the message is the reason's name and what is wrong."""


def warc_steps(file: Readable, head: bytes, start: int, archive: Archive, *, size: int) -> Iterator[Step]:
    """The records of a WARC file from `start` on; `head` is how the file begins, `size` its length as it is stored."""
    cap = archive.max_bytes + 2 * HEAD_BYTES
    if not head.startswith(b"\x1f\x8b"):
        framed = plain_records(Tape(file, start), cap)
    elif is_packed_whole(head):
        file.seek(0)
        framed = plain_records(Tape(Unpacked(file, "gzip", size), start), cap)
    else:
        framed = packed_records(Tape(file, start), cap)
    for record in framed:
        yield warc_step(record, archive, f"{archive.uri}#offset:{record.start}")


def warc_step(framed: Framed, archive: Archive, place: str) -> Step:
    """What one record amounts to."""
    if framed.problem:
        return archive.refuse(framed.stop, place, "broken_record", framed.problem)
    if PASSED_OVER.search(framed.data, 0, HEAD_BYTES):
        return Step(framed.stop)
    try:
        record = ArcWarcRecordLoader(verify_http=False).parse_record_stream(io.BytesIO(framed.data), known_format="warc")
        url = without_credentials(record.rec_headers.get_header("WARC-Target-URI") or "")
        if not _is_read(record, url):
            return Step(framed.stop)
        if len(url) > MAX_URL or not url.isprintable():
            return archive.refuse(framed.stop, place, "broken_record", "has no usable address")
        return _read(record, url, framed, archive, place)
    except _Packed as packed:
        reason, why = packed.args
        if reason == "too_large":
            return archive.too_large(framed.stop, place, url=url)
        return archive.refuse(framed.stop, place, reason, why, url=url)
    except Exception as failure:  # a parser of hostile input may fail in any way; the archive goes on
        return archive.refuse(framed.stop, place, "broken_record", f"cannot be parsed ({failure or type(failure).__name__})")


def _is_read(record: Any, url: str) -> bool:
    """Whether a record can be a page or a text, as far as its headers tell."""
    if record.rec_type not in READ or not is_web(url):
        return False
    if record.rec_type == "response" and (record.http_headers is None or record.http_headers.get_statuscode() != "200"):
        return False
    return not _headers(record).get("content-type", "").lower().startswith(NEVER_TEXT)


def _headers(record: Any) -> dict[str, str]:
    """Lower-case names. A resource has no HTTP headers, only its own Content-Type."""
    if record.http_headers is None:
        return {"content-type": record.rec_headers.get_header("Content-Type") or ""}
    return {name.lower(): value for name, value in record.http_headers.headers}


def _read(record: Any, url: str, framed: Framed, archive: Archive, place: str) -> Step:
    headers = _headers(record)
    if not framed.is_whole:
        raise _Packed("too_large", "")
    body = _body(record, headers, archive.max_bytes)
    fetched_at = _captured(record.rec_headers.get_header("WARC-Date"), archive.now())
    answer = Answer(url, url, 200, headers, body, fetched_at)
    kind = kind_of(answer)
    if kind not in ("page", "text") or (kind == "text" and urlsplit(url).path.lower() in NO_ARTICLE):
        return Step(framed.stop)
    (document,) = documents_of(answer, kind, archive.given)
    return Step(framed.stop, document._replace(headers={**document.headers, ARCHIVED: place}))


def _body(record: Any, headers: dict[str, str], at_most: int) -> bytes:
    """The content without its transfer's chunks and packing. Raises _Packed."""
    raw = record.raw_stream
    if "chunked" in headers.get("transfer-encoding", "").lower():
        raw = ChunkedDataReader(raw)  # where there are no chunks in spite of the header, it passes on what there is
    try:
        body = bytes(raw.read(at_most + 1))
    except ChunkedDataException as broken:
        raise _Packed("broken_record", f"has broken chunks ({broken})") from broken
    if len(body) <= at_most:
        body = unpacked(body, headers.get("content-encoding", "").strip().lower(), at_most)
    if len(body) > at_most:
        raise _Packed("too_large", "")
    return body


def unpacked(body: bytes, coding: str, at_most: int) -> bytes:
    """A body without its Content-Encoding, no further than one byte more than allowed. Raises _Packed.

    Crawlers often store the body unpacked and leave the header, so what does not start as packed data is taken as it is.
    """
    if coding in ("", "identity", "none") or not body or (coding in ("gzip", "x-gzip") and not body.startswith(b"\x1f\x8b")):
        return body
    try:
        if coding == "deflate":
            return zlib.decompressobj(zlib.MAX_WBITS if body[0] & 15 == 8 else -zlib.MAX_WBITS).decompress(body, at_most + 1)
        if coding not in CODECS:
            raise _Packed("unknown_packing", f"is packed with {coding[:40]!r}, which is not known")
        return _drained(pa.CompressedInputStream(pa.BufferReader(body), CODECS[coding]), at_most + 1)
    except (OSError, pa.ArrowException, zlib.error) as broken:
        if body.lstrip()[:1] == b"<":
            return body
        raise _Packed("broken_record", f"cannot be unpacked ({broken})") from broken


def _drained(stream: Any, at_most: int) -> bytes:
    data = bytearray()
    while len(data) < at_most and (piece := stream.read(min(CHUNK, at_most - len(data)))):
        data += piece
    return bytes(data)


def _captured(stated: str | None, now: datetime) -> datetime:
    """When the record says it was captured; now where it says nothing sensible."""
    try:
        moment = datetime.fromisoformat((stated or "").strip())
    except ValueError:
        return now
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment.astimezone(UTC) if EARLIEST <= moment <= now else now
