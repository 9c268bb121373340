"""A run over an archive that is killed (SIGKILL) at any point, and begun anew: nothing is lost and nothing there twice."""

import signal
import subprocess
import sys
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from flows.context import RunContext, Versions, now
from flows.fetching import Landed, land_inputs
from flows.frames import read_rows
from flows.landing import Landing
from flows.landing_files import read_columns
from flows.landing_upkeep import prune, size_of
from flows.settings import Settings
from flows.warehouse_history import prunable
from tests.archives import answer, http, record, records, url, warc, warc_gz, write, zipped
from tests.warehouses import contents, one, rows

ROOT = Path(__file__).parents[2]
PAGES = 24

DYING = """
import os, signal, sys
from pathlib import Path

from flows import landing
from flows.sources.archives import reader
from tests.integration.test_archives_killed import land

left = int(sys.argv[3])


def dying(inner):
    def counted(*arguments, **options):
        global left
        left -= 1
        if left == 0:
            os.kill(os.getpid(), signal.SIGKILL)
        return inner(*arguments, **options)

    return counted


landing.FILE_DOCUMENTS, reader.PART_DOCUMENTS = 5, 3
Path.replace, os.fsync, reader.Part.add = dying(Path.replace), dying(os.fsync), dying(reader.Part.add)
land(sys.argv[1], Path(sys.argv[2]))
print("done")
"""
"""Lands an archive in small files, and dies at the given one of its records, flushes to disk and renames."""


def land(archive: Path | str, home: Path, published: datetime | None = None) -> Landed:
    """The land stage of a run."""
    settings = Settings(home=home, max_bytes=50_000, allow_hosts=("127.0.0.1",))
    context = RunContext("0" * 20, "run", now(), settings, Versions("none", "none", "none"), home / "work", {})
    return land_inputs(context, [str(archive)], published, lambda *_: None)


def killed(archive: Path, home: Path, at: int) -> bool:
    """Whether landing in a process of its own was killed; at a point beyond its end it is not."""
    command = [sys.executable, "-c", DYING, str(archive), str(home), str(at)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=ROOT, timeout=120, check=False)
    assert done.returncode in (0, -signal.SIGKILL), done.stderr
    return done.returncode != 0


def with_broken_ones() -> list[bytes]:
    """A crawl in which every seventh record is spoiled, and that comes upon some pages a second time."""
    again = [answer(number, WARC_Date="2024-03-02T10:00:00Z") for number in (3, 30)]
    parts = [*records(PAGES), record(http(bytes(90_000)), url=url(999))]
    return [*(part[:-200] if number % 7 == 5 else part for number, part in enumerate(parts)), *again]


def archive_of(folder: Path, name: str) -> Path:
    parts = with_broken_ones()
    if name.endswith(".wacz"):
        half = len(parts) // 2
        return write(folder / name, zipped({"archive/a.warc": warc(parts[:half]), "archive/b.warc.gz": warc_gz(parts[half:])}))
    return write(folder / name, (warc_gz if name.endswith(".gz") else warc)(parts))


def landed(home: Path) -> list[tuple[Any, ...]]:
    """Every row of the landing log."""
    paths = sorted((home / "landing").glob("*.parquet"))
    return sorted(row for path in paths for row in read_columns(path, ("document_id", "url", "digest", "is_stored")))


def refusals(home: Path) -> list[tuple[str, str, str]]:
    """What the last run would publish as rejections."""
    return sorted((r.document_id, r.reason, r.detail) for r in read_rows("rejections", home / "work/land"))


@pytest.mark.parametrize(("name", "points"), [("a.warc", (4, 23, 31)), ("a.warc.gz", (17, 28, 44)), ("a.wacz", (20, 38))])
def test_landing_goes_on_after_a_kill(tmp_path: Path, name: str, points: tuple[int, ...]) -> None:
    archive = archive_of(tmp_path, name)
    whole = land(archive, tmp_path / "whole")
    assert len(refusals(tmp_path / "whole")) >= 5
    for at in points:
        home = tmp_path / f"killed-{at}"
        assert killed(archive, home, at)
        before = landed(home)
        after = land(archive, home)
        assert landed(home) == landed(tmp_path / "whole")
        assert set(before) <= set(landed(home))
        assert set(after.document_ids) <= set(whole.document_ids)
        assert refusals(home) == refusals(tmp_path / "whole")
        again = land(archive, home)
        assert (again.document_ids, again.failures) == ((), ())


def test_killed_again_and_again(tmp_path: Path) -> None:
    archive, home = archive_of(tmp_path, "a.warc.gz"), tmp_path / "home"
    land(archive, tmp_path / "whole")
    for at in (24, 26, 28, 999):
        killed(archive, home, at)
    assert land(archive, home).document_ids == ()
    assert landed(home) == landed(tmp_path / "whole")
    assert refusals(home) == refusals(tmp_path / "whole")
    assert Landing(home / "landing").seen == Landing(tmp_path / "whole/landing").seen != {}


def test_a_killed_run_is_finished_by_the_next(tmp_path: Path, run: Any) -> None:
    """To the published tables; then the landing log is compacted and pruned, and all still holds."""
    archive = archive_of(tmp_path, "a.warc.gz")
    killed_home, home = tmp_path / "killed", tmp_path / "whole"
    assert killed(archive, killed_home, 30)
    options = {"pipeline": "fast", "max_bytes": 50_000}
    run(killed_home, archive, **options)
    run(home, archive, **options)
    assert contents(killed_home) == contents(home)
    assert rows(home, "select distinct day(fetched_at) from ops.sightings") == [(2,)]
    assert one(home, "select count(*) from ops.documents where outcome != 'rejection'") == len(landed(home))
    assert rows(home, "select distinct stage from ops.rejections") == [("land",)]
    assert rows(home, "select outcome, reason like '%articles or pages, %' from ops.fetches") == [("ok", True)]
    before = contents(home)
    run(home, archive, **options)
    assert contents(home) == before
    assert one(home, "select outcome from ops.fetches order by fetched_at desc limit 1") == "not_modified"

    needed = prunable(home / "wirehouse.duckdb", before=now(), current_too=False)
    assert not needed & {d for (d,) in rows(home, "select document_id from ops.extractions")}
    everything = prunable(home / "wirehouse.duckdb", before=now(), current_too=True)
    assert prune(home / "landing", dict.fromkeys(everything, "a test")).documents == len(landed(home))
    assert size_of(home / "landing").files >= 1
    assert Landing(home / "landing").readable == set()
    run(home, write(tmp_path / "b.txt", b"The bridge cost $12 million, Mayor Ana Ruiz said on Monday.\n"), **options)
    assert one(home, "select count(*) from core.article_revisions") == len(before["core.article_revisions"]) + 1
