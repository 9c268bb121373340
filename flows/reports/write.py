"""Gathers what a run's report tells, writes it, and lets old ones go."""

import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Final

import click

from flows.context import RunContext, now
from flows.reports.page import Facts, page
from flows.reports.volumes import counts_of, rows_of_this_run, validations, with_unpublished
from flows.warehouse_reports import told_of
from schemas.ids import ID_PATTERN

REPORT: Final = "report.html"


def write_report(context: RunContext, failed_inputs: Sequence[str], failure: Exception | None) -> Path | None:
    """Write the run's report and Data Docs, and let the oldest go; gives the page's path, None where none was written.

    Never raises: what goes wrong is told on standard error.
    """
    settings = context.settings
    if not settings.reports:
        return None
    folder = settings.reports_folder / context.run_id
    try:
        folder.mkdir(parents=True, exist_ok=True)
        has_docs = settings.data_docs and _write_data_docs(context, folder / "data_docs")
        facts = _facts(context, failed_inputs, failure, has_data_docs=has_docs)
        told = told_of(settings.warehouse, context.run_id)
        if failure is not None:
            told = with_unpublished(told, rows_of_this_run(context))
        (folder / REPORT).write_text(page(facts, told), "utf-8", errors="replace")
        _let_go(settings.reports_folder, settings.reports)
    except Exception as broken:
        click.echo(f"wirehouse: the run's report could not be written ({broken!r}); the run itself is done", err=True)
        return None
    return folder / REPORT


def summary_of(context: RunContext, report: Path, failure: Exception | None) -> str:
    """The run in a few lines of Markdown, for Prefect. Holds no text of articles."""
    counts = "\n".join(f"| {name} | {count} |" for name, count in counts_of(context))
    state = f"failed: {type(failure).__name__}" if failure else "published"
    link = report.resolve().as_uri()
    return f"Run `{context.run_id}` ({context.command}) {state}.\n\n| what | count |\n| --- | --- |\n{counts}\n\n[The report]({link})\n"


def last_report(folder: Path) -> Path | None:
    """The page of the newest report."""
    found = _reports(folder)
    return found[-1] / REPORT if found else None


def _facts(context: RunContext, failed_inputs: Sequence[str], failure: Exception | None, *, has_data_docs: bool) -> Facts:
    return Facts(
        run_id=context.run_id,
        command=context.command,
        started_at=context.started_at,
        total_seconds=(now() - context.started_at).total_seconds(),
        versions=[(name.replace("_", " "), value) for name, value in context.versions._asdict().items()],
        stages=[(name, round(taken, 2)) for name, taken in context.seconds.items()],
        counts=counts_of(context),
        failed_inputs=failed_inputs,
        why_failed=f"{type(failure).__name__}: {failure}" if failure else None,
        has_data_docs=has_data_docs,
    )


def _write_data_docs(context: RunContext, folder: Path) -> bool:
    """Whether there was anything to show."""
    files = validations(context)
    if not files:
        return False
    from flows.audit_docs import write_data_docs

    write_data_docs(files, folder, run_id=context.run_id)
    return True


def _let_go(folder: Path, kept: int) -> None:
    for old in _reports(folder)[:-kept]:
        shutil.rmtree(old, ignore_errors=True)


def _reports(folder: Path) -> list[Path]:
    """The folders of reports, the oldest first. What is named like no run is not ours."""
    ours = [path for path in folder.glob("*") if re.fullmatch(ID_PATTERN, path.name) and (path / REPORT).exists()]
    return sorted(ours, key=lambda path: ((path / REPORT).stat().st_mtime_ns, path.name))
