"""What a run has to do: told over the whole of it, so that no order or batch split can change the outcome."""

from collections.abc import Collection, Mapping
from typing import NamedTuple

from flows.context import RunContext
from flows.frames import read_rows
from flows.warehouse import Known
from schemas.ops import Document


class Next(NamedTuple):
    """What is to be done when some documents are cleaned."""

    clean: set[str]
    """Further documents to clean first: then this is to be asked anew."""
    read: dict[int, list[str]]
    """The documents to read: number of their clean batch -> document ids."""


def to_deal_with(document_ids: Collection[str], landed: Collection[str], known: Known) -> list[str]:
    """The documents a run has to deal with: those asked for and those an interrupted run landed, less what is known and up to date.

    A document rejected before is tried again, but for one that cleaning rejected for what it is under the rules in force.
    """
    recovered = set(landed) - known.outcomes.keys()
    return sorted(recovered.union(d for d in document_ids if not _is_settled(d, known)))


def what_next(context: RunContext, known: Known, readable: Collection[str]) -> Next:
    """What follows from the documents cleaned so far, in this part of the run.

    Of several documents with one text, the one with the smallest id is read. Ids are hashes, so the choice is arbitrary, but it is
    the same whatever came first and however the batches fell. An article is old or new as a whole: where one of its documents was
    touched, those that older rules dealt with come along. `readable` are the documents whose bytes are there; a revision without any
    stays as it is.
    """
    cleaned = {
        document.document_id: (number, document)
        for number, folder in enumerate(context.folders("clean"))
        for document in read_rows("documents", folder)
    }
    found = {document_id: document for document_id, (_, document) in cleaned.items()}
    chosen = {
        min(able)
        for revision_id, documents in _leading(found, known).items()
        if (able := documents.intersection(readable)) and not _is_read(revision_id, documents, able, known)
    }
    together = _old_ones_of(_articles(found, known), known).intersection(readable)
    wanted: dict[int, list[str]] = {}
    for document_id in sorted(chosen & cleaned.keys()):
        wanted.setdefault(cleaned[document_id][0], []).append(document_id)
    return Next((chosen | together) - cleaned.keys(), wanted)


def _is_settled(document_id: str, known: Known) -> bool:
    if document_id in known.judged and document_id not in known.old:
        return True
    is_text = known.outcomes.get(document_id) in {"revision", "duplicate"}
    return is_text and document_id not in known.old and known.revisions[document_id] not in known.stale


def _leading(found: Mapping[str, Document], known: Known) -> dict[str, set[str]]:
    """Of each revision that cleaning came upon or away from: the documents that lead to it now."""
    leading: dict[str, set[str]] = {d.revision_id: set() for d in found.values() if d.revision_id}
    leading |= {known.revisions[document_id]: set() for document_id in found if document_id in known.revisions}
    for document_id, revision_id in known.revisions.items():
        if revision_id in leading and document_id not in found:
            leading[revision_id].add(document_id)
    for document in found.values():
        if document.revision_id:
            leading[document.revision_id].add(document.document_id)
    return leading


def _is_read(revision_id: str, documents: Collection[str], able: Collection[str], known: Known) -> bool:
    holder = known.winners.get(revision_id)
    return holder is not None and holder in documents and revision_id not in known.stale and holder <= min(able)


def _articles(found: Mapping[str, Document], known: Known) -> set[str | None]:
    return {d.article_id for d in found.values()} | {known.articles.get(document_id) for document_id in found}


def _old_ones_of(articles: Collection[str | None], known: Known) -> set[str]:
    return {document_id for document_id in known.old if known.articles.get(document_id, "") in articles}
