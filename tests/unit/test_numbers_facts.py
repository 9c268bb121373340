from datetime import date
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.core import QuoteSpan
from transforms.dates import date_mentions
from transforms.entities import entities
from transforms.numbers import numeric_facts
from transforms.references import references
from transforms.sentences import SentenceIndex, sentences

FRIDAY = date(2020, 2, 14)
NOTHING_SAID = SimpleNamespace(quotes=[], spans=[])


def read(text, nlp, words, *, said=NOTHING_SAID, country=None):
    doc = nlp(text)
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    mentions = entities(doc, index, revision_id="r", words=words.names).mentions
    dates = date_mentions(doc, index, revision_id="r", published=FRIDAY, words=words.dates)
    meant = references(doc, index, mentions, [], words=words.names)
    rows = numeric_facts(doc, index, mentions, meant, said, dates, revision_id="r", country=country, words=words.numbers)
    return rows, mentions


def facts(text, nlp, words, **options):
    return read(text, nlp, words, **options)[0].facts


VALUES = [
    # text, fact_text, kind, value_low, value_high, modifier, unit
    ("The firm paid $5.2 billion.", "$5.2 billion", "money", 5.2e9, 5.2e9, "exact", "USD"),
    ("The firm paid £300m.", "£300m", "money", 3e8, 3e8, "exact", "GBP"),
    ("The firm paid 40,000 euros.", "40,000 euros", "money", 4e4, 4e4, "exact", "EUR"),
    ("The firm paid 1.5 trillion yen.", "1.5 trillion yen", "money", 1.5e12, 1.5e12, "exact", "JPY"),
    ("The firm paid US$12.", "US$12", "money", 12, 12, "exact", "USD"),
    ("The firm paid C$7 million.", "C$7 million", "money", 7e6, 7e6, "exact", "CAD"),
    ("The firm paid 75 cents.", "75 cents", "money", 75, 75, "exact", "cent"),
    ("The firm paid 50 MUSD.", "50 MUSD", "money", 5e7, 5e7, "exact", "USD"),
    ("The firm paid half a million dollars.", "half a million dollars", "money", 5e5, 5e5, "exact", "USD"),
    ("It cost between $2 and $3 billion.", "between $2 and $3 billion", "money", 2e9, 3e9, "between", "USD"),
    ("It cost $10-$15.", "$10-$15", "money", 10, 15, "between", "USD"),
    ("Turnout was 61.5 per cent.", "61.5 per cent", "percent", 61.5, 61.5, "exact", "%"),
    ("Turnout was 3-4 %.", "3-4 %", "percent", 3, 4, "between", "%"),
    ("Turnout was up by 4 percentage points.", "4 percentage points", "percent", 4, 4, "exact", "percentage point"),
    ("They sent 1,200 guards.", "1,200 guards", "count", 1200, 1200, "exact", "guard"),
    ("They sent more than 1,200 guards.", "more than 1,200 guards", "count", 1200, None, "more_than", "guard"),
    ("They sent at least 1,200 guards.", "at least 1,200 guards", "count", 1200, None, "at_least", "guard"),
    ("They sent up to 1,200 guards.", "up to 1,200 guards", "count", None, 1200, "at_most", "guard"),
    ("They sent fewer than 1,200 guards.", "fewer than 1,200 guards", "count", None, 1200, "less_than", "guard"),
    ("They sent about 1,200 guards.", "about 1,200 guards", "count", 1200, 1200, "about", "guard"),
    ("The hall seats 800 people or more.", "800 people or more", "count", 800, None, "at_least", "person"),
    ("Dozens of people were hurt.", "Dozens of people", "count", 12, 120, "vague", "person"),
    ("They counted thirty-five boats.", "thirty-five boats", "count", 35, 35, "exact", "boat"),
    ("They counted two hundred and six boats.", "two hundred and six boats", "count", 206, 206, "exact", "boat"),
    ("They counted a dozen boats.", "a dozen boats", "count", 12, 12, "exact", "boat"),
    ("They moved 2 to 3 million crates.", "2 to 3 million crates", "count", 2e6, 3e6, "between", "crate"),
    ("Two-thirds of the nurses left.", "Two-thirds", "ratio", 2 / 3, 2 / 3, "exact", "nurse"),
    ("One in five voters left.", "One in five", "ratio", 0.2, 0.2, "exact", "voter"),
    ("The talks took three years.", "three years", "duration", 3, 3, "exact", "year"),
    ("He served an 18-month sentence.", "18-month", "duration", 18, 18, "exact", "month"),
    ("A 45-year-old man was found.", "45-year-old", "duration", 45, 45, "exact", "year of age"),
    ("The pipe is 12 km long.", "12 km", "measure", 12, 12, "exact", "km"),
    ("The farm covers 40 square miles.", "40 square miles", "measure", 40, 40, "exact", "square mile"),
    ("The barge carries 816 000 tonnes.", "816 000 tonnes", "measure", 816000, 816000, "exact", "t"),
    ("The van went 90 miles per hour.", "90 miles per hour", "rate", 90, 90, "exact", "mi/h"),
    ("Oil sells for $76 a barrel.", "$76 a barrel", "rate", 76, 76, "exact", "USD/barrel"),
    ("They run 300 tests per day.", "300 tests per day", "rate", 300, 300, "exact", "test/day"),
    ("It is the third largest port.", "third largest", "rank", 3, 3, "exact", None),
    ("The Rovers won 3-1.", "3-1", "score", 1, 3, "exact", None),
]


