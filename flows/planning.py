"""What a run has to do: told over the whole of it, so that no order or batch split can change the outcome."""

from collections.abc import Collection

from flows.context import RunContext
from flows.frames import read_rows
from flows.warehouse import Known


def to_clean(document_ids: Collection[str], landed: Collection[str], known: Known) -> list[str]:
    """The documents to clean: those of this run and those an interrupted run landed, less what is known and up to date.

    A document rejected before is tried again, since the rules may have been mended. Where a revision is stale, the document it was
    read from is cleaned again too.
    """
    fetched = set(document_ids)
    stale = {known.winners[r] for d in fetched if (r := known.revisions.get(d)) in known.stale and r in known.winners}
    recovered = set(landed) - known.outcomes.keys()
    return sorted(d for d in fetched | stale | recovered if not _is_settled(d, known))


def to_read(context: RunContext, known: Known) -> dict[int, list[str]]:
    """The documents to read: number of their clean batch -> document ids.

    Of several documents with one text, the one with the smallest id is read. Ids are hashes, so the choice is arbitrary, but it is
    the same whatever came first and however the batches fell.
    """
    smallest: dict[str, tuple[str, int]] = {}
    for number, folder in enumerate(context.folders("clean")):
        for document in read_rows("documents", folder):
            if document.revision_id is not None:
                found = (document.document_id, number)
                smallest[document.revision_id] = min(found, smallest.get(document.revision_id, found))
    wanted: dict[int, list[str]] = {}
    for revision_id, (document_id, number) in sorted(smallest.items()):
        if not _is_read(revision_id, document_id, known):
            wanted.setdefault(number, []).append(document_id)
    return wanted


def _is_settled(document_id: str, known: Known) -> bool:
    outcome = known.outcomes.get(document_id)
    return outcome in {"revision", "duplicate"} and known.revisions[document_id] not in known.stale


def _is_read(revision_id: str, document_id: str, known: Known) -> bool:
    winner = known.winners.get(revision_id)
    if winner is None:
        return False
    return winner < document_id or (winner == document_id and revision_id not in known.stale)
