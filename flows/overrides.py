"""What a person accepted although it would be rejected: honoured in cleaning and in the audit, by every run, until it is revoked.

An override is of a document. It reaches judgements only (`transforms.documents.JUDGEMENTS`, `schemas.render.is_judgement`): rows that
would break the warehouse are rejected whoever accepts them.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING, Final

import pyarrow.parquet as pq

from flows.context import RunContext
from flows.frames import read_rows
from flows.warehouse_rejections import overrides_in_force, revisions_of
from schemas import TABLES
from schemas.render import is_judgement

if TYPE_CHECKING:
    from flows.audit import Failure

STAGE: Final = "accept"
"""The work folder in which a run finds the overrides it was started for."""


def accepted_documents(context: RunContext) -> set[str]:
    """The ids of the documents that are accepted: as published, and as this run was asked to change that."""
    changed = {row.document_id: row.revoked_at is None for row in read_rows("overrides", context.folder(STAGE))}
    kept = overrides_in_force(context.settings.newest) - changed.keys()
    return kept | {document_id for document_id, holds in changed.items() if holds}


def accepted_revisions(context: RunContext) -> set[str]:
    """The revisions that an accepted document leads to: whichever of its copies is read, the text is accepted."""
    accepted = accepted_documents(context)
    if not accepted:
        return set()
    found = revisions_of(context.settings.newest, accepted)
    for folder in context.folders("clean"):
        columns = pq.read_table(folder / "documents.parquet", columns=["document_id", "revision_id"]).to_pydict()
        pairs = zip(columns["document_id"], columns["revision_id"], strict=True)
        found |= {revision for document, revision in pairs if document in accepted and revision is not None}
    return found


def overruled(failures: Iterable["Failure"], revisions: set[str]) -> list["Failure"]:
    """The failures, with those that a person accepted recorded as such: they reject nothing any more."""
    return [f._replace(severity="accepted") if f.revision_id in revisions and _is_open(f) else f for f in failures]


def _is_open(failure: "Failure") -> bool:
    """Whether it is an error that a person may accept."""
    return failure.severity == "error" and is_judgement(TABLES[failure.table_name], failure.check_name)
