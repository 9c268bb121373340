"""A second list of faults, classed and written when the rules were done: what it says of the audit is not what the audit was made for."""

from datetime import timedelta

import pandas as pd

from schemas import make_id
from tests.planted.faults import Batch, fault, in_warehouse

REVISIONS, QUOTES, SPANS, FACTS, DATES = "article_revisions", "quotes", "quote_spans", "numeric_facts", "date_mentions"
MENTIONS = "entity_mentions"


def _scaled(batch: Batch, row: int, factor: float) -> None:
    for column in ("value_low", "value_high"):
        if pd.notna(value := batch.get(FACTS, row, column)):
            batch.set(FACTS, row, **{column: value * factor})


def _redated(batch: Batch, row: int, **shift: float) -> None:
    for column in ("date_start", "date_end"):
        if pd.notna(value := batch.get(DATES, row, column)):
            batch.set(DATES, row, **{column: value + timedelta(**shift)})


def _only_piece(batch: Batch, row: int) -> int:
    spans = batch[SPANS]
    return int(spans.index[spans.quote_id == batch.get(QUOTES, row, "quote_id")][0])


@fault("structural", fresh=True)
def spans_of_an_article_counted_in_bytes(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: f.quote_text.str.contains("[“’]") & (f.char_start > 300))
    text, revision = batch.text_of(QUOTES, row), batch.get(QUOTES, row, "revision_id")
    for table in (QUOTES, MENTIONS, FACTS):
        for label in batch[table].index[batch[table].revision_id == revision]:
            start, end = (len(text[: int(batch.get(table, label, edge))].encode()) for edge in ("char_start", "char_end"))
            batch.set(table, label, char_start=start, char_end=end)


@fault("structural", fresh=True)
def mentions_of_an_article_counted_without_its_title(batch: Batch) -> None:
    revision = batch.get(MENTIONS, batch.pick(MENTIONS), "revision_id")
    for label in batch[MENTIONS].index[batch[MENTIONS].revision_id == revision]:
        start, end = batch.get(MENTIONS, label, "char_start"), batch.get(MENTIONS, label, "char_end")
        batch.set(MENTIONS, label, char_start=start + 40, char_end=end + 40)


@fault("structural", fresh=True)
def quote_begins_before_the_text(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES), char_start=-1)


@fault("structural", fresh=True)
def speaker_span_without_its_end(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.speaker_text.notna()), speaker_char_end=None)


@fault("structural", fresh=True)
def fact_of_no_revision(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS), revision_id="0123456789abcdef0123")


@fault("structural", fresh=True)
def mention_without_a_label(batch: Batch) -> None:
    batch.set(MENTIONS, batch.pick(MENTIONS), label=None)


@fault("structural", fresh=True)
def quote_without_a_confidence(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES), confidence=None)


@fault("structural", fresh=True)
def facts_of_an_article_lost_but_not_whom_they_are_about(batch: Batch) -> None:
    involved = batch["numeric_fact_entities"]
    facts = batch[FACTS]
    revision = facts.loc[facts.fact_id == involved.fact_id.iloc[0], "revision_id"].iloc[0]
    batch.keep(FACTS, lambda f: f.revision_id != revision)


@fault("structural", fresh=True)
def two_rows_under_one_id(batch: Batch) -> None:
    row = batch.pick(DATES)
    other = batch.other(DATES, row, same_article=False)
    batch.set(DATES, other, date_mention_id=batch.get(DATES, row, "date_mention_id"))


@fault("structural", fresh=True)
def date_twice_under_two_ids(batch: Batch) -> None:
    batch.add(DATES, batch.pick(DATES), date_mention_id=make_id(DATES, "again"))


@fault("structural", fresh=True)
def pieces_numbered_from_one(batch: Batch) -> None:
    batch.set(SPANS, _only_piece(batch, batch.pick(QUOTES)), span_index=1)


@fault("structural", fresh=True)
def revision_read_twice(batch: Batch) -> None:
    batch.add("extractions", batch.pick("extractions"))


@fault("structural", fresh=True)
def sentences_of_an_article_lost(batch: Batch) -> None:
    revision = batch.get("sentences", batch.pick("sentences"), "revision_id")
    batch.keep("sentences", lambda f: f.revision_id != revision)


@fault("structural", fresh=True)
def sentence_ends_where_it_starts(batch: Batch) -> None:
    row = batch.pick("sentences")
    batch.set("sentences", row, char_end=batch.get("sentences", row, "char_start"))


