import re
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import date_mentions
from transforms.dates.feasts import easter, feast
from transforms.sentences import SentenceIndex, sentences

FRIDAY = date(2020, 2, 14)


def read(text, nlp, words, published=FRIDAY):
    doc = nlp(text)
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    return date_mentions(doc, index, revision_id="r", published=published, words=words.dates)


def days(text, nlp, words, published=FRIDAY):
    return [
        (row.date_text, str(row.date_start or ""), str(row.date_end or ""), row.precision)
        for row in read(text, nlp, words, published)
    ]


ABSOLUTE = [
    ("The bridge opened on Feb. 29, 2020.", "Feb. 29, 2020", "2020-02-29", "2020-02-29", "day"),
    ("The bridge opened on 14 February 2020.", "14 February 2020", "2020-02-14", "2020-02-14", "day"),
    ("The bridge opened on 2020-02-14.", "2020-02-14", "2020-02-14", "2020-02-14", "day"),
    ("The bridge opened on 3/14/2020.", "3/14/2020", "2020-03-14", "2020-03-14", "day"),
    ("The bridge opened on 14/3/2020.", "14/3/2020", "2020-03-14", "2020-03-14", "day"),
    ("The bridge opened in February 2020.", "February 2020", "2020-02-01", "2020-02-29", "month"),
    ("The bridge opened in May 2018.", "May 2018", "2018-05-01", "2018-05-31", "month"),
    ("Output fell in the first quarter of 2019.", "the first quarter of 2019", "2019-01-01", "2019-03-31", "quarter"),
    ("Output fell in Q3 2021.", "Q3 2021", "2021-07-01", "2021-09-30", "quarter"),
    ("Output fell in the second half of 2019.", "the second half of 2019", "2019-07-01", "2019-12-31", "quarter"),
    ("The mill closed in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ("The mill closed in 2019.", "2019", "2019-01-01", "2019-12-31", "year"),
    ("The mill closed in mid-2020.", "mid-2020", "2020-05-01", "2020-08-31", "year"),
    ("The mill grew in 2018-19.", "2018-19", "2018-01-01", "2019-12-31", "year"),
    ("The mill grew from 2014 to 2017.", "from 2014 to 2017", "2014-01-01", "2017-12-31", "year"),
    ("The mill shut between 2014 and 2017.", "between 2014 and 2017", "2014-01-01", "2017-12-31", "year"),
    ("The mill shut on Feb. 3-5, 2019.", "Feb. 3-5, 2019", "2019-02-03", "2019-02-05", "day"),
    ("The mill shut from Feb. 27 to March 3, 2019.", "from Feb. 27 to March 3, 2019", "2019-02-27", "2019-03-03", "day"),
    ("They married on Christmas Day 2018.", "Christmas Day 2018", "2018-12-25", "2018-12-25", "day"),
    ("The 2016 election was close.", "2016", "2016-01-01", "2016-12-31", "year"),
    ("It was a port in the 19th century.", "the 19th century", "1801-01-01", "1900-12-31", "decade"),
    ("They met in the summer of 2017.", "summer of 2017", "2017-06-01", "2017-08-31", "month"),
    ("The lease began on 3/4/2020.", "3/4/2020", "2020-03-04", "2020-03-04", "day"),
    ("The lease began on 4.3.2020.", "4.3.2020", "2020-03-04", "2020-03-04", "day"),
    ("The lease began on 7-Mar-2020.", "7-Mar-2020", "2020-03-07", "2020-03-07", "day"),
    ("The lease began on 2020/3/7.", "2020/3/7", "2020-03-07", "2020-03-07", "day"),
    ("The lease began on Monday, 2 March 2020.", "Monday, 2 March 2020", "2020-03-02", "2020-03-02", "day"),
    ("The lease began on the 2nd of March of 2020.", "the 2nd of March of 2020", "2020-03-02", "2020-03-02", "day"),
    ("The lease began on March second, 2020.", "March second, 2020", "2020-03-02", "2020-03-02", "day"),
    (
        "The lease began on June twenty-third nineteen ninety one.",
        "June twenty-third nineteen ninety one",
        "1991-06-23",
        "1991-06-23",
        "day",
    ),
    ("The lease began in June two thousand and nine.", "June two thousand and nine", "2009-06-01", "2009-06-30", "month"),
    ("The lease began in June of ’98.", "June of ’98", "1998-06-01", "1998-06-30", "month"),
    ("The lease began in Nov/2018.", "Nov/2018", "2018-11-01", "2018-11-30", "month"),
    ("Fares rose from 4 to 9 July 2018.", "from 4 to 9 July 2018", "2018-07-04", "2018-07-09", "day"),
    ("Fares rose between March and May 2018.", "between March and May 2018", "2018-03-01", "2018-05-31", "month"),
    ("Fares rose from November to February 2018.", "from November to February 2018", "2017-11-01", "2018-02-28", "month"),
    ("Fares rose from May 2018 to July.", "from May 2018 to July", "2018-05-01", "2018-07-31", "month"),
    ("Fares rose from Q2 2017 to Q1 2018.", "from Q2 2017 to Q1 2018", "2017-04-01", "2018-03-31", "quarter"),
    ("Fares rose 5/1/2018-7/1/2018.", "5/1/2018-7/1/2018", "2018-05-01", "2018-07-01", "day"),
    ("Fares rose from 2014-2017.", "from 2014-2017", "2014-01-01", "2017-12-31", "year"),
    ("Fares rose in the second week of June 2018.", "the second week of June 2018", "2018-06-11", "2018-06-17", "day"),
    ("Fares rose in the last two weeks of 2018.", "the last two weeks of 2018", "2018-12-17", "2018-12-30", "day"),
    ("Fares rose in the first ten days of June 2018.", "the first ten days of June 2018", "2018-06-01", "2018-06-10", "day"),
    ("Fares rose on the last Friday of June 2018.", "the last Friday of June 2018", "2018-06-29", "2018-06-29", "day"),
    ("Fares rose in the final three months of 2018.", "the final three months of 2018", "2018-10-01", "2018-12-31", "month"),
    ("Fares rose in the week of June 13, 2018.", "the week of June 13, 2018", "2018-06-11", "2018-06-17", "day"),
    ("Fares rose in the week beginning June 13, 2018.", "the week beginning June 13, 2018", "2018-06-13", "2018-06-19", "day"),
    ("Fares rose in the week ending June 13, 2018.", "the week ending June 13, 2018", "2018-06-07", "2018-06-13", "day"),
    ("Fares rose in week 7 of 2018.", "week 7 of 2018", "2018-02-12", "2018-02-18", "day"),
    ("Fares rose in early March 2018.", "early March 2018", "2018-03-01", "2018-03-10", "month"),
    ("Fares rose at the end of 2018.", "the end of 2018", "2018-09-01", "2018-12-31", "year"),
    ("Fares rose two days after June 13, 2018.", "two days after June 13, 2018", "2018-06-15", "2018-06-15", "day"),
    ("Fares rose the day before Christmas 2018.", "the day before Christmas 2018", "2018-12-24", "2018-12-24", "day"),
    ("Fares rose the year after 2016.", "the year after 2016", "2017-01-01", "2017-12-31", "year"),
    ("Fares rose over Labor Day weekend 2018.", "Labor Day weekend 2018", "2018-09-01", "2018-09-03", "day"),
    ("Fares rose on Yom Kippur 2018.", "Yom Kippur 2018", "2018-09-19", "2018-09-19", "day"),
    ("Fares rose from the 1st to the 3rd of May 2018.", "from the 1st to the 3rd of May 2018", "2018-05-01", "2018-05-03", "day"),
    (
        "Fares rose from the 30th to the 2nd of May 2018.",
        "from the 30th to the 2nd of May 2018",
        "2018-04-30",
        "2018-05-02",
        "day",
    ),
    ("Fares rose the Friday before Labor Day 2018.", "the Friday before Labor Day 2018", "2018-08-31", "2018-08-31", "day"),
    ("Fares rose the Tuesday after Easter 2018.", "the Tuesday after Easter 2018", "2018-04-03", "2018-04-03", "day"),
    (
        "Fares rose in the three months ended Feb. 28, 2018.",
        "the three months ended Feb. 28, 2018",
        "2017-12-01",
        "2018-02-28",
        "month",
    ),
    ("Fares rose in the year through March 2018.", "the year through March 2018", "2017-04-01", "2018-03-31", "year"),
    ("Fares rose in the week to Feb. 7, 2018.", "the week to Feb. 7, 2018", "2018-02-01", "2018-02-07", "day"),
    ("Fares rose in fiscal 2018.", "fiscal 2018", "2018-01-01", "2018-12-31", "year"),
    ("Fares rose in the nineties.", "the nineties", "1990-01-01", "1999-12-31", "decade"),
    ("Fares rose after 2016.", "after 2016", "2017-01-01", "None", "year"),
    ("Fares rose before May 2016.", "before May 2016", "None", "2016-04-30", "month"),
]


@pytest.mark.parametrize(("text", "printed", "first", "last", "precision"), ABSOLUTE)
def test_absolute_dates_need_no_day_of_publication(text, printed, first, last, precision, nlp, words):
    (row,) = read(text, nlp, words, published=None)
    assert (row.date_text, str(row.date_start), str(row.date_end), row.precision) == (printed, first, last, precision)
    assert row.anchor == "absolute"


TENSES = [
    ("The vote is Monday.", "2020-02-17"),
    ("The vote was Monday.", "2020-02-10"),
    ("Teams have until Monday to answer.", "2020-02-14"),
    ("Monday's poll has her ahead.", "2020-02-10"),
    ("She hopes to win Monday's vote.", "2020-02-17"),
    ("Meet them on Monday.", "2020-02-17"),
    ("Prices are higher than in November.", "2019-11-01"),
    ("They had to spend Monday at home.", "2020-02-10"),
]


@pytest.mark.parametrize(("text", "first"), TENSES)
def test_the_predicate_tells_on_which_side_a_day_lies(text, first, nlp, words):
    (row,) = read(text, nlp, words)
    assert str(row.date_start) == first


RELATIVE = [
    ("The bridge opened today.", "today", "2020-02-14", "2020-02-14"),
    ("The bridge opened yesterday.", "yesterday", "2020-02-13", "2020-02-13"),
    ("The bridge will open tomorrow.", "tomorrow", "2020-02-15", "2020-02-15"),
    ("The bridge opened on Monday.", "Monday", "2020-02-10", "2020-02-10"),
    ("The bridge opened on Friday.", "Friday", "2020-02-14", "2020-02-14"),
    ("The bridge will open on Monday.", "Monday", "2020-02-17", "2020-02-17"),
    ("The bridge opened last Tuesday.", "last Tuesday", "2020-02-04", "2020-02-04"),
    ("The bridge will open next Friday.", "next Friday", "2020-02-21", "2020-02-21"),
    ("The bridge will open next month.", "next month", "2020-03-01", "2020-03-31"),
    ("The bridge opened last year.", "last year", "2019-01-01", "2019-12-31"),
    ("The bridge opened this year.", "this year", "2020-01-01", "2020-12-31"),
    ("The bridge will open in two weeks.", "in two weeks", "2020-02-24", "2020-03-01"),
    ("The bridge opened over the weekend.", "the weekend", "2020-02-08", "2020-02-09"),
    ("The bridge will open at the weekend.", "the weekend", "2020-02-15", "2020-02-16"),
    ("The mayor will speak at 5 p.m. Monday.", "Monday", "2020-02-17", "2020-02-17"),
    ("The bridge opened three weeks ago.", "three weeks ago", "2020-01-20", "2020-01-26"),
    ("The bridge opened twenty-five years ago.", "twenty-five years ago", "1995-01-01", "1995-12-31"),
    ("The bridge opened earlier this week.", "earlier this week", "2020-02-10", "2020-02-14"),
    ("The bridge was shut for the past two years.", "past two years", "2018-02-14", "2020-02-14"),
    ("The bridge opened on Dec. 28.", "Dec. 28", "2019-12-28", "2019-12-28"),
    ("The bridge will open on Dec. 28.", "Dec. 28", "2020-12-28", "2020-12-28"),
    ("The bridge opened in October.", "October", "2019-10-01", "2019-10-31"),
    ("The bridge opened on Christmas Eve.", "Christmas Eve", "2019-12-24", "2019-12-24"),
    ("The bridge opened last summer.", "last summer", "2019-06-01", "2019-08-31"),
    ("The bridge opened the day before yesterday.", "the day before yesterday", "2020-02-12", "2020-02-12"),
    ("The bridge will open the day after tomorrow.", "the day after tomorrow", "2020-02-16", "2020-02-16"),
    ("The bridge will open the week after next.", "the week after next", "2020-02-24", "2020-03-01"),
    ("The bridge will open ten days from now.", "ten days from now", "2020-02-24", "2020-02-24"),
    ("The bridge will open a week from Monday.", "a week from Monday", "2020-02-24", "2020-02-24"),
    ("The bridge will open two weeks from tomorrow.", "two weeks from tomorrow", "2020-02-29", "2020-02-29"),
    ("The bridge will open on Monday next week.", "Monday next week", "2020-02-17", "2020-02-17"),
    ("The bridge opened on Monday of last week.", "Monday of last week", "2020-02-03", "2020-02-03"),
    ("The bridge will open next week on Tuesday.", "next week on Tuesday", "2020-02-18", "2020-02-18"),
    ("The bridge will open in the next three days.", "next three days", "2020-02-15", "2020-02-17"),
    ("The bridge was shut for the last two quarters.", "last two quarters", "2019-07-01", "2019-12-31"),
    ("The bridge opened late last year.", "late last year", "2019-09-01", "2019-12-31"),
    ("The bridge opened at the end of the year.", "the end of the year", "2019-09-01", "2019-12-31"),
    ("The bridge will open at the end of the year.", "the end of the year", "2020-09-01", "2020-12-31"),
    ("The bridge will open later in the month.", "later in the month", "2020-02-14", "2020-02-29"),
    ("The bridge will open on the 20th.", "the 20th", "2020-02-20", "2020-02-20"),
    ("The bridge will open on the 20th of next month.", "the 20th of next month", "2020-03-20", "2020-03-20"),
    ("The bridge will open on Friday the 28th.", "Friday the 28th", "2020-02-28", "2020-02-28"),
    ("The bridge will open on 2/20.", "2/20", "2020-02-20", "2020-02-20"),
    ("The bridge will open the first Monday of next month.", "the first Monday of next month", "2020-03-02", "2020-03-02"),
    ("The bridge will be shut from Monday to Wednesday.", "from Monday to Wednesday", "2020-02-17", "2020-02-19"),
    ("The bridge was shut from March to May.", "from March to May", "2019-03-01", "2019-05-31"),
    ("The bridge will be shut from the 20th to the 25th.", "from the 20th to the 25th", "2020-02-20", "2020-02-25"),
    ("The bridge will be shut between now and Easter.", "between now and Easter", "2020-02-14", "2020-04-12"),
    ("The bridge has been shut since 2016.", "since 2016", "2016-01-01", "2020-02-14"),
    ("The bridge has been shut since November.", "since November", "2019-11-01", "2020-02-14"),
    ("The bridge will be shut until Tuesday.", "until Tuesday", "2020-02-14", "2020-02-18"),
    ("Traffic doubled in the year to date.", "year to date", "2020-01-01", "2020-02-14"),
    ("Net profit doubled in the fourth quarter.", "the fourth quarter", "2019-10-01", "2019-12-31"),
    ("The bridge opened two days before Christmas.", "two days before Christmas", "2019-12-23", "2019-12-23"),
    ("The bridge opened on new year's eve.", "new year's eve", "2019-12-31", "2019-12-31"),
    ("The bridge opened last Tuesday, Feb. 4.", "last Tuesday, Feb. 4", "2020-02-04", "2020-02-04"),
]


@pytest.mark.parametrize(("text", "printed", "first", "last"), RELATIVE)
def test_relative_dates_count_from_publication(text, printed, first, last, nlp, words):
    (row,) = read(text, nlp, words)
    assert (row.date_text, str(row.date_start), str(row.date_end), row.anchor) == (printed, first, last, "publication")


@pytest.mark.parametrize("text", [case[0] for case in RELATIVE])
def test_relative_dates_stay_open_without_a_day_of_publication(text, nlp, words):
    (row,) = read(text, nlp, words, published=None)
    assert row.date_end is None
    assert row.date_start is None or "since 2016" in text


NO_DATES = [
    "The minister may march to the sea.",
    "Theresa May spoke to the guards.",
    "She came second of the 2,000 runners.",
    "The index closed near 1950 points.",
    "They ate 2019 apples.",
    "The room is number 2014 upstairs.",
    "The halfback scored in the first quarter.",
    "Children wore Halloween masks.",
    "The engine weighs 2000.5 pounds.",
    "She read 3/4 of the book.",
    "The nurse works 24/7 on the ward.",
    "Every Monday the choir sings.",
    "Nothing was the same after 9/11.",
    "At the end of the day, the voters decide.",
    "They lost in Week 5 of the season.",
    "The stone may 5 or 6 times be turned.",
    "The league ranks her on the 18th place.",
    "He left the following day.",
    "A happy new year to all of them!",
    "It costs $12.50 a head.",
    "She was in her nineties.",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date_is_none(text, nlp, words):
    assert days(text, nlp, words) == []


def test_a_country_settles_which_part_is_the_month(nlp, words):
    doc = nlp("The lease began on 3/4/2020.")
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    (row,) = date_mentions(doc, index, revision_id="r", published=None, words=words.dates, country="GB")
    assert row.date_start == date(2020, 4, 3)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It grew in 2014, 2016 and 2018.", ["2014", "2016", "2018"]),
        ("She left after Monday's vote.", ["Monday"]),
        ("She left after the 2016 election.", ["2016"]),
        ("The crash of 2007-09 hurt them.", ["2007-09"]),
        ("He paid $12 December 27.", ["December 27"]),
        ("In October two thousand people came.", ["October"]),
        ("It comes from Monday or from 2019 to 2020.", ["Monday", "from 2019 to 2020"]),
    ],
)
def test_what_stands_around_a_date_settles_its_extent(text, found, nlp, words):
    assert [printed for printed, *_ in days(text, nlp, words)] == found


