"""Planted faults: what is structurally wrong is always found, what is wrong in meaning nearly always, and nothing is found where nothing is.

Here every second structural fault is planted; `python benchmarks/planted_faults.py` plants all of them, in several
rows each, and tells which check catches what.
"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest

from flows.auditing import rejected_revisions
from flows.landing import Landing
from flows.warehouse_checks import failing_checks
from tests.planted import BATCH_FAULTS, WAREHOUSE_FAULTS, BatchFault, WarehouseFault
from tests.planted.measure import Frames, first_finding, found, opened, sample_frames, warehouse_findings

SEMANTIC = 0.9
"""Share of the semantic faults that is caught at least."""
EVERY = {"structural": 2, "semantic": 1}
IN_ROWS = {kind: [f for f in BATCH_FAULTS if f.kind == kind][::step] for kind, step in EVERY.items()}
IN_FILES = {kind: [f for f in WAREHOUSE_FAULTS if f.kind == kind][::step] for kind, step in EVERY.items()}


@pytest.fixture(scope="module")
def warehouse(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[duckdb.DuckDBPyConnection]:
    with opened(published, tmp_path_factory.mktemp("spoilt")) as connection:
        yield connection


@pytest.fixture(scope="module")
def clean(warehouse: duckdb.DuckDBPyConnection) -> Frames:
    return sample_frames(warehouse)


@pytest.fixture(scope="module")
def landed(published: Path) -> set[str]:
    return set(Landing(published / "landing").readable)


def test_the_clean_sample_is_charged_with_nothing(warehouse: duckdb.DuckDBPyConnection, clean: Frames, landed: set[str]) -> None:
    assert found(clean) == []
    assert failing_checks(warehouse, landed) == []


def test_every_structural_fault_of_a_batch_rejects_its_article_or_fails_the_run(clean: Frames) -> None:
    assert [f.name for f in IN_ROWS["structural"] if first_finding(f, clean, only_errors=True) is None] == []


def test_every_structural_fault_of_a_warehouse_is_found(warehouse: duckdb.DuckDBPyConnection, landed: set[str]) -> None:
    assert [f.name for f in IN_FILES["structural"] if not warehouse_findings(f, warehouse, landed)] == []


def test_nearly_every_semantic_fault_is_found(warehouse: duckdb.DuckDBPyConnection, clean: Frames, landed: set[str]) -> None:
    missed = [f.name for f in IN_ROWS["semantic"] if first_finding(f, clean) is None]
    missed += [f.name for f in IN_FILES["semantic"] if not warehouse_findings(f, warehouse, landed)]
    planted = len(IN_ROWS["semantic"]) + len(IN_FILES["semantic"])
    assert planted - len(missed) >= SEMANTIC * planted, missed


def test_an_article_is_rejected_with_all_its_reasons(clean: Frames) -> None:
    spoilt = {name: frame.copy() for name, frame in clean.items()}
    revision = spoilt["quotes"].at[0, "revision_id"]
    spoilt["quotes"].loc[0, "confidence"] = 1.5
    spoilt["sentences"] = spoilt["sentences"].drop(
        index=spoilt["sentences"].index[spoilt["sentences"].revision_id == revision][3]
    )
    (rejected,) = rejected_revisions(found(spoilt))
    assert rejected.revision_id == revision
    assert "be_between" in rejected.detail
    assert "rule__nothing_stands_between_sentences" in rejected.detail


def test_there_are_enough_faults_of_each_kind() -> None:
    every: list[BatchFault | WarehouseFault] = [*BATCH_FAULTS, *WAREHOUSE_FAULTS]
    assert len({f.name for f in every}) == len(every) >= 200
    assert min(sum(f.kind == kind for f in every) for kind in ("structural", "semantic")) >= 80
