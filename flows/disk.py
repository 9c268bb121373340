"""What is to survive the machine: files and folders, on disk before anything relies on them; what the disk refuses, told; and copies that
cost nothing where they can."""

import errno
import os
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

REASONS: Final = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota is used up",
    errno.EFBIG: "the file would be larger than allowed",
    errno.EROFS: "the file system is read-only",
    errno.EIO: "the disk fails to read or write",
}
MESSAGES: Final = {os.strerror(code).lower(): reason for code, reason in REASONS.items()} | {
    "database or disk is full": REASONS[errno.ENOSPC],
    "not enough space on the disk": REASONS[errno.ENOSPC],
}
"""What libraries that hide the system's error say instead."""
FICLONE: Final = 0x40049409
"""Linux's ioctl that lets one file share another's blocks until one of them is written (ioctl_ficlone(2): btrfs, XFS, bcachefs, overlays of them)."""


def sync(path: Path) -> None:
    """See to it that a file's bytes, or the names of a folder's files, are on disk."""
    if os.name == "nt" and path.is_dir():
        return  # Windows has no handle of a folder, and writes names itself
    handle = os.open(path, os.O_RDWR if os.name == "nt" else os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def make_folder(path: Path) -> None:
    """Make a folder and those above it, their names on disk: what is synced within would else be gone with them."""
    missing = [folder for folder in (path, *path.parents) if not folder.exists()]
    path.mkdir(parents=True, exist_ok=True)
    for folder in missing:
        sync(folder.parent)


def refusal(failure: BaseException) -> str | None:
    """Why the disk refused, where that is what the failure comes from; None for a failure of another kind."""
    for cause in _causes(failure):
        if isinstance(cause, OSError) and cause.errno in REASONS:
            return REASONS[cause.errno]
        said = str(cause).lower()
        if found := next((reason for message, reason in MESSAGES.items() if message in said), None):
            return found
    return None


def _causes(failure: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    cause: BaseException | None = failure
    while cause is not None and id(cause) not in seen:
        seen.add(id(cause))
        yield cause
        cause = cause.__cause__ or cause.__context__


def copy_aside(source: Path, target: Path) -> None:
    """Copy a file: by sharing its blocks where the file system can, which takes no time whatever its size, else byte by byte."""
    if not _shares_blocks(source, target):
        shutil.copyfile(source, target)


def _shares_blocks(source: Path, target: Path) -> bool:
    if sys.platform != "linux":
        return False
    import fcntl

    with source.open("rb") as old, target.open("wb") as new:
        try:
            fcntl.ioctl(new, FICLONE, old.fileno())
        except OSError:  # another file system, or one that cannot
            return False
    return True
