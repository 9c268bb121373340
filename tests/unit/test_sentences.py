"""Sentences: spans, paragraphs, and the way back from a character."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from spacy.language import Language

from transforms.sentences import SentenceIndex, sentences


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("The mayor came.  The voters left.", [("The mayor came.", 0), ("The voters left.", 0)]),
        (
            "Title\n\nThe mayor came. The voters left.\nThey were angry.",
            [("Title", 0), ("The mayor came.", 1), ("The voters left.", 1), ("They were angry.", 2)],
        ),
        ("  \n ", []),
    ],
)
def test_sentences_and_paragraphs(nlp: Language, text: str, expected: list[tuple[str, int]]) -> None:
    rows = sentences(nlp(text), revision_id="r")
    assert [(text[s.char_start : s.char_end], s.paragraph_index) for s in rows] == expected


@settings(max_examples=40)
@given(st.text(st.sampled_from("Aa b.\n\t“”\"'—é🙂1,"), max_size=60))
def test_every_letter_stands_in_one_sentence(nlp: Language, text: str) -> None:
    rows = list(sentences(nlp(text), revision_id="r"))
    covered = [i for s in rows for i in range(s.char_start, s.char_end)]
    assert len(covered) == len(set(covered))
    assert {i for i, c in enumerate(text) if not c.isspace()} <= set(covered)
    assert not any("\n" in text[s.char_start : s.char_end] for s in rows)
    assert [s.sentence_index for s in rows] == list(range(len(rows)))


def test_the_sentence_of_a_character(nlp: Language) -> None:
    index = SentenceIndex(list(sentences(nlp("He left it. We came."), revision_id="r")))
    assert [index.at(i).sentence_index for i in (0, 10, 11, 12, 19, 99)] == [0, 0, 0, 1, 1, 1]
    with pytest.raises(LookupError):
        SentenceIndex([]).at(0)