@pytest.mark.parametrize(("text", "printed", "kind", "low", "high", "modifier", "unit"), VALUES)
def test_values_units_and_bounds(text, printed, kind, low, high, modifier, unit, nlp, words):
    (fact,) = facts(text, nlp, words)
    assert (fact.fact_text, fact.kind, fact.modifier, fact.unit) == (printed, kind, modifier, unit)
    assert fact.value_low == pytest.approx(low) if low is not None else fact.value_low is None
    assert fact.value_high == pytest.approx(high) if high is not None else fact.value_high is None


NO_CLAIMS = [
    "Article 5 covers it.",
    "Section 230 covers it.",
    "The Boeing 737 and the F-16 flew.",
    "Flight 370 vanished.",
    "Covid-19 spread.",
    "They met in 2011.",
    "They met on Feb. 3, 2011.",
    "They met at 10:30 a.m.",
    "They met at 5 p.m. on Monday.",
    "The Group of Seven met.",
    "Call 555-0134 now.",
    "They live at 10 Downing Street.",
    "No one knew which one he meant.",
    "It was a 9/11 memorial.",
    "It opens 24/7.",
    "It left three weeks ago.",
    "See page 12.",
]


@pytest.mark.parametrize("text", NO_CLAIMS)
def test_names_dates_times_and_labels_claim_nothing(text, nlp, words):
    assert [fact.fact_text for fact in facts(text, nlp, words)] == []


@pytest.mark.parametrize(
    ("country", "unit"), [(None, "USD"), ("US", "USD"), ("AU", "AUD"), ("CA", "CAD"), ("GB", "USD"), ("SG", "SGD")]
)
def test_the_country_of_the_source_settles_the_dollar_sign(country, unit, nlp, words):
    (fact,) = facts("The firm paid $40 million.", nlp, words, country=country)
    assert (fact.unit, fact.unit_text) == (unit, "$")


@pytest.mark.parametrize(("country", "kind", "unit"), [("GB", "money", "GBP"), ("US", "measure", "lb")])
def test_the_country_tells_pounds_of_money_from_pounds_of_weight(country, kind, unit, nlp, words):
    (fact,) = facts("The parcel came to 40 pounds.", nlp, words, country=country)
    assert (fact.kind, fact.unit) == (kind, unit)


CHANGES = [
    ("Sales rose 5%.", ["up"]),
    ("Sales fell by 5%.", ["down"]),
    ("Sales were down 5%.", ["down"]),
    ("Sales rose to $5 billion.", ["to"]),
    ("Sales fell from 9% to 4%.", ["none", "to"]),
    ("Sales reached 5%.", ["none"]),
    ("The firm lost $5 billion.", ["none"]),
    ("Sales fell by 200 tonnes, or 2%.", ["down", "down"]),
]


@pytest.mark.parametrize(("text", "changes"), CHANGES)
def test_change_tells_the_size_of_a_move_from_the_level_reached(text, changes, nlp, words):
    assert [fact.change for fact in facts(text, nlp, words)] == changes


def test_a_conversion_in_brackets_keeps_the_bound(nlp, words):
    first, second = facts("The pipe is more than 5 miles (8 km) long.", nlp, words)
    assert (first.modifier, second.modifier, second.value_low, second.value_high) == ("more_than", "more_than", 8, None)


