"""What a run's report tells that stands in the published file: the run's own rejections and findings, and how runs went before."""

from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple

from flows.warehouse import read_only, rows
from flows.warehouse_rejections import has_table

RUNS: Final = 60
"""Runs that the plots over time show."""
EXAMPLES: Final = 50

HISTORY: Final = """
    select * from (select run_id, started_at, revisions, duplicates, rejections from ops.runs order by started_at desc limit ?)
    order by started_at"""

METRICS: Final = """
    select m.table_name, m.metric_name, m.column_name, list(r.started_at order by r.started_at), list(m.value order by r.started_at)
    from ops.run_metrics m join (select run_id, started_at from ops.runs order by started_at desc limit ?) r using (run_id)
    where m.value is not null group by all order by all"""


class PastRun(NamedTuple):
    """One run that published."""

    run_id: str
    started_at: datetime
    revisions: int
    duplicates: int
    rejections: int


class Metric(NamedTuple):
    """One number that runs measure of a table or column, over time."""

    table_name: str
    metric_name: str
    column_name: str | None
    at: list[datetime]
    values: list[float]


class Told(NamedTuple):
    """What the published file says."""

    history: list[PastRun]
    rejections: list[tuple[str, str, int]]
    """(stage, reason, documents) of this run."""
    examples: list[tuple[str, str, str, str]]
    """(document_id, reason, url, detail) of this run, some."""
    findings: list[tuple[str, str, str, int]]
    """(severity, table, check, rows) of this run."""
    metrics: list[Metric]


def told_of(path: Path, run_id: str) -> Told:
    """What the published file says of a run, and of those before; nothing where there is none yet."""
    if not path.exists():
        return Told([], [], [], [], [])
    with read_only(path) as connection:
        metrics = rows(connection, METRICS, RUNS) if has_table(connection, "ops", "run_metrics") else []
        return Told(
            [PastRun(*row) for row in rows(connection, HISTORY, RUNS)],
            rows(
                connection,
                "select stage, reason, count(*) from ops.rejections where run_id = ? group by all order by 3 desc, 1, 2",
                run_id,
            ),
            rows(
                connection,
                "select document_id, reason, url, detail from ops.rejections where run_id = ? order by reason, url limit ?",
                run_id,
                EXAMPLES,
            ),
            rows(
                connection,
                """select severity, table_name, check_name || coalesce(' of ' || column_name, ''), count(*)
                   from ops.audit_findings where run_id = ? group by all order by 1, 4 desc, 2, 3""",
                run_id,
            ),
            [Metric(*row) for row in metrics],
        )
