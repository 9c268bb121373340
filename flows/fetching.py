"""The land stage: inputs -> the landing log, with a record of every fetch."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flows.cleaning import rejected
from flows.context import RunContext, now
from flows.frames import write_tables
from flows.landing import Landing
from flows.landing_files import Reached
from flows.sources import Fetched, FetchRecord, Input, read_inputs
from flows.warehouse import known_documents
from flows.warehouse_fetches import remembered, sightings
from schemas import make_id
from schemas.ops import Document, Fetch, Rejection, RobotsFile, Sighting
from transforms.documents import RawDocument

MEGABYTE = 1_000_000


class Landed(NamedTuple):
    """What fetching brought."""

    document_ids: tuple[str, ...]
    """Distinct, landed now or before."""
    refused: int
    """Documents that were not landed (too large, broken)."""
    failures: tuple[str, ...]
    """One line for each input that could not be read: what, why, what to do."""
    unchanged: int = 0
    """Requests answered with the word that nothing changed since an earlier run."""


class Log:
    """What is noted while fetching."""

    def __init__(self, context: RunContext, progress: Callable[[str, int, int], None]) -> None:
        self._context, self._progress = context, progress
        self._documents = 0
        self.fetches: list[FetchRecord] = []
        self.refusals: dict[str, tuple[Document, Rejection]] = {}
        self.robots: dict[str, RobotsFile] = {}

    def items(self, fetched: Iterator[Fetched]) -> Iterator[RawDocument | Reached]:
        """What is to be landed of what comes in, noted as it passes."""
        for part in fetched:
            if part.fetch is not None:
                self.fetches.append(part.fetch)
            if (file := part.robots) is not None:
                self.robots[file.origin] = RobotsFile(run_id=self._context.run_id, **file._asdict())
            for document, why in part.refused:
                self.refusals[document.document_id] = rejected(self._context, document, why)
            yield from part.documents
            self._documents += len(part.documents)
            if part.reached is not None:
                yield part.reached
            self._tell(part)

    def recover(self, landing: Landing) -> None:
        """Refusals that an interrupted run noted in the landing log and did not publish."""
        published = known_documents(self._context.settings.newest)
        for document, why in landing.refused():
            if document.document_id not in published:
                self.refusals.setdefault(document.document_id, rejected(self._context, document, why))

    def _tell(self, part: Fetched) -> None:
        self._progress("land", self._documents, 0)
        if part.share is not None:
            done, of = part.share
            self._progress("archive", done // MEGABYTE, max(of // MEGABYTE, 1))


def land_inputs(
    context: RunContext, inputs: Sequence[str | Input], published: datetime | None, progress: Callable[[str, int, int], None]
) -> Landed:
    """Fetch everything asked for into the landing log; fetches and refusals into the folder `land`."""
    log, landing = Log(context, progress), Landing(context.settings.landing)
    memory = remembered(context.settings.newest, landing.readable)
    if published is not None:  # the same bytes, said to be of another day, are another document
        memory = memory._replace(validators={})
    fetched = read_inputs(
        inputs, settings=context.settings, published=published, now=now, remembered=memory, resume=landing.reached
    )
    document_ids = landing.land(log.items(fetched))
    log.recover(landing)
    tables: dict[str, list[Any]] = {
        "fetches": [_fetch(context, number, record) for number, record in enumerate(log.fetches)],
        "sightings": _sightings(context, landing),
        "robots_files": list(log.robots.values()),
        "documents": [entry for entry, _ in log.refusals.values()],
        "rejections": [rejection for _, rejection in log.refusals.values()],
    }
    write_tables(tables, context.folder("land"))
    failed = [f for f in log.fetches if f.outcome in {"failed", "refused"} and f.kind != "robots"]
    unchanged = sum(f.outcome == "not_modified" for f in log.fetches)
    return Landed(tuple(document_ids), len(log.refusals), tuple(f.reason or f"{f.url}: {f.outcome}" for f in failed), unchanged)


def _sightings(context: RunContext, landing: Landing) -> list[Sighting]:
    """What the landing log knows of documents that were met again, also of interrupted runs, and the published file does not."""
    found = {(document_id, at) for document_id, both in landing.seen.items() for at in both}
    return [Sighting(document_id, context.run_id, at) for document_id, at in sorted(found - sightings(context.settings.newest))]


def _fetch(context: RunContext, number: int, record: FetchRecord) -> Fetch:
    return Fetch(fetch_id=make_id("fetches", context.run_id, number), run_id=context.run_id, **record._asdict())
