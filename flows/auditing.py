"""The audit stage: the rows that one batch yielded -> findings, and the revisions that they reject."""

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from flows.audit import OBSERVED_LENGTH, REVISION, Failure, Validation, audit, row_keys
from flows.context import RunContext
from flows.errors import AuditError
from flows.frames import RejectedRevision, read_rows, write_rejected, write_rows
from flows.overrides import accepted_revisions, overruled
from flows.reports.volumes import VALIDATION
from flows.seeds import read_lexicon
from schemas import TABLES, make_id
from schemas.ops import AuditFinding
from schemas.render import RULE_PREFIX
from transforms.audit import Breach, breaches
from transforms.lexicon import Lexicon


def audit_batch(context: RunContext, number: int) -> None:
    """Audit the folder `read-<number>` into `audit-<number>`: findings and rejected revisions.

    Raises AuditError when a check itself breaks, or fails for a row that no article owns.
    """
    folder = context.folder("read", number)
    frames = {path.stem: _frame(path) for path in sorted(folder.glob("*.parquet")) if path.stem != "rejected_revisions"}
    seen: list[Validation] = []
    failures = overruled(find(frames, read_lexicon(context.settings.seeds), seen), accepted_revisions(context))
    documents = {e.revision_id: e.document_id for e in read_rows("extractions", folder)}
    found = [_finding(context, failure, documents) for failure in failures]
    target = context.folder("audit", number)
    write_rows("audit_findings", list({f.finding_id: f for f in found}.values()), target)
    write_rejected(rejected_revisions(failures), target)
    (target / VALIDATION).write_text(json.dumps(seen), "utf-8")


def find(frames: Mapping[str, pd.DataFrame], lexicon: Lexicon, seen: list[Validation] | None = None) -> list[Failure]:
    """Both rings that look at a batch: what is declared of each table, then what rows of one article must be to each other.

    `seen` gets what was validated, for Data Docs. Raises AuditError when a check itself breaks.
    """
    failures = audit(frames, seen)
    try:
        for breach in breaches(frames, lexicon):
            failures.extend(failures_of(breach))
    except Exception as failure:
        raise AuditError(
            f"an article-level rule broke ({failure!r}); please report it, nothing is wrong with the articles"
        ) from failure
    return failures


def failures_of(breach: Breach) -> Iterator[Failure]:
    """A failure a row that breaks the rule."""
    rule, rows = breach
    keys = row_keys(TABLES[rule.table], rows)
    values = rows[rule.column] if rule.column else keys
    for revision, key, value in zip(rows[REVISION], keys, values, strict=True):
        owner = None if pd.isna(revision) else str(revision)
        yield Failure(owner, rule.table, RULE_PREFIX + rule.name, rule.column, rule.severity, key, str(value)[:OBSERVED_LENGTH])


def rejected_revisions(failures: Iterable[Failure]) -> list[RejectedRevision]:
    """Every revision with an error-level failure, with all its reasons. Raises AuditError for an error that belongs to no revision."""
    reasons: dict[str, list[str]] = {}
    for failure in failures:
        if failure.severity == "error":
            if failure.revision_id is None:
                raise AuditError(
                    f"{failure.table_name}: {failure.check_name} fails for a row without an article: {failure.row_key}"
                )
            told = f"{failure.table_name}.{failure.column_name or '*'}: {failure.check_name} (row {failure.row_key}: {failure.observed})"
            reasons.setdefault(failure.revision_id, []).append(told)
    return [
        RejectedRevision(revision_id, "audit", "failed_audit", "; ".join(told)) for revision_id, told in sorted(reasons.items())
    ]


def _frame(path: Path) -> pd.DataFrame:
    frame: pd.DataFrame = pq.read_table(path).to_pandas()
    return frame


def _finding(context: RunContext, failure: Failure, documents: dict[str, str]) -> AuditFinding:
    return AuditFinding(
        finding_id=make_id(
            "audit_findings", failure.table_name, failure.check_name, failure.column_name or "", failure.row_key or ""
        ),
        run_id=context.run_id,
        document_id=documents.get(failure.revision_id or ""),
        table_name=failure.table_name,
        check_name=failure.check_name,
        column_name=failure.column_name,
        severity=failure.severity,
        row_key=failure.row_key,
        observed=failure.observed,
    )
