"""Builds the next warehouse in a private copy: the run's rows in, what depends on the whole set computed anew."""

from collections.abc import Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb
import pyarrow as pa

from flows.frames import REJECTED
from flows.places import Lake
from flows.settings import Settings
from flows.warehouse import private_copy, replace_published
from flows.warehouse_entities import Relinked, link_entities
from flows.warehouse_lake_publish import Told, publish_lake
from flows.warehouse_reading import unreadable
from flows.warehouse_revisions import CURRENT, settle_revisions, thin_sightings
from flows.warehouse_schema import migrate, usable_if_there
from flows.warehouse_stories import find_stories
from schemas import TABLES, Table, table_of
from schemas.render import arrow_schema
from transforms.entities.aliases import Alias

EXTRACTED: Final = [t for t in TABLES.values() if t.written == "extracted"]
LOGGED: Final = [t for t in TABLES.values() if t.written == "logged"]
OF_READINGS: Final = ("extractions", "audit_findings")
"""Logged tables that tell of how a revision was read."""

FAULTS: Final = "(stage in ('parse', 'extract', 'audit') or reason = 'clean_failed')"
"""Rejections that are faults: our code broke on the document, or the audit found its rows wrong. An index page, a paywall, another language or
an empty file is none: a run over such pages is a run that did its work."""

DERIVED: Final = {
    "the winner of each revision": """
        update ops.documents as d set outcome = case when e.document_id = d.document_id then 'revision' else 'duplicate' end
        from ops.extractions e where e.revision_id = d.revision_id and (e.document_id = d.document_id) != (d.outcome = 'revision')""",
    "sources": """
        insert into core.sources
        select d.source_id, coalesce(any_value(s.name), min(d.source_name), d.source_id),
            coalesce(any_value(s.kind), min(d.source_kind), 'page'), any_value(s.url), any_value(s.country), any_value(s.language)
        from (select source_id, source_name, source_kind from ops.documents
              union all select source_id, null, null from ops.fetches where source_id is not null) d
        left join configured_sources s using (source_id) group by d.source_id""",
}
"""What depends on the whole set, in order. None of it reads the clock or the order of arrival."""

ARTICLES: Final = f"""
    insert into core.articles
    select r.article_id, min(d.source_id), min(d.url), min(d.canonical_url), any_value(s.story_id), any_value(c.revision_id), min(r.fetched_at)
    from core.article_revisions r join ops.documents d using (revision_id) join story_of s on s.article_id = r.article_id
    join ({CURRENT}) c on c.article_id = r.article_id group by r.article_id"""


def open_private(path: Path) -> duckdb.DuckDBPyConnection:
    """A writing connection to the private copy, with every declared table there as it is declared.

    Raises WarehouseError for a copy of a file that this release cannot read, or whose rows it cannot carry over.
    """
    try:
        connection = duckdb.connect(str(path))
    except duckdb.Error as failure:
        raise unreadable(path, failure) from failure
    try:
        connection.execute("SET TimeZone = 'UTC'; SET autoinstall_known_extensions = false")
        migrate(connection, path.name)
    except BaseException:
        connection.close()
        raise
    return connection


def bring_up(settings: Settings) -> None:
    """Add what a published file of an older release lacks, and publish that, so that a run finds all it asks for.

    Raises WarehouseError for a file that a newer release wrote, or that must be made anew: hours that nobody asked for are not spent.
    """
    if not usable_if_there(settings.newest).missing:
        return
    if isinstance(settings.published, Lake):
        publish_lake(settings.published, lambda _: None, told=Told("", "migration"), shell=None)
    else:
        with private_copy(settings) as path:
            copy = open_private(path)
            copy.execute("checkpoint")
            copy.close()
            replace_published(path, settings)


