import pytest

from benchmarks.quotes import Claim, is_right, table
from benchmarks.quotes import Known as Gold
from tests.unit.test_quotes_direct import read
from transforms.quotes.confidence import LEAST, MOST, WEIGHTS, confidence


def sure(text, nlp, words):
    return [q.confidence for q in read(text, nlp, words)[1].quotes]


@pytest.mark.parametrize(
    ("surer", "less"),
    [
        # Beside the marks, rather than in a clause of its own.
        ("“We lost the bridge,” Maria Ruiz said.", "The bridge was lost, Maria Ruiz said."),
        # A name, rather than "who".
        ("Maria Ruiz said: “We lost the bridge.”", "The woman who said: “We lost the bridge.” is gone."),
        # A verb that says nothing else.
        ("Maria Ruiz said the bridge was lost.", "Maria Ruiz hinted the bridge was lost."),
    ],
)
def test_more_evidence_makes_a_quote_surer(surer, less, nlp, words):
    assert sure(surer, nlp, words)[0] > sure(less, nlp, words)[0]


def test_a_plain_direct_quote_passes_the_analysts_filter(nlp, words):
    assert sure("“We lost the bridge,” Maria Ruiz said.", nlp, words)[0] > 0.95


def test_a_quote_of_nobody_does_not_pass_it(nlp, words):
    assert sure("“Nobody has come to help us with the bridge yet.”", nlp, words)[0] < 0.9


def test_the_scorecard_adds_up_and_keeps_its_bounds():
    assert confidence([]) == 0.5
    assert confidence(["nothing known"]) == 0.5
    assert confidence(["quote_then_cue direct", "speaker named"]) > confidence(["quote_then_cue direct"])
    assert all(LEAST <= confidence([name] * 9) <= MOST for name in WEIGHTS)


TEXT = "“We lost it,” Ana Ruiz said. “No,” said Berg."


@pytest.mark.parametrize(
    ("pieces", "speaker", "right"),
    [
        ([(0, 13)], (14, 22), True),
        ([(0, 13)], (18, 22), True),
        ([(0, 13)], (40, 44), False),
        ([(0, 13)], None, True),
        ([(0, 28)], (14, 22), False),
        ([(29, 34)], None, False),
    ],
)
def test_a_quote_is_right_when_half_of_it_is_the_speakers(pieces, speaker, right):
    assert is_right(TEXT, pieces, speaker, [Gold([(0, 13)], (14, 22), "Ana Ruiz|")]) is right


def test_the_table_tells_what_is_left_where_one_is_sure():
    found = [Claim("direct", 0.99, True, True), Claim("direct", 0.95, True, False), Claim("indirect", 0.4, True, False)]
    assert "direct, from 0.9 on:      2     50.0 % right, 100 % of 2 are left" in table(found)
