"""A change of the declared tables is a decision about the files that stand in the field: this is where it is taken."""

from pathlib import Path

from schemas.versions import SCHEMA_GENERATION, schema_digest

COMMITTED = Path(__file__).with_name("schema_version.txt")


def test_a_change_of_the_tables_was_thought_of() -> None:
    assert COMMITTED.read_text(encoding="utf-8") == f"{SCHEMA_GENERATION} {schema_digest()}\n", (
        "The declared tables changed. What becomes of published files? New tables, new columns that may be null and wider closed sets "
        "are added to them when they are opened. A column that goes, is retyped or made mandatory, or another key, makes users rebuild. "
        "Where the same columns mean something else, raise SCHEMA_GENERATION in schemas/versions.py. "
        f'Then write "{SCHEMA_GENERATION} {schema_digest()}" into {COMMITTED.name} and a line into CHANGELOG.md.'
    )
