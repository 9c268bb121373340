"""How a table is declared: a frozen row class, annotated column by column.

    @table("core", key=("quote_id",), spans=(Span("quote_text"),))
    class Quote(NamedTuple):
        '''One row per quote: ...'''
        quote_id: Annotated[str, Column("Identifies the quote.", pattern=ID_PATTERN)]
        ...

The class is the row; `TABLES["quotes"]` is what the declaration says of it. Column declarations that mean the same thing in
several tables are shared by name (`schemas.columns`).
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from types import NoneType, UnionType
from typing import Annotated, Any, Final, Literal, NamedTuple, TypeVar, Union, get_args, get_origin, get_type_hints

Row = TypeVar("Row", bound=type)
Severity = Literal["error", "warn"]
Written = Literal["extracted", "derived", "logged"]

SCALARS: Final = (str, int, float, bool, date, datetime)


@dataclass(frozen=True, slots=True)
class Column:
    """What a column holds, and what must be true of each of its values (checked by the audit)."""

    description: str
    values: tuple[str, ...] = ()
    """The closed set of its values; empty: open."""
    minimum: float | None = None
    maximum: float | None = None
    pattern: str | None = None
    references: str | None = None
    """"table.column" where the name alone does not tell (see `Table.references`)."""
    is_volatile: bool = False
    """Depends on the clock or the run, not on the input: left out when two warehouses are compared."""


@dataclass(frozen=True, slots=True)
class Span:
    """A half-open span of the revision's text, in code points, and the column that repeats its characters."""

    text: str
    start: str = "char_start"
    end: str = "char_end"


@dataclass(frozen=True, slots=True)
class Check:
    """A condition over the columns of one row, as a pandas `DataFrame.eval` expression that must be true."""

    name: str
    expression: str
    severity: Severity = "error"
    is_structural: bool = False
    """What breaks it breaks what others build on, so that no person can accept it (see `schemas.render.is_judgement`)."""


class Field(NamedTuple):
    """One column of a table as declared: its name, its Python type, whether it may be null, and its `Column`."""

    name: str
    type: type
    is_nullable: bool
    column: Column


@dataclass(frozen=True)
class Table:
    """One declared table. `written` says by whom: `extracted` rows belong to a revision and are replaced with it, `derived` rows
    are computed in SQL over the whole warehouse at publish, `logged` rows are kept about runs and documents."""

    name: str
    schema: str
    row: type
    key: tuple[str, ...]
    written: Written
    spans: tuple[Span, ...] = ()
    checks: tuple[Check, ...] = ()
    parent: str | None = None
    """The extracted table whose rows own these, where the table has no revision_id itself."""

    @property
    def full_name(self) -> str:
        return f"{self.schema}.{self.name}"

    @property
    def description(self) -> str:
        return " ".join((self.row.__doc__ or "").split())

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        hints = get_type_hints(self.row, include_extras=True)
        return tuple(_field(name, hint) for name, hint in hints.items())

    @property
    def columns(self) -> tuple[str, ...]:
        return tuple(f.name for f in self.fields)

    @cached_property
    def references(self) -> dict[str, str]:
        """Column -> "table.column" it points to: as declared, or by sharing the name of another table's whole key."""
        owners: dict[str, str] = {}
        for other in TABLES.values():
            if len(other.key) == 1:
                owners.setdefault(other.key[0], other.name)
        found = {f.name: f.column.references or (f.name in owners and f"{owners[f.name]}.{f.name}") for f in self.fields}
        return {name: target for name, target in found.items() if target and target != f"{self.name}.{name}"}


TABLES: Final[dict[str, Table]] = {}
"""Every declared table by name, in the order of declaration (referenced tables first)."""


def table(
    schema: str,
    *,
    name: str,
    key: tuple[str, ...],
    written: Written = "extracted",
    spans: tuple[Span, ...] = (),
    checks: tuple[Check, ...] = (),
    parent: str | None = None,
) -> Callable[[Row], Row]:
    """Declare the decorated row class as a table. Raises ValueError for a second table of the same name."""

    def declare(row: Row) -> Row:
        if name in TABLES:
            raise ValueError(f"table {name} is declared twice")
        TABLES[name] = Table(name, schema, row, key, written, spans, checks, parent)
        return row

    return declare


def table_of(row: type) -> Table:
    """The table a row class declares. Raises KeyError when it declares none."""
    return next(t for t in TABLES.values() if t.row is row)


def _field(name: str, hint: Any) -> Field:
    if get_origin(hint) is not Annotated:
        raise TypeError(f"column {name} is not annotated")
    inner, column = get_args(hint)
    options = get_args(inner) if get_origin(inner) in (Union, UnionType) else (inner,)
    kinds = [o for o in options if o is not NoneType]
    if len(kinds) != 1 or kinds[0] not in SCALARS or not isinstance(column, Column):
        raise TypeError(f"column {name} has the type {inner}; one of {SCALARS}, or that | None, is possible")
    return Field(name, kinds[0], NoneType in options, column)
