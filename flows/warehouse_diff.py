"""What differs between two warehouse files: rows added, lost and changed, table by table, in SQL over both at once.

Rows that are the same in both fall out first. Of the rest, rows of one revision are the same row changed where they have the same span,
else where their spans overlap most; where rules read another text from a document, so that its revision is another one, rows with the
same words. What has no span is told by its key. Ids and places of characters are no differences by themselves.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb

from flows.errors import WarehouseError
from flows.warehouse import rows
from schemas import TABLES, Table
from schemas.declare import Field
from schemas.ids import ID_PATTERN

COMPARED: Final = [t for t in TABLES.values() if t.written != "logged" or t.name == "rejections"]

REVISIONS: Final = """
    create temp table revisions as
    select side, revision_id, article_id, text, document_id, count(*) over (partition by revision_id) = 2 as in_both
    from (select 'old' as side, * from old.core.article_revisions join old.ops.extractions using (revision_id)
          union all by name select 'new' as side, * from new.core.article_revisions join new.ops.extractions using (revision_id))"""

REST: Final = """
    create or replace temp table {side}_rest as
    select *, row_number() over (partition by anchor, place order by {order}) as turn, row_number() over () as line from (
        select t.*, {anchor} as anchor, {place} as place, {article} as of_article
        from (select {columns} from {side}.{table} except all select {columns} from {other}.{table}) t {joined})"""

PAIRS: Final = """
    create or replace temp table pairs as
    with placed as (
        select o.line as old_line, n.line as new_line from old_rest o join new_rest n using (anchor, place, turn)),
    overlapping as (
        select o.line as old_line, n.line as new_line, {overlap} as shared
        from (from old_rest where line not in (select old_line from placed)) o
        join (from new_rest where line not in (select new_line from placed)) n using (anchor)
        where {overlap} > 0),
    best as (
        select old_line, new_line from overlapping
        qualify row_number() over (partition by old_line order by shared desc, new_line) = 1
            and row_number() over (partition by new_line order by shared desc, old_line) = 1)
    from placed union all from best"""
SPANNED: Final = "least(o.char_end, n.char_end) - greatest(o.char_start, n.char_start)"

CHANGES: Final = """
    create or replace temp table changes as
    select case when o.line is null then 'added' when n.line is null then 'lost' else 'changed' end as change,
        o.line as old_line, n.line as new_line, coalesce(n.of_article, o.of_article) as article_id, {rule} as rule,
        list_filter([{differing}]::varchar[], lambda c: c is not null) as differing
    from old_rest o full join pairs p on p.old_line = o.line full join new_rest n on n.line = p.new_line
    where o.line is null or n.line is null or len(differing) > 0"""


class TableDiff(NamedTuple):
    """How one table differs. Counts of rows."""

    table: str
    added: int
    lost: int
    changed: int
    articles: int
    """Articles with a row that differs."""


class RuleDiff(NamedTuple):
    """How the rows of one rule differ: those that it finds now, or found before."""

    table: str
    rule: str
    added: int
    lost: int
    changed: int


class Example(NamedTuple):
    """One row that differs, with the columns that do (all that tell something, of a row that is only on one side)."""

    table: str
    change: str
    url: str | None
    sentence: str | None
    old: dict[str, Any]
    new: dict[str, Any]


class Diff(NamedTuple):
    """What differs between two warehouses."""

    articles: int
    tables: list[TableDiff]
    rules: list[RuleDiff]
    examples: list[Example]


def compare(old: Path, new: Path, *, only: str | None = None, examples: int = 5) -> Diff:
    """What differs, in all tables or in the one named, with up to so many examples of each kind of change in each table.

    Raises WarehouseError for a file that cannot be read or lacks a table.
    """
    affected: set[str] = set()
    diff = Diff(0, [], [], [])
    with _both(old, new) as connection:
        connection.execute(REVISIONS)
        for table in (t for t in COMPARED if only in (None, t.name)):
            told = _find_changes(connection, table)
            diff.tables.extend(_counts(connection, table))
            diff.rules.extend(_by_rule(connection, table))
            diff.examples.extend(_examples(connection, table, told, examples))
            affected.update(
                a for (a,) in rows(connection, "select distinct article_id from changes where article_id is not null")
            )
    return diff._replace(articles=len(affected))


@contextmanager
def _both(old: Path, new: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    for path in (old, new):
        if not path.exists():
            raise WarehouseError(f"{path}: there is no such warehouse file")
    with duckdb.connect() as connection:
        try:
            connection.execute("SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false")
            for name, path in (("old", old), ("new", new)):
                connection.execute(f"attach '{str(path).replace(chr(39), chr(39) * 2)}' as {name} (read_only)")
            yield connection
        except duckdb.Error as failure:
            raise WarehouseError(
                f"{old} and {new} cannot be compared ({failure}); name two files that `wirehouse` made"
            ) from failure


def _find_changes(connection: duckdb.DuckDBPyConnection, table: Table) -> list[str]:
    """Leave the temporary tables `old_rest`, `new_rest` and `changes`; the columns whose differences count."""
    fields = _shared(connection, table)
    columns = [f.name for f in fields]
    told = [f.name for f in fields if _tells(table, f)]
    has_span = "char_start" in columns and "revision_id" in columns
    for side, other in (("old", "new"), ("new", "old")):
        connection.execute(_rest(table, columns, has_span, side, other))
    connection.execute(PAIRS.format(overlap=SPANNED if has_span else "0"))
    differing = ", ".join(f"case when o.{c} is distinct from n.{c} then '{c}' end" for c in told)
    rule = "coalesce(n.rule, o.rule)" if "rule" in columns else "null::varchar"
    connection.execute(CHANGES.format(differing=differing, rule=rule))
    return told


def _rest(table: Table, columns: Sequence[str], has_span: bool, side: str, other: str) -> str:
    key = "concat_ws(chr(31), " + ", ".join(f"t.{k}" for k in table.key) + ")"
    joined, article = "", "t.article_id" if "article_id" in columns else "null::varchar"
    if "revision_id" in columns and "article_id" not in columns:
        joined, article = f"left join revisions r on r.side = '{side}' and r.revision_id = t.revision_id", "r.article_id"
    anchor, place = "null::varchar", key
    if has_span:
        words = f"t.{table.spans[0].text}" if table.spans else "substr(r.text, t.char_start + 1, t.char_end - t.char_start)"
        anchor = "case when r.in_both then r.revision_id else r.document_id end"
        place = f"case when r.in_both then concat(t.char_start, '-', t.char_end) else {words} end"
    else:
        anchor = "''"
    order = "char_start, " if has_span else ""
    return REST.format(
        side=side, other=other, table=table.full_name, columns=", ".join(columns), joined=joined, article=article,
        anchor=anchor, place=place, order=order + ", ".join(table.key),
    )  # fmt: skip


def _shared(connection: duckdb.DuckDBPyConnection, table: Table) -> list[Field]:
    """The declared columns that both files have and the input decides about."""
    found = "select database_name, column_name from duckdb_columns() where schema_name = ? and table_name = ? and database_name in ('old', 'new')"
    there = set(rows(connection, found, table.schema, table.name))
    return [f for f in table.fields if not f.column.is_volatile and {("old", f.name), ("new", f.name)} <= there]


def _tells(table: Table, field: Field) -> bool:
    """Whether a difference in the column is one by itself: not so in ids (but for whose a name is) and places of characters."""
    is_place = field.name.endswith(("char_start", "char_end"))
    target = table.references.get(field.name, "")
    is_id = field.column.pattern == ID_PATTERN and target != "entities.entity_id"
    return field.name not in table.key and not is_place and (not is_id or field.name == "story_id")


def _counts(connection: duckdb.DuckDBPyConnection, table: Table) -> list[TableDiff]:
    sql = """select count_if(change = 'added'), count_if(change = 'lost'), count_if(change = 'changed'), count(distinct article_id)
             from changes having count(*) > 0"""
    return [TableDiff(table.name, *found) for found in rows(connection, sql)]


def _by_rule(connection: duckdb.DuckDBPyConnection, table: Table) -> list[RuleDiff]:
    sql = """select rule, count_if(change = 'added'), count_if(change = 'lost'), count_if(change = 'changed')
             from changes where rule is not null group by rule order by count(*) desc, rule"""
    return [RuleDiff(table.name, *found) for found in rows(connection, sql)]


def _examples(connection: duckdb.DuckDBPyConnection, table: Table, told: Sequence[str], most: int) -> Iterator[Example]:
    chosen = """select change, old_line, new_line, differing, coalesce(n.url, o.url) from changes
                left join new.core.articles n using (article_id) left join old.core.articles o using (article_id)
                qualify row_number() over (partition by change order by hash(coalesce(new_line, old_line))) <= ?
                order by change, new_line, old_line"""
    for change, old_line, new_line, differing, url in rows(connection, chosen, most):
        shown = list(told) if change != "changed" else differing
        old, new = _row(connection, "old", old_line, shown), _row(connection, "new", new_line, shown)
        side, line = ("old", old_line) if change == "lost" else ("new", new_line)
        yield Example(table.name, change, url, _sentence(connection, table, side, line), old, new)


def _row(connection: duckdb.DuckDBPyConnection, side: str, line: int | None, columns: Sequence[str]) -> dict[str, Any]:
    if line is None or not columns:
        return {}
    (values,) = rows(connection, f"select {', '.join(columns)} from {side}_rest where line = ?", line)
    return {name: value for name, value in zip(columns, values, strict=True) if value is not None}


def _sentence(connection: duckdb.DuckDBPyConnection, table: Table, side: str, line: int) -> str | None:
    """The sentence in which the row's span begins."""
    if "sentence_id" not in table.columns:
        return None
    sql = f"""select substr(r.text, s.char_start + 1, s.char_end - s.char_start) from {side}_rest t
              join {side}.core.sentences s using (sentence_id) join {side}.core.article_revisions r on r.revision_id = s.revision_id
              where line = ?"""
    found = rows(connection, sql, line)
    return str(found[0][0]) if found else None
