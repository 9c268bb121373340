"""Which documents the warehouse no longer leans on."""

from datetime import datetime
from typing import Final

from flows.places import Place
from flows.warehouse import read_only

NEEDED: Final = """
    select e.document_id from ops.extractions e join core.articles a on a.current_revision_id = e.revision_id
"""
"""What the current revision of each article was read from."""


def prunable(place: Place, *, before: datetime, current_too: bool) -> set[str]:
    """The ids of documents fetched before a moment that no current revision was read from; with `current_too`, all of that age.

    Documents that no run has published are never among them. Raises WarehouseError where there is no warehouse.
    """
    spared = "" if current_too else f"and document_id not in ({NEEDED})"
    with read_only(place) as connection:
        found = connection.execute(f"select document_id from ops.documents where fetched_at < ? {spared}", [before]).fetchall()
    return {document_id for (document_id,) in found}
