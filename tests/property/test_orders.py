"""Order, batches, parts, repetitions and breaks: whatever way articles come in, the tables are the same (invariants 2, 3, 5).

Runs are real, but for the audit and dbt's views, which take seconds each and are tested elsewhere; worker processes: test_workers.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, note, settings
from hypothesis import strategies as st

from flows import auditing, main_job, publishing
from flows.settings import Settings
from tests.property.test_invariants import records, save
from tests.warehouses import contents, rows

RECORDS = records()
EXAMPLES = int(os.environ.get("WIREHOUSE_TEST_EXAMPLES", "2"))
"""Each is about ten runs; a long search takes more."""


class Broken(Exception):
    """What the progress of a run raises, to break it off between two steps."""


def breaking(at: int | None) -> Any:
    """A progress that breaks the run off when it is told of the step `at`."""
    told = 0

    def progress(*_: object) -> None:
        nonlocal told
        told += 1
        if told == at:
            raise Broken

    return progress


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory, server: None) -> Iterator[dict[str, Any]]:
    """What one run over all the articles makes of them."""
    folder = tmp_path_factory.mktemp("expected")
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(publishing, "build_views", lambda path, settings: None)
        patched.setattr(publishing, "build_search", lambda path, wanted: None)
        patched.setattr(auditing, "audit", lambda frames, seen: [])
        run(folder / "home", save(folder / "all.jsonl", RECORDS))
        yield contents(folder / "home")


def run(home: Path, articles: Path, *, at: int | None = None, **options: int) -> bool:
    """One run, broken off at step `at`; whether it came to its end."""
    try:
        main_job.run([str(articles)], Settings(home=home, pipeline="fast", **options), published=None, progress=breaking(at))  # type: ignore[arg-type]
    except Broken:
        return False
    return True


Piece = tuple[list[dict[str, Any]], int | None]
SIZES = st.integers(1, 4)
BREAKS = st.one_of(st.none(), st.integers(1, 14))


@st.composite
def pieces(draw: st.DrawFn) -> list[Piece]:
    """All the articles in any order, in one to three runs, each perhaps broken off at some step."""
    order = draw(st.permutations(RECORDS))
    cuts = sorted(draw(st.lists(st.integers(1, len(order) - 1), max_size=2, unique=True)))
    return [(order[a:b], draw(BREAKS)) for a, b in zip([0, *cuts], [*cuts, len(order)], strict=True)]


@settings(max_examples=EXAMPLES)
@given(pieces=pieces(), batch_size=SIZES, publish_every=st.sampled_from([2, 3, 5_000]))
def test_whatever_way_they_come_in_the_tables_are_the_same(
    expected: dict[str, Any], tmp_path: Path, pieces: list[Piece], batch_size: int, publish_every: int
) -> None:
    home = tmp_path / "home"
    shutil.rmtree(home, ignore_errors=True)
    options = {"batch_size": batch_size, "publish_every": publish_every}
    note(f"{[(len(piece), at) for piece, at in pieces]} {options}")
    again = []
    for number, (piece, at) in enumerate(pieces):
        path = save(tmp_path / f"{number}.jsonl", piece)
        if not run(home, path, at=at, **options):
            again.append(path)
    for path in again:
        run(home, path, **options)
    assert contents(home) == expected
    assert rows(home, "select count(*) from ops.runs where documents != revisions + duplicates + rejections") == [(0,)]
    run(home, tmp_path / "0.jsonl", **options)
    assert contents(home) == expected
