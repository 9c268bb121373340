"""Rules about sentences, and about the sentence that a row names."""

from functools import partial
from typing import Any, Final

from transforms.audit.rules import RULES, Batch, Rule, cut_words, differs, error, marked, overlapping, warn

IN_SENTENCES: Final = ("entity_mentions", "quotes", "date_mentions", "numeric_facts")


@error("sentences", "sentence_id")
def sentence_id_is_of_its_span(batch: Batch) -> Any:
    """The id is the hash of revision and span."""
    return differs(batch["sentences"]["sentence_id"], batch.ids("sentences", "revision_id", "char_start", "char_end"))


@error("sentences", "sentence_index")
def sentences_are_numbered_in_order(batch: Batch) -> Any:
    """In order of their characters the sentences of a text are numbered from 0, none left out."""
    frame = batch["sentences"]
    ordered = frame.sort_values(["revision_id", "char_start", "char_end"])
    return (ordered["sentence_index"] != ordered.groupby("revision_id").cumcount()).reindex(frame.index)


@error("sentences", "char_start")
def sentences_do_not_overlap(batch: Batch) -> Any:
    """No character is in two sentences."""
    return overlapping(batch["sentences"])


@error("sentences", "char_end")
def sentence_lies_in_its_text(batch: Batch) -> Any:
    """The span ends with the text at the latest, and its revision is there."""
    frame = batch["sentences"]
    length = frame["revision_id"].map({revision: len(text) for revision, text in batch.texts.items()})
    return ~(frame["char_end"] <= length)


@error("sentences", "char_start")
def nothing_stands_between_sentences(batch: Batch) -> Any:
    """Between a sentence and the one before it (or the beginning of the text) there is white space only."""
    frame = batch["sentences"]
    ordered = frame.sort_values(["revision_id", "char_start"])
    before = ordered.groupby("revision_id")["char_end"].shift(fill_value=0)
    gaps = zip(ordered.index, ordered["revision_id"], before, ordered["char_start"], strict=True)
    return marked(
        frame,
        (i for i, revision, end, start in gaps if start > end and batch.texts.get(revision, "")[int(end) : int(start)].strip()),
    )


@error("article_revisions", "revision_id")
def sentences_reach_the_end(batch: Batch) -> Any:
    """Behind the last sentence of a text there is white space only."""
    frame = batch["article_revisions"]
    ends = batch["sentences"].groupby("revision_id")["char_end"].max().to_dict()
    return marked(
        frame,
        (
            i
            for i, revision, text in zip(frame.index, frame["revision_id"], frame["text"], strict=True)
            if isinstance(text, str) and text[int(ends.get(revision, 0)) :].strip()
        ),
    )


@error("sentences", "paragraph_index")
def paragraphs_are_numbered_in_order(batch: Batch) -> Any:
    """The first sentence is in paragraph 0, and each next one in the same paragraph or the next."""
    frame = batch["sentences"]
    ordered = frame.sort_values(["revision_id", "char_start"])
    step = ordered["paragraph_index"] - ordered.groupby("revision_id")["paragraph_index"].shift()
    first = ~ordered["revision_id"].duplicated()
    return ((~first & ~step.isin([0, 1])) | (first & (ordered["paragraph_index"] != 0))).reindex(frame.index)


@warn("sentences", "char_start")
def sentence_is_not_cut_in_a_word(batch: Batch) -> Any:
    """No sentence begins or ends within a word."""
    return cut_words(batch, "sentences")


def _in_its_sentence(table: str, batch: Batch) -> Any:
    frame = batch[table]
    elsewhere = batch.at("sentences", "revision_id", frame["sentence_id"]) != frame["revision_id"]
    return elsewhere | differs(frame["sentence_id"], batch.sentence_at(table, "char_start"))


for _table in IN_SENTENCES:
    _about = "The sentence it names is one of its revision, and the one that its first character stands in."
    RULES.append(Rule("lies_in_its_sentence", _table, "sentence_id", "error", _about, partial(_in_its_sentence, _table)))
