"""What a crash, a full or failing disk, missing rights or a program that will not let go can do: it is told plainly, and nothing is lost."""

import json
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pytest
from click.testing import CliRunner, Result

from flows import main_job, owner, warehouse
from flows.cli import main
from flows.errors import BusyError, WarehouseError
from flows.landing import Landing
from flows.landing_checks import damages, set_aside, without_bytes
from flows.orchestrator import _is_sound
from flows.recovery import recover, writing
from flows.settings import Settings
from flows.warehouse import log_of, only_writer, private_copy, publish_waiting, query, read_only, replace_published
from tests.bare import strip
from tests.warehouses import contents, one

ROOT = Path(__file__).parents[2]
STORY = "Bridge opens\n\nThe bridge cost ${n} million, Mayor Ana Ruiz said. “It is safe,” she said on Monday.\n"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
AS_ANYBODY = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if IS_ROOT else []
"""Before a command: rights count for it, as for people who are not root."""
needs_rights = pytest.mark.skipif(IS_ROOT and not shutil.which("setpriv"), reason="rights do not bind root")

Damage = Callable[[Path], None]
Run = Callable[..., Any]


def stories(folder: Path, *numbers: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{n}.txt" for n in numbers]
    for path in paths:
        path.write_text(STORY.replace("{n}", path.stem), encoding="utf-8")
    return paths


def settings_of(home: Path) -> Settings:
    return Settings(home=home, pipeline="fast", reports=0)


@pytest.fixture(scope="module")
def run() -> Iterator[Run]:
    """`run(home, *inputs)`: the main job in this process, without what stands around it."""
    with pytest.MonkeyPatch.context() as patched:
        strip(patched.setattr)
        yield lambda home, *inputs: main_job.run(
            [str(i) for i in inputs], settings_of(home), published=None, progress=lambda *_: None
        )


@pytest.fixture(scope="module")
def before(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a published article and its copy, and a rejected page; `in/` beside it."""
    folder = tmp_path_factory.mktemp("before")
    (story,) = stories(folder / "in", 12)
    (folder / "in/front.html").write_text("<html><body><nav><a href=/>Home</a></nav></body></html>", encoding="utf-8")
    shutil.copy(story, folder / "in/copy.txt")
    run(folder / "home", folder / "in")
    return folder / "home"


@pytest.fixture(scope="module")
def wanted(before: Path) -> dict[str, Any]:
    return contents(before)


@pytest.fixture
def home(before: Path, tmp_path: Path) -> Path:
    """A copy of that home."""
    return Path(shutil.copytree(before, tmp_path / "home"))


def cut(path: Path) -> None:
    os.truncate(path, path.stat().st_size // 2)


def emptied(path: Path) -> None:
    os.truncate(path, 0)


def garbled(path: Path) -> None:
    path.write_bytes(os.urandom(path.stat().st_size))


def zeroed_within(path: Path) -> None:
    """The bytes of the middle, where data stand: no header and no footer."""
    size = path.stat().st_size
    with path.open("r+b") as file:
        file.seek(size // 3)
        file.write(bytes(size // 3))


def made_a_folder(path: Path) -> None:
    path.unlink()
    path.mkdir()


DAMAGES = (cut, emptied, garbled, zeroed_within)


def wirehouse(*arguments: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, [*map(str, arguments)], env=environment)


# The published file


@pytest.mark.parametrize("damage", [*DAMAGES, made_a_folder], ids=lambda d: d.__name__)
def test_a_damaged_published_file_is_told(tmp_path: Path, home: Path, run: Run, damage: Damage) -> None:
    (story,) = stories(tmp_path / "in", 13)
    damage(home / "wirehouse.duckdb")
    kept = None if damage is made_a_folder else (home / "wirehouse.duckdb").read_bytes()
    with pytest.raises(WarehouseError, match=r"wirehouse\.duckdb: is damaged.* `wirehouse rebuild`"):
        run(home, story)
    if damage is zeroed_within:  # what a reader comes upon as it reads on
        with pytest.raises(WarehouseError, match="rebuild"):
            query(home / "wirehouse.duckdb", "select * from core.article_revisions, core.sentences, core.entity_mentions")
    assert kept is None or (home / "wirehouse.duckdb").read_bytes() == kept


@pytest.mark.parametrize("damage", [cut, made_a_folder], ids=lambda d: d.__name__)
def test_a_damaged_published_file_is_rebuilt_from_landing(home: Path, run: Run, wanted: dict[str, Any], damage: Damage) -> None:
    published = home / "wirehouse.duckdb"
    damage(published)
    left = None if damage is made_a_folder else published.read_bytes()
    log_of(published).write_bytes(b"whatever")
    outcome, kept = main_job.rebuild(settings_of(home), progress=lambda *_: None)
    assert contents(home) == wanted
    assert outcome.summary.rejections == 1
    assert kept is not None
    assert re.sub(r"\d", "0", kept.name) == "wirehouse.00000000-000000.duckdb"
    assert (kept.is_dir() if left is None else kept.read_bytes() == left, log_of(kept).read_bytes()) == (True, b"whatever")
    assert sorted(p.name for p in home.glob("wirehouse*")) == sorted([kept.name, log_of(kept).name, published.name])


def test_a_file_that_somebody_wrote_to_and_did_not_close_is_told(home: Path) -> None:
    (home / "wirehouse.duckdb.wal").write_bytes(b"")
    with pytest.raises(WarehouseError, match=r"not closed cleanly \(wirehouse\.duckdb\.wal"), private_copy(settings_of(home)):
        pass


def stamped(folder: Path, number: int) -> Path:
    """A finished file that is told from others."""
    folder.mkdir(exist_ok=True)
    path = folder / "wirehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute("create table stamps as select ? as number", [number])
    return path


def stamp(path: Path) -> object:
    return query(path, "select number from stamps")["number"][0].as_py()


def test_where_an_open_file_cannot_be_replaced_the_finished_one_waits(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As on Windows while a program has the published file open."""
    settings, real = settings_of(tmp_path), Path.replace
    replace_published(stamped(tmp_path / "next", 1), settings)

    def stubborn(source: Path, target: Path) -> Path:
        if target.name == "wirehouse.duckdb":
            raise PermissionError(
                13, "The process cannot access the file because it is being used by another process", str(source)
            )
        return real(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stubborn)
        patched.setattr(warehouse, "PATIENCE_SECONDS", 0.2)
        for number in (2, 3):
            with pytest.raises(WarehouseError, match=r"cannot be replaced .*used by another process.*`wirehouse publish`"):
                replace_published(stamped(tmp_path / "next", number), settings)
            assert stamp(settings.warehouse) == 1
            with private_copy(settings) as path:  # the next run builds on what waits
                assert stamp(path) == number
        recover(settings)  # in vain, too
        with pytest.raises(WarehouseError, match="cannot be replaced"):
            publish_waiting(settings)
    assert (stamp(settings.waiting), stamp(settings.newest)) == (3, 3)
    assert wirehouse("publish", "--home", tmp_path).output == f"Published to {settings.warehouse}.\n"
    assert stamp(settings.warehouse) == 3
    assert wirehouse("publish", "--home", tmp_path).output.endswith("nothing waits to be published.\n")


def test_a_file_that_waits_is_put_in_place_by_the_next_run(tmp_path: Path) -> None:
    """Also where a run was killed between the two renames of its publish."""
    settings = settings_of(tmp_path)
    stamped(tmp_path, 1)
    stamped(tmp_path / "next", 2).rename(settings.waiting)
    with writing(settings):
        assert (stamp(settings.warehouse), settings.waiting.exists()) == (2, False)


def test_all_that_is_relied_on_is_on_disk_first(tmp_path: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file is synced before it gets its name, the folder after, and folders that were made with the ones above them."""
    said: list[tuple[str, Path]] = []
    real_sync, real_replace, real_mkdir = os.fsync, Path.replace, Path.mkdir

    def fsync(handle: int) -> None:
        real_sync(handle)
        said.append(("synced", Path(f"/proc/self/fd/{handle}").readlink()))

    def replace(source: Path, target: Path) -> Path:
        said.extend([("from", source), ("to", target)])
        return real_replace(source, target)

    def mkdir(path: Path, *arguments: Any, **options: Any) -> None:
        if not path.exists():
            said.append(("made", path))
        real_mkdir(path, *arguments, **options)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(Path, "replace", replace)
    monkeypatch.setattr(Path, "mkdir", mkdir)
    home, (a,) = tmp_path / "new/home", stories(tmp_path / "in", 12)
    run(home, a)
    renamed = [(i, path) for i, (what, path) in enumerate(said) if what == "from" and path.suffix in {".part", ".duckdb"}]
    landed = [said[i + 1][1] for i, _ in renamed if said[i + 1][1].parent == home / "landing"]
    published = [said[i + 1][1].name for i, _ in renamed if said[i + 1][1].parent == home]
    assert (len(landed), published) == (1, ["wirehouse.next.duckdb", "wirehouse.duckdb"])
    for i, path in renamed:
        target = said[i + 1][1]
        assert ("synced", path) in said[:i] or path.name == "wirehouse.next.duckdb"
        assert ("synced", target.parent) in said[i + 2 : i + 4]
    for made in (home.parent, home, home / "landing"):
        assert ("synced", made.parent) in said[said.index(("made", made)) :] if ("made", made) in said else made.exists()
    assert ("synced", home.parent.parent) in said
    assert ("synced", home.parent) in said


# The landing log


@pytest.mark.parametrize("damage", DAMAGES, ids=lambda d: d.__name__)
def test_a_damaged_landing_file_is_told_and_set_aside(home: Path, damage: Damage) -> None:
    settings = settings_of(home)
    (spoilt,) = settings.landing.glob("*.parquet")
    assert damages(settings.landing) == []
    damage(spoilt)
    ((path, reason),) = damages(settings.landing)
    assert path == spoilt
    assert "landing check --set-aside" in reason
    with pytest.raises(WarehouseError, match=rf"{spoilt.name}: this landing file cannot be read .*--set-aside"):
        list(Landing(settings.landing).read(Landing(settings.landing).readable))
    (kept,) = set_aside([path])
    assert kept == settings.landing / "damaged" / spoilt.name
    assert Landing(settings.landing).readable == set()
    assert without_bytes(settings.landing, settings.warehouse) == 2


def test_what_was_set_aside_is_landed_when_it_comes_again(home: Path, before: Path, run: Run, wanted: dict[str, Any]) -> None:
    settings = settings_of(home)
    (spoilt,) = settings.landing.glob("*.parquet")
    cut(spoilt)
    done = wirehouse("landing", "check", "--home", home)
    assert (done.exit_code, done.stdout) == (1, "1 damaged files; 0 published documents without bytes\n")
    done = wirehouse("landing", "check", "--set-aside", "--home", home)
    assert (done.exit_code, done.stdout) == (0, "1 damaged files; 2 published documents without bytes\n")
    assert contents(home) == wanted
    run(home, before.parent / "in")
    assert without_bytes(settings.landing, settings.warehouse) == 0
    assert contents(home)["core.quotes"] == wanted["core.quotes"]


def test_bytes_that_changed_are_never_read_as_the_articles(home: Path) -> None:
    """A file that is a whole Parquet file, with other bytes in a row."""
    import pyarrow.parquet as pq

    settings = settings_of(home)
    (path,) = settings.landing.glob("*.parquet")
    table = pq.read_table(path)
    spoilt = [row | {"body": row["body"] and row["body"] + b"!"} for row in table.to_pylist()]
    pq.write_table(type(table).from_pylist(spoilt, schema=table.schema), path)
    with pytest.raises(WarehouseError, match="are not those that were landed"):
        list(Landing(settings.landing).read(Landing(settings.landing).readable))
    assert [damage.path for damage in damages(settings.landing)] == [path]


def test_what_a_killed_run_left_goes(tmp_path: Path) -> None:
    (tmp_path / "landing").mkdir()
    left = [tmp_path / "landing/0123.77.part", tmp_path / f"{owner.FILE_NAME}.77"]
    for path in left:
        path.write_bytes(b"PAR1")
    recover(settings_of(tmp_path))
    assert not any(path.exists() for path in left)


@pytest.mark.parametrize("damage", [*DAMAGES, Path.unlink], ids=lambda d: d.__name__)
def test_a_history_of_prefect_that_power_failing_spoilt_is_begun_anew(tmp_path: Path, damage: Damage) -> None:
    """And one that is well, also while another server writes to it, is kept."""
    import sqlite3
    from contextlib import closing

    path = tmp_path / "history.db"
    with closing(sqlite3.connect(path)) as connection:
        connection.execute(
            "create table flow_run as with recursive n(i) as (select 1 union all select i + 1 from n where i < 9999) select * from n"
        )
        connection.commit()
        assert _is_sound(path)
        connection.execute("begin exclusive")
        assert _is_sound(path)
    damage(path)
    assert not _is_sound(path)


# Disks


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """The system refuses to write further in any file, as where a disk is full."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


@pytest.mark.parametrize(("share", "told"), [(0, "landing"), (0.1, "next"), (1, "next")])
def test_a_disk_that_refuses_is_told_and_nothing_is_lost(
    tmp_path: Path, home: Path, run: Run, wanted: dict[str, Any], share: float, told: str
) -> None:
    """In the landing log, in the private copy, in what is added to it."""
    (story,) = stories(tmp_path / "in", 13)
    published = home / "wirehouse.duckdb"
    bytes_before = published.read_bytes()
    room = int(len(bytes_before) * share) + 100
    with files_of_at_most(room), pytest.raises(WarehouseError) as refused:
        run(home, story)
    assert "than allowed" in str(refused.value)
    assert "as it was" in str(refused.value)
    assert str(home / told) in str(refused.value)
    assert published.read_bytes() == bytes_before
    assert sorted(p.name for p in home.iterdir() if p.name.startswith("wirehouse")) == ["wirehouse.duckdb"]
    run(home, story)
    assert one(home, "select count(*) from core.articles") == len(wanted["core.articles"]) + 1


def test_a_file_can_be_read_twice_at_once_in_one_process(before: Path) -> None:
    with read_only(before / "wirehouse.duckdb") as one_of_them, read_only(before / "wirehouse.duckdb") as other:
        assert one_of_them.execute("from ops.runs").fetchall() == other.execute("from ops.runs").fetchall()
        assert other.execute("select current_setting('TimeZone')").fetchall() == [("UTC",)]


# Who is at work


@pytest.mark.parametrize(
    ("told", "who"),
    [
        ({}, r"process \d+ \(.+\), since \d{4}-\d\d-\d\d \d\d:\d\d:\d\d UTC,"),
        ({"host": "elsewhere", "pid": 7, "command": "wirehouse run x"}, r"process 7 on elsewhere \(wirehouse run x\), since"),
        ({"pid": 2**22 + 1}, "another process"),
        ({"pid": "x"}, "another process"),
        ({"since": 7}, "another process"),
        (b"", "another process"),
        (b"\xff\x00{", "another process"),
        (b"[1]", "another process"),
        (None, "another process"),
    ],
)
def test_a_second_run_is_told_who_is_at_work(tmp_path: Path, told: Any, who: str) -> None:
    with only_writer(tmp_path):
        path = tmp_path / ".lock-owner"
        if isinstance(told, dict):
            path.write_text(json.dumps(json.loads(path.read_text()) | told))
        else:
            path.unlink()
            if told is not None:
                path.write_bytes(told)
        with pytest.raises(BusyError, match=f": {who}"), only_writer(tmp_path):
            pass
    with only_writer(tmp_path):
        pass


def test_the_lock_dies_with_its_process(tmp_path: Path) -> None:
    script = f"""
import time
from pathlib import Path
from flows.warehouse import only_writer
with only_writer(Path({str(tmp_path)!r})):
    print("held", flush=True)
    time.sleep(600)
"""
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True, cwd=ROOT) as holder:
        assert holder.stdout
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(BusyError, match=f"process {holder.pid} "), only_writer(tmp_path):
            pass
        holder.send_signal(signal.SIGKILL)
        holder.wait()
    with only_writer(tmp_path):
        assert json.loads((tmp_path / ".lock-owner").read_text())["pid"] == os.getpid()


# Rights, and names


SEVERAL = """
import json, sys
from click.testing import CliRunner
from flows.cli import main

for arguments in json.loads(sys.argv[1]):
    done = CliRunner().invoke(main, arguments)
    print(json.dumps([done.exit_code, done.stdout, done.stderr]))
"""
"""Commands one after the other, in a process that has no special rights."""


def as_anybody(*commands: list[str]) -> list[list[Any]]:
    command = [*AS_ANYBODY, sys.executable, "-c", SEVERAL, json.dumps(commands)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=200, check=True)
    return [json.loads(line) for line in done.stdout.splitlines()]


@needs_rights
def test_a_home_that_may_only_be_read_is_read(before: Path, tmp_path: Path) -> None:
    home, locked = tmp_path / "rö ad only", tmp_path / "locked"
    for folder in (home, locked):
        folder.mkdir()
        shutil.copy(before / "wirehouse.duckdb", folder)
    home.chmod(0o555)
    (locked / "wirehouse.duckdb").chmod(0)
    ask = ["sql", "select count(*) as n from range(3000000) t(i) join core.articles on true", "--format", "csv", "--home"]
    writing = [["run", str(tmp_path)], ["publish"], ["landing", "check"], ["landing", "compact"]]
    read, unreadable, *refused = as_anybody([*ask, str(home)], [*ask, str(locked)], *([*w, "--home", str(home)] for w in writing))
    assert (read[0], read[1].split()[0], read[2]) == (0, "n", "")
    assert unreadable[0] == 1
    assert re.fullmatch(r"wirehouse: .*wirehouse\.duckdb: its rights do not let you read it; .*\n", unreadable[2])
    for code, printed, told in refused:
        assert (code, printed) == (1, "")
        assert re.fullmatch(r"wirehouse: .*rö ad only: cannot be written \(Permission denied.*\); .*\n", told), told


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    for command in (["run", tmp_path], ["sql", "select 1"], ["status"]):
        done = wirehouse(*command, WIREHOUSE_HOME=str(home))
        assert (done.exit_code, done.stdout) == (1, "")
        (line,) = done.stderr.splitlines()
        assert str(home) in line
        assert "--home" in line
    assert home.read_text() == "no folder"


# Many kills, and many readers: small versions of the benchmarks


@pytest.mark.parametrize(
    ("script", "arguments", "told"),
    [
        ("kills", ["--bare", "--kills", "2", "--steps", "publish_waiting", "--seed", "5"], r"(\d+) kills, 0 failures"),
        ("readers", ["--publishes", "5", "--whole", "1", "--readers", "2"], r"(\d+) reads of 2 processes.*, 0 errors"),
    ],
)
def test_benchmarks_of_trust(script: str, arguments: list[str], told: str) -> None:
    command = [sys.executable, f"benchmarks/{script}.py", *arguments]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env=environment, timeout=300, check=False)
    found = re.search(told, done.stdout)
    assert done.returncode == 0, done.stdout + done.stderr
    assert found
    assert int(found[1]) >= 3
