"""Files of other releases: what is added to them, what must be made anew, what is refused."""

from pathlib import Path

import duckdb
import pytest

from flows.commands.asking import sql, status
from flows.errors import WarehouseError
from flows.settings import Settings
from flows.status import status as tell
from flows.warehouse_schema import Fit, fit_of
from flows.warehouse_write import bring_up, open_private
from schemas.render import schema_sql
from tests.factories import an_id, insert, make
from tests.warehouses import contents

SEVERAL = [
    make("sources", source_id="s"),
    make("quotes", quote_id=an_id("q"), speaker_kind="none", rule="quoted"),
    make("quotes", quote_id=an_id("p"), cue_text="said", rule="told"),
    make("runs", run_id=an_id("run"), documents=1, revisions=1),
]


def file_of(path: Path, *statements: str) -> Path:
    """A file of this release with a few rows, doctored."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(schema_sql())
        insert(connection, SEVERAL)
        connection.execute(f"insert into ops.schema_versions values ('{'0' * 16}', 1, '0.0.9')")
        for statement in statements:
            connection.execute(statement)
    return path


LACKING = (
    "drop table core.date_mentions",
    "alter table core.quotes drop column cue_text",
    "alter table core.quotes drop column speaker_entity_confidence",
    "alter table core.sources drop column country",
    "alter table ops.documents drop column revision_id",
    "alter table core.sources alter column language set not null",
)


def test_what_is_missing_is_added_and_no_row_changes(tmp_path: Path) -> None:
    new, old = Settings(home=tmp_path / "new"), Settings(home=tmp_path / "old")
    same = ("update core.sources set country = null, language = 'en'", "update core.quotes set cue_text = null")
    file_of(new.warehouse, *same)
    assert len(fit_of(file_of(old.warehouse, *same, *LACKING)).missing) == len(LACKING)
    assert "the next run or backfill adds" in str(fit_of(old.warehouse).told)
    bring_up(old)
    assert fit_of(old.warehouse) == Fit()
    for settings in (new, old):
        open_private(settings.warehouse).close()  # as the next publish does
    assert contents(old.home) == contents(new.home)
    with duckdb.connect(str(old.warehouse)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        insert(connection, [make("quotes", quote_id=an_id("new"), cue_text="by place")])  # columns stand where they are declared
        assert connection.execute("select quote_id from core.quotes where cue_text = 'by place'").fetchall() == [(an_id("new"),)]


ANEW = {
    "a mandatory column": ("alter table core.quotes drop column rule", "core.quotes.rule"),
    "another type": ("alter table core.quotes alter column cue_text type blob", "core.quotes.cue_text as VARCHAR"),
    "a column that may have been null": ("alter table core.quotes alter column rule drop not null", "core.quotes.rule as VARCHAR, never null"),
    "another key": ("create or replace table core.sources (source_id varchar, name varchar not null, kind varchar, url varchar, country varchar, language varchar, primary key (source_id, kind))", "core.sources.PRIMARY KEY"),
    "no stamp": ("drop table ops.schema_versions", "generation 0, now 1"),
}  # fmt: skip
NEWER = {
    "a table": ("create table core.thoughts (thought_id text primary key)", "core.thoughts"),
    "a column": ("alter table core.quotes add column mood text", "core.quotes.mood"),
    "a generation": ("update ops.schema_versions set generation = 2", "generation 2, here 1"),
}


@pytest.mark.parametrize(("statement", "why", "mend"), [(*case, "`wirehouse rebuild`") for case in ANEW.values()] + [(*case, "newer release") for case in NEWER.values()])  # fmt: skip
def test_what_cannot_be_carried_over_is_refused_and_left_alone(tmp_path: Path, statement: str, why: str, mend: str) -> None:
    settings = Settings(home=tmp_path)
    before = file_of(settings.warehouse, statement).read_bytes()
    for attempt in (lambda: bring_up(settings), lambda: open_private(settings.warehouse)):
        with pytest.raises(WarehouseError) as refused:
            attempt()
        assert why in str(refused.value)
        assert mend in str(refused.value)
    assert settings.warehouse.read_bytes() == before


def test_readers_get_what_there_is_and_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = tmp_path / "home"
    file_of(home / "wirehouse.duckdb", "drop table ops.audit_findings", "alter table core.quotes drop column cue_text")
    assert {"Last runs", "Freshness"} <= set(tell(Settings(home=home)))
    assert "Findings" not in tell(Settings(home=home))
    status.main(["--home", str(home)], standalone_mode=False)
    told = capsys.readouterr()
    assert "core.quotes.cue_text, ops.audit_findings" in told.err or "ops.audit_findings" in told.err
    assert "Last runs" in told.out
    sql.main(["select count(*) as quotes from core.quotes", "--home", str(home), "--format", "csv"], standalone_mode=False)
    assert capsys.readouterr().out == "quotes\n2\n"
    with pytest.raises(Exception, match="cue_text"):
        sql.main(["select cue_text from core.quotes", "--home", str(home)], standalone_mode=False)
    assert "an older release wrote it" in capsys.readouterr().err


def test_a_home_without_a_file_needs_nothing(tmp_path: Path) -> None:
    bring_up(Settings(home=tmp_path / "none"))
    assert not (tmp_path / "none").exists()
