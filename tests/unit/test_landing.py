"""The landing log: what goes in comes out, the same bytes once; how far archives are; compacting and pruning lose nothing they should not."""

import contextlib
import hashlib
import os
import random
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from flows import landing as landing_module
from flows import landing_upkeep
from flows.errors import WarehouseError
from flows.landing import Landing
from flows.landing_files import Reached, all_rows, read_columns, read_notes
from flows.landing_upkeep import compact, prune
from transforms.documents import Given, RawDocument, Rejected

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
DAY = datetime(2020, 2, 14, tzinfo=UTC)


def a(url: str, body: bytes = b"", **given: Any) -> RawDocument:
    """A document."""
    return RawDocument(url, "text/html", body or url.encode(), {"etag": '"x"'}, NOW, Given(**given))


def contents(folder: Path) -> dict[str, RawDocument]:
    """Every document that can be read."""
    landing = Landing(folder)
    return {d.document_id: d for d in landing.read(landing.readable)}


def stored(folder: Path) -> list[str]:
    """The digest of every body there is."""
    return sorted(row["digest"] for path in folder.glob("*.parquet") for row in all_rows(path) if row["body"] is not None)


def land(folder: Path, *parts: Iterable[RawDocument | Reached]) -> None:
    """Land each part in a process of its own, so to speak."""
    for part in parts:
        Landing(folder).land(part)


def test_what_goes_in_comes_out(tmp_path: Path) -> None:
    documents = [a("x"), a("y", b"\0\xff" * 1000), a("z", published_at=DAY, published_at_origin="given", title="T")]
    assert Landing(tmp_path).land(documents) == [d.document_id for d in documents]
    assert contents(tmp_path) == {d.document_id: d for d in documents}
    assert Landing(tmp_path).land(documents) == [d.document_id for d in documents]
    assert len(list(tmp_path.iterdir())) == 1


def test_the_same_bytes_are_stored_once(tmp_path: Path) -> None:
    land(tmp_path, [a("x", b"same"), a("y", b"same"), a("z", b"other")], [a("w", b"same"), a("v", b"new")])
    assert {d.url: d.body for d in contents(tmp_path).values()} == {
        "x": b"same", "y": b"same", "z": b"other", "w": b"same", "v": b"new",
    }  # fmt: skip
    assert stored(tmp_path) == sorted(hashlib.sha256(b).hexdigest() for b in (b"same", b"other", b"new"))


def test_files_of_before_are_read(tmp_path: Path) -> None:
    land(tmp_path, [a("x"), a("y")])
    (path,) = tmp_path.iterdir()
    pq.write_table(pq.read_table(path).drop_columns(["is_stored", "pruned"]), path)
    land(tmp_path, [a("z", b"x"), a("x")])
    assert sorted(d.url for d in contents(tmp_path).values()) == ["x", "y", "z"]
    assert compact(tmp_path)[1].files == 1
    assert sorted((d.url, d.body) for d in contents(tmp_path).values()) == [("x", b"x"), ("y", b"y"), ("z", b"x")]


def test_an_id_that_was_never_landed(tmp_path: Path) -> None:
    with pytest.raises(KeyError):
        list(Landing(tmp_path).read(["0" * 20]))


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    (tmp_path / "abc.parquet").write_bytes(b"PAR1 and nothing")
    with pytest.raises(WarehouseError, match=r"abc\.parquet: .*move it away"):
        _ = Landing(tmp_path).where


REFUSED = (a("r")._replace(body=b"", headers={}), Rejected("land", "too_large", "r: is too large; split it"))


def test_how_far_an_archive_is(tmp_path: Path) -> None:
    land(tmp_path, [a("x"), Reached("k", 0, 10, False, (REFUSED,)), a("y"), Reached("k", 10, 25, False)])
    assert Landing(tmp_path).reached("k") == (25, False)
    assert Landing(tmp_path).reached("other") == (0, False)
    assert list(Landing(tmp_path).refused()) == [REFUSED]
    land(tmp_path, [Reached("k", 25, 40, True)])
    assert Landing(tmp_path).reached("k") == (40, True)


def test_a_gap_is_read_again(tmp_path: Path) -> None:
    """A landing file that was moved away takes with it what it said of an archive."""
    land(tmp_path, [a("x"), Reached("k", 0, 10, False)])
    (first,) = tmp_path.iterdir()
    land(tmp_path, [a("y"), Reached("k", 10, 20, False)], [a("z"), Reached("k", 20, 30, True)])
    first.unlink()
    assert Landing(tmp_path).reached("k") == (0, False)
    land(tmp_path, [a("x"), Reached("k", 0, 12, False)])
    assert Landing(tmp_path).reached("k") == (30, True)


