"""Packed bodies to plain ones, a piece at a time and never further than there is room."""

import zlib
from typing import Final, Protocol

import pyarrow as pa

ACCEPTED: Final = "gzip, deflate, br, zstd"
GZIP_MARK: Final = b"\x1f\x8b"


class Garbled(Exception):
    """A body that cannot be unpacked; the message says why."""


class Unpacker(Protocol):
    """Takes a packed body in pieces."""

    def feed(self, chunk: bytes, room: int) -> bytes:
        """What can be told so far, at most about `room` bytes of it. Raises Garbled."""

    def finish(self, room: int) -> bytes:
        """The rest, when the body has ended, at most `room` bytes of it. Raises Garbled where it ended in the middle."""


class Plain:
    """A body that is not packed."""

    def feed(self, chunk: bytes, room: int) -> bytes:
        return chunk

    def finish(self, room: int) -> bytes:
        return b""


class Zlib:
    """gzip (in any number of members) or deflate (with or without its header), unpacked no further than there is room."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
        self._is_first = True

    def feed(self, chunk: bytes, room: int) -> bytes:
        try:
            return self._fed(chunk, room)
        except zlib.error as failure:
            raise Garbled(str(failure)) from failure

    def finish(self, room: int) -> bytes:
        if not self._inflate.eof:
            raise Garbled("it ends in the middle")
        return b""

    def _fed(self, chunk: bytes, room: int) -> bytes:
        out = b""
        while chunk and len(out) < room:
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out += self._inflated(chunk, room - len(out))
            chunk = self._inflate.unused_data.lstrip(b"\0")
        return out

    def _inflated(self, chunk: bytes, room: int) -> bytes:
        """Some servers send deflate without its zlib header, and all browsers read it."""
        is_first, self._is_first = self._is_first, False
        try:
            return self._inflate.decompress(chunk, room)
        except zlib.error:
            if not is_first or chunk.startswith(GZIP_MARK):
                raise
            self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)
            return self._inflate.decompress(chunk, room)


class Arrow:
    """Brotli or Zstandard, by the libraries that pyarrow brings: gathered first (packed bodies are capped), unpacked at the end."""

    def __init__(self, codec: str) -> None:
        self._codec, self._packed = codec, bytearray()

    def feed(self, chunk: bytes, room: int) -> bytes:
        self._packed += chunk
        return b""

    def finish(self, room: int) -> bytes:
        try:
            with pa.CompressedInputStream(pa.BufferReader(self._packed), self._codec) as stream:
                return bytes(stream.read(room))
        except (OSError, pa.ArrowException, MemoryError) as failure:
            raise Garbled(str(failure)) from failure


def unpacker(coding: str) -> Unpacker:
    """For the value of a Content-Encoding header. Raises Garbled for a coding that was not asked for."""
    coding = coding.strip().lower()
    if coding in ("", "identity"):
        return Plain()
    if coding in ("gzip", "x-gzip", "deflate"):
        return Zlib()
    if coding in ("br", "zstd"):
        return Arrow({"br": "brotli", "zstd": "zstd"}[coding])
    raise Garbled(f"packed with {coding[:40]!r}, which was not asked for")


def gunzipped(body: bytes, max_bytes: int) -> bytes:
    """A body that is itself a gzip file (`sitemap.xml.gz`), at most `max_bytes` + 1 of what is in it. Raises Garbled."""
    if not body.startswith(GZIP_MARK):
        return body
    unpack = Zlib()
    out = unpack.feed(body, max_bytes + 1)
    return out if len(out) > max_bytes else out + unpack.finish(0)
