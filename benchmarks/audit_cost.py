"""What the audit and the publish cost beside reading, and how it grows.

    python benchmarks/audit_cost.py [--home FOLDER] [--articles 2000 --articles 20000] [--copies GIGABYTES …] [--slowest 6] [--run PATH]

Takes a published home folder of the sample articles (or makes one) and multiplies its rows under other ids:

- batch: what auditing 2,000 articles in batches of 500 costs, by Great Expectations and by article-level rules;
- checks: what the whole-warehouse checks cost over so many articles, all of them and as a publish of 500 does it, and what writing the
  metrics of that run costs;
- run: with a PATH of articles, what each stage of a run over them costs (one process, without Prefect) and its share;
- copies: what putting the published file aside costs at so many gigabytes.

Seconds are the processor's of this process, but for copies. The rows are copies, so checks of hashes find them wrong; that costs the same.
"""

import os
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import click
import duckdb
import pandas as pd

from flows import main_job
from flows.audit import audit
from flows.auditing import audit_batch
from flows.cleaning import clean_documents
from flows.context import new_run
from flows.disk import copy_aside
from flows.fetching import land_inputs
from flows.processing import Each, Stages, process
from flows.publishing import publish
from flows.reading import read_revisions
from flows.seeds import read_lexicon
from flows.settings import ROOT, Settings
from flows.warehouse_checks import checks, failing_checks, looked_at
from flows.warehouse_metrics import run_metrics
from schemas import TABLES, Table
from schemas.ids import ID_PATTERN
from schemas.render import schema_sql
from tests.planted.measure import sample_frames
from transforms.audit import breaches

BATCH = 500


@click.command()
@click.option("--home", type=click.Path(exists=True, path_type=Path), help="A home folder with the sample articles, published.")
@click.option("--articles", "sizes", multiple=True, default=(2000, 20_000), show_default=True, help="Articles in the warehouse.")
@click.option("--copies", multiple=True, type=float, help="Gigabytes of files to copy aside; needs twice as much disk.")
@click.option("--run", "inputs", help="Articles to run: a file or folder.")
@click.option("--slowest", default=6, show_default=True, help="Checks that are named.")
def main(home: Path | None, sizes: tuple[int, ...], copies: tuple[float, ...], slowest: int, inputs: str | None) -> None:
    """Measure what audit and publish cost."""
    with tempfile.TemporaryDirectory() as scratch:
        if inputs:
            _run(inputs, Settings(home=Path(scratch) / "run"))
        source = home or _published(Path(scratch) / "home")
        _batches(source)
        for size in sizes:
            _checks(source, Path(scratch), size, slowest)
        for gigabytes in copies:
            _copy(Path(scratch), gigabytes)


def _published(home: Path) -> Path:
    main_job.run([str(ROOT / "seeds/articles")], Settings(home=home), published=None, progress=lambda *_: None)
    return home


def _run(inputs: str, settings: Settings) -> None:
    """Print what each stage of a run costs."""
    spent: dict[str, float] = defaultdict(float)

    def timed(name: str, work: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **named: Any) -> Any:
            started = time.process_time()
            try:
                return work(*arguments, **named)
            finally:
                spent[name] += time.process_time() - started

        return call

    def each(*works: Callable[..., Any]) -> Each:
        return lambda context, parts: ([work(context, *part[: 1 + (i == 0)]) for i, work in enumerate(works)] for part in parts)

    with new_run("run", settings) as context:
        landed = timed("land", land_inputs)(context, [inputs], None, lambda *_: None)
        stages = Stages(
            clean=each(timed("clean", clean_documents)),
            read=each(timed("read", read_revisions), timed("audit", audit_batch)),
            publish=timed("publish", publish),
        )
        done = process(context, stages, list(landed.document_ids), lambda *_: None)
    whole = sum(spent.values())
    told = ", ".join(f"{name} {seconds:.1f} s ({seconds / whole:.1%})" for name, seconds in spent.items())
    click.echo(f"a run of {done.summary.revisions:,} articles: {told}")


