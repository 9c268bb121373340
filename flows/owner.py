"""Who holds a home folder: a small file beside the lock, for people. The lock itself is the operating system's and needs no file's word."""

import json
import os
import platform
import shlex
import sys
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

FILE_NAME: Final = ".lock-owner"
UNKNOWN: Final = "another process"
LONGEST: Final = 200


def sign(home: Path) -> None:
    """Write down who we are; a disk that refuses costs a second run this word, and us nothing."""
    told = {"pid": os.getpid(), "host": _host(), "command": _command(), "since": datetime.now(UTC).isoformat(timespec="seconds")}
    aside = home / f"{FILE_NAME}.{os.getpid()}"
    with suppress(OSError):
        aside.write_text(json.dumps(told), encoding="utf-8")
        aside.replace(home / FILE_NAME)
    with suppress(OSError):
        aside.unlink(missing_ok=True)


def unsign(home: Path) -> None:
    """Take our word back."""
    with suppress(OSError):
        (home / FILE_NAME).unlink(missing_ok=True)


def holder(home: Path) -> str:
    """Who holds the folder, in words: "process 12 (wirehouse run news/), since 2026-03-01 09:00:00 UTC".

    Of a file that is missing, garbled, or left by a process that is no more: "another process".
    """
    try:
        told = json.loads((home / FILE_NAME).read_text(encoding="utf-8"))
        pid, host, command = int(told["pid"]), str(told["host"]), str(told["command"])
        since = datetime.fromisoformat(told["since"]).astimezone(UTC)
    except (OSError, ValueError, TypeError, KeyError, OverflowError):
        return UNKNOWN
    if host == _host() and not _lives(pid):
        return UNKNOWN
    where = "" if host == _host() else f" on {host}"
    return f"process {pid}{where} ({command}), since {since:%Y-%m-%d %H:%M:%S} UTC,"


def _lives(pid: int) -> bool:
    if os.name == "nt":  # signal 0 would end it there
        return True
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True
    except (OSError, OverflowError):
        return False
    return True


def _host() -> str:
    return platform.node()


def _command() -> str:
    name = Path(sys.argv[0]).name
    return shlex.join(["wirehouse" if name == "cli.py" else name, *sys.argv[1:]])[:LONGEST]
