"""Parts of a file on the web: Range requests and what answers them (RFC 9110, section 14)."""

import re
from typing import Final, NamedTuple

import httpx

from flows.sources.answers import Answer
from flows.sources.bodies import MOST_PIECES, TooLarge, stated_length
from flows.sources.markup import fault
from flows.sources.unpack import Garbled

CONTENT_RANGE: Final = re.compile(r"bytes (\d{1,18})-(\d{1,18})/(\d{1,18})")
OF_NOTHING: Final = "bytes */0"
STATUSES: Final = (206, 416)
"""What a Range request may be answered with, beside the whole file (200)."""
AGAIN: Final = "try again later, or download it first"


class Version(NamedTuple):
    """What tells one content of a file from another, as far as its server says."""

    size: int
    etag: str | None
    last_modified: str | None

    def is_same(self, other: "Version") -> bool:
        """Whether the two may be of one content: what both tell agrees. An answer need not repeat everything."""
        pairs = ((self.etag, other.etag), (self.last_modified, other.last_modified))
        return self.size == other.size and all(one == two for one, two in pairs if one and two)


class Part(NamedTuple):
    """The bytes [start, stop) of a file, of the version that is being read; of any where that is not known yet."""

    start: int
    stop: int
    version: Version | None = None

    @property
    def headers(self) -> dict[str, str]:
        """Of a request. If-Range takes strong tags only; a date is compared in the answer. Packing on the way would pack a part of
        something else."""
        told = {"Range": f"bytes={self.start}-{self.stop - 1}", "Accept-Encoding": "identity"}
        tag = self.version and self.version.etag
        return told | ({"If-Range": tag} if tag and tag.startswith('"') else {})


async def read_part(response: httpx.Response, part: Part, most: int) -> bytes:
    """The body as it is sent. Of a whole file at most `most` bytes, and none where a part of a known version was asked for.

    Raises TooLarge for what is longer than was asked for, Garbled for what comes in too many pieces.
    """
    if response.status_code == 206:
        most = part.stop - part.start
    elif response.status_code != 200 or part.version is not None:
        return b""
    if stated_length(response) > most:
        raise TooLarge
    body, count = bytearray(), 0
    async for piece in response.aiter_raw():
        body += piece
        count += 1
        if len(body) > most:
            raise TooLarge
        if count > MOST_PIECES:
            raise Garbled(f"it comes in more than {MOST_PIECES:,} pieces")
    return bytes(body)


def version_of(answer: Answer, part: Part) -> Version:
    """What the answer to a Range request says of its file.

    Raises FetchFault for an answer that is another part than was asked for, or that was packed on the way.
    """
    headers = answer.headers
    coding = headers.get("content-encoding", "").strip().lower()
    is_stored_so = coding in ("gzip", "x-gzip") and answer.url.partition("?")[0].lower().endswith(".gz")
    if coding not in ("", "identity") and not is_stored_so:
        raise fault(answer, "refused", f"is packed on the way ({coding[:40]}) though asked not to be", AGAIN)
    return Version(_size(answer, part), headers.get("etag"), headers.get("last-modified"))


def _size(answer: Answer, part: Part) -> int:
    stated = answer.headers.get("content-range", "").strip()
    if answer.status == 200:
        return len(answer.body)
    if answer.status == 416 and stated == OF_NOTHING:
        return 0
    found = CONTENT_RANGE.fullmatch(stated) if answer.status == 206 else None
    first, last, size = map(int, found.groups()) if found else (0, 0, 0)
    if not found or first != part.start or last != min(part.stop, size) - 1 or len(answer.body) != last - first + 1:
        what = f"was asked for bytes {part.start:,} to {part.stop - 1:,} and answered {answer.status} {stated[:80]!r}"
        raise fault(answer, "failed", f"{what} with {len(answer.body):,} bytes", AGAIN)
    return size