@pytest.mark.parametrize("text", ["They will meet in the coming weeks.", "It was so in past years."])
def test_weeks_without_a_number_cannot_be_told(text, nlp, words):
    (row,) = read(text, nlp, words)
    assert (row.date_start, row.date_end) == (None, None)


def test_a_day_that_no_month_has_is_no_date(nlp, words):
    assert [text for text, *_ in days("It was signed on 2019-02-30.", nlp, words)] == []


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("They met two days before Valentine's Day.", "2020-02-12"),
        ("They met the Tuesday before Valentine's Day.", "2020-02-11"),
        ("They will meet the day after Valentine's Day.", "2020-02-15"),
    ],
)
def test_the_tense_is_that_of_the_whole_expression(text, day, nlp, words):
    (row,) = read(text, nlp, words, published=date(2020, 2, 13) if "met" in text else FRIDAY)
    assert str(row.date_start) == day


def test_every_row_points_at_its_own_characters(nlp, words):
    text = "On Monday they met. In 2019, and again on March 3, they had met before."
    rows = read(text, nlp, words)
    assert (
        [text[row.char_start : row.char_end] for row in rows] == [row.date_text for row in rows] == ["Monday", "2019", "March 3"]
    )
    assert len({row.date_mention_id for row in rows}) == 3


