"""The parse and extract stages: one clean batch -> rows of every extracted table."""

from collections.abc import Callable, Collection, Iterable, Iterator
from typing import TYPE_CHECKING, Final, Literal

from flows.context import RunContext, now
from flows.frames import RejectedRevision, batches, read_rows, write_rejected, write_tables
from flows.language import load_pipeline
from flows.seeds import read_lexicon, source_countries
from schemas import TABLES
from schemas.core import ArticleRevision
from schemas.ops import Extraction
from transforms.documents import Rejected
from transforms.extract import Rows, extract
from transforms.lexicon import Lexicon
from transforms.stories.signatures import signature

if TYPE_CHECKING:
    from spacy.language import Language
    from spacy.tokens import Doc

PIPE_BATCH: Final = 32
"""Texts that the pipeline works on at once."""
EXTRACTED: Final = (*(t.name for t in TABLES.values() if t.written == "extracted"), "extractions")


def read_revisions(context: RunContext, number: int, document_ids: Collection[str]) -> None:
    """Read the wanted revisions of clean batch `number` into the folder `read-<number>`."""
    source, wanted = context.folder("clean", number), set(document_ids)
    documents = {d.revision_id: d for d in read_rows("documents", source) if d.document_id in wanted}
    revisions = [r for r in read_rows("article_revisions", source) if r.revision_id in documents]
    countries = source_countries(context.settings.seeds)
    rows: Rows = {name: [] for name in EXTRACTED}
    broken: list[RejectedRevision] = []
    nlp, lexicon = load_pipeline(context.settings.pipeline), read_lexicon(context.settings.seeds)
    for revision, found in read_texts(nlp, revisions, lexicon, lambda r: countries.get(documents[r.revision_id].source_id)):
        if isinstance(found, Rejected):
            broken.append(RejectedRevision(revision.revision_id, *found))
            continue
        document = documents[revision.revision_id]
        rows["article_revisions"].append(revision)
        rows["extractions"].append(
            Extraction(revision.revision_id, context.run_id, document.document_id, *context.versions, now())
        )
        for name, of_table in found.items():
            rows[name].extend(of_table)
    read = {r.revision_id for r in rows["article_revisions"]}
    rows["story_signatures"] = [signature(r.revision_id, r.text) for r in rows["article_revisions"]]
    rows["article_authors"] = [a for a in read_rows("article_authors", source) if a.revision_id in read]
    write_tables(rows, context.folder("read", number))
    write_rejected(broken, context.folder("read", number))


def read_texts(
    nlp: "Language", revisions: Iterable[ArticleRevision], lexicon: Lexicon, country: Callable[[ArticleRevision], str | None]
) -> Iterator[tuple[ArticleRevision, Rows | Rejected]]:
    """The rows that each revision yields, or why it yields none. Rows hold plain values only, so the Docs can be let go."""
    with nlp.memory_zone():
        for revision, doc in _docs(nlp, revisions):
            if isinstance(doc, Rejected):
                yield revision, doc
                continue
            try:
                yield revision, extract(doc, revision, lexicon=lexicon, country=country(revision))
            except Exception as failure:
                yield revision, _broke("extract", failure)


def _docs(nlp: "Language", revisions: Iterable[ArticleRevision]) -> Iterator[tuple[ArticleRevision, "Doc | Rejected"]]:
    """Each revision with its Doc, through nlp.pipe; a batch that breaks it is parsed text by text, to find the one that does."""
    for batch in batches(revisions, PIPE_BATCH):
        try:
            docs: list[Doc | Rejected] = list(nlp.pipe([r.text for r in batch], batch_size=PIPE_BATCH))
        except Exception:
            docs = [_parsed(nlp, r.text) for r in batch]
        yield from zip(batch, docs, strict=True)


def _parsed(nlp: "Language", text: str) -> "Doc | Rejected":
    try:
        return nlp(text)
    except Exception as failure:
        return _broke("parse", failure)


def _broke(stage: Literal["parse", "extract"], failure: Exception) -> Rejected:
    return Rejected(stage, f"{stage}_failed", f"the {stage} stage broke on it ({failure!r}); please report it with the article")
