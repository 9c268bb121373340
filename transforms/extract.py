"""Doc -> rows of every extracted table: the order in which the extractors build on each other, and nothing else."""

from datetime import date
from typing import Any

from spacy.tokens import Doc

from schemas.core import ArticleRevision
from transforms.dates import date_mentions
from transforms.entities import entities
from transforms.lexicon import Lexicon
from transforms.numbers import numeric_facts
from transforms.quotes import quoted, quotes
from transforms.references import references
from transforms.sentences import SentenceIndex, sentences

Rows = dict[str, list[Any]]
"""Table name -> rows of its class."""


def extract(doc: Doc, revision: ArticleRevision, *, lexicon: Lexicon, country: str | None = None) -> Rows:
    """All rows that a revision's Doc yields, by table.

    `doc.text` is `revision.text`. `country` is the ISO 3166-1 alpha-2 code of the source's country, where known: it settles what
    an ambiguous currency sign means.
    """
    revision_id, published = revision.revision_id, _day(revision)
    index = SentenceIndex(list(sentences(doc, revision_id=revision_id)))
    named = entities(doc, index, revision_id=revision_id, words=lexicon.names)
    dated = date_mentions(doc, index, revision_id=revision_id, published=published, words=lexicon.dates, country=country)
    meant = references(doc, index, named.mentions, quoted(doc.text), words=lexicon.names)
    said = quotes(doc, index, named.mentions, meant, revision_id=revision_id, words=lexicon.quotes)
    counted = numeric_facts(
        doc, index, named.mentions, meant, said, dated, revision_id=revision_id, country=country, words=lexicon.numbers
    )
    return {
        "sentences": list(index.rows),
        "entity_clusters": named.clusters,
        "entity_cluster_names": named.names,
        "entity_mentions": named.mentions,
        "date_mentions": dated,
        "quotes": said.quotes,
        "quote_spans": said.spans,
        "numeric_facts": counted.facts,
        "numeric_fact_entities": counted.entities,
    }


def _day(revision: ArticleRevision) -> date | None:
    return revision.published_at.date() if revision.published_at else None
