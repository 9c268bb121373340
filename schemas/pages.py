"""What is rendered from the declared tables for dbt and for people: sources, staging views, the data dictionary.

Plain texts; `flows.render` writes them to their files.
"""

import json
from typing import Any, Final

from schemas.declare import TABLES, Field, Table
from schemas.render import SQL_TYPES

NOTICE: Final = "Rendered from schemas/ by `python -m flows.render`; change the declaration, not this file."

TESTED: Final = ("articles", "article_revisions", "entities", "quotes", "numeric_facts")
"""The tables whose keys and references dbt tests again. Every key and every reference of all tables is checked at each publish by
`flows.warehouse_checks` in one pass; a dbt test costs tens of milliseconds, so here only those that the marts are joined on."""


def dbt_sources() -> str:
    """The YAML that tells dbt of the declared tables, with descriptions and a few tests."""
    schemas = dict.fromkeys(table.schema for table in TABLES.values())
    sources = [
        {"name": schema, "schema": schema, "tables": [_source(t) for t in TABLES.values() if t.schema == schema]}
        for schema in schemas
    ]
    return _yaml_page({"sources": sources})


def staging_model(table: Table) -> tuple[str, str]:
    """The SQL and the YAML of the table's staging view: its columns, by name."""
    columns = ",\n".join(f"    {name}" for name in table.columns)
    sql = f"-- {NOTICE}\nselect\n{columns}\nfrom {{{{ source('{table.schema}', '{table.name}') }}}}\n"
    about = {"name": f"stg_{table.name}", "description": table.description, "columns": [_column(f) for f in table.fields]}
    return sql, _yaml_page({"models": [about]})


def data_dictionary() -> str:
    """Every table and column in Markdown: what a row is, its key, and each column's type, values and reference."""
    contents = [f"- [`{t.full_name}`](#{_anchor(t)}): {t.description.removeprefix('One row per ')}" for t in TABLES.values()]
    head = f"# Data dictionary\n\n<!-- {NOTICE} -->\n\nAll tables, each with what one row of it is:"
    return "\n\n".join([head, "\n".join(contents), *map(_section, TABLES.values())]) + "\n"


def _source(table: Table) -> dict[str, Any]:
    columns = [_column(f) | _tests(table, f) for f in table.fields]
    return {"name": table.name, "description": table.description, "columns": columns}


def _column(field: Field) -> dict[str, Any]:
    return {"name": field.name, "description": field.column.description, "data_type": SQL_TYPES[field.type].lower()}


def _tests(table: Table, field: Field) -> dict[str, Any]:
    if table.name not in TESTED:
        return {}
    tests: list[Any] = ["unique", "not_null"] if table.key == (field.name,) else []
    target, _, key = table.references.get(field.name, "").partition(".")
    if target in TESTED:
        to = f"source('{TABLES[target].schema}', '{target}')"
        tests.append({"relationships": {"arguments": {"to": to, "field": key}}})
    return {"data_tests": tests} if tests else {}


def _section(table: Table) -> str:
    lines = [f"## {table.full_name}", "", table.description, "", f"Key: {_codes(table.key)}. {_WRITTEN[table.written]}", ""]
    lines += ["| Column | Type | Null | Description |", "| --- | --- | --- | --- |"]
    lines += [
        f"| `{f.name}` | {SQL_TYPES[f.type]} | {'yes' if f.is_nullable else 'no'} | {_about(table, f)} |" for f in table.fields
    ]
    if table.spans or table.checks:
        lines += ["", "Always true of a row:", ""]
        lines += [
            f"- `{s.text}` is `substr(text, {s.start} + 1, {s.end} - {s.start})` of its revision's text" for s in table.spans
        ]
        lines += [
            f"- {c.name.replace('_', ' ')}: `{c.expression}`{' (warning)' if c.severity == 'warn' else ''}" for c in table.checks
        ]
    return "\n".join(lines)


_WRITTEN: Final = {
    "extracted": "Extracted from a revision's text, and replaced with it.",
    "derived": "Computed over the whole warehouse at each publish.",
    "logged": "Kept about runs and documents.",
}


def _about(table: Table, field: Field) -> str:
    parts = [field.column.description]
    if field.column.values:
        parts.append(f"One of {_codes(field.column.values)}.")
    if field.column.minimum is not None and field.column.maximum is not None:
        parts.append(f"From {field.column.minimum:g} to {field.column.maximum:g}.")
    if field.name in table.references:
        target = table.references[field.name].partition(".")[0]
        parts.append(f"Refers to [`{table.references[field.name]}`](#{_anchor(TABLES[target])}).")
    return " ".join(parts).replace("|", "\\|")


def _codes(names: tuple[str, ...]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _anchor(table: Table) -> str:
    """The heading's anchor, as GitHub and Python-Markdown make it: without the dot."""
    return table.full_name.replace(".", "")


def _yaml_page(value: dict[str, Any]) -> str:
    return f"# {NOTICE}\n" + "\n".join(_yaml({"version": 2, **value})) + "\n"


def _yaml(value: Any, depth: int = 0) -> list[str]:
    """The value as lines of block YAML; scalars as JSON, which is YAML that needs no rules about quoting."""
    pad = "  " * depth
    if isinstance(value, dict):
        return [line for key, inner in value.items() for line in _yaml_entry(f"{pad}{key}:", inner, depth)]
    items = []
    for item in value:
        first, *rest = _yaml(item, depth + 1) if isinstance(item, dict) else [f"{pad}  {_scalar(item)}"]
        items += [f"{pad}- {first.lstrip()}", *rest]
    return items


def _yaml_entry(head: str, inner: Any, depth: int) -> list[str]:
    return [head, *_yaml(inner, depth + 1)] if isinstance(inner, dict | list) else [f"{head} {_scalar(inner)}"]


def _scalar(value: Any) -> str:
    plain = (
        isinstance(value, str)
        and value.replace("_", "").isalnum()
        and value.lower() not in ("null", "yes", "no", "true", "false", "on", "off")
    )
    return value if plain else json.dumps(value, ensure_ascii=False)
