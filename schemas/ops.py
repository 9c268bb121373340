"""The `ops` tables: what ran, what came of each document, what the audit found."""

from datetime import datetime
from typing import Annotated, NamedTuple

from schemas.columns import DocumentId, FetchedAt, LandingDigest, RevisionId, RunId, SourceId
from schemas.declare import Column, table
from schemas.ids import ID_PATTERN

OptionalDocument = Annotated[
    str | None, Column("The raw document, where there is one.", pattern=ID_PATTERN, references="documents.document_id")
]


@table("ops", name="runs", key=("run_id",), written="logged")
class Run(NamedTuple):
    """One row per run that published."""

    run_id: RunId
    command: Annotated[str, Column("What was asked: run, backfill, rebuild, retry, accept, revoke.", is_volatile=True)]
    started_at: Annotated[datetime, Column("UTC.", is_volatile=True)]
    ended_at: Annotated[datetime, Column("UTC, when the published file was ready.", is_volatile=True)]
    documents: Annotated[int, Column("Documents the run dealt with: revisions + duplicates + rejections.", minimum=0)]
    revisions: Annotated[int, Column("Documents that became a new or re-extracted revision.", minimum=0)]
    duplicates: Annotated[
        int, Column("Documents already known, those among them that are rejected still by the same rules.", minimum=0)
    ]
    rejections: Annotated[int, Column("Documents rejected.", minimum=0)]
    findings: Annotated[int, Column("Failed checks.", minimum=0)]
    pipeline_name: Annotated[str, Column("Language pipeline in force.")]
    pipeline_version: Annotated[str, Column("Content hash of the language pipeline.")]
    rules_version: Annotated[str, Column("Content hash of the extraction rules and seeds.")]


@table("ops", name="fetches", key=("fetch_id",), written="logged")
class Fetch(NamedTuple):
    """One row per request to a URL or read of a file, whatever came of it."""

    fetch_id: Annotated[str, Column("Identifies the fetch.", pattern=ID_PATTERN, is_volatile=True)]
    run_id: RunId
    source_id: Annotated[str | None, Column("The source it was for.")]
    url: Annotated[str, Column("What was asked for.")]
    final_url: Annotated[str | None, Column("Where redirects led.")]
    status: Annotated[int | None, Column("HTTP status; null for a file or where no answer came.", minimum=100, maximum=599)]
    outcome: Annotated[str, Column("What came of it.", values=("ok", "not_modified", "refused", "failed"))]
    reason: Annotated[str | None, Column("Why it failed or was refused, and what to do; of an archive, what its records were.")]
    etag: Annotated[str | None, Column("ETag header.")]
    last_modified: Annotated[str | None, Column("Last-Modified header.")]
    bytes: Annotated[int, Column("Bytes of the body, decompressed.", minimum=0)]
    kind: Annotated[str, Column("What was asked for.", values=("robots", "feed", "sitemap", "section", "page", "file"))]
    found_in: Annotated[str | None, Column("The feed, sitemap or section page that named the URL.")]
    fetched_at: FetchedAt


@table("ops", name="robots_files", key=("origin",), written="logged")
class RobotsFile(NamedTuple):
    """One row per origin ever asked: what its robots.txt said when it was last asked, which is what we keep to."""

    origin: Annotated[str, Column("Scheme, host and port.")]
    run_id: RunId
    status: Annotated[int, Column("HTTP status; one of 400 to 499 says that there is none.", minimum=100, maximum=599)]
    content_text: Annotated[str, Column("Its first 512,000 bytes as text; empty where there is none.")]
    fetched_at: FetchedAt
    etag: Annotated[str | None, Column("ETag header.")]
    last_modified: Annotated[str | None, Column("Last-Modified header.")]


@table("ops", name="documents", key=("document_id",), written="logged")
class Document(NamedTuple):
    """One row per raw document ever landed and dealt with, and what came of it (the conservation ledger)."""

    document_id: DocumentId
    run_id: RunId
    source_id: SourceId
    source_name: Annotated[str, Column("Name of the source as the document gives it.")]
    source_kind: Annotated[
        str, Column("How it was read.", values=("feed", "sitemap", "section", "page", "folder", "file", "archive"))
    ]
    url: Annotated[str, Column("URL it was found under.")]
    canonical_url: Annotated[str, Column("URL it names as its own.")]
    landing_digest: LandingDigest
    fetched_at: FetchedAt
    outcome: Annotated[str, Column("What came of it.", values=("revision", "duplicate", "rejection"))]
    article_id: Annotated[
        str | None,
        Column("The article it is a text of; null for a rejection.", pattern=ID_PATTERN, references="articles.article_id"),
    ]
    revision_id: Annotated[
        str | None, Column("The revision it became or repeats.", pattern=ID_PATTERN, references="article_revisions.revision_id")
    ]


