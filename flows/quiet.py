"""Runs that find nothing new: what they did is noted in the published file, and nothing is derived anew.

That is right only where the file was built of what would build it now: the code, the dbt project, the seeds, what people say of names
and what is to be indexed. After each publish that is written down beside the file (`.built.json`), with the file's size and time;
where it is missing or tells of another file, everything is derived anew.
"""

import hashlib
import json
from collections.abc import Iterator
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


def is_quiet(context: RunContext) -> bool:
    """Whether there is nothing to publish but what the run did itself."""
    land = context.folder("land")
    is_idle = not context.folders(*WRITING) and not any(_rows(land / f"{name}.parquet") for name in ("documents", "rejections"))
    return is_idle and _is_built(context.settings) and (not land.exists() or are_harmless(land, context.settings.newest))


def note_built(settings: Settings) -> None:
    """Write down what the published file was built of. Without that note the next publish derives everything, which is no harm."""
    path = settings.home / NOTE
    aside = path.with_suffix(".part")
    aside.write_text(json.dumps(_told(settings)), "utf-8")
    aside.replace(path)


def _is_built(settings: Settings) -> bool:
    try:
        return bool(json.loads((settings.home / NOTE).read_text("utf-8")) == _told(settings))
    except (OSError, ValueError):
        return False


def _told(settings: Settings) -> dict[str, object]:
    state = settings.warehouse.stat()
    return {"file": [state.st_size, state.st_mtime_ns], "built_of": _digest(settings)}


def _digest(settings: Settings) -> str:
    digest = hashlib.sha256(json.dumps(list(settings.search)).encode())
    for path in sorted(_sources(settings)):
        digest.update(str(path).encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()


def _sources(settings: Settings) -> Iterator[Path]:
    for room in ("schemas", "transforms", "flows"):
        yield from (CODE / room).rglob("*.py")
    for suffix in ("sql", "yml", "csv"):
        yield from settings.dbt.rglob(f"*.{suffix}")
    yield from settings.seeds.glob("*.csv")
    yield from (settings.root).glob(ALIASES)


def _rows(path: Path) -> int:
    return int(pq.read_metadata(path).num_rows) if path.exists() else 0
