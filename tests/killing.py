"""Runs of the main job that are killed (SIGKILL, their whole process group) and begun anew, many of them in little time.

One process imports everything and loads the language pipeline; each run is a fork of it that does the whole real thing: landing,
cleaning, reading, audit, publish with dbt's views, as a Prefect flow that reports to a real server. A kill comes at a random instant of a
stage chosen at random (so that short stages are hit as often as long ones), or just before or after a named step. It may stand for a
power failure: then whatever the run had not synced to disk is spoilt, and renames whose folder it had not synced are taken back.
"""

import hashlib
import os
import random
import shutil
import signal
import time
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, NamedTuple

import yaml

from flows import audit, landing, main_job, processing, publishing, run, warehouse, warehouse_write
from flows.errors import WirehouseError
from flows.language import load_pipeline
from flows.seeds import read_lexicon
from flows.settings import ROOT, Settings
from flows.sources.archives import reader
from flows.warehouse import query
from tests.archives import http, record, records, url, warc_gz, write
from tests.bare import strip
from tests.warehouses import STABLE

STAGES: Final[dict[str, tuple[Any, str]]] = {
    "begin": (main_job, "writing"),
    "prefect": (main_job, "prefect_server"),
    "land": (run, "land_task"),
    "clean": (processing, "_read_part"),
    "read": (processing, "_read"),
    "audit": (processing, "audit_batch"),
    "copy": (publishing, "private_copy"),
    "rows": (publishing, "write_run"),
    "check": (publishing, "check_warehouse"),
    "views": (publishing, "build_views"),
    "rename": (publishing, "replace_published"),
    "report": (run, "write_report"),
    "end": (shutil, "rmtree"),
}
"""Stage -> the call that begins it, in this process (audits of worker processes tell nothing). `rmtree` is called at the beginning too;
only what follows the rename is the end."""

STEPS: Final[dict[str, tuple[Any, str]]] = {
    **{name: (publishing, name) for name in ("private_copy", "open_private", "write_run", "summarize", "insert_row")},
    **{name: (publishing, name) for name in ("check_warehouse", "build_views", "build_search", "replace_published")},
    **{name: (warehouse_write, name) for name in ("_replace_extracted", "_delete_replaced", "_upsert", "_reject")},
    **{name: (warehouse_write, name) for name in ("_drop_left", "_forget_mended_rejections", "_derive")},
    **{name: (warehouse_write, name) for name in ("_forget_findings", "find_stories", "link_entities")},
    **{name: (warehouse, name) for name in ("sync", "publish_waiting")},
    "copyfile": (shutil, "copyfile"),
    "replace": (Path, "replace"),
}
"""Every step of a publish. Some happen several times: `sync` of the finished file and, twice, of the home folder; `replace` to the
waiting file and to the published one."""
SQL_STEPS: Final = ("begin transaction", "commit", "checkpoint", "close")
SMALL: Final = 7
LARGE: Final = 100


class Kill(NamedTuple):
    """When a run is to die: so far into a stage (`share` of its usual length, `nth` time it comes), or before or after a step."""

    stage: str = ""
    nth: int = 1
    share: float = 0.0
    step: str = ""
    after: bool = False
    alone: bool = False
    """Its worker processes are left to end by themselves."""


class Ended(NamedTuple):
    """How a run ended."""

    killed: bool
    stages: list[tuple[str, float]]
    """When each stage began, in seconds since the start; the last is the end."""
    events: list[tuple[str, ...]]
    """("synced", path) and ("renamed", from, to, what was there before), in order."""
    told: str
    """What it printed."""


def prepare(*, bare: bool) -> None:
    """Import and load what every run needs, and have landing files be small, so that there are many."""
    if bare:
        strip()
    else:
        from dbt.adapters import duckdb as _  # noqa: F401
        from dbt.cli.main import dbtRunner  # noqa: F401

        audit._batch_definition()
    load_pipeline("fast")
    read_lexicon(ROOT / "seeds")
    landing.FILE_DOCUMENTS, reader.PART_DOCUMENTS = 4, 2  # type: ignore[misc]


