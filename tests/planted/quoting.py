"""Faults of quotes, their pieces, cues and speakers."""

from typing import Any

import pandas as pd

from schemas import make_id
from tests.planted.faults import Batch, fault

QUOTES, SPANS = "quotes", "quote_spans"


def _ends(batch: Batch, row: int) -> tuple[int, int]:
    return int(batch.get(QUOTES, row, "char_start")), int(batch.get(QUOTES, row, "char_end"))


def _spans(batch: Batch, row: int) -> pd.DataFrame:
    spans = batch[SPANS]
    return spans[spans.quote_id == batch.get(QUOTES, row, "quote_id")].sort_values("span_index")


def _of_pieces(batch: Batch, least: int) -> Any:
    counts = batch[SPANS].groupby("quote_id").size()
    return lambda frame: frame.quote_id.map(counts) >= least


def _named(frame: pd.DataFrame) -> Any:
    return (frame.speaker_kind == "named") & frame.speaker_mention_id.notna()


def _speaker(batch: Batch, row: int, mention: "pd.Series[Any]", *, text: bool) -> None:
    batch.set(QUOTES, row, speaker_mention_id=mention.mention_id, speaker_entity_id=mention.entity_id)
    if text:
        batch.set(
            QUOTES,
            row,
            speaker_text=mention.mention_text,
            speaker_char_start=mention.char_start,
            speaker_char_end=mention.char_end,
        )


def _another_person(batch: Batch, row: int, *, far: bool = False) -> "pd.Series[Any]":
    mentions, (start, end) = batch["entity_mentions"], _ends(batch, row)
    found = mentions[
        (mentions.revision_id == batch.get(QUOTES, row, "revision_id"))
        & (mentions.label == "PERSON")
        & (mentions.entity_id != batch.get(QUOTES, row, "speaker_entity_id"))
    ]
    if far:
        found = found[(found.char_end < start - 900) | (found.char_start > end + 900)]
    return found.loc[batch.chance.choice(list(found.index))]


def _several_people(batch: Batch) -> Any:
    people = batch["entity_mentions"]
    people = people[people.label == "PERSON"].groupby("revision_id").entity_id.nunique()
    return lambda frame: _named(frame) & (frame.revision_id.map(people).fillna(0) > 1)


@fault("structural")
def closing_mark_cut_from_quote_only(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: f.quote_type == "direct")
    start, end = _ends(batch, row)
    batch.move(QUOTES, row, start, end - 1, text="quote_text")


@fault("semantic")
def closing_mark_cut(batch: Batch) -> None:
    """Quote and pieces end one character early alike."""
    row = batch.pick(QUOTES, lambda f: (f.quote_type == "direct") & f.quote_text.str.contains('["”]$'))
    start, end = _ends(batch, row)
    batch.set(SPANS, _spans(batch, row).index[-1], char_end=end - 1)
    batch.move(QUOTES, row, start, end - 1, text="quote_text")


@fault("semantic")
def opening_mark_cut(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: (f.quote_type == "direct") & f.quote_text.str.contains('^["“]'))
    start, end = _ends(batch, row)
    batch.set(SPANS, _spans(batch, row).index[0], char_start=start + 1)
    batch.move(QUOTES, row, start + 1, end, text="quote_text")


@fault("semantic")
def quote_ends_in_a_word(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: f.quote_text.str.contains(r"\w{6}\W*$"))
    start, end = _ends(batch, row)
    text = batch.text_of(QUOTES, row)
    cut = next(i for i in range(end - 1, start, -1) if text[i].isalnum()) - 2
    batch.set(SPANS, _spans(batch, row).index[-1], char_end=cut)
    batch.move(QUOTES, row, start, cut, text="quote_text")


@fault("structural")
def pieces_of_a_quote_lost(batch: Batch) -> None:
    batch.drop(SPANS, _spans(batch, batch.pick(QUOTES)).index)


@fault("structural")
def first_piece_lost(batch: Batch) -> None:
    batch.drop(SPANS, _spans(batch, batch.pick(QUOTES, _of_pieces(batch, 2))).index[0])


@fault("structural")
def last_piece_lost(batch: Batch) -> None:
    batch.drop(SPANS, _spans(batch, batch.pick(QUOTES, _of_pieces(batch, 2))).index[-1])


@fault("structural")
def pieces_in_another_order(batch: Batch) -> None:
    found = _spans(batch, batch.pick(QUOTES, _of_pieces(batch, 2)))
    one, two = found.index[:2]
    batch.set(SPANS, one, span_index=1)
    batch.set(SPANS, two, span_index=0)


@fault("structural")
def pieces_overlap(batch: Batch) -> None:
    found = _spans(batch, batch.pick(QUOTES, _of_pieces(batch, 2)))
    batch.set(SPANS, found.index[0], char_end=found.char_start.iloc[1] + 3)


@fault("structural")
def piece_leaves_the_quote(batch: Batch) -> None:
    found = _spans(batch, batch.pick(QUOTES))
    batch.set(SPANS, found.index[-1], char_end=found.char_end.iloc[-1] + 10)


@fault("structural")
def piece_of_another_quote(batch: Batch) -> None:
    row = batch.pick(QUOTES, _of_pieces(batch, 2))
    other = batch.other(QUOTES, row)
    batch.set(SPANS, _spans(batch, row).index[-1], quote_id=batch.get(QUOTES, other, "quote_id"), span_index=7)


@fault("semantic")
def speaker_is_another_mention(batch: Batch) -> None:
    """The words stay; the mention and the entity are another person's."""
    row = batch.pick(QUOTES, _several_people(batch))
    _speaker(batch, row, _another_person(batch, row), text=False)


