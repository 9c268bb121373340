"""The land stage: inputs -> the landing log, with a record of every fetch."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flows.cleaning import rejected
from flows.context import RunContext, now
from flows.frames import write_tables
from flows.landing import Landing
from flows.sources import Fetched, FetchRecord, Input, read_inputs
from flows.warehouse_fetches import remembered
from schemas import make_id
from schemas.ops import Document, Fetch, Rejection, RobotsFile
from transforms.documents import RawDocument


class Landed(NamedTuple):
    """What fetching brought."""

    document_ids: tuple[str, ...]
    """Distinct, landed now or before."""
    refused: int
    """Documents that were not landed (too large)."""
    failures: tuple[str, ...]
    """One line for each input that could not be read: what, why, what to do."""
    unchanged: int = 0
    """Requests answered with the word that nothing changed since an earlier run."""


def land_inputs(
    context: RunContext, inputs: Sequence[str | Input], published: datetime | None, progress: Callable[[str, int, int], None]
) -> Landed:
    """Fetch everything asked for into the landing log; fetches and refusals into the folder `land`."""
    ids: dict[str, None] = {}
    fetches: list[FetchRecord] = []
    refusals: dict[str, tuple[Document, Rejection]] = {}
    robots: dict[str, RobotsFile] = {}
    memory = remembered(context.settings.warehouse)

    def documents() -> Iterator[RawDocument]:
        for fetched in read_inputs(inputs, settings=context.settings, published=published, now=now, remembered=memory):
            _note(fetched)
            yield from fetched.documents
            ids.update(dict.fromkeys(d.document_id for d in fetched.documents))
            progress("land", len(ids), 0)

    def _note(fetched: Fetched) -> None:
        if fetched.fetch is not None:
            fetches.append(fetched.fetch)
        if (file := fetched.robots) is not None:
            robots[file.origin] = RobotsFile(run_id=context.run_id, **file._asdict())
        for document, why in fetched.refused:
            refusals[document.document_id] = rejected(context, document, why)

    Landing(context.settings.landing).land(documents())
    tables: dict[str, list[Any]] = {
        "fetches": [_fetch(context, number, record) for number, record in enumerate(fetches)],
        "robots_files": list(robots.values()),
        "documents": [entry for entry, _ in refusals.values()],
        "rejections": [rejection for _, rejection in refusals.values()],
    }
    write_tables(tables, context.folder("land"))
    failures = tuple(
        f.reason or f"{f.url}: {f.outcome}" for f in fetches if f.outcome in {"failed", "refused"} and f.kind != "robots"
    )
    return Landed(tuple(ids), len(refusals), failures, sum(f.outcome == "not_modified" for f in fetches))


def _fetch(context: RunContext, number: int, record: FetchRecord) -> Fetch:
    return Fetch(fetch_id=make_id("fetches", context.run_id, number), run_id=context.run_id, **record._asdict())
