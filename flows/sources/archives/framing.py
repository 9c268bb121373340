"""Where the records of a WARC file start and end, also where some are broken: then the next one is searched for.

A library that stops at the first broken record would lose the gigabytes after it, and one that trusts stated lengths can be made to
swallow its neighbours, so lengths are held against what follows them.
"""

import re
import zlib
from collections.abc import Iterator
from typing import Final, NamedTuple

from flows.sources.archives.tape import CHUNK, Tape

HEAD_BYTES: Final = 65536
"""Longest headers of a record."""
HEAD_END: Final = re.compile(rb"\r?\n\r?\n")
START: Final = re.compile(rb"WARC/\d\.\d{1,2}[ \t]*\r?\n")
LENGTH: Final = re.compile(rb"^content-length[ \t]*:[ \t]*(\d{1,15})[ \t]*\r?$", re.IGNORECASE | re.MULTILINE)
LONGEST_START: Final = 16
SURE_START: Final = re.compile(START.pattern + rb"[A-Za-z][A-Za-z-]{0,39}:")
LONGEST_SURE_START: Final = LONGEST_START + 41
RECORD_ENDS: Final = (b"\r\n\r\n", b"\n\n")
MAGIC: Final = b"\x1f\x8b\x08"
TRIED: Final = 2048
"""Bytes of what may be a gzip member that are unpacked to see whether a record starts there."""
RUNAWAY: Final = 4
"""A member that unpacks to so many times the largest record is not unpacked to its end."""
GOING_BACK: Final = 64
"""Times the largest record that is read a second time, in all, to find records that a broken one swallowed. Files can be made in which
every record claims to hold all that follow."""


class Framed(NamedTuple):
    """One record as it stands in the file, or what stands there instead."""

    start: int
    stop: int
    data: bytes
    """Headers and content, unpacked, up to the cap."""
    is_whole: bool = True
    """False where `data` was cut at the cap."""
    problem: str | None = None


def plain_records(tape: Tape, cap: int) -> Iterator[Framed]:
    """The records of a WARC file that is not packed, or was unpacked as a whole. `cap`: bytes of a record that are kept."""
    again = cap * GOING_BACK
    while _skip_blank(tape):
        start = tape.position
        data, length, problem = _plain(tape, cap)
        if problem is None:
            yield Framed(start, tape.position, data, length <= cap)
            continue
        if length <= cap:
            if again > 0:
                again -= len(data) if len(data) > HEAD_BYTES else 0
                tape.unread(data[1:])
            _to_next_start(tape)
        yield Framed(start, tape.position, data, False, problem)


def packed_records(tape: Tape, cap: int) -> Iterator[Framed]:
    """The records of a `.warc.gz` file that is packed record by record, as the standard says."""
    again = cap * GOING_BACK
    while first := tape.read(1):
        tape.unread(first)
        start = tape.position
        member = _member(tape, cap)
        if member.problem is None:
            yield from _in_member(start, tape.position, member)
            continue
        if again > 0:
            again -= len(member.packed) if len(member.packed) > HEAD_BYTES else 0
            tape.unread(member.packed[1:])
        _to_next_member(tape)
        yield Framed(start, tape.position, member.data, False, member.problem)


def is_packed_whole(head: bytes) -> bool:
    """Whether a `.warc.gz` file that starts like this is packed as a whole, against the standard: one member, many records."""
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    try:
        data = inflate.decompress(head, HEAD_BYTES * 16)
    except zlib.error:
        return False
    length = _stated_length(data)
    if length is None or (inflate.eof and inflate.unused_data):
        return False
    return bool(START.match(data[len(_head_of(data)) + length :].lstrip(b"\r\n")))


def _plain(tape: Tape, cap: int) -> tuple[bytes, int, str | None]:
    """One record's bytes up to the cap, its stated length, and what is wrong with it."""
    head = _head(tape)
    length = _stated_length(head)
    if length is None:
        return head, 0, "no WARC record starts here"
    if length > cap:
        return _large(tape, head, length)
    content = tape.read(length)
    if len(content) < length:
        return head + content, length, "ends in the middle, or states a wrong length"
    if not _is_followed(tape):
        return head + content, length, "states a length that does not lead to the next record"
    return head + content, length, None


def _large(tape: Tape, head: bytes, length: int) -> tuple[bytes, int, str | None]:
    """A record that is passed over. The length may be a lie that leads over records, so the next one is searched for."""
    start = tape.position
    content = tape.read(HEAD_BYTES)
    tape.unread(content)
    _to_next_start(tape)
    is_true = tape.position - start >= length
    return head + content, length, None if is_true else "states a length that leads beyond the next record"


