from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.dates import date_mentions
from transforms.dates.calendar import easter, feast
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
    ("Output fell in the first quarter of 2019.", "first quarter of 2019", "2019-01-01", "2019-03-31", "quarter"),
    ("Output fell in Q3 2021.", "Q3 2021", "2021-07-01", "2021-09-30", "quarter"),
    ("Output fell in the second half of 2019.", "second half of 2019", "2019-07-01", "2019-12-31", "quarter"),
    ("The mill closed in the 1990s.", "the 1990s", "1990-01-01", "1999-12-31", "decade"),
    ("The mill closed in 2019.", "2019", "2019-01-01", "2019-12-31", "year"),
    ("The mill closed in mid-2020.", "mid-2020", "2020-01-01", "2020-12-31", "year"),
    ("The mill grew in 2018-19.", "2018-19", "2018-01-01", "2019-12-31", "year"),
    ("The mill grew from 2014 to 2017.", "from 2014 to 2017", "2014-01-01", "2017-12-31", "year"),
    ("The mill shut between 2014 and 2017.", "between 2014 and 2017", "2014-01-01", "2017-12-31", "year"),
    ("The mill shut on Feb. 3-5, 2019.", "Feb. 3-5, 2019", "2019-02-03", "2019-02-05", "day"),
    ("The mill shut from Feb. 27 to March 3, 2019.", "Feb. 27 to March 3, 2019", "2019-02-27", "2019-03-03", "day"),
    ("They married on Christmas Day 2018.", "Christmas Day 2018", "2018-12-25", "2018-12-25", "day"),
    ("The 2016 election was close.", "2016", "2016-01-01", "2016-12-31", "year"),
    ("It was a port in the 19th century.", "the 19th century", "1801-01-01", "1900-12-31", "decade"),
    ("They met in the summer of 2017.", "summer of 2017", "2017-06-01", "2017-08-31", "month"),
]


@pytest.mark.parametrize(("text", "printed", "first", "last", "precision"), ABSOLUTE)
def test_absolute_dates_need_no_day_of_publication(text, printed, first, last, precision, nlp, words):
    (row,) = read(text, nlp, words, published=None)
    assert (row.date_text, str(row.date_start), str(row.date_end), row.precision) == (printed, first, last, precision)
    assert row.anchor == "absolute"


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
]


@pytest.mark.parametrize(("text", "printed", "first", "last"), RELATIVE)
def test_relative_dates_count_from_publication(text, printed, first, last, nlp, words):
    (row,) = read(text, nlp, words)
    assert (row.date_text, str(row.date_start), str(row.date_end), row.anchor) == (printed, first, last, "publication")


@pytest.mark.parametrize("text", [case[0] for case in RELATIVE])
def test_relative_dates_stay_open_without_a_day_of_publication(text, nlp, words):
    (row,) = read(text, nlp, words, published=None)
    assert (row.date_start, row.date_end) == (None, None)


NO_DATES = [
    "The minister may march to the sea.",
    "Theresa May spoke to the guards.",
    "She came second of the 2,000 runners.",
    "The order of 3/4/2020 was lost.",
    "The index closed near 1950 points.",
    "They ate 2019 apples.",
    "The room is number 2014 upstairs.",
    "The halfback scored in the first quarter.",
    "Children wore Halloween masks.",
    "The engine weighs 2000.5 pounds.",
]


@pytest.mark.parametrize("text", NO_DATES)
def test_what_only_looks_like_a_date_is_none(text, nlp, words):
    assert days(text, nlp, words) == []


def test_a_day_that_no_month_has_is_no_date(nlp, words):
    assert [text for text, *_ in days("It was signed on 2019-02-30.", nlp, words)] == []


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
    ]
)


@given(pieces=st.lists(PIECES, min_size=1, max_size=12), published=st.dates(date(1, 1, 1), date(9999, 12, 31)))
def test_no_text_and_no_day_raises(pieces, published, nlp, words):
    for row in read(" ".join(pieces), nlp, words, published):
        assert row.date_start is None or row.date_start <= row.date_end
