from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from schemas.core import Quote
from tests.unit.test_quotes_direct import read

MARKS = ["“", "”", '"', "'", "‘", "’", "''", "``", "«", "»", ",", ".", "?", ":", "—", "6'", '2"', "𝕏", "é"]
BLANKS = [" ", "\n", "\n\n", "\xa0"]
WORDS = [
    "Maria",
    "Ruiz",
    "she",
    "said",
    "told",
    "adding",
    "according",
    "to",
    "that",
    "the",
    "bridge",
    "was",
    "gone",
    "officials",
    "who",
    "not",
    "called",
]
PARTS = st.sampled_from([*MARKS, *BLANKS, *WORDS])


def check(text, rows):
    """What holds for the quotes of any text."""
    for quote in rows.quotes:
        assert isinstance(quote, Quote)
        assert text[quote.char_start : quote.char_end] == quote.quote_text
        for kind in ("cue", "speaker"):
            start, end, printed = (getattr(quote, f"{kind}_{part}") for part in ("char_start", "char_end", "text"))
            assert (printed is None) == (start is None) == (end is None)
            assert printed is None or (text[start:end] == printed and printed.strip() == printed != "")
        assert (quote.speaker_kind == "none") == (quote.speaker_text is None)
        assert (quote.speaker_mention_id is None) == (quote.speaker_entity_id is None)
        own = [s for s in rows.spans if s.quote_id == quote.quote_id]
        assert [s.span_index for s in own] == list(range(len(own)))
        assert (own[0].char_start, own[-1].char_end) == (quote.char_start, quote.char_end)
    assert len({q.quote_id for q in rows.quotes}) == len(rows.quotes)
    spans = sorted((s.char_start, s.char_end) for s in rows.spans)
    assert all(start < end for start, end in spans)
    assert all(before[1] <= after[0] for before, after in pairwise(spans))


@settings(max_examples=150)
@given(parts=st.lists(PARTS, max_size=40), glue=st.sampled_from([" ", ""]))
def test_no_text_breaks_the_rows(parts, glue, nlp, words):
    text = glue.join(parts)
    check(text, read(text, nlp, words)[1])


def test_an_empty_text_has_no_quotes(nlp, words):
    assert read("", nlp, words) == ([], ([], []))


def test_an_odd_mark_leaves_the_rest_of_the_article_alone(nlp, words):
    rest = "\n\n“We lost the bridge,” Maria Ruiz said.\n\nAnna Berg called it “a shame.”"
    plain, odd = read("Rain fell." + rest, nlp, words)[0], read("Rain “fell." + rest, nlp, words)[0]
    assert [s.pieces for s in odd] == [s.pieces for s in plain]
    assert len(plain) == 2


def test_confidence_tells_direct_from_indirect(nlp, words):
    _, rows = read("“We lost it,” Maria Ruiz said. The road was closed, she added.", nlp, words)
    direct, indirect = rows.quotes
    assert direct.confidence > indirect.confidence
