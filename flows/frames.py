"""Rows <-> Parquet: the work files that one stage of a run leaves for the next."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import pyarrow as pa
import pyarrow.parquet as pq

from flows.landing_files import write_parquet
from schemas import TABLES
from schemas.render import arrow_schema

REJECTED: Final = "rejected_revisions"


class RejectedRevision(NamedTuple):
    """A revision that is not published, and why (as `transforms.documents.Rejected`)."""

    revision_id: str
    stage: str
    reason: str
    detail: str


def write_rejected(rows: Sequence[RejectedRevision], folder: Path) -> None:
    """Write `folder/rejected_revisions.parquet`: publishing turns it into rejections of the documents behind the revisions."""
    schema = pa.schema([(name, pa.string()) for name in RejectedRevision._fields])
    write_parquet(pa.Table.from_pylist([row._asdict() for row in rows], schema=schema), folder / f"{REJECTED}.parquet")


def write_rows(name: str, rows: Sequence[Any], folder: Path) -> None:
    """Write the rows of the declared table `name` to `folder/name.parquet`."""
    table = TABLES[name]
    columns = list(zip(*rows, strict=True)) if rows else [()] * len(table.columns)
    # Nulls may stand anywhere here: telling them is the audit's business.
    schema = pa.schema([field.with_nullable(True) for field in arrow_schema(table)])
    arrays = [pa.array(values, type=field.type) for values, field in zip(columns, schema, strict=True)]
    write_parquet(pa.Table.from_arrays(arrays, schema=schema), folder / f"{name}.parquet")


def read_rows(name: str, folder: Path) -> list[Any]:
    """The rows of the declared table `name` that `write_rows` left in the folder; none where it left none."""
    path = folder / f"{name}.parquet"
    if not path.exists():
        return []
    columns = pq.read_table(path).to_pydict().values()
    return [TABLES[name].row(*values) for values in zip(*columns, strict=True)]


def write_tables(rows: Mapping[str, Sequence[Any]], folder: Path) -> None:
    """Write every table of the mapping."""
    for name, of_table in rows.items():
        write_rows(name, of_table, folder)


def batches(items: Iterable[Any], size: int) -> list[list[Any]]:
    """The items in lists of at most `size`."""
    everything = list(items)
    return [everything[i : i + size] for i in range(0, len(everything), size)]
