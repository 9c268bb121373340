"""WHAT a row is.

In: nothing. This package does no I/O and imports nothing of ours.
Out: one frozen row class a table, declared once (`core`, `stories`, `ops`, `quality`), and everything that can be rendered from it
(`render`): DDL, Arrow schemas, expectations, dbt sources and staging views, the data dictionary.
"""

from schemas import core, ops, quality, stories
from schemas.declare import TABLES, Check, Column, Span, Table, table_of
from schemas.ids import make_id

__all__ = ["TABLES", "Check", "Column", "Span", "Table", "core", "make_id", "ops", "quality", "stories", "table_of"]