@fault("structural", fresh=True)
def range_of_no_end(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.modifier == "between"), value_high=None)


@fault("structural", fresh=True)
def value_beyond_all_bounds(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS), value_low=float("inf"), value_high=float("inf"))


@fault("semantic", fresh=True)
def value_ten_times_as_large(batch: Batch) -> None:
    _scaled(batch, batch.pick(FACTS, lambda f: f.kind == "money"), 10)


@fault("semantic", fresh=True)
def value_in_thousands(batch: Batch) -> None:
    _scaled(batch, batch.pick(FACTS, lambda f: (f.kind == "count") & (f.value_low >= 1000)), 1e-3)


@fault("semantic", fresh=True)
def hours_as_minutes(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.unit == "hour"), unit="minute")


@fault("semantic", fresh=True)
def people_as_percent(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: (f.kind == "count") & ~f.fact_text.str.contains("cent|%"))
    batch.set(FACTS, row, kind="percent", unit="%")


@fault("semantic", fresh=True)
def at_most_without_its_bound(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.modifier.isin(["at_most", "less_than"]))
    value = batch.get(FACTS, row, "value_high")
    batch.set(FACTS, row, modifier="exact", value_low=value)


@fault("semantic", fresh=True)
def published_next_year(batch: Batch) -> None:
    row = batch.pick(REVISIONS, lambda f: f.published_at.notna() & (f.published_at_origin != "given"))
    batch.set(REVISIONS, row, published_at=batch.get(REVISIONS, row, "fetched_at") + timedelta(days=365))


@fault("semantic", fresh=True)
def fetched_at_the_beginning_of_time(batch: Batch) -> None:
    batch.set(REVISIONS, batch.pick(REVISIONS, lambda f: f.published_at.notna()), fetched_at=pd.Timestamp(0, tz="UTC"))


@fault("semantic", fresh=True)
def date_a_week_late(batch: Batch) -> None:
    _redated(
        batch,
        batch.pick(DATES, lambda f: (f.precision == "day") & f.date_start.notna() & f.date_text.str.contains(r"\d")),
        days=7,
    )


@fault("semantic", fresh=True)
def date_a_month_late(batch: Batch) -> None:
    row = batch.pick(DATES, lambda f: f.date_text.str.contains("January|March|April|May|June|July|August|October|December"))
    _redated(batch, row, days=31)


@fault("semantic", fresh=True)
def year_read_as_a_decade_before(batch: Batch) -> None:
    _redated(batch, batch.pick(DATES, lambda f: f.date_text.str.contains(r"\b(?:19|20)\d\d\b")), days=-3653)


