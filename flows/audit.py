"""Audits a batch with Great Expectations: frames in, findings out.

The suites are rendered from the declared tables. Great Expectations reads pandas frames only (its SQL path silently fails every
expectation on DuckDB), and an expectation that raises is a broken audit, never bad data.
"""

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from functools import cache, reduce
from typing import Any, Final, NamedTuple

import pandas as pd

from flows.errors import AuditError
from schemas import TABLES, Table
from schemas.render import CHECK_PREFIX, SPAN_PREFIX, Expected, expectations

OBSERVED_LENGTH: Final = 200
REVISION: Final = "revision_id"


class Failure(NamedTuple):
    """One row that fails one expectation, or a whole table that does (then `revision_id` and `row_key` are None)."""

    revision_id: str | None
    table_name: str
    check_name: str
    column_name: str | None
    severity: str
    row_key: str | None
    observed: str | None


Validation = dict[str, Any]
"""What Great Expectations said of one table of a batch: `table`, and `results`, an object an expectation, as JSON has them."""


def audit(frames: Mapping[str, pd.DataFrame], seen: list[Validation] | None = None) -> list[Failure]:
    """Check the frames of one batch, by table name, against everything declared of the tables.

    Returns a failure a row and expectation; `seen` gets what was validated, for Data Docs (`flows.audit_docs`). Raises AuditError when an expectation itself breaks, or when one fails for a whole table
    (a column missing): that is a fault of ours, not of an article.
    """
    texts = dict(zip(frames["article_revisions"][REVISION], frames["article_revisions"]["text"], strict=True))
    owners = _owners(frames)
    failures: list[Failure] = []
    for name, data in frames.items():
        if len(data):
            failures.extend(_audit_table(TABLES[name], with_helpers(TABLES[name], data, texts, owners), seen))
    return failures


def with_helpers(
    table: Table, data: pd.DataFrame, texts: Mapping[str, str], owners: Mapping[str, Mapping[str, str]]
) -> pd.DataFrame:
    """The frame with a boolean column for each declared span and row check, and the revision of owned rows."""
    data = data.copy()
    if table.parent is not None:
        data[REVISION] = data[TABLES[table.parent].key[0]].map(owners[table.parent])
    for span in table.spans:
        data[SPAN_PREFIX + span.text] = [
            (pd.isna(text) and pd.isna(start) and pd.isna(end))
            or (pd.notna(text) and pd.notna(start) and pd.notna(end) and texts.get(revision, "")[int(start) : int(end)] == text)
            for revision, text, start, end in zip(data[REVISION], data[span.text], data[span.start], data[span.end], strict=True)
        ]
    for check in table.checks:
        holds: Any = data.eval(check.expression, engine="python")
        data[CHECK_PREFIX + check.name] = holds.fillna(True).astype(bool)
    return data


def row_keys(table: Table, data: pd.DataFrame) -> "pd.Series[str]":
    """The key of every row as one text: its columns with "/" between."""
    first, *others = (data[column].astype(str) for column in table.key)
    return reduce(lambda left, right: left + "/" + right, others, first)


def _owners(frames: Mapping[str, pd.DataFrame]) -> dict[str, dict[str, str]]:
    """For each table that owns rows of another: its key -> revision_id."""
    parents = {t.parent for t in TABLES.values() if t.parent}
    return {p: dict(zip(frames[p][TABLES[p].key[0]], frames[p][REVISION], strict=True)) for p in parents if p in frames}


def _audit_table(table: Table, data: pd.DataFrame, seen: list[Validation] | None) -> Iterator[Failure]:
    """Validate until nothing new fails: Great Expectations names 200 failing rows at a time."""
    data = data.reset_index(drop=True)
    data["row_key"] = row_keys(table, data)
    suite = [(e, _expectation(e)) for e in expectations(table)]
    while len(data):
        failed: set[int] = set()
        is_cut = False
        for expected, result in _validate(table.name, suite, data, seen):
            indexes = _failing(expected, result)
            is_cut = is_cut or len(indexes) < result["unexpected_count"]
            failed.update(indexes)
            yield from (_failure(table, expected, data.iloc[i]) for i in indexes)
        if not is_cut:
            return
        data, seen = data.drop(index=sorted(failed)).reset_index(drop=True), None


def _validate(
    name: str, suite: list[tuple[Expected, Any]], data: pd.DataFrame, seen: list[Validation] | None
) -> Iterator[tuple[Expected, dict[str, Any]]]:
    """The expectations of the suite that fail, each with its result. Raises AuditError for one that breaks."""
    data = data.assign(row_index=data.index)
    batch = _batch_definition().get_batch({"dataframe": data})
    report = batch.validate(
        library().ExpectationSuite(name=name, expectations=[expectation for _, expectation in suite]),
        result_format={"result_format": "COMPLETE", "unexpected_index_column_names": ["row_index"]},
    )
    if seen is not None:
        seen.append({"table": name, "results": [_noted(result) for result in report.results]})
    by_tag = {_tag(expected): expected for expected, _ in suite}
    for result in report.results:
        config = result.expectation_config
        if result.exception_info.get("raised_exception"):
            raise AuditError(f"{name}: the check {config.type} broke: {result.exception_info.get('exception_message')}")
        if not result.success:
            yield by_tag[config.meta["tag"]], dict(result.result)


def _noted(result: Any) -> dict[str, Any]:
    """What of one expectation's result Data Docs show: counts, and some of the values that fail, as text."""
    told, config = result.result, result.expectation_config
    counts = {key: int(told[key]) for key in ("element_count", "missing_count", "unexpected_count") if key in told}
    examples = [str(value)[:OBSERVED_LENGTH] for value in told.get("partial_unexpected_list") or ()]
    kwargs = {key: value for key, value in config.kwargs.items() if key != "batch_id"}
    return {"success": bool(result.success), "type": config.type, "kwargs": kwargs, "examples": examples, **counts}


def _failing(expected: Expected, result: dict[str, Any]) -> list[int]:
    if "unexpected_index_list" not in result:
        raise AuditError(f"{expected.type} fails for a whole table: {result.get('details', result)}")
    return [int(row["row_index"]) for row in result["unexpected_index_list"] or []]


def _failure(table: Table, expected: Expected, row: "pd.Series[Any]") -> Failure:
    column = expected.column
    observed = None if column is None or column not in row else str(row[column])[:OBSERVED_LENGTH]
    name = column if column and column.startswith((SPAN_PREFIX, CHECK_PREFIX)) else expected.type
    shown = None if name == column else column
    revision = row.get(REVISION)
    return Failure(
        None if pd.isna(revision) else str(revision), table.name, name, shown, expected.severity, str(row["row_key"]), observed
    )


def _tag(expected: Expected) -> str:
    return f"{expected.type}({sorted(expected.kwargs.items(), key=str)})"


def _expectation(expected: Expected) -> Any:
    return library().expectations.registry.get_expectation_impl(expected.type)(**expected.kwargs, meta={"tag": _tag(expected)})


@cache
def library() -> Any:
    """Great Expectations, imported where it is first used (that takes seconds), without its analytics, log lines and warnings."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of its imports; ours stay
        import great_expectations
        import great_expectations.expectations.registry
    logging.getLogger("great_expectations").propagate = False  # it tells of its temporary folders, at INFO, whatever level is set
    return great_expectations


@cache
def _batch_definition() -> Any:
    """One in-memory Great Expectations context for the process, without progress bars."""
    context = library().get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False, "data_assistants": False}
    asset = context.data_sources.add_pandas("frames").add_dataframe_asset("frame")
    return asset.add_batch_definition_whole_dataframe("whole")
