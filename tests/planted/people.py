"""Faults of mentions and of the clusters they are taken together in."""

from typing import Any

import pandas as pd

from schemas import make_id
from tests.planted.faults import Batch, fault

MENTIONS, CLUSTERS, NAMES = "entity_mentions", "entity_clusters", "entity_cluster_names"


def _unused(batch: Batch) -> Any:
    """Mentions that no quote and no fact points to."""
    used = {*batch["quotes"].speaker_mention_id.dropna(), *batch["numeric_fact_entities"].mention_id}
    return lambda frame: ~frame.mention_id.isin(used)


@fault("structural")
def mention_off_by_one(batch: Batch) -> None:
    row = batch.pick(MENTIONS, lambda f: f.char_start > 0)
    batch.set(
        MENTIONS, row, char_start=batch.get(MENTIONS, row, "char_start") - 1, char_end=batch.get(MENTIONS, row, "char_end") - 1
    )


@fault("semantic")
def mention_begins_in_a_word(batch: Batch) -> None:
    row = batch.pick(MENTIONS, lambda f: f.mention_text.str.len() > 5)
    start, end = int(batch.get(MENTIONS, row, "char_start")), int(batch.get(MENTIONS, row, "char_end"))
    batch.move(MENTIONS, row, start + 2, end, text="mention_text")


@fault("structural")
def mention_in_capitals(batch: Batch) -> None:
    row = batch.pick(MENTIONS, lambda f: f.mention_text.str.upper() != f.mention_text)
    batch.set(MENTIONS, row, mention_text=batch.get(MENTIONS, row, "mention_text").upper())


@fault("structural")
def mention_in_a_far_sentence(batch: Batch) -> None:
    row = batch.pick(MENTIONS)
    others = [
        o
        for o in batch.others(MENTIONS, row, same_article=True)
        if batch.get(MENTIONS, o, "sentence_id") != batch.get(MENTIONS, row, "sentence_id")
    ]
    batch.set(MENTIONS, row, sentence_id=batch.get(MENTIONS, batch.chance.choice(others), "sentence_id"))


@fault("structural")
def mention_in_a_sentence_of_another_article(batch: Batch) -> None:
    row = batch.pick(MENTIONS)
    batch.set(MENTIONS, row, sentence_id=batch.get(MENTIONS, batch.other(MENTIONS, row, same_article=False), "sentence_id"))


@fault("structural")
def mention_in_a_cluster_of_another_entity(batch: Batch) -> None:
    row = batch.pick(MENTIONS)
    entity = batch.get(MENTIONS, row, "entity_id")
    other = next(o for o in batch.others(MENTIONS, row, same_article=True) if batch.get(MENTIONS, o, "entity_id") != entity)
    batch.set(MENTIONS, row, cluster_id=batch.get(MENTIONS, other, "cluster_id"))


@fault("semantic")
def mention_of_somebody_else(batch: Batch) -> None:
    """Cluster and entity are those of another in the article, of the same label where there is one."""
    row = batch.pick(MENTIONS, lambda f: f.label == "PERSON")
    entity = batch.get(MENTIONS, row, "entity_id")
    other = batch.chance.choice(
        [o for o in batch.others(MENTIONS, row, same_article=True) if batch.get(MENTIONS, o, "entity_id") != entity]
    )
    batch.set(
        MENTIONS, row, cluster_id=batch.get(MENTIONS, other, "cluster_id"), entity_id=batch.get(MENTIONS, other, "entity_id")
    )


@fault("semantic")
def label_of_a_mention_swapped(batch: Batch) -> None:
    row = batch.pick(MENTIONS)
    batch.set(MENTIONS, row, label="ORG" if batch.get(MENTIONS, row, "label") != "ORG" else "PERSON")


@fault("semantic")
def person_becomes_a_place(batch: Batch) -> None:
    """Mentions, cluster and every id say so alike."""
    row = batch.pick(CLUSTERS, lambda f: f.label == "PERSON")
    cluster = batch[CLUSTERS].loc[row]
    entity_id = make_id("entities", "GPE", cluster.name_key)
    batch.set(CLUSTERS, row, label="GPE", entity_id=entity_id)
    frame = batch[MENTIONS]
    frame.loc[frame.cluster_id == cluster.cluster_id, ["label", "entity_id"]] = ["GPE", entity_id]
    for table, column in (("quotes", "speaker_mention_id"), ("numeric_fact_entities", "mention_id")):
        target = "speaker_entity_id" if table == "quotes" else "entity_id"
        theirs = set(frame.loc[frame.cluster_id == cluster.cluster_id, "mention_id"])
        batch[table].loc[batch[table][column].isin(theirs), target] = entity_id
    batch.rename("cluster_id", cluster.cluster_id, make_id(CLUSTERS, cluster.revision_id, entity_id))


@fault("structural")
def speakers_mention_lost(batch: Batch) -> None:
    used = set(batch["quotes"].speaker_mention_id.dropna())
    batch.drop(MENTIONS, batch.pick(MENTIONS, lambda f: f.mention_id.isin(used)))


@fault("semantic")
def mention_lost_that_nothing_points_to(batch: Batch) -> None:
    batch.drop(MENTIONS, batch.pick(MENTIONS, _unused(batch)))


@fault("structural")
def mention_over_another(batch: Batch) -> None:
    row = batch.pick(MENTIONS, lambda f: f.mention_text.str.contains(" "))
    start, end = int(batch.get(MENTIONS, row, "char_start")), int(batch.get(MENTIONS, row, "char_end"))
    inner = start + batch.get(MENTIONS, row, "mention_text").index(" ") + 1
    revision_id = batch.get(MENTIONS, row, "revision_id")
    batch.add(
        MENTIONS,
        row,
        mention_id=make_id(MENTIONS, revision_id, inner, end),
        char_start=inner,
        mention_text=batch.text_of(MENTIONS, row)[inner:end],
    )


