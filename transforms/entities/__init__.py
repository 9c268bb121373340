"""Doc -> entity mentions, and their grouping within the article.

In: a Doc whose entities are found. Out: one mention a name, one cluster for all the mentions of one thing in this article.
"""

from typing import NamedTuple

from spacy.tokens import Doc, Span

from schemas import make_id
from schemas.columns import LABELS
from schemas.core import EntityCluster, EntityMention
from transforms.entities.names import Named, clean_name, group
from transforms.entities.roles import role_of
from transforms.entities.words import NameWords
from transforms.sentences import SentenceIndex

__all__ = ["EntityRows", "NameWords", "entities"]


class EntityRows(NamedTuple):
    """The entities of one article."""

    mentions: list[EntityMention]
    clusters: list[EntityCluster]


def entities(doc: Doc, index: SentenceIndex, *, revision_id: str, words: NameWords) -> EntityRows:
    """Mentions in text order, and their clusters in order of first mention."""
    found = [e for e in doc.ents if e.label_ in LABELS and any(c.isalnum() for c in e.text)]
    groups = group([_named(e) for e in found], words)
    clusters: dict[str, EntityCluster] = {}
    mentions = []
    for ent, (label, name) in zip(found, groups, strict=True):
        entity_id = make_id("entities", label, name.casefold())
        cluster = clusters.setdefault(
            entity_id,
            EntityCluster(
                cluster_id=make_id("entity_clusters", revision_id, entity_id),
                revision_id=revision_id,
                entity_id=entity_id,
                label=label,
                canonical_name=name,
                country_code=_country(label, name, words),
            ),
        )
        mentions.append(_mention(ent, cluster, index, words))
    return EntityRows(mentions, list(clusters.values()))


def _mention(ent: Span, cluster: EntityCluster, index: SentenceIndex, words: NameWords) -> EntityMention:
    role = role_of(ent, words) if ent.label_ == "PERSON" else None
    start, end = ent.start_char, ent.end_char
    return EntityMention(
        mention_id=make_id("entity_mentions", cluster.revision_id, start, end),
        revision_id=cluster.revision_id,
        sentence_id=index.at(start).sentence_id,
        cluster_id=cluster.cluster_id,
        entity_id=cluster.entity_id,
        char_start=start,
        char_end=end,
        mention_text=ent.text,
        label=ent.label_,
        role_text=role.text if role is not None else None,
    )


def _named(ent: Span) -> Named:
    """What grouping needs of the mention: its clean name, and the acronym that follows as in "World Health Organization (WHO)"."""
    doc, after = ent.doc, ent.end
    bracketed = after + 2 < len(doc) and doc[after].text == "(" and doc[after + 2].text == ")"
    acronym = doc[after + 1].text if bracketed else ""
    return Named(clean_name(ent.text), ent.label_, acronym if acronym.isupper() and len(acronym) > 1 else None)


def _country(label: str, name: str, words: NameWords) -> str | None:
    known = words.countries if label == "GPE" else words.demonyms if label == "NORP" else {}
    return known[name].code if name in known else None