@fault("semantic")
def speaker_is_far_away(batch: Batch) -> None:
    """Words, mention and entity are those of somebody named elsewhere in the article."""
    for _ in range(50):
        row = batch.pick(QUOTES, _several_people(batch))
        try:
            mention = _another_person(batch, row, far=True)
        except IndexError:
            continue
        _speaker(batch, row, mention, text=True)
        return
    raise LookupError


@fault("semantic")
def speaker_entity_swapped(batch: Batch) -> None:
    row = batch.pick(QUOTES, _several_people(batch))
    batch.set(QUOTES, row, speaker_entity_id=_another_person(batch, row).entity_id)


@fault("structural")
def speaker_entity_lost(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, _named), speaker_entity_id=None)


@fault("structural")
def speaker_of_another_article(batch: Batch) -> None:
    row = batch.pick(QUOTES, _named)
    mentions = batch["entity_mentions"]
    other = mentions[mentions.revision_id != batch.get(QUOTES, row, "revision_id")].iloc[3]
    _speaker(batch, row, other, text=False)


@fault("semantic")
def speaker_within_the_quote(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: f.speaker_text.notna() & (f.quote_text.str.len() > 30))
    piece = _spans(batch, row).iloc[0]
    start = int(piece.char_start) + 1
    batch.move(QUOTES, row, start, start + 7, text="speaker_text", names=("speaker_char_start", "speaker_char_end"))


@fault("semantic")
def direct_becomes_indirect(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.quote_type == "direct"), quote_type="indirect")


@fault("semantic")
def indirect_becomes_direct(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.quote_type == "indirect"), quote_type="direct")


@fault("semantic")
def cue_from_elsewhere(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: f.cue_text.notna())
    start, end = _ends(batch, row)
    far = [
        o
        for o in batch.others(QUOTES, row, same_article=True)
        if pd.notna(c := batch.get(QUOTES, o, "cue_char_start")) and not start - 500 < c < end + 500
    ]
    cue = batch[QUOTES].loc[batch.chance.choice(far)] if far else None
    if cue is None:
        batch.move(QUOTES, row, 0, 4, text="cue_text", names=("cue_char_start", "cue_char_end"))
    else:
        batch.set(
            QUOTES,
            row,
            cue_text=cue.cue_text,
            cue_lemma=cue.cue_lemma,
            cue_char_start=cue.cue_char_start,
            cue_char_end=cue.cue_char_end,
        )


@fault("semantic")
def cue_means_another_word(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.cue_lemma == "say"), cue_lemma="deny")


@fault("structural")
def cue_lost_but_its_lemma(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.cue_text.notna()), cue_text=None, cue_char_start=None, cue_char_end=None)


@fault("structural")
def confidence_above_one(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES), confidence=1.5)


@fault("structural")
def confidence_is_no_number(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES), confidence=float("nan"))


@fault("structural")
def rule_with_blanks(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES), rule="Quote then cue")


@fault("semantic")
def rule_that_does_not_exist(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES), rule="guess")


@fault("semantic")
def named_speaker_is_a_pronoun(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, _named), speaker_kind="pronoun")


@fault("semantic")
def pronoun_is_a_name(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.speaker_kind == "pronoun"), speaker_kind="named")


@fault("structural")
def kind_of_a_speaker_without_words(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, _named), speaker_text=None, speaker_char_start=None, speaker_char_end=None)


@fault("structural")
def certainty_of_the_speaker_lost(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, _named), speaker_entity_confidence=None)


@fault("structural")
def quote_in_a_far_sentence(batch: Batch) -> None:
    row = batch.pick(QUOTES)
    ids = batch["sentences"]
    ids = ids[
        (ids.revision_id == batch.get(QUOTES, row, "revision_id")) & (ids.sentence_id != batch.get(QUOTES, row, "sentence_id"))
    ]
    batch.set(QUOTES, row, sentence_id=batch.chance.choice(list(ids.sentence_id)))


@fault("semantic")
def quote_over_another(batch: Batch) -> None:
    """The same words again, as a quote of their own that begins two words later."""
    row = batch.pick(QUOTES, lambda f: f.quote_text.str.count(" ") > 6)
    start, end = _ends(batch, row)
    cut = start + len(" ".join(batch.text_of(QUOTES, row)[start:end].split(" ")[:2])) + 1
    quote_id = make_id(QUOTES, batch.get(QUOTES, row, "revision_id"), cut, end)
    batch.add(QUOTES, row, quote_id=quote_id, char_start=cut, quote_text=batch.text_of(QUOTES, row)[cut:end])
    batch.add(SPANS, _spans(batch, row).index[-1], quote_id=quote_id, span_index=0, char_start=cut)


@fault("semantic")
def quote_that_swallows_the_article(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: ~f.revision_id.duplicated())
    start, end = _ends(batch, row)[0], len(batch.text_of(QUOTES, row).rstrip())
    batch.set(SPANS, _spans(batch, row).index[-1], char_end=end)
    batch.move(QUOTES, row, start, end, text="quote_text")


@fault("structural")
def quote_text_of_another_revision(batch: Batch) -> None:
    row = batch.pick(QUOTES)
    batch.set(QUOTES, row, quote_text=batch.get(QUOTES, batch.other(QUOTES, row, same_article=False), "quote_text"))


@fault("structural")
def ids_of_two_quotes_swapped(batch: Batch) -> None:
    row = batch.pick(QUOTES)
    other = batch.other(QUOTES, row)
    one, two = batch.get(QUOTES, row, "quote_id"), batch.get(QUOTES, other, "quote_id")
    batch.set(QUOTES, row, quote_id=two)
    batch.set(QUOTES, other, quote_id=one)
