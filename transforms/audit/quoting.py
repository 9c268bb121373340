"""Rules about quotes: their pieces, marks, cues and speakers."""

from typing import Any, Final

import numpy as np
import pandas as pd

from transforms.audit.rules import Batch, cut_words, differs, error, marked, one_without_the_other, overlapping, warn
from transforms.quotes import DIRECT

QUOTES: Final = "quotes"
SPANS: Final = "quote_spans"
NEAR: Final = 2
"""Sentences between a quote and its cue, or its speaker: a quote goes on behind them, or is introduced in the sentence before."""
LONGEST: Final = 400
"""Words of the longest quotes, which are statements printed whole."""
MARKS: Final = "'’“\""
EDGE: Final = 2
"""Characters of the longest quotation mark."""


@error(QUOTES, "quote_id")
def quote_id_is_of_its_span(batch: Batch) -> Any:
    """The id is the hash of revision and span."""
    return differs(batch[QUOTES]["quote_id"], batch.ids(QUOTES, "revision_id", "char_start", "char_end"))


@error(SPANS, "quote_id")
def piece_is_of_a_quote(batch: Batch) -> Any:
    """The quote that a piece belongs to is there."""
    return ~batch[SPANS]["quote_id"].isin(set(batch[QUOTES]["quote_id"]))


@error(QUOTES, "quote_text")
def pieces_span_the_quote(batch: Batch) -> Any:
    """A quote has pieces; the first begins and the last ends with it."""
    ends = batch[SPANS].groupby("quote_id").agg(start=("char_start", "min"), end=("char_end", "max"))
    quotes = batch[QUOTES]
    starts, stops = (quotes["quote_id"].map(ends[column].to_dict()) for column in ("start", "end"))
    return (starts != quotes["char_start"]) | (stops != quotes["char_end"])


@error(SPANS, "span_index")
def pieces_are_numbered_in_order(batch: Batch) -> Any:
    """In order of their characters the pieces of a quote are numbered from 0, none left out."""
    frame = batch[SPANS]
    ordered = frame.sort_values(["quote_id", "char_start"])
    return (ordered["span_index"] != ordered.groupby("quote_id").cumcount()).reindex(frame.index)


@error(SPANS, "char_start")
def pieces_do_not_overlap(batch: Batch) -> Any:
    """No character is in two pieces, be they of one quote or of two."""
    return overlapping(batch[SPANS])


@error(QUOTES, "speaker_mention_id")
def speaker_is_a_mention_of_the_article(batch: Batch) -> Any:
    """Mention, entity and certainty of a speaker are told together; the mention is one of the revision, and of that entity."""
    frame = batch[QUOTES]
    mentions = frame["speaker_mention_id"]
    is_odd = one_without_the_other(mentions, frame["speaker_entity_id"], frame["speaker_entity_confidence"])
    elsewhere = batch.at("entity_mentions", "revision_id", mentions) != frame["revision_id"]
    other = batch.at("entity_mentions", "entity_id", mentions) != frame["speaker_entity_id"]
    return is_odd | (mentions.notna() & (elsewhere | other))


@error(QUOTES, "cue_text")
def cue_is_whole(batch: Batch) -> Any:
    """Text, lemma and span of a cue are told together."""
    frame = batch[QUOTES]
    return one_without_the_other(*(frame[column] for column in ("cue_text", "cue_lemma", "cue_char_start", "cue_char_end")))


@error(QUOTES, "quote_type")
def type_is_told_by_the_marks(batch: Batch) -> Any:
    """A quote with (nearly) all its letters between quotation marks is direct, one with some of them mixed, and one with none indirect.
    A transcript and a dialogue after dashes need no marks."""
    frame, shares = batch[QUOTES], _shares_quoted(batch)
    kinds = shares.map(
        lambda share: None if pd.isna(share) else "direct" if share >= DIRECT else "mixed" if share > 0 else "indirect"
    )
    is_verbatim = (frame["quote_type"] == "direct") & frame["rule"].isin(["transcript", "clause_then_cue"])
    return differs(frame["quote_type"], kinds) & ~is_verbatim


@warn(SPANS, "char_end")
def marks_are_whole(batch: Batch) -> Any:
    """No piece begins right behind an opening quotation mark while it holds the closing one, or the other way round."""
    frame = batch[SPANS]
    edges = {r: (dict(found), {end: start for start, end in found}) for r, found in batch.stretches.items()}
    told = zip(frame.index, frame["revision_id"], frame["char_start"], frame["char_end"], strict=True)
    return marked(frame, (i for i, r, start, end in told if r in edges and _is_halved(*edges[r], start, end)))


