"""What a run leaves for people to look at: one HTML page of its own and Great Expectations' Data Docs, in `home/reports/<run>/`.

In: a run's context and what became of it. Out: files, and where they are. Nothing here fails a run; nothing in a page is asked of the
network, and what comes from articles is escaped and kept from running by the page's own policy.
"""

from flows.reports.write import REPORT, last_report, summary_of, write_report

__all__ = ["REPORT", "last_report", "summary_of", "write_report"]
