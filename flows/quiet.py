"""Runs that find nothing new: what they did is noted in the published file, and nothing is derived anew.

That is right only where the file was built of what would build it now: the code, the dbt project, the seeds, what people say of names
and what is to be indexed. A digest of all that, taken before any of it is read, is written down beside the file after each publish
(`.built.json`), with the file's size and time; where that is missing or tells of another file, everything is derived anew.
"""

import hashlib
import json
from collections.abc import Iterator
from contextlib import suppress
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Final

import pyarrow.parquet as pq

from flows.context import RunContext
from flows.seeds import ALIASES, CODE
from flows.settings import Settings
from flows.warehouse_fetches import are_harmless

NOTE: Final = ".built.json"
WRITING: Final = ("accept", "clean", "read", "audit")
"""Stages that leave work only where there is something to publish."""


def is_quiet(context: RunContext, made_of: str) -> bool:
    """Whether there is nothing to publish but what the run did itself. `made_of` is what `built_of` gives."""
    land = context.folder("land")
    is_idle = not context.folders(*WRITING) and not any(_rows(land / f"{name}.parquet") for name in ("documents", "rejections"))
    is_built = is_idle and not context.settings.waiting.exists() and _is_built(context.settings, made_of)
    return is_built and (not land.exists() or are_harmless(land, context.settings.newest))


def note_built(settings: Settings, made_of: str) -> None:
    """Write down what the published file was built of. Where that cannot be, the next publish derives everything: no harm."""
    with suppress(OSError):  # half of it is no JSON, and says nothing
        (settings.home / NOTE).write_text(json.dumps(_told(settings, made_of)), "utf-8")


def built_of(settings: Settings) -> str:
    """A digest of all that decides what is derived from the same rows."""
    digest = hashlib.sha256(f"{code_digest()} {json.dumps(list(settings.search))}".encode())
    for room, suffixes in (
        (settings.dbt, ("sql", "yml", "csv")),
        (settings.dbt.parent / "seeds", ("csv",)),  # what dbt calls its seeds
        (settings.seeds, ("csv",)),
    ):
        _add(digest, room, (path for suffix in suffixes for path in room.rglob(f"*.{suffix}")))
    _add(digest, settings.root, settings.root.glob(ALIASES))
    return digest.hexdigest()


@cache
def code_digest() -> str:
    """A digest of the code that this process runs, taken when it is first asked for: what is installed meanwhile is not what runs."""
    told = " ".join(f"{name} {version(name)}" for name in ("duckdb", "dbt-core", "dbt-duckdb"))
    digest = hashlib.sha256(told.encode())
    for room in ("schemas", "transforms", "flows"):
        _add(digest, CODE / room, (CODE / room).rglob("*.py"))
    return digest.hexdigest()


def _add(digest: "hashlib._Hash", root: Path, paths: Iterator[Path]) -> None:
    for path in sorted(paths):
        digest.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")


def _is_built(settings: Settings, made_of: str) -> bool:
    try:
        return bool(json.loads((settings.home / NOTE).read_text("utf-8")) == _told(settings, made_of))
    except (OSError, ValueError):
        return False


def _told(settings: Settings, made_of: str) -> dict[str, object]:
    state = settings.warehouse.stat()
    return {"file": [state.st_size, state.st_mtime_ns], "built_of": made_of}


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0
