"""The page of a run, as text: one HTML file that asks nothing of anybody."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from html import escape
from typing import Final, NamedTuple

from flows.reports.plots import Series, bars, line, stacked_bars
from flows.warehouse_reports import Metric, PastRun, Told

POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
"""No script runs in the page and nothing is fetched for it, whatever an article wrote into its title."""
CHARSET: Final = f'<meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="{POLICY}">'
STYLE: Final = (
    "body{font:15px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#222;background:#fff}"
    "h1{font-size:1.4rem}h2{font-size:1.1rem;margin-top:2rem}table{border-collapse:collapse}th,td{text-align:left;padding:.2rem 1rem .2rem 0;"
    "vertical-align:top;border-bottom:1px solid #e3e3e3;overflow-wrap:anywhere}svg text{font-size:12px;fill:#444}svg{max-width:100%;height:auto}"
    ".failed{background:#fdecea;padding:.8rem;white-space:pre-wrap}.legend span{margin-right:1.2rem}"
    ".legend i{display:inline-block;width:.8em;height:.8em;margin-right:.4em}td.number{text-align:right}code{font-size:.9em}"
)
GREEN, GREY, RED, BLUE = "#3a7d44", "#9aa5b1", "#b23a48", "#33658a"
DRIFTING: Final = 24
"""Metrics that are drawn: those whose last value is the farthest from the others."""


class Facts(NamedTuple):
    """What the page tells, beside what the published file says."""

    run_id: str
    command: str
    started_at: datetime
    total_seconds: float
    versions: Sequence[tuple[str, str]]
    stages: Sequence[tuple[str, float]]
    counts: Sequence[tuple[str, int]]
    """Documents, revisions, duplicates, rejections, … of this run."""
    failed_inputs: Sequence[str]
    why_failed: str | None
    has_data_docs: bool


def page(facts: Facts, told: Told) -> str:
    """The whole page."""
    state = "failed" if facts.why_failed else "published"
    head = f"{CHARSET}<title>Run {facts.run_id}</title><style>{STYLE}</style>"
    parts = [
        f"<h1>Run <code>{facts.run_id}</code> {state}</h1>",
        f"<p><code>{escape(facts.command)}</code>, started {_time(facts.started_at)}, {facts.total_seconds:.1f} seconds.</p>",
        f'<p class="failed">{escape(facts.why_failed)}</p>' if facts.why_failed else "",
        '<p><a href="data_docs/index.html">Data Docs: every expectation and what it found</a></p>' if facts.has_data_docs else "",
        *_of_this_run(facts, told),
        _history(told.history, facts.run_id),
        _drift(told.metrics),
        _section("Versions", _table(("what", "version"), facts.versions)),
    ]
    return f'<!doctype html><html lang="en"><head>{head}</head><body>{"".join(parts)}</body></html>\n'


def _of_this_run(facts: Facts, told: Told) -> Iterable[str]:
    yield _section("What came of the documents", bars(facts.counts, BLUE) if facts.counts else "")
    yield _section("Rejections by reason", bars([(f"{stage}: {reason}", n) for stage, reason, n in told.rejections], RED))
    yield _section("Rejected documents", _table(("document", "reason", "URL", "why"), told.examples))
    yield _section("Findings by check", bars([(f"{s}: {table}.{check}", n) for s, table, check, n in told.findings], RED))
    yield _section("Inputs that could not be read", "".join(f"<p>{escape(line)}</p>" for line in facts.failed_inputs))
    yield _section("Seconds a stage", bars(facts.stages, GREY, " s"))


def _history(history: Sequence[PastRun], run_id: str) -> str:
    if not history:
        return ""
    places = [f"{_time(run.started_at)}{' (this run)' if run.run_id == run_id else ''}" for run in history]
    series = [
        Series("revisions", GREEN, [run.revisions for run in history]),
        Series("duplicates", GREY, [run.duplicates for run in history]),
        Series("rejections", RED, [run.rejections for run in history]),
    ]
    return _section("Documents a run, over time", stacked_bars(places, series))


def _drift(metrics: Sequence[Metric]) -> str:
    """The metrics that moved the most, each as a line over the runs."""
    moved = sorted((m for m in metrics if len(m.values) > 1), key=drift, reverse=True)[:DRIFTING]
    rows = [
        f"<tr><td>{escape(_name(m))}</td><td>{line(m.values, BLUE)}</td><td class=number>{m.values[-1]:,.4g}</td></tr>"
        for m in moved
    ]
    return _section("Drift", f"<table>{''.join(rows)}</table>" if rows else "")


def drift(metric: Metric) -> float:
    """How far the last value is from the mean of those before, in shares of their size. Needs two values."""
    *before, last = metric.values
    mean = sum(before) / len(before)
    return abs(last - mean) / (abs(mean) or 1.0)


def _name(metric: Metric) -> str:
    return f"{metric.table_name}{'.' + metric.column_name if metric.column_name else ''}: {metric.metric_name.replace('_', ' ')}"


def _section(title: str, inner: str) -> str:
    """The section, or nothing where there is nothing to show."""
    return f"<h2>{escape(title)}</h2>{inner}" if "<rect" in inner or "<t" in inner or "<p" in inner else ""


def _table(names: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    if not rows:
        return ""
    head = "".join(f"<th>{escape(name)}</th>" for name in names)
    body = "".join("<tr>" + "".join(f"<td>{escape(str(value))}</td>" for value in row) + "</tr>" for row in rows)
    return f"<table><tr>{head}</tr>{body}</table>"


def _time(moment: datetime) -> str:
    return moment.strftime("%Y-%m-%d %H:%M:%S UTC")
