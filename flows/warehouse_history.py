"""What the warehouse knows of its past: documents it no longer leans on, and what earlier runs looked like."""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from flows.settings import Settings
from flows.warehouse import read_only
from transforms.audit.drift import Values

NEEDED: Final = """
    select e.document_id from ops.extractions e join core.articles a on a.current_revision_id = e.revision_id
"""
"""What the current revision of each article was read from."""


def prunable(path: Path, *, before: datetime, current_too: bool) -> set[str]:
    """The ids of documents fetched before a moment that no current revision was read from; with `current_too`, all of that age.

    Documents that no run has published are never among them. Raises WarehouseError where there is no warehouse.
    """
    spared = "" if current_too else f"and document_id not in ({NEEDED})"
    with read_only(path) as connection:
        found = connection.execute(f"select document_id from ops.documents where fetched_at < ? {spared}", [before]).fetchall()
    return {document_id for (document_id,) in found}


class Past(NamedTuple):
    """An earlier run and what it looked like."""

    run_id: str
    values: Values


def past_runs(connection: duckdb.DuckDBPyConnection, run_id: str, command: str, settings: Settings) -> list[Past]:
    """The metrics of the last runs of the same command that read enough articles, newest first; none where they are too few to compare with."""
    found = connection.execute(
        """select r.run_id from ops.runs r join ops.run_metrics m using (run_id)
           where r.command = ? and r.run_id != ? and m.table_name = 'article_revisions' and m.metric_name = 'rows' and m.value >= ?
           order by r.started_at desc, r.run_id limit ?""",
        [command, run_id, settings.history_articles, settings.history_runs],
    ).fetchall()
    if len(found) < settings.history_minimum:
        return []
    past: dict[str, Values] = {run: {} for (run,) in found}
    for run, *key, value in connection.execute("select * from ops.run_metrics where run_id in ?", [list(past)]).fetchall():
        past[run][key[0], key[1], key[2]] = value
    return [Past(run, values) for run, values in past.items()]
