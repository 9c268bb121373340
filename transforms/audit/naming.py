"""Rules about mentions and clusters: who is who within an article."""

import re
from typing import Any, Final

import pandas as pd

from schemas import make_id
from transforms.audit.rules import Batch, cut_words, differs, error, marked, overlapping, warn
from transforms.entities.names import clean_name, name_key, parts
from transforms.entities.words import NameWords

MENTIONS: Final = "entity_mentions"
CLUSTERS: Final = "entity_clusters"
NAMES: Final = "entity_cluster_names"
PLACES: Final = frozenset({"GPE", "LOC", "FAC"})
ADDRESS: Final = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Sir)\.?\s$")
OF_PLACES: Final = frozenset(
    [
        "beach",
        "city",
        "county",
        "creek",
        "falls",
        "heights",
        "hills",
        "island",
        "islands",
        "lake",
        "park",
        "point",
        "river",
        "springs",
        "town",
        "township",
        "valley",
        "village",
    ]
)
BESIDE: Final = 160
"""Characters around a name in which its title or role stands."""


@error(MENTIONS, "mention_id")
def mention_id_is_of_its_span(batch: Batch) -> Any:
    """The id is the hash of revision and span."""
    return differs(batch[MENTIONS]["mention_id"], batch.ids(MENTIONS, "revision_id", "char_start", "char_end"))


@error(MENTIONS, "char_start")
def mentions_do_not_overlap(batch: Batch) -> Any:
    """No character is in two mentions."""
    return overlapping(batch[MENTIONS])


@error(MENTIONS, "cluster_id")
def mention_is_of_its_cluster(batch: Batch) -> Any:
    """Its cluster is one of the same revision, and names the same entity."""
    frame = batch[MENTIONS]
    clusters = frame["cluster_id"]
    return (batch.at(CLUSTERS, "revision_id", clusters) != frame["revision_id"]) | (
        batch.at(CLUSTERS, "entity_id", clusters) != frame["entity_id"]
    )


@warn(MENTIONS, "label")
def mention_has_the_label_of_its_cluster(batch: Batch) -> Any:
    """Mention and cluster are of one type, or neither of them is a person and another mention is of the cluster's type."""
    frame = batch[MENTIONS]
    labels = batch.at(CLUSTERS, "label", frame["cluster_id"])
    alike = set(frame.loc[labels == frame["label"], "cluster_id"])
    is_person = (labels == "PERSON") | (frame["label"] == "PERSON")
    return differs(frame["label"], labels) & (is_person | ~frame["cluster_id"].isin(alike))


@error(MENTIONS, "mention_text")
def mention_is_one_of_its_clusters_names(batch: Batch) -> Any:
    """The key of its text is among the names of its cluster."""
    known = set(zip(batch[NAMES]["cluster_id"], batch[NAMES]["name_key"], strict=True))
    frame = batch[MENTIONS]
    keys = zip(frame.index, frame["cluster_id"], _keys(batch), strict=True)
    return marked(frame, (i for i, cluster, key in keys if key is not None and (cluster, key) not in known))


@error(NAMES, "mentions")
def mentions_are_counted(batch: Batch) -> Any:
    """The count of each name is the number of mentions of its cluster by it."""
    counted = batch[MENTIONS].assign(key=_keys(batch)).groupby(["cluster_id", "key"]).size().to_dict()
    frame = batch[NAMES]
    stated = zip(frame.index, frame["cluster_id"], frame["name_key"], frame["mentions"], strict=True)
    return marked(frame, (i for i, cluster, key, count in stated if counted.get((cluster, key), 0) != count))


@error(NAMES, "cluster_id")
def name_is_of_a_cluster(batch: Batch) -> Any:
    """Its cluster is there, in the same revision."""
    frame = batch[NAMES]
    return batch.at(CLUSTERS, "revision_id", frame["cluster_id"]) != frame["revision_id"]


@error(CLUSTERS, "cluster_id")
def cluster_has_mentions(batch: Batch) -> Any:
    """Something in the text is a mention of it."""
    return ~batch[CLUSTERS]["cluster_id"].isin(set(batch[MENTIONS]["cluster_id"]))


@error(CLUSTERS, "entity_id")
def entity_id_is_of_its_name(batch: Batch) -> Any:
    """The entity is the hash of label and name key, and the cluster that of revision and entity (unless an alias or more articles say
    whose name it is)."""
    frame = batch[CLUSTERS]
    entities = batch.ids(CLUSTERS, "label", "name_key", kind="entities")
    made = [
        make_id(CLUSTERS, revision, entity) if isinstance(revision, str) and isinstance(entity, str) else None
        for revision, entity in zip(frame["revision_id"], entities, strict=True)
    ]
    clusters = pd.Series(made, index=frame.index, dtype=object)
    return differs(frame["entity_id"].where(frame["link_rule"] == "name"), entities) | differs(frame["cluster_id"], clusters)


@warn(CLUSTERS, "canonical_name")
def canonical_name_has_its_key(batch: Batch) -> Any:
    """The canonical name has a word in common with the name key."""
    frame = batch[CLUSTERS].dropna(subset=["canonical_name", "name_key"])
    named = zip(frame.index, frame["canonical_name"], frame["label"], frame["name_key"], strict=True)
    return marked(
        batch[CLUSTERS], (i for i, name, label, key in named if not _shares(name_key(clean_name(name), str(label)), key))
    )