def sample(folder: Path) -> list[str]:
    """Articles with a copy, a correction and rejected ones, in files and in a WARC with a broken record and a page that is too large."""
    articles = folder / "articles"
    articles.mkdir(parents=True)
    for name in ("*chile-quake.html", "*terminal-contract*", "*front-page.html", "*otters-final.txt", "*water-bond.txt"):
        for path in (ROOT / "seeds/articles").glob(name):
            if not path.name.endswith(".rows.jsonl"):
                shutil.copy(path, articles)
    parts = [part[:-200] if number == 9 else part for number, part in enumerate(records(5))]
    parts.append(record(http(bytes(900_000)), url=url(999)))
    archive = write(folder / "town.warc.gz", warc_gz(parts))
    return [str(articles), str(archive)]


def small_project(folder: Path) -> Path:
    """The dbt project with few of its models, tests and seeds: it builds in a fraction of the time, by the same code."""
    kept = {
        "articles",
        "article_revisions",
        "sources",
        "sentences",
        "entity_mentions",
        "quotes",
        "numeric_facts",
        "date_mentions",
    }
    project = folder / "dbt"
    shutil.copytree(ROOT / "dbt", project, ignore=shutil.ignore_patterns("target", "logs"))
    for path in (project / "models").glob("*/*.*"):
        if path.stem.removeprefix("stg_") not in {*kept, "article_facts", "_sources"}:
            path.unlink()
    sources = yaml.safe_load((project / "models/staging/_sources.yml").read_text(encoding="utf-8"))
    for schema in sources["sources"]:
        for table in schema["tables"]:
            for column in table["columns"]:
                column.pop("data_tests", None)
    (project / "models/staging/_sources.yml").write_text(yaml.safe_dump(sources), encoding="utf-8")
    configured = yaml.safe_load((project / "dbt_project.yml").read_text(encoding="utf-8"))
    configured["seeds"]["wirehouse"] = {"+schema": "reference"}
    (project / "dbt_project.yml").write_text(yaml.safe_dump(configured), encoding="utf-8")
    (folder / "seeds").mkdir()
    shutil.copy(ROOT / "seeds/titles.csv", folder / "seeds")
    return project