@pytest.mark.parametrize(("year", "day"), [(2019, date(2019, 4, 21)), (2020, date(2020, 4, 12)), (2024, date(2024, 3, 31))])
def test_easter_moves(year, day):
    assert easter(year) == day


@pytest.mark.parametrize(
    ("rule", "day"),
    [
        ("12-25", date(2020, 12, 25)),
        ("11-thu-4", date(2020, 11, 26)),
        ("11-thu-4+1", date(2020, 11, 27)),
        ("05-mon--1", date(2020, 5, 25)),
        ("easter-2", date(2020, 4, 10)),
        ("orthodox", date(2020, 4, 19)),
        ("hebrew-1-15", date(2020, 4, 9)),
        ("hebrew-7-1", date(2020, 9, 19)),
        ("hebrew-9-25", date(2020, 12, 11)),
        ("hebrew-12-14", date(2020, 3, 10)),
    ],
)
def test_holidays_follow_their_rules(rule, day):
    assert feast(rule, 2020) == day


PIECES = st.sampled_from(
    [
        "Feb.",
        "March",
        "May",
        "2019",
        "0000-00-00",
        "99/99/2020",
        "31",
        "th",
        "1999-00",
        "next",
        "last",
        "century",
        "Easter",
        "ago",
        "9999",
        "-",
        ",",
        "the",
        "’80s",
        "Q4",
        "120",
        "years",
        "from now",
        "from",
        "between",
        "and",
        "since",
        "before",
        "the first week of",
        "the end of",
        "2/29",
        "Monday",
        "nineteen ninety",
        "two days after",
        "0-0-0",
    ]
)


@given(pieces=st.lists(PIECES, min_size=1, max_size=12), published=st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_no_text_and_no_day_raises(pieces, published, nlp, words):
    for row in read(" ".join(pieces), nlp, words, published):
        assert row.date_start is None or row.date_start <= row.date_end


@pytest.mark.parametrize(
    ("text", "begins"),
    [
        ("the end of May", True), ("the table", False), ("in the table", True), ("a week ago", True), ("a man", False), ("a", False),
        ("Monday", True), ("May.", True), ("2019", True), ("Q1", True), ("the '90s", True), ("the 1990s", True), ("as early as 2019", True),
    ],
)  # fmt: skip
def test_a_word_that_is_no_date_by_itself_is_looked_at_only_where_one_can_follow(text, begins, words):
    first = re.match(r"\w+", text).group()
    word = "9999" if first.isdigit() else re.match(r"[^\W\d]+", first).group().casefold()
    assert words.dates.lookahead.may_begin(text, word, len(word)) == begins