def write_run(
    connection: duckdb.DuckDBPyConnection,
    *,
    read: Sequence[Path],
    folders: Sequence[Path],
    sources: Path,
    aliases: Sequence[Alias],
    has_rivals: bool = False,
) -> list[Relinked]:
    """Put a run's Parquet files into the tables and derive what depends on the whole set; the caller has begun a transaction.

    `read` are the folders with the rows of the revisions that were read, which replace those they had; `folders` are those of all
    stages, whose logged rows replace those of the same key. `sources` is the seed of configured sources (CSV), `aliases` what people
    say of names; with `has_rivals` another writer may have published since this run planned. Returns the clusters that became another
    entity than they were.
    """
    connection.execute(
        f"create or replace temp table faulty_before as select document_id, run_id from ops.rejections where {FAULTS}"
    )
    _upsert(connection, TABLES["documents"], folders)
    _settle_held(connection, read if has_rivals else ())
    _forget_findings(connection, folders)
    _replace_extracted(connection, read)
    for table in (t for t in LOGGED if t.name != "documents"):
        _upsert(connection, table, folders)
    _reject(connection, folders)
    _forget_mended_rejections(connection)
    _drop_left(connection)
    _derive(connection, sources)
    connection.execute("drop table held")
    return link_entities(connection, aliases)


