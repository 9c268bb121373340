"""The forms that numbers take in print: what each is read as, and what only looks like one."""

import re

import pytest

from flows.seeds import read_lexicon
from flows.settings import ROOT
from tests.unit.test_numbers_facts import facts

ONE = [
    # text, fact_text, value_low, value_high, modifier, unit
    ("A quarter of a million crates arrived.", "A quarter of a million crates", 250_000, 250_000, "exact", "crate"),
    ("They sold half a billion tins.", "half a billion tins", 5e8, 5e8, "exact", "tin"),
    ("They sold one and a half million tins.", "one and a half million tins", 1.5e6, 1.5e6, "exact", "tin"),
    ("They sold a million and a half tins.", "a million and a half tins", 1.5e6, 1.5e6, "exact", "tin"),
    ("It took three and a quarter hours.", "three and a quarter hours", 3.25, 3.25, "exact", "hour"),
    ("It took 3 1/2 hours.", "3 1/2 hours", 3.5, 3.5, "exact", "hour"),
    ("It took 2½ hours.", "2½ hours", 2.5, 2.5, "exact", "hour"),
    ("Inflation ran at two point five percent.", "two point five percent", 2.5, 2.5, "exact", "%"),
    ("A fifth of the crew left.", "A fifth", 0.2, 0.2, "exact", "crew"),
    ("The dust weighs 1.3 × 10^6 kg.", "1.3 × 10^6 kg", 1.3e6, 1.3e6, "exact", "kg"),
    ("The dust weighs 2.5x10−3 g.", "2.5x10−3 g", 0.0025, 0.0025, "exact", "g"),
    ("The beam weighs 5 ± 0.2 kg.", "5 ± 0.2 kg", 4.8, 5.2, "between", "kg"),
    ("The firm paid 1.234.567 euros.", "1.234.567 euros", 1234567, 1234567, "exact", "EUR"),
    ("The firm paid 12,34,567 rupees.", "12,34,567 rupees", 1234567, 1234567, "exact", "INR"),
    ("The firm paid 3,5 euros.", "3,5 euros", 3.5, 3.5, "exact", "EUR"),
    ("The firm paid AUD$15.", "AUD$15", 15, 15, "exact", "AUD"),
    ("The firm paid 900 ₡.", "900 ₡", 900, 900, "exact", "CRC"),
    ("The firm paid 75 USD million.", "75 USD million", 7.5e7, 7.5e7, "exact", "USD"),
    ("The firm paid 5 billion won.", "5 billion won", 5e9, 5e9, "exact", "KRW"),
    ("The ticket cost 3 dollars and 50 cents.", "3 dollars and 50 cents", 3.5, 3.5, "exact", "USD"),
    ("The ticket cost 15 dollars 50.", "15 dollars 50", 15.5, 15.5, "exact", "USD"),
    ("The mill pumps 900 barrels of oil a day.", "900 barrels", 900, 900, "exact", "barrel/day"),
    ("The new pump is 3x faster.", "3x", 3, 3, "exact", "times"),
    ("Orders saw a 20-fold rise.", "20-fold", 20, 20, "exact", "times"),
    ("The lake stood at 30C.", "30C", 30, 30, "exact", "°C"),
    ("The lake stood at 86F.", "86F", 86, 86, "exact", "°F"),
    ("The plate is 8.5 mm thick.", "8.5 mm", 8.5, 8.5, "exact", "mm"),
    ('The pipe is 9" wide.', '9"', 9, 9, "exact", "in"),
    ("The wall is 30' high.", "30'", 30, 30, "exact", "ft"),
    ("The goalkeeper stands 6-foot-3.", "6-foot-3", 6.25, 6.25, "exact", "ft"),
    ("The pond holds 70B microbes.", "70B microbes", 7e10, 7e10, "exact", "microbe"),
    ("They hired eight more clerks.", "eight more clerks", 8, 8, "exact", "clerk"),
    ("Children under the age of 5 years ride free.", "under the age of 5 years", None, 5, "less_than", "year of age"),
    ("Her brother, who was 10, fled.", "10", 10, 10, "exact", "year of age"),
    ("He will be 35 by June.", "35", 35, 35, "exact", "year of age"),
    ("A town with a population of 90,000 or over got paid leave.", "90,000 or over", 90_000, None, "at_least", None),
    ("About four in 10 bakers agreed.", "About four in 10", 0.4, 0.4, "about", "baker"),
    ("More than 6 in 10 bakers agreed.", "More than 6 in 10", 0.6, None, "more_than", "baker"),
    ("Two in three bakers agreed.", "Two in three", 2 / 3, 2 / 3, "exact", "baker"),
    ("Hopes rest on a one-in-five chance.", "one-in-five", 0.2, 0.2, "exact", "chance"),
    ("A quake of magnitude 6.4 struck.", "6.4", 6.4, 6.4, "exact", "magnitude"),
    ("The mill employs 1,500.", "1,500", 1500, 1500, "exact", None),
    ("Rescuers said 300 missing had been found.", "300", 300, 300, "exact", None),
    ("Two-thirds of the 45 judges agreed.", "Two-thirds", 2 / 3, 2 / 3, "exact", "judge"),
]


@pytest.mark.parametrize(("text", "printed", "low", "high", "modifier", "unit"), ONE)
def test_how_a_number_is_read(text, printed, low, high, modifier, unit, nlp, words):
    fact = facts(text, nlp, words)[0]
    assert (fact.fact_text, fact.modifier, fact.unit) == (printed, modifier, unit)
    assert fact.value_low == (pytest.approx(low) if low is not None else None)
    assert fact.value_high == (pytest.approx(high) if high is not None else None)