class Killer:
    """Runs over the inputs in one home folder at a time, under `scratch`."""

    def __init__(self, scratch: Path, inputs: list[str], seed: int, dbt: Path = ROOT / "dbt") -> None:
        self.scratch, self.inputs, self.chance = scratch, inputs, random.Random(seed)
        self.home = scratch / "home"  # the same path in all runs: dbt parses its project anew where that changed
        self.dbt = dbt
        self.views = True
        """Whether the runs have dbt build its views, and leave a report, which takes longer than all else."""
        self.workers = 1
        """How many processes clean and read."""
        self.is_in_parts = False
        """Whether runs publish several times."""
        self.safe: set[str] = set()
        """Landing files and warehouses that earlier runs in this home had on disk: a failure of power cannot touch them."""

    @property
    def settings(self) -> Settings:
        """Of the next run: one batch or several, published at once or in parts."""
        return Settings(
            home=self.home,
            pipeline="fast",
            max_bytes=500_000,
            dbt=self.dbt,
            batch_size=SMALL if self.workers > 1 else self.chance.choice((SMALL, LARGE, LARGE)),
            publish_every=SMALL if self.is_in_parts else 5_000,
            workers=self.workers,
            reports=int(self.views),
        )

    def run(self, kill: Kill | None = None, *, inputs: list[str] | None = None, lengths: dict[str, float] | None = None) -> Ended:
        """One run, killed or not."""
        wanted, events, settings = inputs or self.inputs, self.scratch / "events", self.settings
        events.write_text("")
        shutil.rmtree(self.scratch / "before", ignore_errors=True)
        (self.scratch / "before").mkdir()

        def job(tell: int) -> None:
            if not self.views:
                publishing.build_views = lambda *_: None
            note_stages(tell)
            note_disk(events, self.scratch / "before")
            if kill and kill.step:
                die_at(kill)
            main_job.run(wanted, settings, published=None, progress=lambda *_: None)

        started = time.monotonic()
        with forked(job, self.scratch / "told") as (child, heard):
            stages: list[tuple[str, float]] = []
            for line in heard:
                stages.append((line, time.monotonic() - started))
                if kill and kill.stage == line and sum(s == line for s, _ in stages) == kill.nth:
                    time.sleep(kill.share * (lengths or {}).get(line, 0.1))
                    break
            else:
                child = -child
            killed = end(child, with_workers=not (kill and kill.alone))
        stages.append(("done", time.monotonic() - started))
        told = [tuple(line.split("\t")) for line in events.read_text().splitlines()]
        self.safe |= {path for path in self._durable(told) if Path(path).parent in (self.home, self.home / "landing")}
        return Ended(killed, stages, told, (self.scratch / "told").read_text(errors="replace"))

    def contents(self) -> str:
        """A hash of every stable table, every row, and where there are views, another one of how many rows each has."""
        path = self.home / "wirehouse.duckdb"

        def job(tell: int) -> None:
            os.write(tell, fingerprint(path).encode() + b"\n")

        with forked(job, self.scratch / "told") as (child, heard):
            found = "".join(heard)
            end(-child)
        return found or f"unreadable: {(self.scratch / 'told').read_text(errors='replace')[-500:]}"

    def begin(self, base: Path | None) -> None:
        """The home as it is before a run: empty, or a copy of `base`; what dbt parsed is kept now and then."""
        parsed = self.home / "dbt"
        if parsed.exists():
            shutil.rmtree(self.scratch / "dbt", ignore_errors=True)
            parsed.rename(self.scratch / "dbt")
        shutil.rmtree(self.home, ignore_errors=True)
        self.safe = set()
        shutil.copytree(base, self.home, ignore=shutil.ignore_patterns("dbt")) if base else self.home.mkdir()
        if (self.scratch / "dbt").exists():
            shutil.copytree(self.scratch / "dbt", parsed)

    def fail_power(self, ended: Ended) -> int:
        """Spoil what a killed run had not synced: files cut, emptied, zeroed or gone, renames taken back. How many things were."""
        spoilt = self._take_back(ended)
        safe = self.safe | self._durable(ended.events)
        for path in sorted(p for p in self.home.rglob("*") if p.is_file() and str(p) not in safe):
            if path.stat().st_mtime_ns >= self.since and self.chance.random() < 0.7:
                self._spoil(path)
                spoilt += 1
        return spoilt

    def _durable(self, events: list[tuple[str, ...]]) -> set[str]:
        safe: set[str] = set()
        for what, *paths in events:
            if what == "synced":
                safe.add(paths[0])
            elif what == "renamed":
                safe.discard(paths[1])
                if paths[0] in safe:
                    safe.add(paths[1])
        return safe

    def _take_back(self, ended: Ended) -> int:
        """Undo, by chance, renames after which their folder was not synced, latest first."""
        last = list(enumerate(ended.events))
        loose = [
            e for i, e in last if e[0] == "renamed" and not any(o[:2] == ("synced", str(Path(e[2]).parent)) for _, o in last[i:])
        ]
        undone = 0
        for _, source, target, before in reversed(loose):
            if self.chance.random() < 0.5:
                break  # what came before it on disk stays too
            with suppress(OSError):
                Path(target).rename(source)
                if before:
                    os.link(before, target)
                undone += 1
        return undone

    def _spoil(self, path: Path) -> None:
        size = path.stat().st_size
        how = self.chance.choice(("cut", "empty", "zeros", "garbage", "gone"))
        if how == "gone":
            path.unlink()
        elif how in ("cut", "empty"):
            os.truncate(path, 0 if how == "empty" or not size else self.chance.randrange(size))
        elif size:
            start = self.chance.randrange(size)
            with path.open("r+b") as file:
                file.seek(start)
                file.write(bytes(size - start) if how == "zeros" else self.chance.randbytes(size - start))

    @property
    def since(self) -> int:
        """Nothing older was written by the run; time stamps of copies are those of their originals."""
        return (self.scratch / "before").stat().st_mtime_ns - 1_000_000_000


def fingerprint(path: Path) -> str:
    """What `tests.warehouses.contents` has, hashed, and how many rows each mart has."""
    digest = hashlib.sha256()
    for name, columns in STABLE.items():
        digest.update(repr([name, *query(path, f"select {', '.join(columns)} from {name} order by all").to_pylist()]).encode())
    views = query(
        path, "select 'marts.' || table_name as v from information_schema.tables where table_schema = 'marts' order by 1"
    )
    counts = [f"{view}: {query(path, f'select count(*) as n from {view}')['n'][0]}" for view in views["v"].to_pylist()]
    return " ".join([digest.hexdigest(), *counts])


