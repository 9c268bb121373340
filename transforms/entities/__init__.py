"""Doc -> entity mentions and their grouping within the article."""

from typing import NamedTuple

from spacy.tokens import Doc

from schemas import make_id
from schemas.columns import LABELS
from schemas.core import EntityCluster, EntityMention
from transforms.entities.words import NameWords
from transforms.sentences import SentenceIndex

__all__ = ["EntityRows", "NameWords", "entities"]


class EntityRows(NamedTuple):
    """The entities of one article."""

    mentions: list[EntityMention]
    clusters: list[EntityCluster]


def entities(doc: Doc, index: SentenceIndex, *, revision_id: str, words: NameWords) -> EntityRows:
    """Mentions in text order, and their clusters in order of first mention."""
    clusters: dict[tuple[str, str], EntityCluster] = {}
    mentions = []
    for ent in doc.ents:
        if ent.label_ not in LABELS or not ent.text.strip():
            continue
        key = (ent.label_, " ".join(ent.text.casefold().split()))
        start, end = ent.start_char, ent.end_char
        cluster = clusters.setdefault(
            key,
            EntityCluster(make_id("entity_clusters", revision_id, start), revision_id, make_id("entities", *key), ent.label_, ent.text, None),
        )
        mention_id = make_id("entity_mentions", revision_id, start, end)
        sentence_id = index.at(start).sentence_id
        mentions.append(EntityMention(mention_id, revision_id, sentence_id, cluster.cluster_id, cluster.entity_id, start, end, ent.text, ent.label_, None))
    return EntityRows(mentions, list(clusters.values()))