def note_run(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Put in what a run that found nothing new logged; nothing is derived anew. The caller has begun a transaction."""
    for table in LOGGED:
        _upsert(connection, table, folders)
    thin_sightings(connection)


def insert_rows(connection: duckdb.DuckDBPyConnection, rows: Sequence[NamedTuple]) -> None:
    """Insert rows of one declared class into its table, in place of those with their keys."""
    if not rows:
        return
    table = table_of(type(rows[0]))
    values = pa.Table.from_pylist([row._asdict() for row in rows], schema=arrow_schema(table))
    connection.register("given", values)
    connection.execute("create or replace temp table incoming as from given")
    connection.unregister("given")
    _put_incoming(connection, table)


HELD: Final = """
    create or replace temp table held as
    select i.revision_id, i.document_id from read_parquet(?) i
    join ops.extractions h using (revision_id, pipeline_version, rules_version)
    join ops.documents d on (d.document_id, d.revision_id) = (h.document_id, h.revision_id)
    where h.document_id <= i.document_id"""


def _settle_held(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Leave the temporary table `held`: revisions that this run read, and another writer's reading of them stands.

    Where two writers read one text at the same time, by the same versions, the reading of the smallest document id stands, as if one
    writer had had both; whoever publishes last then leaves the other's rows as they are.
    """
    connection.execute("create or replace temp table held (revision_id text, document_id text)")
    if files := _files(folders, "extractions"):
        connection.execute(HELD, [files])


def _replace_extracted(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    files = _files(folders, "article_revisions")
    if not files:
        return
    connection.execute(
        "create or replace temp table replaced as select revision_id from read_parquet(?) anti join held using (revision_id)",
        [files],
    )
    _delete_replaced(connection)
    for table in EXTRACTED:
        if found := _files(folders, table.name):
            owner, key = _owner(table)
            wanted = f"select {key} from read_parquet($owners) where revision_id not in (select revision_id from held)"
            connection.execute(
                f"insert into {table.full_name} by name select * from read_parquet($rows) where {key} in ({wanted})",
                {"rows": found, "owners": _files(folders, owner)},
            )


def _delete_replaced(connection: duckdb.DuckDBPyConnection) -> None:
    """Delete every extracted row of the revisions in the temporary table `replaced`, and drop that."""
    for table in sorted(EXTRACTED, key=lambda t: t.parent is None):  # owned rows first: they are found through their owners
        connection.execute(f"delete from {table.full_name} where {_belongs_to_replaced(table)}")
    connection.execute("drop table replaced")


def _belongs_to_replaced(table: Table) -> str:
    owner, key = _owner(table)
    replaced = "select revision_id from replaced"
    if table.parent is None:
        return f"{key} in ({replaced})"
    return f"{key} in (select {key} from {TABLES[owner].full_name} where revision_id in ({replaced}))"


def _owner(table: Table) -> tuple[str, str]:
    """The table through which an extracted table's rows belong to a revision, and the column that leads to it."""
    return (table.name, "revision_id") if table.parent is None else (table.parent, TABLES[table.parent].key[0])


def _upsert(connection: duckdb.DuckDBPyConnection, table: Table, folders: Sequence[Path]) -> None:
    """Insert logged rows in place of those with the same key. (Delete and insert: a lake has no keys to say `or replace` by.)"""
    found = _files(folders, table.name)
    if not found:
        return
    key, kept = ", ".join(table.key), "true"
    if table.name in OF_READINGS:
        kept = "document_id is null or document_id not in (select document_id from held)"
    connection.execute(
        f"create or replace temp table incoming as select distinct on ({key}) * from read_parquet(?) where {kept} order by all",
        [found],
    )
    _put_incoming(connection, table)


def _put_incoming(connection: duckdb.DuckDBPyConnection, table: Table) -> None:
    """The rows of the temporary table `incoming`, in place of those with their keys."""
    key = ", ".join(table.key)
    connection.execute(f"delete from {table.full_name} where ({key}) in (select ({key}) from incoming)")
    connection.execute(f"insert into {table.full_name} by name from incoming; drop table incoming")


def _reject(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """Take out the revisions that reading or the audit rejected, and say so of every document that leads to them."""
    found = _files(folders, REJECTED)
    if not found:
        return
    connection.execute(
        "create or replace temp table rejected as select distinct on (revision_id) * from read_parquet(?) order by all", [found]
    )
    connection.execute(
        "delete from ops.rejections where document_id in (select document_id from ops.documents semi join rejected using (revision_id))"
    )
    connection.execute(
        """insert into ops.rejections by name
           select document_id, run_id, stage, reason, detail, url, landing_digest from ops.documents join rejected using (revision_id)"""
    )
    connection.execute(
        """update ops.documents set outcome = 'rejection', article_id = null, revision_id = null
           where revision_id in (select revision_id from rejected)"""
    )
    connection.execute("delete from ops.extractions where revision_id in (select revision_id from rejected)")
    connection.execute("create or replace temp table replaced as select revision_id from rejected")
    _delete_replaced(connection)
    connection.execute("drop table rejected")


def _forget_findings(connection: duckdb.DuckDBPyConnection, folders: Sequence[Path]) -> None:
    """What earlier audits found on the documents that this run dealt with is no more; what this one found comes after."""
    if found := _files(folders, "documents"):
        connection.execute(
            "delete from ops.audit_findings where document_id in (select document_id from read_parquet(?) anti join held using (document_id))",
            [found],
        )


def _drop_left(connection: duckdb.DuckDBPyConnection) -> None:
    """Take out the revisions that no document leads to any more: newer rules read another text from what they were.

    Where a document still leads to one, but not the document it was read from, the revision is that document's.
    """
    connection.execute(
        """create or replace temp table replaced as
           select revision_id from core.article_revisions anti join ops.documents using (revision_id)"""
    )
    connection.execute("delete from ops.extractions where revision_id in (select revision_id from replaced)")
    _delete_replaced(connection)
    connection.execute(
        """update ops.extractions as e set document_id = d.document_id
           from (select revision_id, min(document_id) as document_id from ops.documents group by revision_id) d
           where d.revision_id = e.revision_id and not exists (
               select 1 from ops.documents o where o.document_id = e.document_id and o.revision_id = e.revision_id)"""
    )
    connection.execute(
        """update core.article_revisions as r set landing_digest = d.landing_digest
           from ops.extractions e join ops.documents d using (document_id)
           where e.revision_id = r.revision_id and d.landing_digest != r.landing_digest"""
    )


def _forget_mended_rejections(connection: duckdb.DuckDBPyConnection) -> None:
    connection.execute(
        "delete from ops.rejections where document_id in (select document_id from ops.documents where outcome != 'rejection')"
    )


def _derive(connection: duckdb.DuckDBPyConnection, sources: Path) -> None:
    connection.execute(
        "create or replace temp table configured_sources as select source_id, name, kind, url, country, language from read_csv(?, all_varchar = true)",
        [str(sources)],
    )
    for table in (t for t in TABLES.values() if t.written == "derived"):
        connection.execute(f"delete from {table.full_name}")
    for statement in DERIVED.values():
        connection.execute(statement)
    settle_revisions(connection)
    find_stories(connection)
    connection.execute(ARTICLES)
    connection.execute("drop table configured_sources; drop table story_of")


def _files(folders: Sequence[Path], name: str) -> list[str]:
    return [str(path) for folder in folders if (path := folder / f"{name}.parquet").exists()]
