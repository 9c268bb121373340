"""What is to survive the machine: files and folders, on disk before anything relies on them."""

import os
from pathlib import Path


def sync(path: Path) -> None:
    """See to it that a file's bytes, or the names of a folder's files, are on disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
