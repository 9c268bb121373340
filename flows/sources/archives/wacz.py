"""WACZ: a ZIP with WARC files in `archive/`. Members are read in place, never extracted; their names are checked all the same."""

import os
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from flows.sources.archives.steps import Archive, Step, Unreadable
from flows.sources.archives.warc import warc_steps

WARCS: Final = (".warc", ".warc.gz")
DIRECTORY_BYTES: Final = 16_000_000
"""Largest table of contents: some hundred thousand members. It is read into memory whole."""
RATIO: Final = 250
"""A member that claims to unpack to more times its size is a bomb: text hardly gets beyond 20."""
HEAD: Final = 65536
BROKEN: Final = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, Unreadable)


def wacz_steps(file: BinaryIO, start: int, archive: Archive) -> Iterator[Step]:
    """The records of all members from `start` on, which counts the bytes of the members one after the other.

    Raises Unreadable for what is no ZIP, or has an absurd table of contents.
    """
    _check_directory(file)
    try:
        whole = zipfile.ZipFile(file)
    except (*BROKEN, ValueError) as broken:
        raise Unreadable(f"is no WACZ that can be read ({broken}); get it again") from broken
    base = 0
    for member in whole.infolist():
        end = base + max(member.file_size, 1)
        if start < end:
            yield from _member(whole, member, max(start - base, 0), base, archive)
            yield Step(end, is_record=False)
        base = end


def _member(whole: zipfile.ZipFile, member: zipfile.ZipInfo, start: int, base: int, archive: Archive) -> Iterator[Step]:
    name = member.filename
    place = f"{archive.uri}#{name[:200]!a}"
    if (problem := _problem(member)) is not None:
        yield archive.refuse(base, place, "bad_member", problem)
    elif name.startswith("archive/") and name.lower().endswith(WARCS):
        inner = archive._replace(uri=f"{archive.uri}#{name}")
        try:
            with whole.open(member) as file:
                head = file.read(HEAD)
                for step in warc_steps(_Forwards(file), head, start, inner, size=member.file_size):
                    yield step._replace(stop=base + min(step.stop, member.file_size))
        except BROKEN as broken:
            yield archive.refuse(base, place, "bad_member", f"cannot be read to its end ({broken})")


def _problem(member: zipfile.ZipInfo) -> str | None:
    """What is wrong with a member by its entry in the table of contents."""
    if is_outside(member.orig_filename) or stat.S_ISLNK(member.external_attr >> 16):
        return "has a name that leads out of the archive"
    if member.is_dir():
        return None
    if member.flag_bits & 1:
        return "is encrypted"
    if member.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return "is packed in a way that WACZ does not know"
    if member.file_size > RATIO * max(member.compress_size, 1_000):
        return f"claims to unpack to more than {RATIO} times its size"
    return None


def is_outside(name: str) -> bool:
    """Whether a member's name is absolute, climbs, or is a path only on some systems."""
    parts = name.replace("\\", "/").split("/")
    return not name or "\\" in name or "\0" in name or name.startswith("/") or ":" in parts[0] or ".." in parts


def _check_directory(file: BinaryIO) -> None:
    """Raises Unreadable for a table of contents larger than any honest one."""
    length = file.seek(0, os.SEEK_END)
    file.seek(max(length - 66_000, 0))
    tail = file.read(66_000)
    end = tail.rfind(b"PK\5\6")
    size = struct.unpack_from("<L", tail, end + 12)[0] if 0 <= end <= len(tail) - 22 else 0
    locator = tail.rfind(b"PK\6\6")
    if size == 0xFFFFFFFF and 0 <= locator <= len(tail) - 56:
        size = struct.unpack_from("<Q", tail, locator + 40)[0]
    if size > min(DIRECTORY_BYTES, length):
        raise Unreadable("has a table of contents that is larger than any honest one; get it again")


class _Forwards:
    """A member of a ZIP from its start: its own seeking back would unpack it again from there, so this is asked to do so once."""

    def __init__(self, file: Any) -> None:
        self._file = file

    def read(self, size: int = -1) -> bytes:
        return bytes(self._file.read(size))

    def seek(self, offset: int) -> int:
        return int(self._file.seek(offset))
