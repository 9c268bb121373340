"""Which version of the declared tables this is: stamped into every file, so that older and newer ones are told apart."""

import hashlib
import json
from typing import Final

from schemas.declare import TABLES, Table
from schemas.render import SQL_TYPES

SCHEMA_GENERATION: Final = 1
"""Raise it by one when what stands in older files cannot be carried over although the columns would fit: another way to make ids
or content hashes, another meaning of a column, a closed set with fewer values. Files of older generations are made anew from the
landing log (`wirehouse rebuild`). New tables, new nullable columns and wider closed sets need no new generation; a column that goes,
changes its type or becomes mandatory, and another key, are seen in the file itself.

0: files without a stamp. 1: content hashes fold typographic marks; entities are settled at publish.
"""


def schema_digest() -> str:
    """A hash of every declared table: its columns with their types, nullability and closed sets, and its key."""
    told = {table.full_name: _told(table) for table in TABLES.values()}
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()[:16]


def _told(table: Table) -> list[object]:
    columns = [[f.name, SQL_TYPES[f.type], f.is_nullable, f.column.values] for f in table.fields]
    return [columns, table.key]