MANY = [
    # text, (value_low, unit) of every fact
    ("She scored 12, 15 and 21 points.", [(12, "point"), (15, "point"), (21, "point")]),
    ("Huts for 2, 3 or 4 hikers are cheap.", [(2, "hiker"), (3, "hiker"), (4, "hiker")]),
    ("They sell four-, five- and six-cylinder engines.", [(4, "cylinder"), (5, "cylinder"), (6, "cylinder")]),
    ("It may cost $2 or $3 billion.", [(2e9, "USD"), (3e9, "USD")]),
    ("Rates fell from 4.8 to 4.7 percent.", [(4.8, "%"), (4.7, "%")]),
    ("Sales rose from 24 to 33 billion euros.", [(24e9, "EUR"), (33e9, "EUR")]),
    ("Rates rose from 5 percent to 6.", [(5, "%"), (6, "%")]),
    ("The high bid was 80 cents, while the low one was 70.", [(80, "cent"), (70, "cent")]),
    ("The index was 5,432.10, up 12 points.", [(5432.1, "point"), (12, "point")]),
    ("Seats cost 9 euros ($10) a head.", [(9, "EUR/head"), (10, "USD")]),
    ("One of four 250ml bottles broke.", [(4, "bottle"), (250, "ml")]),
    ("The red list stood at 25 percent and the blue one at 14.", [(25, "%"), (14, "%")]),
    ("The fine was $500 and the turnout was 300.", [(500, "USD"), (300, None)]),
    ("The band of 30 to 44 and more than 70 percent left.", [(30, None), (70, "%")]),
    ("It left 900 K-2 permits.", [(900, "permit")]),
    ("The levy is a quarter of 1 percent.", [(0.25, "%")]),
    ("Perhaps 2016 will be better.", []),
    ("Two died and three were hurt; another 28,000 fled.", [(2, None), (3, None), (28_000, None)]),
    ("The two said so, and the top three would follow.", []),
    ("A farm in six would close.", []),
    ("Two of the three tenors sang.", [(2, "tenor"), (3, "tenor")]),
    ("Turnout of 70-plus percent is rare.", [(70, "%")]),
    ("The trial took two-and-a-half weeks.", [(2.5, "week")]),
    ("She scored two in three games.", [(3, "game")]),
    ("The index lost 0.7%, or 210.35 points, to 31,450.22.", [(0.7, "%"), (210.35, "point"), (31450.22, "point")]),
]


@pytest.mark.parametrize(("text", "expected"), MANY)
def test_numbers_share_what_is_said_once(text, expected, nlp, words):
    assert [(fact.value_low, fact.unit) for fact in facts(text, nlp, words)] == [
        (pytest.approx(value), unit) for value, unit in expected
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The forecast ranges from 5 to 7 percent.", [(5, 7)]),
        ("Prices rose from $5 to $7.", [(5, 5), (7, 7)]),
        ("It sold at $40, down from $5 to $7 billion in fees.", [(40, 40), (5e9, 7e9)]),
        ("Between 30 and 40 guards came.", [(30, 40)]),
        ("Billions of dollars were lost.", [(1e9, 1e10)]),
    ],
)
def test_a_move_is_two_values_and_a_range_one(text, expected, nlp, words):
    assert [(fact.value_low, fact.value_high) for fact in facts(text, nlp, words)] == expected


@pytest.mark.parametrize(
    ("text", "changes"),
    [
        ("Prices doubled and output halved.", ["up", "down"]),
        ("The bank cut rates by 25 basis points.", ["down"]),
        ("Sales increased by 2 percent but profits dropped by 1 percent.", ["up", "down"]),
    ],
)
def test_the_words_of_a_number_tell_its_move(text, changes, nlp, words):
    assert [fact.change for fact in facts(text, nlp, words)] == changes


@pytest.mark.parametrize(
    "text",
    [
        "A four-star hotel opened on a two-way road.",
        "The category one hurricane passed.",
        "Phase two began on day one.",
        "Air Force One landed.",
        "The Big 12 and 3M met.",
        "See Figure 3C and Fig. 3F.",
        "This was shown before [2–5].",
        "It rained at 5 PM.",
        "Write to the 90049 ZIP code.",
        "The FTSE 100 opened.",
    ],
)
def test_what_only_looks_like_a_number(text, nlp, words):
    assert [fact.fact_text for fact in facts(text, nlp, words)] == []


def test_the_glance_before_a_number_holds_nothing_back() -> None:
    """Where numbers may start is looked at by three letters first: with and without that, the same places are found."""
    patterns = read_lexicon(ROOT / "seeds").numbers.patterns
    articles = [path.read_text(encoding="utf-8") for path in sorted((ROOT / "seeds/articles").glob("*.*"))]
    odd = "to hk $ 10, us$5, A$5, ½ cup, a dozen, an hundred, MINUS 4, No. 3, the third-largest, twofold, rs 7, RMB¥5, a"
    texts = [*articles, *(row[0] for row in ONE), *(row[0].upper() for row in ONE), odd, odd.upper()]
    for pattern in (patterns.start, patterns.rank):
        whole = re.compile(without_glance(pattern.pattern), pattern.flags)
        for text in texts:
            assert [m.span() for m in pattern.finditer(text)] == [m.span() for m in whole.finditer(text)]


def without_glance(source: str) -> str:
    """The pattern without its first lookahead."""
    start = source.index("(?=(?:[^A-Za-z]")
    depth = 0
    for place in range(start, len(source)):
        depth += {"(": 1, ")": -1}.get(source[place], 0)
        if not depth:
            return source[:start] + source[place + 1 :]
    raise AssertionError(source)