def test_what_is_written_tells_only_of_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file that is closed within a part does not say that the part is landed."""
    monkeypatch.setattr(landing_module, "FILE_DOCUMENTS", 2)

    def part() -> Iterable[RawDocument | Reached]:
        yield from (a("1"), a("2"), a("3"))
        assert Landing(tmp_path).reached("k") == (0, False)
        yield Reached("k", 0, 30, False)
        assert Landing(tmp_path).reached("k") == (0, False)
        yield a("4")
        assert Landing(tmp_path).reached("k") == (30, False)

    land(tmp_path, part())


def many(folder: Path, files: int = 6) -> dict[str, RawDocument]:
    """A landing folder of several files with bodies in common, and marks."""
    chance = random.Random(1)
    for number in range(files):
        documents = [a(f"https://x.example/{number}/{i}", chance.choice([b"", b"shared", bytes([i]) * 999])) for i in range(9)]
        land(folder, [*documents, Reached("k", number * 10, number * 10 + 10, number == files - 1, (REFUSED,))])
    return contents(folder)


def test_compacting_keeps_everything(tmp_path: Path) -> None:
    before, bodies = many(tmp_path), stored(tmp_path)
    sizes = compact(tmp_path)
    assert (sizes[0].files, sizes[1].files) == (6, 1)
    assert contents(tmp_path) == before
    assert stored(tmp_path) == bodies
    assert Landing(tmp_path).reached("k") == (60, True)
    assert list(Landing(tmp_path).refused()) == [REFUSED]
    (path,) = tmp_path.iterdir()
    assert compact(tmp_path)[1].files == 1
    assert [path] == list(tmp_path.iterdir()), "compact already"
    assert Landing(tmp_path).land(before.values()) == list(before)
    assert [path] == list(tmp_path.iterdir()), "nothing is landed twice"


def test_a_compact_file_is_read_group_by_group(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landing_upkeep, "GROUP_ROWS", 4)
    before = many(tmp_path)
    compact(tmp_path)
    (path,) = tmp_path.iterdir()
    assert pq.ParquetFile(path).num_row_groups > 10
    assert contents(tmp_path) == before


class Killed(BaseException):
    """Stands for the end of the process."""


@pytest.mark.parametrize("what", ["compact", "prune"])
@pytest.mark.parametrize("step", range(12))
def test_upkeep_that_is_interrupted_anywhere_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, what: str, step: int
) -> None:
    before = many(tmp_path)
    doomed = {d: "old" for d in sorted(before)[::3]}
    steps = 0

    def count(inner: Any) -> Any:
        def counted(*arguments: Any, **options: Any) -> Any:
            nonlocal steps
            steps += 1
            if steps == step + 1:
                raise Killed
            return inner(*arguments, **options)

        return counted

    with monkeypatch.context() as patched:
        for name in ("unlink", "replace"):
            patched.setattr(Path, name, count(getattr(Path, name)))
        patched.setattr(os, "fsync", count(os.fsync))
        with contextlib.suppress(Killed):
            compact(tmp_path) if what == "compact" else prune(tmp_path, doomed)
    kept = {d: document for d, document in before.items() if what == "compact" or d not in doomed}
    now = contents(tmp_path)
    assert now.items() >= kept.items()
    compact(tmp_path) if what == "compact" else prune(tmp_path, doomed)
    after = contents(tmp_path)
    assert after.items() >= kept.items()
    assert Landing(tmp_path).where.keys() == before.keys()
    assert len(stored(tmp_path)) == len(set(stored(tmp_path)))
    assert Landing(tmp_path).reached("k") == (60, True)
    assert not list(tmp_path.glob("*.part"))


def test_damaged_bytes_stop_compacting(tmp_path: Path) -> None:
    many(tmp_path, 2)
    path = sorted(tmp_path.iterdir())[0]
    table = pq.read_table(path)
    bodies = [body and body[:-1] + b"?" for body in table["body"].to_pylist()]
    pq.write_table(table.set_column(4, "body", pa.array(bodies, pa.binary())), path)
    files = sorted(tmp_path.iterdir())
    with pytest.raises(WarehouseError, match="damaged"):
        compact(tmp_path)
    assert sorted(tmp_path.iterdir()) == files


def test_pruning_drops_bytes_and_says_why(tmp_path: Path) -> None:
    x, y, z = a("x", b"only x"), a("y", b"shared"), a("z", b"shared")
    land(tmp_path, [x, y, z])
    doomed = {x.document_id: "superseded", y.document_id: "superseded"}
    expected = landing_upkeep.Pruned(documents=1, bodies=1, shared=1)
    assert prune(tmp_path, doomed, pretend=True) == expected
    assert len(contents(tmp_path)) == 3
    assert prune(tmp_path, doomed) == expected
    assert contents(tmp_path) == {d.document_id: d for d in (y, z)}
    assert Landing(tmp_path).where.keys() == {d.document_id for d in (x, y, z)}
    (path,) = tmp_path.iterdir()
    reasons = dict(read_columns(path, ("url", "pruned")))
    assert reasons == {"x": "superseded", "y": None, "z": None}
    with pytest.raises(WarehouseError, match="x: its bytes were pruned"):
        list(Landing(tmp_path).read([x.document_id]))
    assert prune(tmp_path, doomed) == landing_upkeep.Pruned(0, 0, 1)


def met(document: RawDocument, hour: int) -> RawDocument:
    """The document, fetched at another hour."""
    return document._replace(fetched_at=NOW + timedelta(hours=hour))


def seen(folder: Path) -> dict[str, tuple[int, int]]:
    """URL -> the first and the last hour at which it was met again, as the next process finds it."""
    landing = Landing(folder)
    urls = {d: url for path in folder.glob("*.parquet") for d, url in read_columns(path, ("document_id", "url"))}
    return {urls[d]: (round((first - NOW) / HOUR), round((last - NOW) / HOUR)) for d, (first, last) in landing.seen.items()}


HOUR = timedelta(hours=1)


def test_when_documents_were_met_again_is_kept(tmp_path: Path) -> None:
    x, y, file = a("x", source_kind="page"), a("y", source_kind="archive"), a("f", source_kind="file")
    end = Reached("a", 0, 9, True)
    land(tmp_path, [x, y, file, met(y, 2)], [met(x, 3), met(file, 4)], [met(x, -1), end], [met(x, 1)])
    assert seen(tmp_path) == {"x": (-1, 3), "y": (2, 2)}
    files = sorted(tmp_path.iterdir())
    land(tmp_path, [x, y, file, met(file, 9)])
    assert sorted(tmp_path.iterdir()) == files, "the very same reading, and that of a file, tell nothing"
    compact(tmp_path)
    assert (seen(tmp_path), Landing(tmp_path).reached("a")) == ({"x": (-1, 3), "y": (2, 2)}, (9, True))
    assert contents(tmp_path) == {d.document_id: d for d in (x, y, file)}
    (path,) = tmp_path.iterdir()
    assert len(read_notes(path).seen) == 3


def test_what_was_pruned_and_comes_again_keeps_when_it_was_there_first(tmp_path: Path) -> None:
    x, y = a("x", source_kind="page"), a("y")
    land(tmp_path, [x, y])
    prune(tmp_path, {x.document_id: "old"})
    land(tmp_path, [met(x, 5)], [met(x, 7)])
    assert contents(tmp_path)[x.document_id] == met(x, 5)
    assert seen(tmp_path) == {"x": (0, 7)}


def test_what_was_pruned_and_is_fetched_again_is_there_again(tmp_path: Path) -> None:
    x, y = a("x"), a("y")
    land(tmp_path, [x], [y])  # a file of its own, whose name would be that of the one that pruning replaced
    prune(tmp_path, {x.document_id: "old"})
    land(tmp_path, [x])
    assert contents(tmp_path) == {d.document_id: d for d in (x, y)}
    compact(tmp_path)
    assert contents(tmp_path) == {d.document_id: d for d in (x, y)}
    assert prune(tmp_path, {x.document_id: "old"}).documents == 1
    assert contents(tmp_path) == {y.document_id: y}


def test_what_is_remembered_of_the_files_follows_them(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A process reads again only files that came or changed, and forgets what went."""
    other = tmp_path / "other"
    land(tmp_path, [a("https://a.example/1", b"one")])
    land(other, [a("https://b.example/1", b"two")])
    (first,) = Landing(tmp_path).readable
    (second,) = Landing(other).readable
    assert Landing(tmp_path).readable == {first}

    asked: list[str] = []
    real = landing_module.read_columns
    monkeypatch.setattr(landing_module, "read_columns", lambda path, names: asked.append(path.name) or real(path, names))
    (theirs,) = other.glob("*.parquet")
    (tmp_path / theirs.name).write_bytes(theirs.read_bytes())
    assert Landing(tmp_path).readable == {first, second}
    assert asked == [theirs.name]

    (tmp_path / theirs.name).write_bytes(b"spoilt")
    with pytest.raises(WarehouseError, match=theirs.name):
        assert Landing(tmp_path).readable
    (tmp_path / theirs.name).unlink()
    assert Landing(tmp_path).readable == {first}
