"""One row's whole story: where it stands, which rule found it, which run and versions wrote it, from which bytes, fetched when."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import duckdb

from flows.errors import UsageError
from flows.landing_lookup import landed_document
from flows.meanings import RULES
from flows.reports import REPORT
from flows.settings import Settings
from flows.warehouse import read_only
from flows.warehouse_rows import Found, find, many, one, row_of
from schemas import TABLES

SHORTEST: Final = 4
COPIES: Final = 20
AROUND: Final = 400
"""Characters of a long text that are shown around a span."""

REVISION: Final = """
    select r.revision_id, r.article_id, r.revision_number, r.title, r.published_at, r.published_at_origin, r.modified_at, r.fetched_at,
        r.word_count, r.landing_digest, r.text, (select count(*) from core.article_revisions n where n.article_id = r.article_id) as revisions
    from core.article_revisions r where r.revision_id = ?"""

RUN: Final = "select run_id, command, started_at, ended_at, documents, revisions, duplicates, rejections, findings from ops.runs where run_id = ?"

FETCH: Final = """
    select fetched_at, status, outcome, kind, url, final_url, found_in from ops.fetches
    where url = ? order by run_id = ? desc, abs(epoch(fetched_at - ?::timestamptz)) limit 1"""

ENTITY: Final = """
    select (select count(*) from core.entity_mentions m where m.entity_id = $id) as mentions,
        (select count(distinct revision_id) from core.entity_clusters c where c.entity_id = $id) as revisions,
        (select list(alias_text order by alias_text) from core.entity_aliases a where a.entity_id = $id) as names"""


def explain(settings: Settings, named: str) -> dict[str, Any]:
    """The story of the one row that an id, or the beginning of one, names, as JSON could have it.

    Raises UsageError for an id that names none or several, WarehouseError where there is no warehouse.
    """
    with read_only(settings.warehouse) as connection:
        found = _the_one(named, find(connection, named) if len(named) >= SHORTEST else [])
        if found.table == "stories":
            return {
                "table": "stories",
                "id": found.row_id,
                "row": {"story_id": found.row_id},
                "copies": _copies(connection, found.row_id),
            }
        told = _told(connection, settings.landing, found)
    if found.table == "runs" and (report := settings.reports_folder / found.row_id / REPORT).exists():
        told["report"] = str(report)
    return told


def _the_one(named: str, found: list[Found]) -> Found:
    if not found:
        raise UsageError(
            f"{named}: no row has that id; give a whole id or its first {SHORTEST} characters or more, as any table's key column has them"
        )
    if len(found) > 1:
        some = ", ".join(f"{f.row_id} ({f.table})" for f in found[:5])
        raise UsageError(f"{named}: several ids begin so ({some}); give more of it")
    return found[0]


def _told(connection: duckdb.DuckDBPyConnection, landing: Path, found: Found) -> dict[str, Any]:
    table = TABLES[found.table]
    row = row_of(connection, table, found.row_id)
    revision = _revision(connection, found.table, row)
    document = _document(connection, found.table, row, revision)
    story = {
        "table": table.name,
        "id": found.row_id,
        "about": table.description,
        "row": row,
        "columns": {f.name: f.column.description for f in table.fields},
        "rule": _rule(table.name, row),
        "sentence": _sentence(connection, row, revision),
        "revision": revision and {key: value for key, value in revision.items() if key != "text"},
        "article": revision and row_of(connection, TABLES["articles"], revision["article_id"]),
        "document": document,
        **_history(connection, row, revision, document),
        "landed": document and _landed(landing, document["document_id"]),
        "fetch": document and _fetch(connection, document),
        "findings": _findings(connection, found, document),
    }
    if story["article"]:
        copies = _copies(connection, story["article"]["story_id"])
        story["copies"] = copies if len(copies) > 1 else []
    if table.name == "entities":
        story["entity"] = connection.execute(ENTITY, {"id": found.row_id}).to_arrow_table().to_pylist()[0]
    return {key: value for key, value in story.items() if value}


def _revision(connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any]) -> dict[str, Any] | None:
    """The revision that the row is of; of an article its current one."""
    revision_id = row.get("current_revision_id") if table == "articles" else row.get("revision_id")
    return one(connection, REVISION, revision_id) if revision_id else None


def _document(
    connection: duckdb.DuckDBPyConnection, table: str, row: Mapping[str, Any], revision: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The raw document: the row's own, or the one that its revision was read from."""
    document_id = row.get("document_id")
    if document_id is None and revision is not None:
        extraction = row_of(connection, TABLES["extractions"], revision["revision_id"])
        document_id = extraction.get("document_id")
    return row_of(connection, TABLES["documents"], document_id) or None if document_id else None


