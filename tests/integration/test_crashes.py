"""What a crash, a full or failing disk, missing rights or a program that will not let go can do: it is told plainly, and nothing is lost."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from flows import main_job, owner, warehouse
from flows.errors import BusyError, WarehouseError
from flows.landing_checks import damages, set_aside, without_bytes
from flows.settings import Settings
from flows.warehouse import only_writer, publish_waiting, query
from tests.warehouses import contents, one, rows

ROOT = Path(__file__).parents[2]
STORY = "Bridge opens\n\nThe bridge cost ${n} million, Mayor Ana Ruiz said. “It is safe,” she said on Monday.\n"
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0
AS_ANYBODY = ["setpriv", "--bounding-set=-all", "--inh-caps=-all"] if IS_ROOT else []
"""Before a command: rights count for it, as for people who are not root."""
needs_rights = pytest.mark.skipif(IS_ROOT and not shutil.which("setpriv"), reason="rights do not bind root")

Damage = Callable[[Path], None]


def stories(folder: Path, *numbers: int) -> list[Path]:
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{n}.txt" for n in numbers]
    for path in paths:
        path.write_text(STORY.replace("{n}", path.stem), encoding="utf-8")
    return paths


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


def wirehouse(*arguments: str | Path, before: tuple[str, ...] = (), **environment: str) -> "subprocess.CompletedProcess[str]":
    command = [*before, sys.executable, "-m", "flows.cli", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, env={**os.environ, **environment}, timeout=200, check=False)


# The published file


@pytest.mark.parametrize("damage", [*DAMAGES, made_a_folder], ids=lambda d: d.__name__)
def test_a_damaged_published_file_is_told_and_rebuilt_from_landing(tmp_path: Path, run: Any, damage: Damage) -> None:
    home, (a, b) = tmp_path / "home", stories(tmp_path / "in", 12, 13)
    settings = Settings(home=home, pipeline="fast")
    (tmp_path / "in/front.html").write_text("<html><body><nav><a href=/>Home</a></nav></body></html>", encoding="utf-8")
    (tmp_path / "in/copy.txt").write_bytes(a.read_bytes())
    run(home, tmp_path / "in", pipeline="fast")
    before = contents(home)
    damage(home / "wirehouse.duckdb")
    kept = None if damage is made_a_folder else (home / "wirehouse.duckdb").read_bytes()
    with pytest.raises(WarehouseError, match=r"wirehouse\.duckdb: is damaged.* `wirehouse rebuild`"):
        run(home, b, pipeline="fast")
    if damage is zeroed_within:  # what a reader comes upon as it reads on
        with pytest.raises(WarehouseError, match="rebuild"):
            query(home / "wirehouse.duckdb", "select * from core.article_revisions, core.sentences, core.entity_mentions")
    outcome, aside = main_job.rebuild(settings, progress=lambda *_: None)
    assert contents(home) == before
    assert outcome.summary.rejections == 1
    assert [re.sub(r"\d", "0", path.name) for path in aside] == ["wirehouse.aside-00000000T000000.duckdb"]
    assert kept is None or aside[0].read_bytes() == kept
    assert rows(home, "select command from ops.runs") == [("rebuild",)]


def test_a_rebuild_that_fails_puts_the_file_back(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows import publishing
    from flows.errors import AuditError

    home, (a,) = tmp_path / "home", stories(tmp_path / "in", 12)
    run(home, a, pipeline="fast")
    before = (home / "wirehouse.duckdb").read_bytes()

    def fails(*_: object) -> None:
        raise AuditError("no views")

    monkeypatch.setattr(publishing, "build_views", fails)
    with pytest.raises(AuditError, match="no views"):
        main_job.rebuild(Settings(home=home, pipeline="fast"), progress=lambda *_: None)
    assert (home / "wirehouse.duckdb").read_bytes() == before
    assert not list(home.glob("*aside*"))


def test_a_file_that_somebody_wrote_to_and_did_not_close_is_told(tmp_path: Path, run: Any) -> None:
    home, (a,) = tmp_path / "home", stories(tmp_path / "in", 12)
    run(home, a, pipeline="fast")
    (home / "wirehouse.duckdb.wal").write_bytes(b"")
    with pytest.raises(WarehouseError, match=r"not closed cleanly \(wirehouse\.duckdb\.wal"):
        run(home, a, pipeline="fast")


def test_where_an_open_file_cannot_be_replaced_the_finished_one_waits(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on Windows while a program has the published file open."""
    home, (a, b, c, d) = tmp_path / "home", stories(tmp_path / "in", 12, 13, 14, 15)
    whole = tmp_path / "whole"
    run(home, a, pipeline="fast")
    before, real = contents(home), Path.replace

    def stubborn(source: Path, target: Path) -> Path:
        if target.name == "wirehouse.duckdb":
            raise PermissionError(
                13, "The process cannot access the file because it is being used by another process", str(source)
            )
        return real(source, target)

    settings = Settings(home=home, pipeline="fast")
    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", stubborn)
        patched.setattr(warehouse, "PATIENCE_SECONDS", 0.2)
        for story in (b, c):  # the second builds on what waits
            with pytest.raises(WarehouseError, match=r"cannot be replaced .*used by another process.*`wirehouse publish`"):
                run(home, story, pipeline="fast")
            assert contents(home) == before
        with pytest.raises(WarehouseError, match="cannot be replaced"):
            publish_waiting(settings)
    assert settings.waiting.exists()
    assert wirehouse("publish", "--home", home).stdout == f"Published to {home}/wirehouse.duckdb.\n"
    run(whole, a, b, c, pipeline="fast")
    assert contents(home) == contents(whole)
    assert one(home, "select count(*) from ops.runs") == 3
    assert not publish_waiting(settings)
    run(home, d, pipeline="fast")
    assert one(home, "select count(*) from core.articles") == 4
    assert sorted(p.name for p in home.glob("*.duckdb")) == ["wirehouse.duckdb"]


