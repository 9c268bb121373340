"""Documents through all stages, in bounded parts: each part is cleaned, read, audited and published before the next one begins.

In: ids of landed documents. Out: published rows. What the stages are (Prefect tasks, plain functions) is the caller's to say.
"""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple

from flows.context import RunContext
from flows.frames import batches
from flows.landing import Landing
from flows.planning import what_next
from flows.warehouse import Known, known
from flows.warehouse_entities import Relinked
from flows.warehouse_summary import Summary

Progress = Callable[[str, int, int], None]
"""Told of each step: stage, done, of how many (0: not known)."""


class Stages(NamedTuple):
    """What is done with a batch, or with all of a part."""

    clean: Callable[[RunContext, int, Collection[str]], None]
    read: Callable[[RunContext, int, Collection[str]], None]
    audit: Callable[[RunContext, int], None]
    publish: Callable[..., tuple[Summary, list[Relinked]]]
    """As `flows.publishing.publish`."""


class Processed(NamedTuple):
    """What came of it."""

    summary: Summary
    """Of the whole run, all parts together."""
    relinked: list[Relinked]
    """Names that became another entity's in any part."""


def process(
    context: RunContext, stages: Stages, document_ids: Sequence[str], progress: Progress, *, besides: int = 0
) -> Processed:
    """Deal with the documents, in parts of `settings.publish_every`; at least one part is published, even if it is empty.

    Killed at any point, what was published stays, and a next run has the rest to do. `besides` is the number of documents of this run
    that nothing is to be done about; they count as dealt with. Raises WirehouseError where a part fails: that part is not published.
    """
    parts: list[list[str]] = batches(document_ids, context.settings.publish_every) or [[]]
    dealt_with: set[str] = set()
    relinked: list[Relinked] = []
    for number, part in enumerate(parts):
        dealt_with |= _read_part(context, stages, [d for d in part if d not in dealt_with], progress)
        waiting = {document_id for later in parts[number + 1 :] for document_id in later} - dealt_with
        progress("publish", 0, 1)
        summary, moved = stages.publish(context, documents=besides + len(dealt_with), waiting=waiting)
        progress("publish", 1, 1)
        relinked += moved
        context.clear()
        if len(parts) > 1:
            progress("part", number + 1, len(parts))
    return Processed(summary, relinked)


def what_is_known(context: RunContext) -> Known:
    """What the published file knows, seen with the versions in force."""
    versions = context.versions
    return known(context.settings.warehouse, pipeline_version=versions.pipeline_version, rules_version=versions.rules_version)


def _read_part(context: RunContext, stages: Stages, document_ids: Sequence[str], progress: Progress) -> set[str]:
    """Clean, read and audit a part, and what it turns out to touch; all that were cleaned."""
    state, readable = what_is_known(context), Landing(context.settings.landing).readable
    todo, cleaned, number = list(document_ids), set(document_ids), 0
    progress("clean", 0, len(cleaned))
    while todo:
        for batch in batches(todo, context.settings.batch_size):
            stages.clean(context, number, batch)
            number += 1
            progress("clean", min(number * context.settings.batch_size, len(cleaned) - 1), len(cleaned))
        todo = sorted(what_next(context, state, readable).clean)
        cleaned |= set(todo)
    progress("clean", len(cleaned), len(cleaned))
    _read(context, stages, what_next(context, state, readable).read, progress)
    return cleaned


def _read(context: RunContext, stages: Stages, wanted: dict[int, list[str]], progress: Progress) -> None:
    for done, (number, batch) in enumerate(sorted(wanted.items())):
        progress("read", done, len(wanted))
        stages.read(context, number, batch)
        stages.audit(context, number)
    progress("read", len(wanted), len(wanted))
