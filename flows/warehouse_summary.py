"""What a run did, counted in the warehouse it built."""

from typing import NamedTuple

import duckdb


class Summary(NamedTuple):
    """What a run did. Counts of rows are of the rows it wrote."""

    run_id: str
    documents: int
    articles: int
    revisions: int
    duplicates: int
    rejections: int
    mentions: int
    quotes: int
    numeric_facts: int
    dates: int
    findings: int
    seconds: float


def summarize(connection: duckdb.DuckDBPyConnection, run_id: str, documents: int) -> Summary:
    """The counts of one run, `documents` of which it dealt with, from the tables it wrote. Seconds are left to the caller."""

    def count(sql: str) -> int:
        found = connection.execute(sql, [run_id]).fetchone()
        return int(found[0]) if found else 0

    def of_this_run(table: str) -> int:
        return count(f"select count(*) from core.{table} join ops.extractions e using (revision_id) where e.run_id = ?")

    revisions, rejections = of_this_run("article_revisions"), count("select count(*) from ops.rejections where run_id = ?")
    return Summary(
        run_id=run_id,
        documents=documents,
        articles=count(
            "select count(distinct article_id) from core.article_revisions join ops.extractions e using (revision_id) where e.run_id = ?"
        ),
        revisions=revisions,
        duplicates=documents - revisions - rejections,
        rejections=rejections,
        mentions=of_this_run("entity_mentions"),
        quotes=of_this_run("quotes"),
        numeric_facts=of_this_run("numeric_facts"),
        dates=of_this_run("date_mentions"),
        findings=count("select count(*) from ops.audit_findings where run_id = ?"),
        seconds=0.0,
    )