@warn(SPANS, "char_end")
def piece_is_of_whole_words(batch: Batch) -> Any:
    """No piece of a quote begins or ends within a word."""
    return cut_words(batch, SPANS)


@warn(QUOTES, "quote_text")
def length_is_a_quotes(batch: Batch) -> Any:
    """A quote has 400 words at most."""
    return batch[QUOTES]["quote_text"].fillna("").str.count(" ") > LONGEST


@warn(QUOTES, "cue_text")
def cue_is_near(batch: Batch) -> Any:
    """The cue stands within two sentences of the quote."""
    return _is_far(batch, "cue_char_start")


@warn(QUOTES, "speaker_text")
def speaker_is_near(batch: Batch) -> Any:
    """The words for the speaker stand within two sentences of the quote or of its cue, or are those of the quote that it goes on from."""
    cue = _distance(batch, "speaker_char_start", "cue_char_start", "cue_char_start")
    return _is_far(batch, "speaker_char_start") & ~(cue <= NEAR) & ~_goes_on(batch)


@warn(SPANS, "char_end")
def piece_ends_with_its_marks(batch: Batch) -> Any:
    """A piece that begins with what stands between two quotation marks does not end within it."""
    frame = batch[SPANS]
    closes = {r: dict(found) for r, found in batch.stretches.items()}
    told = zip(frame.index, frame["revision_id"], frame["char_start"], frame["char_end"], strict=True)
    return marked(frame, (i for i, r, start, end in told if end < closes.get(r, {}).get(start, 0) - EDGE))


@warn(SPANS, "char_end")
def piece_stays_in_its_paragraph(batch: Batch) -> Any:
    """A quote of several paragraphs has a piece in each."""
    return marked(batch[SPANS], (i for i, text, start, end in batch.spans(SPANS) if "\n" in text[start:end]))


@warn(QUOTES, "speaker_text")
def speaker_is_not_the_cue(batch: Batch) -> Any:
    """The words for the speaker and those of the cue have no character in common."""
    frame = batch[QUOTES]
    return (frame["speaker_char_start"] < frame["cue_char_end"]) & (frame["cue_char_start"] < frame["speaker_char_end"])


@warn(QUOTES, "speaker_text")
def speaker_is_not_in_the_quote(batch: Batch) -> Any:
    """The words for the speaker are not what is quoted."""
    return _is_within_a_piece(batch, "speaker_char_start", "speaker_char_end")


@warn(QUOTES, "cue_text")
def cue_is_not_in_the_quote(batch: Batch) -> Any:
    """The cue is not what is quoted."""
    return _is_within_a_piece(batch, "cue_char_start", "cue_char_end")


@warn(QUOTES, "cue_lemma")
def cue_is_a_form_of_its_lemma(batch: Batch) -> Any:
    """The words of the cue have a form of its lemma among them: a word that begins with the same letter as one of the lemma's."""
    frame = batch[QUOTES].dropna(subset=["cue_text", "cue_lemma"])
    told = zip(frame.index, frame["cue_text"].str.casefold(), frame["cue_lemma"].str.casefold(), strict=True)
    alike = ((i, _letters(text), _letters(lemma)) for i, text, lemma in told)
    return marked(batch[QUOTES], (i for i, one, two in alike if one.isdisjoint(two)))


@warn(QUOTES, "speaker_kind")
def pronoun_is_one(batch: Batch) -> Any:
    """A speaker is called a pronoun where it is one, and named where the words name somebody."""
    frame = batch[QUOTES]
    words = frame["speaker_text"].fillna("").str.casefold()
    known = batch.lexicon.names.pronouns.keys() | PRONOUNS
    is_long = (words.str.count(" ") > MAX_PRONOUN) & ~words.str.split(" ", n=1).str[0].isin(known)
    return ((frame["speaker_kind"] == "pronoun") & is_long) | (
        words.isin(known) & frame["speaker_kind"].isin(["named", "role", "collective"])
    )


@warn(QUOTES, "speaker_mention_id")
def who_is_he_or_she_is_a_person(batch: Batch) -> Any:
    """ "he" and "she" stand for persons."""
    frame = batch[QUOTES]
    labels = batch.at("entity_mentions", "label", frame["speaker_mention_id"])
    return frame["speaker_text"].fillna("").str.casefold().isin(["he", "she"]) & labels.notna() & (labels != "PERSON")


