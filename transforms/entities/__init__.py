"""Doc -> entity mentions, and their grouping within the article.

In: a Doc whose entities are found. Out: one mention a name, one cluster for all the mentions of one thing in this article, and the
names that each cluster goes by. Which clusters of different articles are one entity is settled over the whole warehouse, in SQL.
"""

from collections import Counter
from collections.abc import Sequence
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from schemas import make_id
from schemas.columns import LABELS
from schemas.core import EntityCluster, EntityClusterName, EntityMention
from transforms.entities.grouping import Group, Named, group
from transforms.entities.names import clean_name, name_key
from transforms.entities.roles import role_of
from transforms.entities.words import NameWords
from transforms.sentences import SentenceIndex

__all__ = ["EntityRows", "NameWords", "entities"]

ACRONYM: Final = 2
"""Letters of the shortest acronym that parentheses introduce."""


class EntityRows(NamedTuple):
    """The entities of one article."""

    mentions: list[EntityMention]
    clusters: list[EntityCluster]
    names: list[EntityClusterName]


def entities(doc: Doc, index: SentenceIndex, *, revision_id: str, words: NameWords) -> EntityRows:
    """Mentions in text order, their clusters in order of first mention, and each cluster's names in order of their keys."""
    found = [e for e in doc.ents if e.label_ in LABELS and any(c.isalnum() for c in e.text)]
    named = _named(doc, found, index, words)
    groups = group(named, words)
    rows = EntityRows([], [], [])
    clusters: dict[Group, EntityCluster] = {}
    goes_by: Counter[tuple[str, str]] = Counter()
    for ent, told, one in zip(found, named, groups, strict=True):
        if one not in clusters:
            clusters[one] = _cluster(one, revision_id)
        cluster = clusters[one]
        rows.mentions.append(_mention(ent, cluster, index, words))
        goes_by[cluster.cluster_id, name_key(told.name, one.label, words.plain_titles)] += 1
    rows.clusters.extend(clusters.values())
    rows.names.extend(EntityClusterName(cluster, revision_id, key, count) for (cluster, key), count in sorted(goes_by.items()))
    return rows


def _cluster(one: Group, revision_id: str) -> EntityCluster:
    entity_id = make_id("entities", one.label, one.key)
    return EntityCluster(
        cluster_id=make_id("entity_clusters", revision_id, entity_id),
        revision_id=revision_id,
        entity_id=entity_id,
        label=one.label,
        canonical_name=one.name,
        name_key=one.key,
        country_code=one.country_code,
        region_code=one.region_code,
        link_rule="name",
    )


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


def _named(doc: Doc, found: Sequence[Span], index: SentenceIndex, words: NameWords) -> list[Named]:
    """What grouping needs of each mention."""
    return [
        Named(
            clean_name(ent.text),
            ent.label_,
            introduces=_introduced(ent, words) if ent.label_ == "ORG" else None,
            paragraph=index.at(ent.start_char).paragraph_index,
            sex=words.sexes.get(doc[ent.start - 1].lower_) if ent.label_ == "PERSON" and ent.start else None,
            has_title=ent.label_ == "PERSON" and ent.start > 0 and doc[ent.start - 1].lower_ in words.titles,
            within=_container(ent, after) if ent.label_ == "GPE" else None,
        )
        for ent, after in zip(found, [*found[1:], None], strict=False)
    ]


def _introduced(ent: Span, words: NameWords) -> str | None:
    """The acronym that follows in parentheses, as in "World Health Organization (WHO)"."""
    doc, after = ent.doc, ent.end
    if after + 2 >= len(doc) or doc[after].text != "(" or doc[after + 2].text != ")":
        return None
    short, letters = doc[after + 1].text, iter("".join(filter(str.isalpha, ent.text.casefold())))
    if " " not in ent.text or len(short) < ACRONYM or not short[0].isupper() or words.places.is_known(short):
        return None
    is_drawn = short[0] == ent.text[0] and all(any(c == other for other in letters) for c in short.casefold())
    return short if is_drawn or sum(c.isupper() for c in short) >= ACRONYM else None


def _container(ent: Span, after: Span | None) -> str | None:
    """The place that a place is said to be in: "Oregon" behind "Portland, "."""
    is_next = after is not None and after.label_ == "GPE" and after.start == ent.end + 1 and ent.doc[ent.end].text == ","
    return clean_name(after.text) if after is not None and is_next else None
