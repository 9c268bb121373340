"""What is rendered from the declared tables is as declared."""

from pathlib import Path

import duckdb
import pytest

from flows.render import stale, write
from schemas import TABLES
from schemas.render import arrow_schema, schema_sql
from training.card import rendered

ROOT = Path(__file__).parents[2]


def test_rendered_files_are_fresh() -> None:
    assert stale(ROOT) == [], "rendered files are stale or left over: make render"


def test_staleness_is_seen(tmp_path: Path) -> None:
    write(tmp_path)
    assert stale(tmp_path) == []
    page, left_over = tmp_path / "docs/schema.sql", tmp_path / "dbt/models/staging/stg_gone.sql"
    page.write_text(page.read_text(encoding="utf-8") + "-- by hand\n", encoding="utf-8")
    left_over.touch()
    assert stale(tmp_path) == [left_over.relative_to(tmp_path), page.relative_to(tmp_path)]


@pytest.mark.parametrize("name", sorted(TABLES))
def test_duckdb_and_arrow_agree_on_every_table(name: str) -> None:
    table = TABLES[name]
    with duckdb.connect() as connection:
        connection.execute(schema_sql())
        columns = connection.execute(f"select * from {table.full_name}").to_arrow_table().schema
        keys = connection.execute(
            "select constraint_column_names from duckdb_constraints() where table_name = ? and schema_name = ? and constraint_type = 'PRIMARY KEY'",
            [name, table.schema],
        ).fetchall()
    assert columns.names == arrow_schema(table).names == [field.name for field in table.fields]
    assert tuple(keys[0][0]) == table.key


@pytest.mark.parametrize("name", sorted(TABLES))
def test_names_follow_the_conventions(name: str) -> None:
    for field in TABLES[name].fields:
        assert field.column.description.endswith("."), field.name
        assert field.name.startswith(("is_", "has_")) == (field.type is bool), field.name
        assert field.name.endswith("_at") == (field.type.__name__ == "datetime"), field.name


def test_every_reference_leads_to_a_key() -> None:
    for table in TABLES.values():
        for column, target in table.references.items():
            other, key = target.split(".")
            assert key in {f.name for f in TABLES[other].fields}, (table.name, column)


def test_the_model_card_shows_the_scores() -> None:
    card = (ROOT / "models" / "README.md").read_text(encoding="utf-8")
    assert rendered(card) == card, "the card is stale: python training/card.py"