@table("ops", name="sightings", key=("document_id", "fetched_at"), written="logged")
class Sighting(NamedTuple):
    """The first and the last time that a document of the web or of a crawl's archive was met again: fetched with the bytes it had before."""

    document_id: DocumentId
    run_id: RunId
    fetched_at: FetchedAt


@table("ops", name="extractions", key=("revision_id",), written="logged")
class Extraction(NamedTuple):
    """One row per revision: which run, pipeline and rules its rows came from."""

    revision_id: RevisionId
    run_id: RunId
    document_id: DocumentId
    pipeline_name: Annotated[str, Column("Language pipeline.")]
    pipeline_version: Annotated[str, Column("Content hash of the language pipeline.")]
    rules_version: Annotated[str, Column("Content hash of the extraction rules and seeds.")]
    extracted_at: Annotated[datetime, Column("UTC.", is_volatile=True)]


@table("ops", name="rejections", key=("document_id",), written="logged")
class Rejection(NamedTuple):
    """One row per document that was not published, with its reasons."""

    document_id: DocumentId
    run_id: RunId
    stage: Annotated[str, Column("Where it fell out.", values=("land", "clean", "parse", "extract", "audit"))]
    reason: Annotated[str, Column("Short name of the first reason.", pattern=r"^[a-z0-9_]+$")]
    detail: Annotated[str, Column("All reasons in words: what, why, what to do.")]
    url: Annotated[str, Column("URL or file it came from.")]
    landing_digest: LandingDigest


@table("ops", name="audit_findings", key=("finding_id",), written="logged")
class AuditFinding(NamedTuple):
    """One row per failed check on one row or on a whole table."""

    finding_id: Annotated[str, Column("Identifies the finding.", pattern=ID_PATTERN)]
    run_id: RunId
    document_id: OptionalDocument
    table_name: Annotated[str, Column("Table it is about.")]
    check_name: Annotated[str, Column("The check that failed.")]
    column_name: Annotated[str | None, Column("Column it is about.")]
    severity: Annotated[
        str,
        Column(
            "error rejects the article; warn is recorded; accepted: an error that a person overruled.",
            values=("error", "warn", "accepted"),
        ),
    ]
    row_key: Annotated[str | None, Column("Key of the failing row.")]
    observed: Annotated[str | None, Column("The value that failed.")]


@table("ops", name="schema_versions", key=("schema_digest",), written="logged")
class SchemaVersion(NamedTuple):
    """The one row that says which release's tables the file has."""

    schema_digest: Annotated[str, Column("Hash of the declared tables (schemas.versions).", pattern=r"^[0-9a-f]{16}$")]
    generation: Annotated[int, Column("Counts changes that only a rebuild from the landing log can bring about.", minimum=1)]
    release: Annotated[str, Column("Release of Wirehouse that last wrote the file.", is_volatile=True)]


@table("ops", name="overrides", key=("document_id",), written="logged")
class Override(NamedTuple):
    """One row per document whose rejection a person overruled, with the reason given; it holds until it is revoked."""

    document_id: DocumentId
    run_id: RunId
    reason: Annotated[str, Column("Why it is accepted, or the override revoked, in the words of who did it.")]
    accepted_at: Annotated[datetime, Column("UTC.", is_volatile=True)]
    accepted_by: Annotated[str, Column("Login name of who typed it.", is_volatile=True)]
    stage: Annotated[str, Column("The stage whose rejection was overruled.", values=("clean", "audit"))]
    rejected_for: Annotated[str, Column("The reason of that rejection.", pattern=r"^[a-z0-9_]+$")]
    detail: Annotated[str, Column("That rejection in words.")]
    url: Annotated[str, Column("URL or file it came from.")]
    revoked_at: Annotated[datetime | None, Column("UTC, when it was taken back; null while it holds.", is_volatile=True)]
