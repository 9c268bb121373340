"""What the audit and the checks say to a spoilt sample."""

import random
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import duckdb
import pandas as pd

from flows.audit import Failure, audit
from flows.auditing import failures_of
from flows.seeds import read_lexicon
from flows.settings import ROOT
from flows.warehouse_checks import failing_checks
from schemas import TABLES
from tests.planted.faults import Batch, BatchFault, WarehouseFault
from transforms.audit import RULES, breaches

LEXICON = cache(lambda: read_lexicon(ROOT / "seeds"))
Frames = dict[str, pd.DataFrame]


@contextmanager
def opened(home: Path, scratch: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """A writing connection to a copy of a published warehouse."""
    shutil.copyfile(home / "wirehouse.duckdb", scratch / "wirehouse.duckdb")
    with duckdb.connect(str(scratch / "wirehouse.duckdb")) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        yield connection


def sample_frames(connection: duckdb.DuckDBPyConnection) -> Frames:
    """The frames of a batch: what reading the articles of the warehouse left, in an order that does not depend on who read first."""
    names = [*(t.full_name for t in TABLES.values() if t.written == "extracted"), "ops.extractions"]
    return {name.split(".")[1]: connection.execute(f"from {name} order by all").to_arrow_table().to_pandas() for name in names}


def batch_findings(fault: BatchFault, clean: Frames, seed: int = 0) -> list[Failure]:
    """What the audit finds in the spoilt frames."""
    return found(*planted(fault, clean, seed))


def first_finding(fault: BatchFault, clean: Frames, *, only_errors: bool = False) -> Failure | None:
    """The first thing that is found, or None: the cheap rules are asked first, those of spoilt tables before the others."""
    frames, looked_at = planted(fault, clean)
    rules = sorted((r for r in RULES if r.severity == "error" or not only_errors), key=lambda r: r.table not in looked_at)
    for breach in breaches(frames, LEXICON(), rules):
        return next(failures_of(breach))
    declared = audit({name: frames[name] for name in looked_at})
    return next((f for f in declared if f.severity == "error" or not only_errors), None)


def planted(fault: BatchFault, clean: Frames, seed: int = 0) -> tuple[Frames, set[str]]:
    """The spoilt frames, and the tables that what looks at one table has to look at: the others pass."""
    batch = Batch(clean, random.Random(f"{fault.name} {seed}"))
    fault.plant(batch)
    spoilt = {name for name, frame in batch.frames.items() if not frame.equals(clean[name])}
    assert spoilt, f"{fault.name} spoils nothing"
    looked_at = spoilt | {"article_revisions"}
    return batch.frames, looked_at | {parent for name in looked_at if (parent := TABLES[name].parent)}


def found(frames: Frames, looked_at: Iterable[str] | None = None) -> list[Failure]:
    """The findings of both rings; `looked_at` names the tables that the first one looks at."""
    tables = set(frames if looked_at is None else looked_at)
    return [
        *audit({name: frame for name, frame in frames.items() if name in tables}),
        *(failure for breach in breaches(frames, LEXICON()) for failure in failures_of(breach)),
    ]


def warehouse_findings(fault: WarehouseFault, connection: duckdb.DuckDBPyConnection, landed: set[str]) -> list[str]:
    """The names of the checks that fail in the spoilt warehouse; the connection sees it as it was afterwards."""
    connection.execute("begin transaction")
    try:
        for statement in fault.statements:
            connection.execute(statement)
        return [name for name, _ in failing_checks(connection, landed)]
    finally:
        connection.execute("rollback")
