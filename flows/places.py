"""Where the published warehouse is: a file, or a lake. Names only; `flows/warehouse*.py` opens them."""

import re
from pathlib import Path
from typing import Final, NamedTuple, TypeAlias

PASSWORD: Final = re.compile(
    r"""(\bpassword\s*=\s*)(?:'(?:[^'\\]|\\.)*'|[^\s'"]+)|(://[^:/@\s"]*:)[^@\s"]*(?=@)""", re.IGNORECASE
)
"""As PostgreSQL's connection strings and URLs have it."""


class Lake(NamedTuple):
    """A DuckLake: its catalog tells which Parquet files are which table, at every snapshot."""

    catalog: str
    """A PostgreSQL database as libpq names it ("host=… dbname=…", "postgresql://…"), or the path of an SQLite file."""
    data: str
    """The folder or URL of the Parquet files."""
    run_id: str | None = None
    """As it was when this run had published; None: as it is now."""

    @property
    def is_shared(self) -> bool:
        """Whether the catalog is a PostgreSQL database."""
        return "=" in self.catalog or "://" in self.catalog

    def __str__(self) -> str:
        return f"the lake {without_password(self.catalog)}"


Place: TypeAlias = Path | Lake
"""What is published to and read from."""


def without_password(text: str) -> str:
    """The text with the passwords of connection strings in it left out."""
    return PASSWORD.sub(lambda found: f"{found[1] or found[2]}…", text)
