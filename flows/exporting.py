"""What `wirehouse export` writes: tables as files in a folder, with what their columns mean.

The folder is a data package (https://datapackage.org): `datapackage.json` names each file with its bytes, SHA-256, rows and columns, and
`data_dictionary.md` says the same to people. It is written aside and renamed, so that it is there whole or not at all.
"""

import hashlib
import json
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import quote

from flows.errors import UsageError, WarehouseError
from flows.tabular import write_file
from flows.warehouse_catalog import Described, described, partitions
from flows.warehouse_reading import Ask, Limits, session

MEDIA: Final = {"csv": "text/csv", "jsonl": "application/x-ndjson", "parquet": "application/vnd.apache.parquet"}
TYPES: Final = {
    "VARCHAR": "string",
    "BIGINT": "integer",
    "INTEGER": "integer",
    "DOUBLE": "number",
    "BOOLEAN": "boolean",
    "DATE": "date",
    "TIMESTAMP WITH TIME ZONE": "datetime",
}
"""DuckDB's types as Table Schema has them; any other is told as text."""


class Wanted(NamedTuple):
    """How tables are to be written."""

    form: str = "parquet"
    partition_by: str | None = None
    """month or source; None: one file a table."""
    excel_safe: bool = False


class Exported(NamedTuple):
    """One table as it was written."""

    table: str
    files: int
    rows: int
    bytes: int


def export(
    warehouse: Path, names: Sequence[str], folder: Path, wanted: Wanted, *, limits: Limits, force: bool, at: datetime
) -> list[Exported]:
    """Write tables into a folder; gives what was written. `at` is the time it is told to be of.

    Raises UsageError for a table that is not there, cannot be parted so, or a folder that has something in it already (unless `force`
    is given, and then it is replaced); WarehouseError where there is no warehouse, or the folder cannot be written.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())) and not force:
        raise UsageError(f"{folder}: is there already; name another folder, or replace it whole with --force")
    with session(warehouse, limits=limits) as ask:
        tables = described(ask, names)
        parted = [(table, _parts(ask, table, wanted.partition_by)) for table in tables]
        with _aside(folder) as place:
            resources = [_resource(ask, table, parts, place, wanted) for table, parts in parted]
            package = json.dumps(_package(resources, at), ensure_ascii=False, indent=1)
            (place / "datapackage.json").write_text(package + "\n", encoding="utf-8")
            (place / "data_dictionary.md").write_text(_dictionary(tables, resources, at), encoding="utf-8")
    return [Exported(r["title"], len(r["files"]), r["rows"], r["bytes"]) for r in resources]


class Part(NamedTuple):
    """One file of a table: its path within the table's folder, and the rows in it, as a condition with its value."""

    path: str
    condition: str
    value: str | None = None


def _parts(ask: Ask, table: Described, by: str | None) -> list[Part]:
    if by is None:
        return [Part("", "true")]
    expression = table.partition(by)
    return [
        Part(
            f"{by}={quote(value, safe='') if value is not None else '__none__'}",
            f"{expression} is not distinct from $value",
            value,
        )
        for value in partitions(ask, table, expression)
    ]


def _resource(ask: Ask, table: Described, parts: Sequence[Part], place: Path, wanted: Wanted) -> dict[str, Any]:
    """Write a table's files; gives what the package says of it."""
    files = [_file(ask, table, part, place, wanted) for part in parts]
    return {
        "name": table.name.replace(".", "-").replace("_", "-"),
        "title": table.name,
        "description": table.description,
        "path": [f["path"] for f in files] if wanted.partition_by else files[0]["path"],
        "format": wanted.form,
        "mediatype": MEDIA[wanted.form],
        "encoding": "utf-8",
        "bytes": sum(f["bytes"] for f in files),
        "hash": None if wanted.partition_by else files[0]["hash"],
        "rows": sum(f["rows"] for f in files),
        "files": files,
        "schema": {
            "fields": [{"name": c.name, "type": TYPES.get(c.type, "any"), "description": c.description} for c in table.columns]
        }
        | ({"primaryKey": list(table.key)} if table.key else {}),
    }


def _file(ask: Ask, table: Described, part: Part, place: Path, wanted: Wanted) -> dict[str, Any]:
    name = table.name.partition(".")[2]
    path = place / name / part.path / f"data.{wanted.form}" if part.path else place / f"{name}.{wanted.form}"
    path.parent.mkdir(parents=True, exist_ok=True)
    values = {"value": part.value} if "$value" in part.condition else {}
    rows = ask(f"select * from {table.name} where {part.condition}", values)
    count = write_file(rows, wanted.form, path, excel_safe=wanted.excel_safe)
    with path.open("rb") as written:
        digest = hashlib.file_digest(written, "sha256").hexdigest()
    return {"path": path.relative_to(place).as_posix(), "bytes": path.stat().st_size, "hash": f"sha256:{digest}", "rows": count}


def _package(resources: Sequence[dict[str, Any]], at: datetime) -> dict[str, Any]:
    kept = [{key: value for key, value in resource.items() if value is not None} for resource in resources]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": "wirehouse-export",
        "title": "Who said what, and which numbers were claimed about what",
        "created": at.isoformat(timespec="seconds"),
        "resources": kept,
    }


def _dictionary(tables: Sequence[Described], resources: Sequence[dict[str, Any]], at: datetime) -> str:
    parts = [
        f"# What is in this export\n\nWritten {at:%Y-%m-%d %H:%M} UTC. Times are UTC; `datapackage.json` has the same for machines."
    ]
    for table, resource in zip(tables, resources, strict=True):
        lines = [f"## {table.name}", "", table.description, "", f"{resource['rows']} rows in {len(resource['files'])} files.", ""]
        lines += ["| Column | Type | Description |", "| --- | --- | --- |"]
        lines += [f"| `{c.name}` | {c.type} | {c.description.replace('|', chr(92) + '|')} |" for c in table.columns]
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


@contextmanager
def _aside(folder: Path) -> Iterator[Path]:
    """A folder to write in, which takes the place of `folder` at the end, and is removed where something fails."""
    folder = folder.absolute()
    aside, old = (folder.with_name(f".{folder.name}.{word}-{os.getpid()}") for word in ("new", "old"))
    with ExitStack() as last:
        try:
            aside.mkdir(parents=True)
            last.callback(shutil.rmtree, aside, ignore_errors=True)
            yield aside
            if folder.exists():
                folder.rename(old)
                last.callback(shutil.rmtree, old, ignore_errors=True)
            aside.rename(folder)
        except OSError as failure:
            raise WarehouseError(
                f"{folder}: cannot be written ({failure.strerror or failure}); name another folder with --to"
            ) from failure