@fault("semantic", fresh=True)
def quote_cut_in_half(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: (f.quote_type == "direct") & f.quote_text.str.contains('^["“][^"”]{60,}["”]$'))
    start, end = int(batch.get(QUOTES, row, "char_start")), int(batch.get(QUOTES, row, "char_end"))
    middle = batch.text_of(QUOTES, row).index(" ", (start + end) // 2)
    batch.set(SPANS, _only_piece(batch, row), char_end=middle)
    batch.move(QUOTES, row, start, middle, text="quote_text")


@fault("semantic", fresh=True)
def quote_runs_into_the_next_paragraph(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: (f.quote_type == "direct") & (f.char_start < 600))
    start, text = int(batch.get(QUOTES, row, "char_start")), batch.text_of(QUOTES, row)
    end = text.index("\n", text.index("\n", int(batch.get(QUOTES, row, "char_end"))) + 1)
    pieces = batch[SPANS].index[batch[SPANS].quote_id == batch.get(QUOTES, row, "quote_id")]
    batch.set(SPANS, pieces[-1], char_end=end)
    batch.move(QUOTES, row, start, end, text="quote_text")


@fault("semantic", fresh=True)
def speaker_is_the_cue(batch: Batch) -> None:
    row = batch.pick(QUOTES, lambda f: f.cue_text.notna() & (f.speaker_kind == "role"))
    cue = {name: batch.get(QUOTES, row, f"cue_{name}") for name in ("text", "char_start", "char_end")}
    batch.set(QUOTES, row, **{f"speaker_{name}": value for name, value in cue.items()})


@fault("semantic", fresh=True)
def cue_lemma_of_another_verb(batch: Batch) -> None:
    batch.set(QUOTES, batch.pick(QUOTES, lambda f: f.cue_text == "said"), cue_lemma="deny")


@fault("semantic", fresh=True)
def all_an_article_says_is_denied(batch: Batch) -> None:
    revision = batch.get(FACTS, batch.pick(FACTS), "revision_id")
    for row in batch[FACTS].index[batch[FACTS].revision_id == revision]:
        batch.set(FACTS, row, is_negated=True)


@fault("semantic", fresh=True)
def every_name_of_an_article_is_one_place(batch: Batch) -> None:
    """A tagger that has lost its mind: every mention, and its cluster, is a GPE."""
    revision = batch.get(MENTIONS, batch.pick(MENTIONS, lambda f: f.label == "PERSON"), "revision_id")
    for table in (MENTIONS, "entity_clusters"):
        for row in batch[table].index[batch[table].revision_id == revision]:
            batch.set(table, row, label="GPE")


@fault("semantic", fresh=True)
def text_in_german(batch: Batch) -> None:
    row = batch.pick(REVISIONS)
    german = "Der Rat hat am Montag beschlossen, dass die Brücke nicht gebaut wird, weil das Geld für sie fehlt und niemand es geben will. "
    batch.set(REVISIONS, row, text=german * 20, word_count=len((german * 20).split()))


QUOTED = "quote_id is not null"
FIRST = "(select min(revision_id) from core.article_revisions)"

in_warehouse(
    "structural",
    "two sentences of one number",
    f"update core.sentences set sentence_index = 1 where revision_id = {FIRST} and sentence_index = 2",
    fresh=True,
)
in_warehouse(
    "structural",
    "a claim moves to another quote of its article",
    f"""update core.numeric_facts f set quote_id = (
            select max(quote_id) from core.quotes q where q.revision_id = f.revision_id and (q.char_start > f.char_end or q.char_end < f.char_start))
        where fact_id = (
            select min(fact_id) from core.numeric_facts f where {QUOTED} and exists (
                select 1 from core.quotes q where q.revision_id = f.revision_id and (q.char_start > f.char_end or q.char_end < f.char_start)))""",
    fresh=True,
)
in_warehouse(
    "structural",
    "a number moves to another sentence of its article",
    """update core.numeric_facts f set sentence_id = (select min(sentence_id) from core.sentences s
            where s.revision_id = f.revision_id and s.sentence_id != f.sentence_id)
        where fact_id = (select min(fact_id) from core.numeric_facts)""",
    fresh=True,
)
in_warehouse(
    "structural",
    "an article moves to another source",
    """update core.articles set source_id = (select max(source_id) from core.sources)
        where article_id = (select min(article_id) from core.articles where source_id != (select max(source_id) from core.sources))""",
    fresh=True,
)
in_warehouse(
    "structural",
    "an extraction by another pipeline than its run's",
    f"update ops.extractions set pipeline_version = '0123456789abcdef' where revision_id = {FIRST}",
    fresh=True,
)
in_warehouse(
    "structural",
    "a source that nothing is from",
    "insert into core.sources values ('nobody.example', 'Nobody', 'page', null, null, null)",
    fresh=True,
)
in_warehouse(
    "structural",
    "a date in no sentence",
    "update core.date_mentions set sentence_id = '0123456789abcdef0123' where date_mention_id = (select min(date_mention_id) from core.date_mentions)",
    fresh=True,
)
in_warehouse(
    "structural",
    "authors of a revision that is gone",
    "insert into core.article_authors values ('0123456789abcdef0123', 1, 'Ana Ruiz')",
    fresh=True,
)
in_warehouse(
    "structural",
    "an author left out",
    "update core.article_authors set position = 7 where position = 1 and revision_id = (select min(revision_id) from core.article_authors)",
    fresh=True,
)
in_warehouse(
    "structural",
    "half of the quotes are lost, and what belongs to them",
    "update core.numeric_facts set quote_id = null where quote_id < '8'",
    "delete from core.quote_spans where quote_id < '8'",
    "delete from core.quotes where quote_id < '8'",
    fresh=True,
)
in_warehouse(
    "semantic",
    "an entity goes by the name of another",
    """update core.entities set canonical_name = (select max(canonical_name) from core.entities)
        where entity_id = (select min(entity_id) from core.entities where label = 'PERSON')""",
    fresh=True,
)
in_warehouse(
    "semantic",
    "an article's first URL is of another article",
    """update core.articles set url = 'https://elsewhere.example/' where article_id = (select min(article_id) from core.articles)""",
    fresh=True,
)
in_warehouse(
    "semantic",
    "an article published after it was fetched",
    f"""update core.article_revisions set published_at = fetched_at + interval 400 days, published_at_origin = 'meta'
        where revision_id = {FIRST}""",
    fresh=True,
)
