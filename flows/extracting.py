"""Inputs to rows without a warehouse: what `wirehouse extract` prints. Reads files; writes nothing."""

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from flows.cleaning import clean_one
from flows.context import now
from flows.language import load_pipeline
from flows.reading import read_texts
from flows.seeds import read_aliases, read_lexicon, source_countries
from flows.settings import Settings
from flows.sources import Fetched, Input, read_inputs
from schemas import make_id, table_of
from schemas.core import Entity, EntityAlias, EntityCluster
from transforms.documents import Rejected
from transforms.entities.aliases import Known
from transforms.extract import Rows
from transforms.revisions import Candidate

BATCH = 200
"""Articles held at once."""


class Problem(NamedTuple):
    """One input or article without rows, told in one line: what, why, what to do."""

    message: str


def extract_rows(
    inputs: Sequence[str | Input], settings: Settings, *, published: datetime | None
) -> Iterator[dict[str, Any] | Problem]:
    """Every row of the inputs' articles, as `{"table", "url", columns…}` without the columns that differ from run to run.

    Articles come in input order, each told once whatever its other copies are; inputs and articles that cannot be read come as
    problems. Raises PipelineError, and InputError for broken seeds.
    """
    nlp, lexicon, known = load_pipeline(settings.pipeline), read_lexicon(settings.seeds), Known(read_aliases(settings))
    countries = source_countries(settings.seeds)
    fetched = read_inputs(inputs, settings=settings, published=published, now=now)
    for batch in _batches(_candidates(fetched)):
        found = {c.revision.revision_id: c for c in batch if isinstance(c, Candidate)}
        yield from (item for item in batch if isinstance(item, Problem))
        revisions = [c.revision for c in found.values()]
        for revision, rows in read_texts(nlp, revisions, lexicon, lambda r: countries.get(found[r.revision_id].source_id)):  # noqa: B023  used within the turn
            candidate = found[revision.revision_id]
            yield from (
                [Problem(rows.detail)] if isinstance(rows, Rejected) else _printed(candidate, _linked(rows, candidate, known))
            )


def _candidates(fetched: Iterable[Fetched]) -> Iterator[Candidate | Problem]:
    for part in fetched:
        told_already = part.refused or (part.fetch is not None and part.fetch.kind == "robots")
        if part.fetch is not None and part.fetch.outcome in {"failed", "refused"} and not told_already:
            yield Problem(part.fetch.reason or part.fetch.url)
        yield from (Problem(why.detail) for _, why in part.refused)
        for document in part.documents:
            found = clean_one(document)
            yield Problem(found.detail) if isinstance(found, Rejected) else found


def _batches(items: Iterable[Candidate | Problem]) -> Iterator[list[Candidate | Problem]]:
    batch: list[Candidate | Problem] = []
    for item in items:
        batch.append(item)
        if len(batch) == BATCH:
            yield batch
            batch = []
    yield batch


def _printed(candidate: Candidate, rows: Rows) -> Iterator[dict[str, Any]]:
    url = _url(candidate)
    everything = {"article_revisions": [candidate.revision], "article_authors": candidate.authors, **rows}
    for name, of_table in everything.items():
        for row in of_table:
            kept = {f.name: value for f, value in zip(table_of(type(row)).fields, row, strict=True) if not f.column.is_volatile}
            yield {"table": name, "url": url, **kept}


def _linked(rows: Rows, candidate: Candidate, known: Known) -> Rows:
    """The rows with the entities that aliases give, and those entities: as this article alone shows them."""
    whose = {c.entity_id: _entity(c, candidate, known) for c in rows["entity_clusters"]}
    ids = {own: entity.entity_id for own, entity in whose.items()}
    mentions = [m._replace(entity_id=ids[m.entity_id]) for m in rows["entity_mentions"]]
    return rows | {
        "entities": list({entity.entity_id: entity for entity in whose.values()}.values()),
        "entity_aliases": list(dict.fromkeys(EntityAlias(m.entity_id, m.mention_text) for m in mentions)),
        "entity_clusters": [
            c._replace(entity_id=ids[c.entity_id], link_rule="name" if ids[c.entity_id] == c.entity_id else "alias")
            for c in rows["entity_clusters"]
        ],
        "entity_mentions": mentions,
        "quotes": [q._replace(speaker_entity_id=ids.get(q.speaker_entity_id)) for q in rows["quotes"]],
        "numeric_fact_entities": [f._replace(entity_id=ids[f.entity_id]) for f in rows["numeric_fact_entities"]],
    }


def _entity(cluster: EntityCluster, candidate: Candidate, known: Known) -> Entity:
    alias = known.of_cluster(cluster.label, cluster.name_key, [candidate.url, candidate.canonical_url])
    if alias is None:
        return Entity(cluster.entity_id, cluster.label, cluster.canonical_name, cluster.country_code, cluster.region_code, None)
    entity_id = make_id("entities", alias.label, alias.name_key)
    return Entity(entity_id, alias.label, alias.name, cluster.country_code, cluster.region_code, alias.wikidata_id)


def _url(candidate: Candidate) -> str:
    """What rows call the article: the URL it was given with; for a file what it names as its own; `line:N` for a line without one."""
    line = re.search(r"#(line:\d+)$", candidate.url)
    if line:
        return line.group(1)
    return candidate.canonical_url if candidate.url.startswith("file:") else candidate.url
