"""The body of a response, capped packed and unpacked."""

from collections.abc import AsyncIterator
from typing import Final

import httpx

from flows.sources.unpack import Garbled, unpacker

MOST_PIECES: Final = 20_000
"""A body in more chunks than this is sent to keep the reader busy: each costs some ten microseconds, however small it is."""


class TooLarge(Exception):
    """A body that is longer than allowed, packed or unpacked."""


async def read_body(response: httpx.Response, most: int, *, cut: bool) -> bytes:
    """The decompressed body. Raises TooLarge as soon as it is longer than `most` bytes, or, with `cut`, leaves the rest unread.

    Raises Garbled for what cannot be unpacked.
    """
    if stated_length(response) > most and not cut:
        raise TooLarge
    pieces: list[bytes] = []
    size = 0
    async for piece in _pieces(response, most):
        size += len(piece)
        pieces.append(piece)
        if size > most:
            if cut:
                break
            raise TooLarge
    return b"".join(pieces)[:most]


def stated_length(response: httpx.Response) -> int:
    """What Content-Length says; 0 where it says nothing sensible."""
    stated = response.headers.get("content-length", "")
    return int(stated) if stated.isdecimal() and len(stated) < 20 else 0


async def _pieces(response: httpx.Response, most: int) -> AsyncIterator[bytes]:
    """Unpacked pieces, together never much longer than `most`."""
    unpack = unpacker(response.headers.get("content-encoding", ""))
    packed = unpacked = count = 0
    async for chunk in response.aiter_raw():
        packed, count = packed + len(chunk), count + 1
        if count > MOST_PIECES:
            raise Garbled(f"it comes in more than {MOST_PIECES:,} pieces")
        piece = unpack.feed(chunk, most + 1 - unpacked)
        unpacked += len(piece)
        yield piece
        if packed > most:
            raise TooLarge
    yield unpack.finish(most + 1 - unpacked)