def _history(
    connection: duckdb.DuckDBPyConnection,
    row: Mapping[str, Any],
    revision: Mapping[str, Any] | None,
    document: Mapping[str, Any] | None,
) -> dict[str, Any]:
    """Which run and versions wrote the row; a rejection and an override where the document has them."""
    extraction = row_of(connection, TABLES["extractions"], revision["revision_id"]) if revision else None
    run_id = (extraction or row).get("run_id") or (document or {}).get("run_id")
    told: dict[str, Any] = {"extraction": extraction, "run": one(connection, RUN, run_id) if run_id else None}
    if document:
        told["rejection"] = row_of(connection, TABLES["rejections"], document["document_id"])
    return told


def _rule(table: str, row: Mapping[str, Any]) -> dict[str, str] | None:
    name = row.get("rule") or row.get("link_rule")
    return {"name": name, "meaning": RULES.get(table, {}).get(name, "")} if name else None


def _sentence(
    connection: duckdb.DuckDBPyConnection, row: Mapping[str, Any], revision: Mapping[str, Any] | None
) -> dict[str, Any] | None:
    """The text around the row's span: its sentence, more where the span is longer, and the span's place in what is shown."""
    if revision is None or row.get("char_start") is None:
        return None
    sentence = row_of(connection, TABLES["sentences"], row["sentence_id"]) if row.get("sentence_id") else row
    start = max(min(sentence["char_start"], row["char_start"]), row["char_start"] - AROUND)
    end = min(max(sentence["char_end"], row["char_end"]), row["char_end"] + AROUND)
    return {
        "text": revision["text"][start:end],
        "span_start": row["char_start"] - start,
        "span_end": row["char_end"] - start,
        "sentence_index": sentence.get("sentence_index"),
        "paragraph_index": sentence.get("paragraph_index"),
    }


def _landed(landing: Path, document_id: str) -> dict[str, Any]:
    found = landed_document(landing, document_id)
    if found is None:
        return {"file": None}
    size = len(found.document.body) if found.document else None
    return {"file": f"{landing.name}/{found.path.name}", "digest": found.digest, "bytes": size, "pruned": found.pruned}


def _fetch(connection: duckdb.DuckDBPyConnection, document: Mapping[str, Any]) -> dict[str, Any] | None:
    """The request that brought the document: of the same run and URL, else the one nearest in time."""
    url, at = document["url"].partition("#line:")[0], document["fetched_at"]
    assert isinstance(at, datetime)
    return one(connection, FETCH, url, document["run_id"], at)


def _copies(connection: duckdb.DuckDBPyConnection, story_id: str) -> list[dict[str, Any]]:
    return many(
        connection,
        f"select article_id, source_id, canonical_url, first_seen_at from core.articles where story_id = ? order by first_seen_at, article_id limit {COPIES}",
        story_id,
    )


def _findings(connection: duckdb.DuckDBPyConnection, found: Found, document: Mapping[str, Any] | None) -> list[dict[str, Any]]:
    """What the audit found on the row; on all rows of a document, revision or article."""
    if document is None:
        return []
    columns = "severity, table_name, check_name, column_name, row_key, observed"
    of_document = many(
        connection, f"select {columns} from ops.audit_findings where document_id = ? order by all", document["document_id"]
    )
    is_whole = found.table in ("documents", "article_revisions", "articles", "extractions", "rejections")
    return [f for f in of_document if is_whole or (f["table_name"] == found.table and f["row_key"] == found.row_id)]