@warn(NAMES, "name_key")
def persons_names_share_a_word(batch: Batch) -> Any:
    """A name of a person has a word, or the initial of one, in common with the name of the cluster."""
    frame = batch[NAMES]
    labels = batch.at(CLUSTERS, "label", frame["cluster_id"])
    keys = batch.at(CLUSTERS, "name_key", frame["cluster_id"])
    named = zip(frame.index, labels, frame["name_key"], keys, strict=True)
    return marked(
        frame,
        (
            i
            for i, label, name, key in named
            if label == "PERSON" and isinstance(key, str) and isinstance(name, str) and not _shares(name, key)
        ),
    )


@error(CLUSTERS, "region_code")
def region_lies_in_its_country(batch: Batch) -> Any:
    """The code of a region begins with that of its country."""
    frame = batch[CLUSTERS]
    return frame["region_code"].notna() & (frame["region_code"].str[:2] != frame["country_code"])


@warn(CLUSTERS, "country_code")
def country_is_the_named_one(batch: Batch) -> Any:
    """A country named by its name, which no state of the USA bears, has its own code; and only places and peoples have one."""
    frame = batch[CLUSTERS]
    places = batch.lexicon.names.places
    own = {name: country.code for name, country in places.countries.items() if name not in places.regions}
    codes = frame["canonical_name"].map(own).where(frame["label"] == "GPE")
    return differs(frame["country_code"].fillna(""), codes) | (
        frame["country_code"].notna() & ~frame["label"].isin(["GPE", "NORP"])
    )


@error(MENTIONS, "role_text")
def only_persons_have_a_role(batch: Batch) -> Any:
    """A title or role stands beside a person."""
    frame = batch[MENTIONS]
    return frame["role_text"].notna() & (frame["label"] != "PERSON")


@error(MENTIONS, "role_text")
def role_stands_beside_its_name(batch: Batch) -> Any:
    """Title or role stand in the text near the name."""
    roles = batch[MENTIONS]["role_text"].dropna().to_dict()
    return marked(
        batch[MENTIONS],
        (
            i
            for i, text, start, end in batch.spans(MENTIONS)
            if i in roles and roles[i] not in text[max(0, start - BESIDE) : end + BESIDE]
        ),
    )


@warn(MENTIONS, "mention_text")
def mention_is_of_whole_words(batch: Batch) -> Any:
    """No mention begins or ends within a word."""
    return cut_words(batch, MENTIONS)


@warn(MENTIONS, "mention_text")
def mention_stays_in_its_sentence(batch: Batch) -> Any:
    """It ends with its sentence at the latest."""
    return batch[MENTIONS]["char_end"] > batch.at("sentences", "char_end", batch[MENTIONS]["sentence_id"])


@warn(MENTIONS, "label")
def place_is_no_person(batch: Batch) -> Any:
    """No place has Mr. or Ms. before it, or is a given name with a surname."""
    frame, words = batch[MENTIONS], batch.lexicon.names
    labels, names = frame["label"].to_dict(), frame["mention_text"].to_dict()
    addressed = (
        i
        for i, text, start, _ in batch.spans(MENTIONS)
        if labels[i] in PLACES and ADDRESS.search(text[max(0, start - 6) : start])
    )
    return marked(frame, addressed) | marked(
        frame, (i for i, name in names.items() if labels[i] == "GPE" and _is_persons(name, words))
    )


@warn(CLUSTERS, "label")
def who_is_called_by_the_surname_is_a_person(batch: Batch) -> Any:
    """Nothing but a person or an organisation goes by two words and by the last of them alone."""
    frame, names = batch[CLUSTERS], batch[NAMES]
    known = set(zip(names["cluster_id"], names["name_key"], strict=True))
    told = zip(frame.index, frame["cluster_id"], frame["label"], frame["name_key"].fillna(""), strict=True)
    return marked(
        frame,
        (i for i, cluster, label, key in told if label in PLACES and key.count(" ") == 1 and (cluster, key.split()[-1]) in known),
    )


def _keys(batch: Batch) -> "pd.Series[Any]":
    """The name key of each mention, as `transforms.entities` counts it."""
    frame, titles = batch[MENTIONS], batch.lexicon.names.plain_titles
    labels = batch.at(CLUSTERS, "label", frame["cluster_id"])
    named = zip(frame["mention_text"], labels, strict=True)
    keys = [
        name_key(clean_name(text), label, titles) if isinstance(text, str) and isinstance(label, str) else None
        for text, label in named
    ]
    return pd.Series(keys, index=frame.index, dtype=object)


def _is_persons(name: object, words: NameWords) -> bool:
    if not isinstance(name, str) or " " not in name or words.places.is_known(clean_name(name)):
        return False
    return words.sex_of(name) is not None and name.split()[-1].casefold() not in OF_PLACES


def _shares(name: str, key: str) -> bool:
    """Whether two names have a word, the beginning of one, or their initials in common."""
    one, two = parts(name), parts(key)
    if any(a[0] == b[0] and (a.startswith(b) or b.startswith(a)) for a in one for b in two):
        return True
    initials = "".join(word[0] for word in max(one, two, key=len))
    return min(one, two, key=len)[0] in initials
