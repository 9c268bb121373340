"""Where an archive is stored: on this machine, or wherever an fsspec backend that the user installed can read."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple, cast

import pyarrow as pa

from flows.sources.archives.steps import Unreadable

SUFFIXES: Final = (
    *(".warc", ".warc.gz", ".wacz", ".parquet"),
    *(f"{lines}.{packing}" for lines in (".jsonl", ".ndjson") for packing in ("gz", "zst")),
)
LINES: Final = (".jsonl", ".ndjson")
"""Read as dumps where they are not on this machine."""
BUFFER: Final = 1 << 20
BACKENDS: Final = {
    "s3": "s3fs",
    "s3a": "s3fs",
    "gs": "gcsfs",
    "gcs": "gcsfs",
    "az": "adlfs",
    "abfs": "adlfs",
    "abfss": "adlfs",
    "adl": "adlfs",
    "oci": "ocifs",
    "oss": "ossfs",
    "hdfs": "a Hadoop client",
    "sftp": "paramiko",
    "memory": "fsspec",
}
"""URL scheme -> what brings its backend. Storage that a user has set up, that is: http and https are the guarded client's, and
fsspec's chains (`zip::`, `simplecache::`) could lead around it."""
UNPACKS_TO: Final = 250
"""A file that unpacks to more times its size is a bomb, from some size on: text hardly gets beyond 20."""
UNPACKS_FREELY: Final = 64_000_000


class Stored(NamedTuple):
    """An archive that can be opened."""

    uri: str
    suffix: str
    size: int
    version: str
    """Changes when the content does, as far as its place tells."""
    open: Callable[[], BinaryIO]


def suffix_of(name: str, suffixes: tuple[str, ...] = SUFFIXES) -> str | None:
    """Which of the suffixes a name has."""
    return next((suffix for suffix in suffixes if name.lower().endswith(suffix)), None)


def scheme_of(location: str) -> str | None:
    """The scheme of a location whose storage an fsspec backend may read."""
    scheme, mark, _ = location.partition("://")
    return scheme.lower() if mark and scheme.lower() in BACKENDS else None


def local(path: Path, uri: str) -> Stored:
    """An archive on this machine. Raises OSError."""
    known = path.stat()
    suffix = suffix_of(path.name) or path.suffix
    return Stored(uri, suffix, known.st_size, f"{known.st_mtime_ns}", lambda: path.open("rb", buffering=BUFFER))


def remote(location: str) -> Stored:
    """An archive behind an fsspec URL. Raises Unreadable where its backend is not installed or does not find it."""
    import fsspec

    scheme = scheme_of(location) or ""
    suffix = suffix_of(location, (*SUFFIXES, *LINES))
    if suffix is None:
        raise Unreadable(f"is none of {', '.join((*SUFFIXES, *LINES))}; only archives and dumps are read from there")
    try:
        storage, path = fsspec.core.url_to_fs(location)
        known = storage.info(path)
        size = int(known["size"])
    except ImportError as missing:
        raise Unreadable(f"needs {BACKENDS[scheme]}, which is not installed; pip install {BACKENDS[scheme]}") from missing
    except Exception as failure:  # backends have errors of their own
        raise Unreadable(
            f"cannot be reached ({failure or type(failure).__name__}); check the address and your rights"
        ) from failure
    version = json.dumps(
        {key: known[key] for key in ("ETag", "etag", "LastModified", "mtime", "created") if key in known}, default=str
    )
    return Stored(location, suffix, size, version, lambda: cast(BinaryIO, storage.open(path, "rb")))


class Unpacked:
    """A packed file, unpacked as it is read, forwards only. Raises Unreadable for what is a bomb or cannot be unpacked."""

    def __init__(self, file: Any, packing: str, size: int) -> None:
        self._stream = pa.CompressedInputStream(pa.PythonFile(file, mode="r"), packing)
        self._most = max(size * UNPACKS_TO, UNPACKS_FREELY)
        self.position = 0

    def read(self, size: int = -1) -> bytes:
        """The next bytes; fewer than `size` only at the end."""
        pieces: list[bytes] = []
        try:
            while size and (piece := self._stream.read(min(size, BUFFER))):
                pieces.append(piece)
                size -= len(piece)
                self.position += len(piece)
        except (OSError, pa.ArrowException) as broken:
            raise Unreadable(f"cannot be unpacked beyond byte {self.position:,} ({broken}); get it again") from broken
        if self.position > self._most:
            raise Unreadable(f"unpacks to more than {UNPACKS_TO} times its size; unpack it yourself if it is honest")
        return b"".join(pieces)

    def seek(self, offset: int) -> int:
        """Reads on to the offset, or to the end."""
        while self.position < offset and self.read(min(offset - self.position, BUFFER)):
            pass
        return self.position
