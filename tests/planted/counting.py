"""Faults of numeric facts, their entities, and dates."""

from datetime import timedelta
from typing import Any

import pandas as pd

from schemas import make_id
from tests.planted.faults import Batch, fault

FACTS, INVOLVED, DATES = "numeric_facts", "numeric_fact_entities", "date_mentions"


def _both(batch: Batch, row: int, change: Any) -> None:
    """Change low and high, where there are any, alike."""
    for column in ("value_low", "value_high"):
        value = batch.get(FACTS, row, column)
        if pd.notna(value):
            batch.set(FACTS, row, **{column: change(value)})


def _says(*words: str) -> Any:
    return lambda frame: frame.fact_text.str.contains("|".join(words))


@fault("semantic")
def million_read_as_billion(batch: Batch) -> None:
    _both(batch, batch.pick(FACTS, _says("million", "m$")), lambda v: v * 1000)


@fault("semantic")
def magnitude_lost(batch: Batch) -> None:
    _both(batch, batch.pick(FACTS, _says(" million", " billion")), lambda v: v / 1e6)


@fault("semantic")
def percent_as_a_share(batch: Batch) -> None:
    _both(batch, batch.pick(FACTS, lambda f: f.unit == "%"), lambda v: v / 100)


@fault("semantic")
def kilometres_as_miles(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.unit == "km"), unit="mi")


@fault("semantic")
def dollars_as_euros(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.unit == "USD"), unit="EUR")


@fault("semantic")
def percent_as_percentage_points(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.unit == "%"), unit="percentage point")


@fault("semantic")
def months_as_years(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.unit == "month"), unit="year")


@fault("structural")
def values_the_other_way_round(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.value_low < f.value_high)
    low, high = batch.get(FACTS, row, "value_low"), batch.get(FACTS, row, "value_high")
    batch.set(FACTS, row, value_low=high, value_high=low)


@fault("semantic")
def sign_of_a_value_turned(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: (f.value_low > 0) & (f.value_low == f.value_high))
    _both(batch, row, lambda v: -v)


@fault("semantic")
def lower_bound_called_an_upper_one(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.modifier == "more_than"), modifier="less_than")


@fault("semantic")
def bound_turned_round(batch: Batch) -> None:
    """Modifier and values agree: "more than 100" is at most 100."""
    row = batch.pick(FACTS, lambda f: f.modifier.isin(["more_than", "at_least"]))
    value = batch.get(FACTS, row, "value_low")
    batch.set(FACTS, row, modifier="less_than", value_low=None, value_high=value)


@fault("semantic")
def about_read_as_exact(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.modifier == "about"), modifier="exact")


@fault("semantic")
def exact_read_as_between(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: (f.modifier == "exact") & (f.value_low == f.value_high)), modifier="between")


@fault("semantic")
def money_read_as_a_count(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.kind == "money"), kind="count")


@fault("structural")
def kind_of_no_known_name(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS), kind="currency")


@fault("semantic")
def money_without_a_currency(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.kind == "money"), unit=None)


@fault("semantic")
def digits_transposed(batch: Batch) -> None:
    def fits(frame: pd.DataFrame) -> Any:
        exact = (frame.value_low == frame.value_high) & (frame.value_low % 1 == 0) & (frame.value_low > 11)
        return exact & frame.value_low.map(
            lambda v: pd.notna(v) and str(int(v))[0] != str(int(v))[1] != "0" if pd.notna(v) and v > 11 else False
        )

    row = batch.pick(FACTS, fits)
    _both(batch, row, lambda v: float(str(int(v))[1] + str(int(v))[0] + str(int(v))[2:]))


@fault("semantic")
def decimal_point_lost(batch: Batch) -> None:
    _both(batch, batch.pick(FACTS, _says(r"\d\.\d")), lambda v: v * 10)


@fault("semantic")
def negation_lost(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.is_negated), is_negated=False)


@fault("semantic")
def negation_from_nowhere(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: ~f.is_negated.astype(bool)), is_negated=True)


@fault("semantic")
def claim_lost_its_quote(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.quote_id.notna()), quote_id=None)


@fault("semantic")
def claim_in_another_quote(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.quote_id.notna())
    quotes = batch["quotes"]
    others = quotes[
        (quotes.revision_id == batch.get(FACTS, row, "revision_id")) & (quotes.quote_id != batch.get(FACTS, row, "quote_id"))
    ]
    batch.set(FACTS, row, quote_id=batch.chance.choice(list(others.quote_id)))


@fault("structural")
def claim_in_a_quote_of_another_article(batch: Batch) -> None:
    row = batch.pick(FACTS)
    quotes = batch["quotes"]
    batch.set(FACTS, row, quote_id=quotes[quotes.revision_id != batch.get(FACTS, row, "revision_id")].quote_id.iloc[0])


@fault("semantic")
def measured_thing_from_elsewhere(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.measured_text.notna() & (f.char_start > 1500))
    batch.move(FACTS, row, 0, 12, text="measured_text", names=("measured_char_start", "measured_char_end"))


@fault("structural")
def as_of_ends_before_it_starts(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.as_of_start.notna())
    batch.set(FACTS, row, as_of_end=batch.get(FACTS, row, "as_of_start") - timedelta(days=3))


@fault("semantic")
def as_of_of_another_century(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.as_of_start.notna() & f.as_of_end.notna())
    for column in ("as_of_start", "as_of_end"):
        batch.set(FACTS, row, **{column: batch.get(FACTS, row, column).replace(year=2206, day=1)})


@fault("semantic")
def age_of_a_tree(batch: Batch) -> None:
    _both(batch, batch.pick(FACTS, lambda f: f.unit == "year of age"), lambda v: v * 10)