class _Member(NamedTuple):
    data: bytes
    is_whole: bool = True
    problem: str | None = None
    packed: bytes = b""
    """Of a broken one: what was read of it, where it is short enough to be read again."""


def _member(tape: Tape, cap: int) -> _Member:
    """Unpacks one gzip member, up to the cap; the tape then stands after it."""
    inflate = zlib.decompressobj(zlib.MAX_WBITS | 16)
    packed, kept, made = bytearray(), bytearray(), 0
    while not inflate.eof:
        chunk = inflate.unconsumed_tail
        if not chunk:
            packed += (chunk := tape.some())
        try:
            piece = inflate.decompress(chunk, CHUNK * 16)
        except zlib.error as broken:
            return _Member(bytes(kept), False, f"cannot be unpacked ({broken})", bytes(packed))
        if not chunk:
            return _Member(bytes(kept), False, "ends in the middle", bytes(packed))
        made += len(piece)
        kept += piece[: max(cap - len(kept), 0)]
        if made > cap:
            packed.clear()  # no record of that size is read, so there is no going back into it
        if made > cap * RUNAWAY:
            tape.unread(inflate.unconsumed_tail)
            _to_next_member(tape)
            return _Member(bytes(kept), False)
    tape.unread(inflate.unused_data)
    return _Member(bytes(kept), made <= cap)


def _to_next_member(tape: Tape) -> None:
    """Go to where a gzip member starts that holds a record, or to the end."""
    while data := tape.read(CHUNK * 4):
        found = data.find(MAGIC)
        while found >= 0:
            data += tape.read(max(TRIED - (len(data) - found), 0))
            if _starts_record(data[found : found + TRIED]):
                tape.unread(data[found:])
                return
            found = data.find(MAGIC, found + 1)
        if len(data) >= CHUNK:
            tape.unread(data[1 - len(MAGIC) :])


def _starts_record(packed: bytes) -> bool:
    try:
        return bool(START.match(zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(packed, 64)))
    except zlib.error:
        return False


def _in_member(start: int, stop: int, member: _Member) -> Iterator[Framed]:
    """The record of a member; or the records, where it has several against the standard. Resuming starts with the member."""
    rest = member.data
    while True:
        data, length = rest, _stated_length(rest)
        if length is None:
            yield Framed(start, stop, data, member.is_whole, "no WARC record starts here")
            return
        end = len(_head_of(data)) + length
        rest = data[end:].lstrip(b"\r\n")
        more = bool(START.match(rest))
        problem = "ends in the middle, or states a wrong length" if end > len(data) and member.is_whole else None
        yield Framed(start, start if more else stop, data[:end], end <= len(data), problem)
        if not more:
            return


def _head(tape: Tape) -> bytes:
    """The headers of a record with the blank line after them; what there is where none ends in reach."""
    data = b""
    while len(data) < HEAD_BYTES and not HEAD_END.search(data) and (more := tape.read(2048)):
        data += more
    head = _head_of(data)
    tape.unread(data[len(head) :])
    return head


def _head_of(data: bytes) -> bytes:
    end = HEAD_END.search(data, 0, HEAD_BYTES)
    return data[: end.end()] if end else data[:HEAD_BYTES]


def _stated_length(head: bytes) -> int | None:
    """The Content-Length of a record's headers; None for what are no such headers."""
    head = _head_of(head)
    found = LENGTH.search(head)
    return int(found[1]) if found and START.match(head) and HEAD_END.search(head) else None


def _skip_blank(tape: Tape) -> bool:
    """Skip line ends; whether anything follows."""
    while data := tape.read(64):
        if rest := data.lstrip(b"\r\n"):
            tape.unread(rest)
            return True
    return False


def _is_followed(tape: Tape) -> bool:
    """Whether what comes next is the end of a record, the start of one, or nothing."""
    data = tape.read(LONGEST_START + 4)
    tape.unread(data)
    return data.startswith(RECORD_ENDS) or not (rest := data.lstrip(b"\r\n")) or bool(START.match(rest))


def _to_next_start(tape: Tape) -> None:
    """Go to where a record starts, or to the end. It may start within a line: what was cut has lost its line end."""
    before = b""
    while data := tape.some():
        data = before + data
        if found := SURE_START.search(data):
            tape.unread(data[found.start() :])
            return
        before = data[-LONGEST_SURE_START:]