@fault("structural")
def mention_of_no_entity(batch: Batch) -> None:
    batch.set(MENTIONS, batch.pick(MENTIONS), entity_id=None)


@fault("semantic")
def two_people_merged(batch: Batch) -> None:
    """One person's mentions and names are the other's: no row is lost, and counts agree."""
    row = batch.pick(
        CLUSTERS,
        lambda f: (
            (f.label == "PERSON") & f[f.label == "PERSON"].revision_id.duplicated(keep=False).reindex(f.index, fill_value=False)
        ),
    )
    kept = batch[CLUSTERS].loc[row]
    people = batch[CLUSTERS][
        (batch[CLUSTERS].revision_id == kept.revision_id)
        & (batch[CLUSTERS].label == "PERSON")
        & (batch[CLUSTERS].cluster_id != kept.cluster_id)
    ]
    gone = people.iloc[0]
    for table in (MENTIONS, NAMES):
        frame = batch[table]
        is_gone = frame.cluster_id == gone.cluster_id
        frame.loc[is_gone, "cluster_id"] = kept.cluster_id
        if table == MENTIONS:
            frame.loc[is_gone, "entity_id"] = kept.entity_id
    batch["quotes"].loc[batch["quotes"].speaker_entity_id == gone.entity_id, "speaker_entity_id"] = kept.entity_id
    batch["numeric_fact_entities"].loc[batch["numeric_fact_entities"].entity_id == gone.entity_id, "entity_id"] = kept.entity_id
    batch.keep(CLUSTERS, lambda f: f.cluster_id != gone.cluster_id)


@fault("semantic")
def title_beside_a_place(batch: Batch) -> None:
    batch.set(MENTIONS, batch.pick(MENTIONS, lambda f: f.label == "GPE"), role_text="Defense Secretary")


@fault("semantic")
def title_from_elsewhere(batch: Batch) -> None:
    """A title that stands nowhere near the name."""
    batch.set(MENTIONS, batch.pick(MENTIONS, lambda f: f.role_text.notna()), role_text="Archbishop emeritus")


@fault("structural")
def entity_id_of_no_name(batch: Batch) -> None:
    row = batch.pick(CLUSTERS)
    new = make_id("test", "nobody")
    batch.rename("entity_id", batch.get(CLUSTERS, row, "entity_id"), new)


@fault("structural")
def name_key_in_capitals(batch: Batch) -> None:
    row = batch.pick(CLUSTERS)
    batch.set(CLUSTERS, row, name_key=batch.get(CLUSTERS, row, "name_key").upper())


@fault("semantic")
def canonical_name_of_another(batch: Batch) -> None:
    row = batch.pick(CLUSTERS, lambda f: f.label == "PERSON")
    other = next(o for o in batch.others(CLUSTERS, row, same_article=False) if batch.get(CLUSTERS, o, "label") == "PERSON")
    batch.set(CLUSTERS, row, canonical_name=batch.get(CLUSTERS, other, "canonical_name"))


@fault("semantic")
def country_of_another_place(batch: Batch) -> None:
    row = batch.pick(
        CLUSTERS,
        lambda f: (
            f.country_code.notna() & f.canonical_name.isin(["France", "Chile", "Iceland", "Kenya", "Poland", "Netherlands"])
        ),
    )
    batch.set(CLUSTERS, row, country_code="NZ")


@fault("semantic")
def region_of_another_country(batch: Batch) -> None:
    batch.set(CLUSTERS, batch.pick(CLUSTERS, lambda f: f.country_code.notna()), region_code="CA-ON", country_code="DE")


@fault("structural")
def cluster_lost(batch: Batch) -> None:
    batch.drop(CLUSTERS, batch.pick(CLUSTERS))


@fault("structural")
def cluster_without_mentions(batch: Batch) -> None:
    cluster = batch.get(CLUSTERS, batch.pick(CLUSTERS), "cluster_id")
    ids = set(batch[MENTIONS].loc[batch[MENTIONS].cluster_id == cluster, "mention_id"])
    batch.keep(MENTIONS, lambda f: ~f.mention_id.isin(ids))
    batch.keep("numeric_fact_entities", lambda f: ~f.mention_id.isin(ids))
    quotes = batch["quotes"]
    quotes.loc[quotes.speaker_mention_id.isin(ids), ["speaker_mention_id", "speaker_entity_id", "speaker_entity_confidence"]] = (
        None
    )


@fault("structural")
def names_of_a_cluster_lost(batch: Batch) -> None:
    cluster = batch.get(NAMES, batch.pick(NAMES), "cluster_id")
    batch.keep(NAMES, lambda f: f.cluster_id != cluster)


@fault("structural")
def mentions_counted_wrongly(batch: Batch) -> None:
    row = batch.pick(NAMES)
    batch.set(NAMES, row, mentions=batch.get(NAMES, row, "mentions") + 3)


@fault("semantic")
def mention_of_two_sentences(batch: Batch) -> None:
    """A name that swallows the full stop and the next word."""

    def at_end(frame: pd.DataFrame) -> Any:
        texts = dict(zip(batch["article_revisions"].revision_id, batch["article_revisions"].text, strict=True))
        ends = [texts[r][int(e) : int(e) + 2] for r, e in zip(frame.revision_id, frame.char_end, strict=True)]
        return pd.Series([e in {". ", ".\n"} for e in ends], index=frame.index)

    row = batch.pick(MENTIONS, at_end)
    start, end = int(batch.get(MENTIONS, row, "char_start")), int(batch.get(MENTIONS, row, "char_end"))
    batch.move(MENTIONS, row, start, end + 8, text="mention_text")
