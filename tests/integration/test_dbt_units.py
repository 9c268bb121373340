"""dbt's own unit tests of the marts: two-row inputs, expected rows."""

import os
from pathlib import Path

import duckdb
import pytest

from flows.settings import ROOT
from flows.views import PATH_VARIABLE, close_logs
from schemas.render import schema_sql


def test_every_mart_passes_its_unit_tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dbt.cli.main import dbtRunner

    path = tmp_path / "wirehouse.duckdb"
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql())
    monkeypatch.setitem(os.environ, PATH_VARIABLE, str(path))
    project = ["--project-dir", str(ROOT / "dbt"), "--profiles-dir", str(ROOT / "dbt"), "--quiet"]
    project += ["--target-path", str(tmp_path / "target"), "--log-path", str(tmp_path / "logs")]
    outcome = dbtRunner().invoke(["build", *project, "--select", "staging", "marts", "reporting_verbs"])
    close_logs()
    ran = [r for r in outcome.result or [] if r.node.resource_type == "unit_test"]  # type: ignore[union-attr]
    assert outcome.success, [(r.node.name, r.message) for r in outcome.result or [] if str(r.status) in {"fail", "error"}]  # type: ignore[union-attr]
    marts = {p.stem for p in (ROOT / "dbt/models/marts").glob("*.sql")}
    assert {r.node.unique_id.split(".")[2] for r in ran} == marts, "a mart has no unit test"