@pytest.mark.parametrize(
    ("text", "units"),
    [
        ("About 10,000 American troops left the base.", ["troop"]),
        ("They searched 300 churches, 12 boxes and 40 cities.", ["church", "box", "city"]),
        ("The club won two series in 1998.", ["series"]),
        ("Some 60 people and nine women were hurt.", ["person", "woman"]),
    ],
)
def test_one_thing_has_one_unit(text, units, nlp, words):
    assert [row.unit for row in facts(text, nlp, words)] == units


def test_an_age_is_said_of_the_person_before_it(nlp, words):
    (rows, mentions) = read("Maria Lopez, 34, was walking home.", nlp, words)
    (fact,) = rows.facts
    (person,) = [mention for mention in mentions if mention.mention_text == "Maria Lopez"]
    assert (fact.fact_text, fact.unit, fact.measured_text) == ("34", "year of age", "Maria Lopez")
    assert (fact.fact_id, person.mention_id, person.entity_id, "subject", 1.0) in rows.entities


def test_a_place_said_of_the_claim_is_an_entity_of_it(nlp, words):
    rows, mentions = read("Floods killed 40 people in Kenya.", nlp, words)
    (kenya,) = [mention for mention in mentions if mention.mention_text == "Kenya"]
    assert [(row.entity_id, row.role) for row in rows.entities] == [(kenya.entity_id, "place")]


@pytest.mark.parametrize(
    ("text", "negated"), [("The council did not hire 300 guards.", True), ("The council hired 300 guards.", False)]
)
def test_a_denied_claim_is_marked(text, negated, nlp, words):
    (fact,) = facts(text, nlp, words)
    assert fact.is_negated is negated


def test_a_number_inside_a_quote_is_a_claim_of_its_speaker(nlp, words):
    text = "“We lost 40 homes,” she said. They had 90 homes."
    said = SimpleNamespace(quotes=[], spans=[QuoteSpan("q" * 20, 0, 1, 18)])
    assert [fact.quote_id for fact in facts(text, nlp, words, said=said)] == ["q" * 20, None]


def test_the_date_on_the_same_verb_governs(nlp, words):
    (fact,) = facts("Sales rose 5% in 2019.", nlp, words)
    assert (fact.as_of_start, fact.as_of_end) == (date(2019, 1, 1), date(2019, 12, 31))


def test_a_date_of_another_clause_does_not_govern(nlp, words):
    (fact,) = facts("The firm, which was founded in 1990, employs 500 people.", nlp, words)
    assert fact.as_of_start is None


PIECES = st.sampled_from(
    [
        "1",
        "2,000",
        "3.",
        ".5",
        "1/0",
        "1/2",
        "½",
        "$",
        "€",
        "US$",
        "bn",
        "m",
        "%",
        "km",
        "-",
        "–",
        "to",
        "and",
        "between",
        "million",
        "two",
        "hundred",
        "a",
        "dozen",
        "dozens",
        "of",
        "per",
        "day",
        "half",
        "in",
        "(",
        ")",
        "minus",
        "+",
        "No.",
        "third",
        "largest",
        "year-old",
        ",",
        "٣",
        "²",
        "1e9",
        "people",
        "\n",
    ]
)


@given(pieces=st.lists(PIECES, min_size=1, max_size=14), blank=st.sampled_from(["", " "]))
def test_no_text_raises_and_every_row_is_sound(pieces, blank, nlp, words):
    text = blank.join(pieces)
    found = facts(text, nlp, words) if text.strip() else []
    for fact in found:
        assert text[fact.char_start : fact.char_end] == fact.fact_text != ""
        assert fact.value_low is not None or fact.value_high is not None
        assert fact.value_low is None or fact.value_high is None or fact.value_low <= fact.value_high
    assert len({(fact.char_start, fact.char_end) for fact in found}) == len(found)


def test_a_pronoun_owns_what_is_measured(nlp, words):
    rows, mentions = read("Varga Logistics cut 300 jobs. Its debt rose to $4 billion.", nlp, words)
    (varga,) = [mention for mention in mentions if mention.label == "ORG"]
    told = [(row.entity_id, row.role, row.confidence > 0.8) for row in rows.entities if row.fact_id == rows.facts[-1].fact_id]
    assert told == [(varga.entity_id, "owner", True)]