def lengths(ended: Ended) -> dict[str, float]:
    """Stage -> seconds that it took, the longest of its times."""
    found: dict[str, float] = {}
    for (stage, at), (_, until) in zip(ended.stages, ended.stages[1:], strict=False):
        found[stage] = max(found.get(stage, 0.0), until - at)
    return found


def note_stages(tell: int) -> None:
    """Have this process say when each stage begins."""
    renamed = False

    def noted(stage: str, inner: Callable[..., Any]) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal renamed
            if stage != "end" or renamed:
                os.write(tell, f"{stage}\n".encode())
            renamed = renamed or stage == "rename"
            return inner(*arguments, **options)

        return call

    for stage, (owner, name) in STAGES.items():
        setattr(owner, name, noted(stage, getattr(owner, name)))


def note_disk(events: Path, before: Path) -> None:
    """Have this process note what it syncs and renames, and keep what renames replace."""
    log = os.open(events, os.O_WRONLY | os.O_APPEND)
    real_sync, real_replace = os.fsync, Path.replace

    def fsync(handle: int) -> None:
        real_sync(handle)
        os.write(log, f"synced\t{Path(f'/proc/self/fd/{handle}').readlink()}\n".encode())

    def replace(source: Path, target: Path) -> Path:
        kept = before / str(len(list(before.iterdir())))
        if there := Path(target).is_file():
            os.link(target, kept)
        os.write(log, f"renamed\t{source.resolve()}\t{Path(target).resolve()}\t{kept if there else ''}\n".encode())
        return real_replace(source, target)

    os.fsync, Path.replace = fsync, replace  # type: ignore[assignment,method-assign]


def die_at(kill: Kill) -> None:
    """Have this process kill itself, and its group, before or after a step."""
    left = kill.nth

    def dying(inner: Callable[..., Any], counts: Callable[..., bool] = lambda *_: True) -> Callable[..., Any]:
        def call(*arguments: Any, **options: Any) -> Any:
            nonlocal left
            left -= counts(*arguments)
            is_last = left == 0 and counts(*arguments)
            if is_last and not kill.after:
                os.killpg(0, signal.SIGKILL)
            found = inner(*arguments, **options)
            if is_last:
                os.killpg(0, signal.SIGKILL)
            return found

        return call

    def in_home(source: Path, target: Path) -> bool:
        return Path(target).name.startswith("wirehouse.") and str(target).endswith(".duckdb")

    class Dying:
        """A connection that dies at a statement."""

        def __init__(self, connection: Any) -> None:
            self._connection = connection
            self.execute = dying(connection.execute, lambda sql, *_: sql == kill.step)
            self.close = dying(connection.close, lambda: kill.step == "close")

        def __getattr__(self, name: str) -> Any:
            return getattr(self._connection, name)

    if kill.step in SQL_STEPS:
        real = publishing.open_private
        publishing.open_private = lambda *given: Dying(real(*given))  # type: ignore[assignment,return-value]
    else:
        owner, name = STEPS[kill.step]
        counts = (in_home,) if kill.step == "replace" else ()
        setattr(owner, name, dying(getattr(owner, name), *counts))


@contextmanager
def forked(job: Callable[[int], None], told: Path) -> Iterator[tuple[int, Iterator[str]]]:
    """A fork of this process, a process group of its own, that does a job: its id, and the lines it writes to the pipe it is given."""
    heard, tell = os.pipe()
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setsid()
            os.close(heard)
            output = os.open(told, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
            os.dup2(output, 1)
            os.dup2(output, 2)
            job(tell)
            code = 0
        except WirehouseError as failure:
            os.write(2, f"wirehouse: {failure}\n".encode())
        except BaseException:
            os.write(2, traceback.format_exc().encode())
        finally:
            os._exit(code)
    os.close(tell)
    with os.fdopen(heard) as lines:
        yield child, (line.strip() for line in lines)


def end(child: int, with_workers: bool = True) -> bool:
    """Kill a fork, with its group or alone (a negative id: wait for it), and say whether it was killed."""
    if child > 0:
        with suppress(ProcessLookupError):
            (os.killpg if with_workers else os.kill)(child, signal.SIGKILL)
    _, status = os.waitpid(abs(child), 0)
    if os.WIFEXITED(status) and os.WEXITSTATUS(status):
        raise RuntimeError("a run failed")
    return os.WIFSIGNALED(status)