@warn(QUOTES, "speaker_mention_id")
def named_speaker_is_the_mention(batch: Batch) -> Any:
    """The mention of a speaker who is named lies in the words for the speaker."""
    frame = batch[QUOTES]
    mentions = frame["speaker_mention_id"].where(frame["speaker_kind"] == "named")
    start, end = (batch.at("entity_mentions", column, mentions) for column in ("char_start", "char_end"))
    return mentions.notna() & ~((start < frame["speaker_char_end"]) & (end > frame["speaker_char_start"]))


PRONOUNS: Final = frozenset({"i", "we", "you", "he", "she", "it", "they", "who"})
MAX_PRONOUN: Final = 3
"""Blanks in the longest phrase that ends with a pronoun: "some of them"; one that begins with it ("he and other members") may be longer."""


def _shares_quoted(batch: Batch) -> "pd.Series[Any]":
    """The share of each quote's letters and figures that stand between quotation marks."""
    frame = batch[SPANS]
    totals, inside = np.zeros(len(frame)), np.zeros(len(frame))
    counts = {r: _counts(batch.texts[r], batch.stretches[r]) for r in set(frame["revision_id"]) & batch.texts.keys()}
    for place, (revision, start, end) in enumerate(
        zip(frame["revision_id"], frame["char_start"], frame["char_end"], strict=True)
    ):
        if revision in counts and 0 <= start < end < len(counts[revision][0]):
            letters, between = counts[revision]
            totals[place] = letters[int(end)] - letters[int(start)]
            inside[place] = between[int(end)] - between[int(start)]
    summed = pd.DataFrame({"quote_id": frame["quote_id"], "total": totals, "inside": inside}).groupby("quote_id").sum()
    return batch[QUOTES]["quote_id"].map((summed["inside"] / summed["total"].where(summed["total"] > 0)).to_dict())


def _counts(text: str, stretches: list[tuple[int, int]]) -> tuple[Any, Any]:
    """How many letters and figures stand before each character, and how many of them between quotation marks."""
    letters = np.fromiter(map(str.isalnum, text), np.int64, len(text))
    between = np.zeros(len(text), np.int64)
    for start, end in stretches:
        between[start:end] = 1
    return np.concatenate([[0], np.cumsum(letters)]), np.concatenate([[0], np.cumsum(letters * between)])


def _is_halved(closes: dict[int, int], opens: dict[int, int], start: int, end: int) -> bool:
    """Whether [start, end) has one of two marks that belong together, but for a few characters, and not the other."""
    lost_last = any(closes[start] - n == end for n in range(1, EDGE + 1)) if start in closes else False
    lost_first = any(opens[end] + n == start for n in range(1, EDGE + 1)) if end in opens else False
    return lost_last or lost_first


def _letters(words: str) -> set[str]:
    """The first letter of every word."""
    return {word.strip(MARKS)[:1] for word in words.split()}


def _distance(batch: Batch, column: str, first: str, last: str) -> Any:
    """How many sentences lie from the one that holds the character to the nearest of those from `first` to `last`; NaN where not known."""
    at = batch.number_of(batch.sentence_at(QUOTES, column))
    start, end = (batch.number_of(batch.sentence_at(QUOTES, edge)) for edge in (first, last))
    return np.maximum(np.maximum(start - at, at - end), 0)


def _goes_on(batch: Batch) -> Any:
    """Quotes with the speaker of the one right before them, which ended within two sentences of them: a speech of many paragraphs."""
    edges = {name: batch.number_of(batch.sentence_at(QUOTES, f"char_{name}")) for name in ("start", "end")}
    ordered = batch[QUOTES].assign(**edges).sort_values(["revision_id", "char_start"])
    before = ordered.groupby("revision_id")[["speaker_char_start", "end"]].shift()
    is_same = before["speaker_char_start"] == ordered["speaker_char_start"]
    return (is_same & (ordered["start"] - before["end"] <= NEAR)).reindex(batch[QUOTES].index)


def _is_far(batch: Batch, column: str) -> Any:
    return _distance(batch, column, "char_start", "char_end") > NEAR


def _is_within_a_piece(batch: Batch, first: str, last: str) -> Any:
    frame = batch[QUOTES]
    told = frame[["quote_id", first, last]].dropna().rename(columns={first: "low", last: "high"})
    met = batch[SPANS][["quote_id", "char_start", "char_end"]].merge(told, on="quote_id")
    inside = met[(met["low"] < met["char_end"]) & (met["high"] > met["char_start"])]
    return frame["quote_id"].isin(set(inside["quote_id"]))
