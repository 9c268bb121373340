"""Documents through all stages, in bounded parts: each part is cleaned, read, audited and published before the next one begins.

In: ids of landed documents. Out: published rows. What the stages are (Prefect tasks, plain functions) is the caller's to say.
"""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import NamedTuple

from flows.auditing import audit_batch
from flows.context import RunContext
from flows.frames import batches
from flows.landing import Landing
from flows.planning import what_next
from flows.quiet import code_digest
from flows.reading import read_revisions
from flows.reports.volumes import keep_for_report
from flows.warehouse import Known, known
from flows.warehouse_entities import Relinked
from flows.warehouse_summary import Summary
from flows.workers import batch_size_for

Progress = Callable[[str, int, int], None]
"""Told of each step: stage, done, of how many (0: not known)."""


Work = Callable[[RunContext, int, Collection[str]], None]
"""What is done with a batch: its number, the ids of its documents."""
Batch = tuple[int, Sequence[str]]
"""Its number, and the ids of its documents."""
Each = Callable[[RunContext, Sequence[Batch]], Iterable[object]]
"""Deals with every batch, in whatever order or side by side, and tells of each that is done."""


class Stages(NamedTuple):
    """What is done with a batch, or with all of a part."""

    clean: Each
    read: Each
    """With its audit."""
    publish: Callable[..., tuple[Summary, list[Relinked]]]
    """As `flows.publishing.publish`."""


class Processed(NamedTuple):
    """What came of it."""

    summary: Summary
    """Of the whole run, all parts together."""
    relinked: list[Relinked]
    """Names that became another entity's in any part."""


def process(
    context: RunContext,
    stages: Stages,
    document_ids: Sequence[str],
    progress: Progress,
    *,
    besides: int = 0,
    anew: bool = False,
) -> Processed:
    """Deal with the documents, in parts of `settings.publish_every`; at least one part is published, even if it is empty.

    Killed at any point, what was published stays, and a next run has the rest to do. `besides` is the number of documents of this run
    that nothing is to be done about; they count as dealt with. With `anew` none of the documents counts as up to date. Raises WirehouseError where a part fails: that part is not published.
    """
    code_digest()  # of the code that is at work: what is installed from now on is not
    parts: list[list[str]] = batches(document_ids, context.settings.publish_every) or [[]]
    dealt_with: set[str] = set()
    relinked: list[Relinked] = []
    for number, part in enumerate(parts):
        dealt_with |= _read_part(context, stages, [d for d in part if d not in dealt_with], progress, anew=anew)
        waiting = {document_id for later in parts[number + 1 :] for document_id in later} - dealt_with
        progress("publish", 0, 1)
        with context.timed("publish"):
            summary, moved = stages.publish(context, documents=besides + len(dealt_with), waiting=waiting)
        progress("publish", 1, 1)
        relinked += moved
        keep_for_report(context)
        context.clear()
        if len(parts) > 1:
            progress("part", number + 1, len(parts))
    return Processed(summary, relinked)


def read_and_audit(context: RunContext, number: int, document_ids: Collection[str]) -> None:
    """Read the wanted revisions of a clean batch and audit what it yields."""
    read_revisions(context, number, document_ids)
    audit_batch(context, number)


def what_is_known(context: RunContext) -> Known:
    """What the published file knows, seen with the versions in force."""
    versions = context.versions
    return known(context.settings.newest, pipeline_version=versions.pipeline_version, rules_version=versions.rules_version)


def _read_part(context: RunContext, stages: Stages, document_ids: Sequence[str], progress: Progress, *, anew: bool) -> set[str]:
    """Clean, read and audit a part, and what it turns out to touch; all that were cleaned."""
    state, readable = what_is_known(context), Landing(context.settings.landing).readable
    if anew:
        state.stale.update(state.revisions[d] for d in document_ids if d in state.revisions)
    with context.timed("clean"):
        cleaned = _clean(context, stages, document_ids, progress, state, readable)
    with context.timed("read and audit"):
        _read(context, stages, what_next(context, state, readable).read, progress)
    return cleaned


def _clean(
    context: RunContext,
    stages: Stages,
    document_ids: Sequence[str],
    progress: Progress,
    state: Known,
    readable: Collection[str],
) -> set[str]:
    todo, cleaned, done, first = list(document_ids), set(document_ids), 0, 0
    progress("clean", 0, len(cleaned))
    while todo:
        parts = list(enumerate(batches(todo, batch_size_for(len(todo), context.settings)), first))
        first += len(parts)
        for _ in stages.clean(context, parts):
            done += 1
            progress("clean", done, max(first, done + 1))
        todo = sorted(what_next(context, state, readable).clean)
        cleaned |= set(todo)
    progress("clean", first, first)
    return cleaned


def _read(context: RunContext, stages: Stages, wanted: dict[int, list[str]], progress: Progress) -> None:
    progress("read", 0, len(wanted))
    for done, _ in enumerate(stages.read(context, sorted(wanted.items())), 1):
        progress("read", done, len(wanted))
