"""OpenLineage: one event when a run starts, one when it completes or fails, in `home/lineage/openlineage.jsonl` and, where a URL is
set, posted there. (https://openlineage.io/spec: RunEvent of version 2-0-2, written by hand; the client library brings two HTTP
libraries of its own.) What fails here is told on standard error and fails no run.
"""

import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any, Final, NamedTuple
from urllib.parse import urlsplit
from uuid import NAMESPACE_URL, uuid5

import click

from flows.context import RunContext, now
from flows.reports.volumes import table_counts
from flows.settings import Settings
from flows.sources import Input
from schemas import TABLES, Table
from schemas.render import SQL_TYPES

SPEC: Final = "https://openlineage.io/spec"
EVENT: Final = f"{SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent"
PRODUCER: Final = "urn:wirehouse:flows.lineage"
NAMESPACE: Final = "wirehouse"
FILE_BYTES: Final = 20_000_000
"""A longer file is moved aside (`openlineage.1.jsonl`, over the one that stood there) before the next event."""
MOST_INPUTS: Final = 500

FACETS: Final = {
    "jobType": "2-0-4/JobTypeJobFacet",
    "processing_engine": "1-1-1/ProcessingEngineRunFacet",
    "tags": "1-0-0/TagsRunFacet",
    "errorMessage": "1-0-1/ErrorMessageRunFacet",
    "schema": "1-2-0/SchemaDatasetFacet",
    "documentation": "1-1-0/DocumentationDatasetFacet",
    "outputStatistics": "1-0-2/OutputStatisticsOutputDatasetFacet",
}
"""Facet -> version and name of its schema."""

Event = dict[str, Any]


class Dataset(NamedTuple):
    """What identifies a data set, as the specification has it."""

    namespace: str
    name: str


def run_uuid(run_id: str) -> str:
    """The UUID that events call a run: made from our id, so that one leads to the other."""
    return str(uuid5(NAMESPACE_URL, f"wirehouse:run:{run_id}"))


@contextmanager
def lineage(context: RunContext, inputs: Sequence[str | Input] = ()) -> Iterator[None]:
    """START before what is done within, COMPLETE after it, FAIL where it raises."""
    emit(context.settings, event_of("START", context, inputs))
    try:
        yield
    except BaseException as failure:
        emit(context.settings, event_of("FAIL", context, inputs, failure=failure))
        raise
    emit(context.settings, event_of("COMPLETE", context, inputs))


def event_of(kind: str, context: RunContext, inputs: Sequence[str | Input], *, failure: BaseException | None = None) -> Event:
    """The RunEvent: job, run, what was read, and for a run that completed the tables it wrote, with the number of rows."""
    told = {"version": context.versions.pipeline_version, "name": context.versions.pipeline_name}
    facets = {
        "processing_engine": _facet("processing_engine", version=version("wirehouse"), name="wirehouse"),
        "tags": _facet("tags", tags=[{"key": k, "value": v, "source": "wirehouse"} for k, v in _tags(context, told)]),
    }
    if failure is not None:
        message = f"{type(failure).__name__}: {failure}"
        facets["errorMessage"] = _facet("errorMessage", message=message, programmingLanguage="Python")
    job = {"jobType": _facet("jobType", processingType="BATCH", integration="WIREHOUSE", jobType="JOB")}
    return {
        "eventTime": now().isoformat(),
        "eventType": kind,
        "run": {"runId": run_uuid(context.run_id), "facets": facets},
        "job": {"namespace": NAMESPACE, "name": f"wirehouse.{context.command}", "facets": job},
        "inputs": [_input(dataset) for dataset in datasets(context.settings, inputs)],
        "outputs": list(_outputs(context)) if kind == "COMPLETE" else [],
        "producer": PRODUCER,
        "schemaURL": EVENT,
    }


def datasets(settings: Settings, inputs: Sequence[str | Input]) -> list[Dataset]:
    """The data sets that a run reads: the landing log, and what it was asked for, each once, at most MOST_INPUTS of them."""
    asked = [_dataset(i.location if isinstance(i, Input) else i) for i in inputs[:MOST_INPUTS]]
    return list(dict.fromkeys([Dataset("file", str(settings.landing.resolve())), *asked]))


def emit(settings: Settings, event: Event) -> None:
    """Append the event to the file, and post it where a URL is set."""
    try:
        _append(settings.root / "lineage" / "openlineage.jsonl", json.dumps(event, ensure_ascii=False))
    except OSError as failure:
        click.echo(f"wirehouse: the lineage event was not kept ({failure}); the run goes on", err=True)
    if settings.openlineage_url:
        from flows.sources.lineage import post_event

        if why := post_event(settings.openlineage_url, event):
            click.echo(
                f"wirehouse: {settings.openlineage_url}: the lineage event was not taken ({why}); the run goes on", err=True
            )


def _append(path: Path, line: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    if path.exists() and path.stat().st_size > FILE_BYTES:
        path.replace(path.with_suffix(".1.jsonl"))
    with path.open("a", encoding="utf-8", errors="replace") as file:
        file.write(line + "\n")


def _tags(context: RunContext, pipeline: dict[str, str]) -> Iterator[tuple[str, str]]:
    yield "run_id", context.run_id
    yield "pipeline", f"{pipeline['name']} {pipeline['version']}"
    yield "rules_version", context.versions.rules_version


def _dataset(location: str) -> Dataset:
    """A URL by its host and path, without what may be secret in it; anything else as a file."""
    if "://" in location and not location.startswith("file:"):
        try:
            parts = urlsplit(location)
        except ValueError:
            return Dataset(location.partition(":")[0], location)
        return Dataset(f"{parts.scheme}://{parts.hostname or ''}", parts.path or "/")
    return Dataset("file", str(Path(location.removeprefix("file://")).resolve()))


def _input(dataset: Dataset) -> dict[str, Any]:
    return {**dataset._asdict(), "facets": {}}


def _outputs(context: RunContext) -> Iterator[dict[str, Any]]:
    """The tables that the run's stages wrote rows for."""
    where = f"duckdb://{context.settings.warehouse.resolve()}"
    for name, count in table_counts(context).items():
        yield _output(TABLES[name], where, count)


def _output(table: Table, where: str, count: int) -> dict[str, Any]:
    fields = [
        {"name": f.name, "type": SQL_TYPES[f.type], "description": f.column.description, "ordinal_position": number}
        for number, f in enumerate(table.fields, start=1)
    ]
    return {
        "namespace": where,
        "name": f"wirehouse.{table.full_name}",
        "facets": {
            "schema": _facet("schema", fields=fields),
            "documentation": _facet("documentation", description=table.description),
        },
        "outputFacets": {"outputStatistics": _facet("outputStatistics", rowCount=count)},
    }


def _facet(kind: str, /, **told: Any) -> dict[str, Any]:
    file = FACETS[kind]
    return {"_producer": PRODUCER, "_schemaURL": f"{SPEC}/facets/{file}.json#/$defs/{file.partition('/')[2]}", **told}
