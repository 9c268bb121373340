"""Is the landing log as it was written? Every row of every file is read, and every body held against its digest."""

import hashlib
from collections.abc import Iterable
from pathlib import Path
from typing import Final, NamedTuple

from flows.disk import make_folder, sync
from flows.errors import WarehouseError
from flows.landing import Landing
from flows.landing_files import all_rows, damaged, read_notes
from flows.places import Place
from flows.warehouse import if_there, rows

ASIDE: Final = "damaged"
"""The folder within the landing log that damaged files are kept in; nothing reads them there."""
PUBLISHED: Final = "select document_id from ops.documents where outcome != 'rejection'"


class Damage(NamedTuple):
    """A landing file that is not as it was written."""

    path: Path
    reason: str


def damages(folder: Path) -> list[Damage]:
    """Every damaged file of a landing folder."""
    return [Damage(path, reason) for path in sorted(folder.glob("*.parquet")) if (reason := _damage(path))]


def set_aside(files: Iterable[Path]) -> list[Path]:
    """Move landing files to where nothing reads them, and keep them there; their new places.

    What they say of archives goes with them, so those are read again; documents that come again are landed again.
    """
    moved = []
    for path in files:
        target = path.parent / ASIDE / path.name
        make_folder(target.parent)
        path.replace(target)
        sync(target.parent)
        sync(path.parent)
        moved.append(target)
    return moved


def without_bytes(landing: Path, place: Place) -> int:
    """How many published documents have no bytes in the landing log (any more). Raises WarehouseError for files that cannot be read."""
    with if_there(place) as connection:
        published = {document_id for (document_id,) in rows(connection, PUBLISHED)} if connection else set()
    return len(published - Landing(landing).readable)


def _damage(path: Path) -> str | None:
    try:
        read_notes(path)
        for row in all_rows(path):
            if row["body"] is not None and hashlib.sha256(row["body"]).hexdigest() != row["digest"]:
                return str(damaged(path, f"the bytes of {row['url']} are not those that were landed"))
    except WarehouseError as failure:
        return str(failure)
    return None