def _batches(home: Path) -> None:
    with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        clean = sample_frames(connection)
    times = BATCH // len(clean["article_revisions"])
    frames = {name: _multiplied(TABLES[name], frame, times) for name, frame in clean.items()}
    lexicon = read_lexicon(ROOT / "seeds")
    audit(clean)  # imports
    expected, ruled = _seconds(lambda: audit(frames)), _seconds(lambda: list(breaches(frames, lexicon)))
    batches = 2000 / (times * len(clean["article_revisions"]))
    click.echo(
        f"batch audit of 2,000 articles: Great Expectations {expected * batches:.1f} s, article-level rules {ruled * batches:.1f} s"
    )


def _multiplied(table: Table, frame: pd.DataFrame, times: int) -> pd.DataFrame:
    ids = [f.name for f in table.fields if f.column.pattern == ID_PATTERN]
    parts = []
    for number in range(times):
        part = frame.copy()
        for column in ids:
            part[column] = part[column].str[:-4] + f"{number:04x}"
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def _checks(home: Path, scratch: Path, size: int, slowest: int) -> None:
    path = scratch / f"{size}.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET threads = 2")
        run_id = build(connection, home / "wirehouse.duckdb", size)
        connection.execute("checkpoint")
        whole = _seconds(lambda: failing_checks(connection, ()))
        part = _seconds(lambda: failing_checks(connection, (), run_id=run_id))
        metrics = _seconds(lambda: run_metrics(connection, run_id))
        megabytes = path.stat().st_size / 1e6
        click.echo(
            f"{size:7,} articles, {megabytes:,.0f} MB: all checks {whole:.2f} s, at a publish {part:.2f} s, metrics {metrics:.2f} s"
        )
        for label, sources in (("all", looked_at(connection, None)), ("at a publish", looked_at(connection, run_id))):
            timed = [(_seconds(partial(_count, connection, c.sql.format_map(sources))), c.name) for c in checks()]
            click.echo(
                f"    slowest of {label}: " + "; ".join(f"{name} {s:.2f} s" for s, name in sorted(timed, reverse=True)[:slowest])
            )
    path.unlink()


def build(connection: duckdb.DuckDBPyConnection, source: Path, size: int) -> str:
    """Fill an empty database with the rows of a published one, again and again under other ids. Returns the last run's id: it has a
    batch's articles."""
    connection.execute(schema_sql())
    connection.execute(f"attach '{source}' as source (read_only)")
    (there,) = connection.execute("select count(*) from source.core.article_revisions").fetchone() or (1,)
    times, in_run = size // there, BATCH // there
    for table in TABLES.values():
        is_of_run = table.name in {"runs", "run_metrics"}
        step = in_run if is_of_run else 1
        columns = ", ".join(_made(f.name, f.column.pattern, table, in_run) for f in table.fields)
        connection.execute(
            f"insert or ignore into {table.full_name} select {columns} from source.{table.full_name}, range(0, {times}, {step}) c(k)"
        )
    (run_id,) = connection.execute(
        "select run_id from ops.extractions group by run_id order by count(*) desc limit 1"
    ).fetchone() or ("",)
    return str(run_id)


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> None:
    connection.execute(sql).fetchall()


def _made(name: str, pattern: str | None, table: Table, in_run: int) -> str:
    if name == "run_id":
        return f"substr(sha256(run_id || k // {in_run}), 1, 20)"
    if name == "text":
        return "text || chr(10) || k"
    if pattern == ID_PATTERN:
        return f"substr(sha256({name} || k), 1, 20)"
    return (
        f"{name} || k"
        if name in {"url", "canonical_url", "source_id", "origin"} and name in (*table.key, "url", "canonical_url")
        else name
    )


def _copy(scratch: Path, gigabytes: float) -> None:
    source, target = scratch / "large", scratch / "aside"
    block = os.urandom(64 * 2**20)
    with source.open("wb") as out:
        for _ in range(round(gigabytes * 1e9 / len(block))):
            out.write(block)
        out.flush()
        os.fsync(out.fileno())
    started = time.perf_counter()
    copy_aside(source, target)
    copied = time.perf_counter() - started
    with target.open("rb+") as out:
        os.fsync(out.fileno())
    click.echo(f"a copy of {gigabytes:g} GB: {copied:.1f} s, {time.perf_counter() - started:.1f} s until it is on disk")
    source.unlink()
    target.unlink()


def _seconds(work: Callable[[], object]) -> float:
    started = time.process_time()
    work()
    return time.process_time() - started


if __name__ == "__main__":
    main()
