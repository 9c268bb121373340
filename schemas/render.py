"""What is rendered from the declared tables for the machines: DDL, Arrow schemas, expectations.

Plain texts and values; nothing here opens a file or a database. `schemas.pages` renders what people and dbt read.
"""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final, NamedTuple

import pyarrow as pa

from schemas.declare import TABLES, Field, Severity, Table

CHECK_PREFIX: Final = "check__"
"""Before the name of a `Check`: the boolean helper column that the audit computes for it."""

SPAN_PREFIX: Final = "span__"
"""Before the text column of a `Span`: the boolean helper column that says whether it repeats the characters of the span."""

RULE_PREFIX: Final = "rule__"
"""Before the name of an article-level rule (`transforms.audit`), where a finding names its check."""

SQL_TYPES: Final[dict[type, str]] = {
    str: "VARCHAR",
    int: "BIGINT",
    float: "DOUBLE",
    bool: "BOOLEAN",
    date: "DATE",
    datetime: "TIMESTAMPTZ",
}

ARROW_TYPES: Final[dict[type, pa.DataType]] = {
    str: pa.string(),
    int: pa.int64(),
    float: pa.float64(),
    bool: pa.bool_(),
    date: pa.date32(),
    datetime: pa.timestamp("us", tz="UTC"),
}


class Expected(NamedTuple):
    """One expectation: its Great Expectations name and arguments, and what failing it means.

    `column` is the one column it is about (for a helper column, that column), None where it is about several or the table.
    """

    type: str
    kwargs: dict[str, Any]
    severity: Severity
    column: str | None


def ddl(table: Table) -> str:
    """CREATE TABLE for DuckDB, with the physical primary key. References are audited, not enforced: DuckDB's foreign keys break a
    delete and insert of the same key in one transaction."""
    columns = [f"    {field.name} {SQL_TYPES[field.type]}{'' if field.is_nullable else ' NOT NULL'}," for field in table.fields]
    key = f"    PRIMARY KEY ({', '.join(table.key)})"
    return "\n".join([f"CREATE TABLE IF NOT EXISTS {table.full_name} (", *columns, key, ");"])


def comments(table: Table) -> list[str]:
    """COMMENT statements: the table's description and each column's."""
    about_columns = [f"COMMENT ON COLUMN {table.full_name}.{f.name} IS {_literal(f.column.description)};" for f in table.fields]
    return [f"COMMENT ON TABLE {table.full_name} IS {_literal(table.description)};", *about_columns]


def schema_sql() -> str:
    """Every schema and table, as one script that changes nothing where they stand already."""
    schemas = dict.fromkeys(table.schema for table in TABLES.values())
    creates = [f"CREATE SCHEMA IF NOT EXISTS {schema};" for schema in schemas]
    return "\n\n".join(["\n".join(creates), *map(ddl, TABLES.values())]) + "\n"


def arrow_schema(table: Table) -> pa.Schema:
    """The Arrow schema of the table's rows: whole microseconds in UTC, 64-bit numbers, declared nullability."""
    return pa.schema([pa.field(f.name, ARROW_TYPES[f.type], nullable=f.is_nullable) for f in table.fields])


def expectations(table: Table) -> list[Expected]:
    """What the audit expects of a frame with the table's columns and its helper columns (`SPAN_PREFIX`, `CHECK_PREFIX`).

    Each costs milliseconds a batch, so nothing is asked twice: an id that refers to another table is not matched against the id
    pattern again (it must be found there), and a span's ends are tested by its text.
    """
    columns = {"column_set": list(table.columns), "exact_match": False}
    found = [Expected("expect_table_columns_to_match_set", columns, "error", None)]
    for field in table.fields:
        found.extend(_of_column(table, field))
    found.append(_unique(table.key))
    found.extend(_holds(SPAN_PREFIX + span.text, "error") for span in table.spans)
    found.extend(_holds(CHECK_PREFIX + check.name, check.severity) for check in table.checks)
    return found


def is_judgement(table: Table, check_name: str) -> bool:
    """Whether a failed check tells of an article that is odd, not of rows that are broken: then a person may accept it.

    Broken, and never to be accepted, is what others build on: a span that does not repeat its characters, a key or value that is
    null, twice there, or outside of what its column is declared to hold, the checks declared structural, and what rows of one article
    must be to each other (`transforms.audit`). Ranges and all other checks are judgements.
    """
    if check_name.startswith(CHECK_PREFIX):
        return not any(check.is_structural for check in table.checks if CHECK_PREFIX + check.name == check_name)
    if check_name.startswith("expect_"):
        return check_name == "expect_column_values_to_be_between"
    return not check_name.startswith((SPAN_PREFIX, RULE_PREFIX))


def _of_column(table: Table, field: Field) -> Iterator[Expected]:
    name, column = field.name, field.column
    if not field.is_nullable:
        yield _expected("not_be_null", name)
    if column.values:
        yield _expected("be_in_set", name, value_set=list(column.values))
    is_span_end = any(name == span.end for span in table.spans)
    if not is_span_end and (column.minimum is not None or column.maximum is not None):
        yield _expected("be_between", name, min_value=column.minimum, max_value=column.maximum)
    if column.pattern and name not in table.references:
        yield _expected("match_regex", name, regex=column.pattern)


def _unique(key: tuple[str, ...]) -> Expected:
    if len(key) == 1:
        return _expected("be_unique", key[0])
    return Expected("expect_compound_columns_to_be_unique", {"column_list": list(key)}, "error", None)


def _holds(helper: str, severity: Severity) -> Expected:
    return Expected("expect_column_values_to_be_in_set", {"column": helper, "value_set": [True]}, severity, helper)


def _expected(kind: str, column: str, **kwargs: Any) -> Expected:
    return Expected(f"expect_column_values_to_{kind}", {"column": column, **kwargs}, "error", column)


def _literal(text: str) -> str:
    """The text as an SQL string literal."""
    return "'" + text.replace("'", "''") + "'"
