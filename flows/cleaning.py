"""The clean stage: landed documents -> revisions to be, or rejections."""

from collections.abc import Collection
from typing import Any

from flows.context import RunContext
from flows.frames import write_tables
from flows.landing import Landing
from flows.overrides import accepted_documents
from schemas.ops import Document, Rejection
from transforms.clean import clean
from transforms.documents import RawDocument, Rejected
from transforms.revisions import Candidate, candidate, source_of


def clean_documents(context: RunContext, number: int, document_ids: Collection[str]) -> None:
    """Clean one batch of landed documents into the folder `clean-<number>`: documents, revisions, authors, rejections."""
    ledger: list[Document] = []
    rejections: list[Rejection] = []
    accepted: dict[str, Candidate] = {}
    overridden = accepted_documents(context).intersection(document_ids)
    for document in Landing(context.settings.landing).read(document_ids):
        found = clean_one(document, accepted=bool(overridden) and document.document_id in overridden)
        if isinstance(found, Rejected):
            entry, rejection = rejected(context, document, found)
            ledger.append(entry)
            rejections.append(rejection)
        else:
            ledger.append(_accepted(context, document, found))
            revision_id = found.revision.revision_id
            accepted[revision_id] = min(found, accepted.get(revision_id, found), key=lambda c: c.document_id)
    tables: dict[str, list[Any]] = {
        "documents": ledger,
        "rejections": rejections,
        "article_revisions": [c.revision for c in accepted.values()],
        "article_authors": [author for c in accepted.values() for author in c.authors],
    }
    write_tables(tables, context.folder("clean", number))


def clean_one(document: RawDocument, *, accepted: bool = False) -> Candidate | Rejected:
    """The revision a document amounts to, or why it is none. A parser that breaks on it rejects it: one bad article stops no run.

    `accepted`: a person said that it is an article.
    """
    try:
        article = clean(document, accepted=accepted)
        return article if isinstance(article, Rejected) else candidate(document, article)
    except Exception as failure:
        return Rejected(
            "clean", "clean_failed", f"{document.url}: cleaning broke on it ({failure!r}); please report it with the document"
        )


def rejected(context: RunContext, document: RawDocument, why: Rejected) -> tuple[Document, Rejection]:
    """The ledger entry and the rejection row of a document that is not published."""
    source_id, source_name = source_of(document)
    entry = Document(
        document_id=document.document_id,
        run_id=context.run_id,
        source_id=source_id,
        source_name=source_name,
        source_kind=document.given.source_kind,
        url=document.url,
        canonical_url=document.url,
        landing_digest=document.digest,
        fetched_at=document.fetched_at,
        outcome="rejection",
        article_id=None,
        revision_id=None,
    )
    return entry, Rejection(
        document.document_id, context.run_id, why.stage, why.reason, why.detail, document.url, document.digest
    )


def _accepted(context: RunContext, document: RawDocument, found: Candidate) -> Document:
    return Document(
        document_id=found.document_id,
        run_id=context.run_id,
        source_id=found.source_id,
        source_name=found.source_name,
        source_kind=document.given.source_kind,
        url=found.url,
        canonical_url=found.canonical_url,
        landing_digest=document.digest,
        fetched_at=document.fetched_at,
        outcome="revision",
        article_id=found.revision.article_id,
        revision_id=found.revision.revision_id,
    )