@fault("structural")
def fact_off_by_one(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.char_start > 0)
    batch.set(FACTS, row, char_start=batch.get(FACTS, row, "char_start") - 1, char_end=batch.get(FACTS, row, "char_end") - 1)


@fault("semantic")
def fact_lost_its_first_digit(batch: Batch) -> None:
    """Span and text begin one digit late; the value is what they say now."""
    row = batch.pick(
        FACTS, lambda f: f.fact_text.str.match(r"[1-9]\d\d") & (f.value_low == f.value_high) & f.value_low.between(100, 999)
    )
    start, end = int(batch.get(FACTS, row, "char_start")), int(batch.get(FACTS, row, "char_end"))
    _both(batch, row, lambda v: float(str(int(v))[1:]))
    batch.move(FACTS, row, start + 1, end, text="fact_text")


@fault("semantic")
def fact_over_another(batch: Batch) -> None:
    row = batch.pick(FACTS, lambda f: f.fact_text.str.contains(" "))
    start, end = int(batch.get(FACTS, row, "char_start")), int(batch.get(FACTS, row, "char_end"))
    cut = start + batch.get(FACTS, row, "fact_text").index(" ")
    batch.add(
        FACTS,
        row,
        fact_id=make_id(FACTS, batch.get(FACTS, row, "revision_id"), start, cut),
        char_end=cut,
        fact_text=batch.text_of(FACTS, row)[start:cut],
    )
    assert end > cut


@fault("semantic")
def rise_read_as_a_fall(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.change == "up"), change="down")


@fault("semantic")
def unit_as_printed_from_elsewhere(batch: Batch) -> None:
    batch.set(FACTS, batch.pick(FACTS, lambda f: f.unit_text.notna()), unit_text="furlongs")


@fault("structural")
def entity_of_no_fact(batch: Batch) -> None:
    batch.set(INVOLVED, batch.pick(INVOLVED), fact_id=make_id("test", "no fact"))


@fault("structural")
def entity_by_a_mention_of_another_article(batch: Batch) -> None:
    row = batch.pick(INVOLVED)
    facts, mentions = batch[FACTS], batch["entity_mentions"]
    revision = facts.loc[facts.fact_id == batch.get(INVOLVED, row, "fact_id"), "revision_id"].iloc[0]
    other = mentions[mentions.revision_id != revision].iloc[0]
    batch.set(INVOLVED, row, mention_id=other.mention_id, entity_id=other.entity_id)


@fault("structural")
def entity_other_than_its_mention(batch: Batch) -> None:
    row = batch.pick(INVOLVED)
    batch.set(
        INVOLVED, row, entity_id=next(e for e in batch["entity_mentions"].entity_id if e != batch.get(INVOLVED, row, "entity_id"))
    )


@fault("structural")
def entity_twice_in_one_role(batch: Batch) -> None:
    batch.add(INVOLVED, batch.pick(INVOLVED))


def _day(frame: pd.DataFrame) -> Any:
    return (frame.precision == "day") & frame.date_start.notna() & (frame.date_start == frame.date_end)


def _moved(batch: Batch, row: int, days: int) -> None:
    for column in ("date_start", "date_end"):
        batch.set(DATES, row, **{column: batch.get(DATES, row, column) + timedelta(days=days)})


@fault("semantic")
def date_a_century_late(batch: Batch) -> None:
    _moved(batch, batch.pick(DATES, _day), 36524)


@fault("semantic")
def weekday_of_the_day_before(batch: Batch) -> None:
    _moved(
        batch, batch.pick(DATES, lambda f: _day(f) & f.date_text.str.contains("(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day$")), -1
    )


@fault("semantic")
def month_before_day(batch: Batch) -> None:
    def fits(frame: pd.DataFrame) -> Any:
        days = frame.date_start.map(lambda d: d.day <= 12 and d.day != d.month if pd.notna(d) else False)
        return _day(frame) & days & frame.date_text.str.contains(r"[A-Z][a-z]+ \d|\d [A-Z]")

    row = batch.pick(DATES, fits)
    day = batch.get(DATES, row, "date_start")
    batch.set(
        DATES, row, date_start=day.replace(month=day.day, day=day.month), date_end=day.replace(month=day.day, day=day.month)
    )


@fault("semantic")
def year_of_the_next_one(batch: Batch) -> None:
    row = batch.pick(DATES, lambda f: f.date_text.str.contains(r"(?:19|20)\d\d$") & f.date_start.notna() & f.date_end.notna())
    _moved(batch, row, 366)


@fault("semantic")
def day_read_as_a_year(batch: Batch) -> None:
    batch.set(DATES, batch.pick(DATES, _day), precision="year")


@fault("structural")
def date_ends_before_it_starts(batch: Batch) -> None:
    row = batch.pick(DATES, _day)
    batch.set(DATES, row, date_end=batch.get(DATES, row, "date_start") - timedelta(days=1))


@fault("semantic")
def absolute_date_counted_from_publication(batch: Batch) -> None:
    batch.set(
        DATES,
        batch.pick(DATES, lambda f: (f.anchor == "absolute") & f.date_text.str.contains(r"\b(?:19|20)\d\d$")),
        anchor="publication",
    )


@fault("structural")
def date_text_of_another(batch: Batch) -> None:
    row = batch.pick(DATES)
    batch.set(DATES, row, date_text="the thirtieth of February")


@fault("structural")
def date_in_a_sentence_of_another_article(batch: Batch) -> None:
    row = batch.pick(DATES)
    batch.set(DATES, row, sentence_id=batch.get(DATES, batch.other(DATES, row, same_article=False), "sentence_id"))
