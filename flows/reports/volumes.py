"""What a run did, counted in the work files its stages left: true whether it published or failed."""

import json
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq

from flows.context import TOLD, RunContext
from flows.frames import REJECTED, read_rows
from flows.warehouse_reports import Told
from schemas import TABLES

STAGES = ("accept", "land", "clean", "read", "audit")


VALIDATION = "validation.json"
"""What the audit of a batch leaves beside its findings: every expectation and what came of it."""


def keep_for_report(context: RunContext) -> None:
    """Put aside what the report will tell of a part that is published, before its work files go."""
    folder = context.folder(TOLD)
    folder.mkdir(parents=True, exist_ok=True)
    number = len(list(folder.glob("counts-*.json")))
    (folder / f"counts-{number:04d}.json").write_text(json.dumps(_counts_of_part(context)), "utf-8")
    for stage in context.folders("audit"):
        if (path := stage / VALIDATION).exists():
            path.rename(folder / f"{number:04d}-{stage.name}.{VALIDATION}")


def validations(context: RunContext) -> list[Path]:
    """The files with what the audits of all batches saw."""
    kept = sorted(context.folder(TOLD).glob(f"*.{VALIDATION}"))
    return [*kept, *(path for stage in context.folders("audit") if (path := stage / VALIDATION).exists())]


def table_counts(context: RunContext) -> dict[str, int]:
    """Table -> rows that the run's stages wrote for it; tables that they wrote none for are left out."""
    counts = Counter(_counts_of_part(context))
    for path in context.folder(TOLD).glob("counts-*.json"):
        counts.update(json.loads(path.read_text("utf-8")))
    return {name: count for name, count in sorted(counts.items()) if count}


def _counts_of_part(context: RunContext) -> dict[str, int]:
    counts: Counter[str] = Counter()
    for folder in context.folders(*STAGES):
        for path in folder.glob("*.parquet"):
            table = TABLES.get(path.stem)
            # Revisions to be are published from where they were read, not from where they were cleaned.
            if table is not None and not (table.written == "extracted" and folder.name.startswith("clean")):
                counts[table.name] += pq.read_metadata(path).num_rows
    return dict(counts)


def counts_of(context: RunContext) -> list[tuple[str, int]]:
    """What the run wrote, for people: (what, how many), in the order of a summary."""
    counts = table_counts(context)
    names = (
        "documents",
        "article_revisions",
        "rejections",
        "sentences",
        "entity_mentions",
        "quotes",
        "numeric_facts",
        "date_mentions",
    )
    return [(name.replace("_", " "), counts[name]) for name in (*names, "audit_findings") if name in counts]


def rows_of_this_run(context: RunContext) -> dict[str, Any]:
    """Rejections and findings of a run that did not publish, as `flows.warehouse_reports.Told` has them."""
    folders = context.folders("land", "clean", "read", "audit")
    rejections = [row for folder in folders for row in read_rows("rejections", folder)]
    refused = [row for folder in folders for row in _rejected_revisions(folder / f"{REJECTED}.parquet")]
    findings = [row for folder in folders for row in read_rows("audit_findings", folder)]
    reasons = Counter([(r.stage, r.reason) for r in rejections] + [(r["stage"], r["reason"]) for r in refused])
    checks = Counter(
        (f.severity, f.table_name, f"{f.check_name} of {f.column_name}" if f.column_name else f.check_name) for f in findings
    )
    return {
        "rejections": [(*key, count) for key, count in reasons.most_common()],
        "examples": [(r.document_id, r.reason, r.url, r.detail) for r in rejections[:50]],
        "findings": [(*key, count) for key, count in checks.most_common()],
    }


def _rejected_revisions(path: Path) -> list[dict[str, Any]]:
    return list(pq.read_table(path).to_pylist()) if path.exists() else []


def with_unpublished(told: Told, rows: dict[str, Any]) -> Told:
    """What the published file says of a run that failed in a later part, and what that part had found."""
    return told._replace(
        examples=[*told.examples, *rows["examples"]],
        rejections=_summed(told.rejections, rows["rejections"]),
        findings=_summed(told.findings, rows["findings"]),
    )


def _summed(published: Iterable[tuple[Any, ...]], unpublished: Iterable[tuple[Any, ...]]) -> list[tuple[Any, ...]]:
    counts: Counter[tuple[Any, ...]] = Counter()
    for *key, count in (*published, *unpublished):
        counts[tuple(key)] += count
    return [(*key, count) for key, count in counts.most_common()]