def test_a_file_that_waits_is_put_in_place_by_the_next_run(tmp_path: Path, run: Any) -> None:
    """Also where a run was killed between the two renames of its publish."""
    home, (a, b) = tmp_path / "home", stories(tmp_path / "in", 12, 13)
    run(home, a, pipeline="fast")
    run(tmp_path / "other", a, b, pipeline="fast")
    shutil.copy(tmp_path / "other/wirehouse.duckdb", home / "wirehouse.next.duckdb")
    run(home, a, pipeline="fast")
    assert one(home, "select count(*) from core.articles") == 2
    assert not (home / "wirehouse.next.duckdb").exists()


def test_all_that_is_relied_on_is_on_disk_first(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
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
    run(home, a, pipeline="fast")
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
def test_a_damaged_landing_file_is_told_and_set_aside(tmp_path: Path, run: Any, damage: Damage) -> None:
    home, (a, b) = tmp_path / "home", stories(tmp_path / "in", 12, 13)
    settings = Settings(home=home, pipeline="fast")
    run(home, a, pipeline="fast")
    (spoilt,) = settings.landing.glob("*.parquet")
    run(home, b, pipeline="fast")
    before = contents(home)
    assert damages(settings.landing) == []
    damage(spoilt)
    ((path, reason),) = damages(settings.landing)
    assert path == spoilt
    assert "landing check --set-aside" in reason
    if damage is not zeroed_within:  # bytes within are met only when they are read
        with pytest.raises(WarehouseError, match=rf"{spoilt.name}: this landing file cannot be read .*--set-aside"):
            run(home, b, pipeline="fast")
    (kept,) = set_aside([path])
    assert kept == settings.landing / "damaged" / spoilt.name
    assert without_bytes(settings.landing, settings.warehouse) == 1
    run(home, b, pipeline="fast")
    assert contents(home) == before
    run(home, a, pipeline="fast")  # it comes again, and is landed again
    assert without_bytes(settings.landing, settings.warehouse) == 0
    main_job.rebuild(settings, progress=lambda *_: None)
    assert contents(home)["core.quotes"] == before["core.quotes"]


def test_bytes_that_changed_are_never_read_as_the_articles(tmp_path: Path, run: Any) -> None:
    """A file that is a whole Parquet file, with the bytes of another article in a row."""
    import pyarrow.parquet as pq

    home, (a, b) = tmp_path / "home", stories(tmp_path / "in", 12, 13)
    settings = Settings(home=home, pipeline="fast")
    run(home, a, pipeline="fast")
    (path,) = settings.landing.glob("*.parquet")
    table = pq.read_table(path)
    spoilt = table.to_pylist()[0] | {"body": b.read_bytes()}
    pq.write_table(type(table).from_pylist([spoilt], schema=table.schema), path)
    with pytest.raises(WarehouseError, match="are not those that were landed"):
        main_job.rebuild(settings, progress=lambda *_: None)
    done = wirehouse("landing", "check", "--home", home)
    assert (done.returncode, done.stdout.startswith("1 damaged files")) == (1, True), done.stderr
    done = wirehouse("landing", "check", "--set-aside", "--home", home)
    assert (done.returncode, done.stdout) == (0, "1 damaged files; 1 published documents without bytes\n"), done.stderr


def test_what_a_killed_run_left_of_a_landing_file_goes(tmp_path: Path, run: Any) -> None:
    home, (a,) = tmp_path / "home", stories(tmp_path / "in", 12)
    (home / "landing").mkdir(parents=True)
    (home / "landing/0123.77.part").write_bytes(b"PAR1")
    spills = [home / f".spill-{mark}-0" for mark in (f"{owner._host()}-{2**22 + 1}", owner.mark(), "elsewhere-7")]
    for spill in spills:
        spill.mkdir()
    run(home, a, pipeline="fast")
    assert not list((home / "landing").glob("*.part"))
    assert [spill.exists() for spill in spills] == [False, True, True], "readers that live keep what they spilled"


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


@needs_rights
def test_a_home_that_may_only_be_read_is_read(published: Path, tmp_path: Path) -> None:
    home = tmp_path / "rö ad only"
    home.mkdir()
    shutil.copy(published / "wirehouse.duckdb", home)
    home.chmod(0o555)
    before = tuple(AS_ANYBODY)
    done = wirehouse("sql", "select count(*) as n from core.articles", "--format", "csv", "--home", home, before=before)
    assert (done.returncode, done.stdout.split()[0], done.stderr) == (0, "n", "")
    assert wirehouse("status", "--home", home, before=before).returncode == 0
    for command in (["run", tmp_path], ["rebuild"], ["publish"], ["landing", "check"]):
        done = wirehouse(*command, "--home", home, before=before)
        assert (done.returncode, done.stdout) == (1, "")
        assert re.fullmatch(r"wirehouse: .*rö ad only: cannot be written \(Permission denied.*\); .*\n", done.stderr), done.stderr
    (home / "wirehouse.duckdb").chmod(0)
    done = wirehouse("sql", "select 1", "--home", home, before=before)
    assert (done.returncode, done.stdout) == (1, "")
    assert re.fullmatch(r"wirehouse: .*wirehouse\.duckdb: its rights do not let you read it; .*\n", done.stderr)
    home.chmod(0)
    done = wirehouse("status", "--home", home, before=before)
    assert re.fullmatch(r"wirehouse: .*wirehouse\.duckdb: cannot be read \(Permission denied\); .*\n", done.stderr)
    home.chmod(0o755)


def test_a_home_that_is_a_file_is_told(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.write_text("no folder")
    for command in (["run", tmp_path], ["sql", "select 1"], ["status"]):
        done = wirehouse(*command, WIREHOUSE_HOME=str(home))
        assert (done.returncode, done.stdout, "Traceback" in done.stderr) == (1, "", False)
        (line,) = done.stderr.splitlines()
        assert str(home) in line
        assert "--home" in line
    assert home.read_text() == "no folder"
