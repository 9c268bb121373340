"""Whom pronouns and role nouns stand for: tables of (text, word, whom)."""

import pytest
from spacy.language import Language

from transforms.entities import entities
from transforms.lexicon import Lexicon
from transforms.quotes import quoted
from transforms.references import Reference, references
from transforms.sentences import SentenceIndex, sentences


def read(text: str, nlp: Language, words: Lexicon) -> list[Reference]:
    doc = nlp(text)
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    mentions = entities(doc, index, revision_id="r", words=words.names).mentions
    return list(references(doc, index, mentions, quoted(text), words=words.names).rows)


def meant(text: str, nlp: Language, words: Lexicon) -> dict[str, str]:
    """Word in lower case -> the mention that it stands for; the last one of each word."""
    return {text[r.start : r.end].casefold(): r.mention.mention_text for r in read(text, nlp, words)}


PRONOUNS = [
    ("Ana Ruiz resigned on Monday. She gave no reason.", "she", "Ana Ruiz"),
    ("Ana Ruiz told Ben Cole that she would resign.", "she", "Ana Ruiz"),
    ("Ana Ruiz told Ben Cole that he would resign.", "he", "Ben Cole"),
    ("Mr. Okafor met Mrs. Lindgren. She left early.", "she", "Lindgren"),
    ("Ana Ruiz, the mayor, met Ben Cole. “Ana is wrong,” he said.", "he", "Ben Cole"),
    ("Marta Lund says Eva Holm lied. She says Holm knew of the plan.", "she", "Marta Lund"),
    ("Ben Cole praised Carl Berg. “I admire Carl,” he said.", "he", "Ben Cole"),
    ("Jane Doe said her brother was safe.", "her", "Jane Doe"),
    ("Varga Logistics cut its dividend.", "its", "Varga Logistics"),
    ("Her brother, Ben Cole, had been asleep. He ran outside.", "he", "Ben Cole"),
    ("Actress Robin Falk won. Robin Falk smiled when she spoke of it.", "she", "Robin Falk"),
]


@pytest.mark.parametrize(("text", "word", "whom"), PRONOUNS)
def test_pronouns(nlp: Language, words: Lexicon, text: str, word: str, whom: str) -> None:
    assert meant(text, nlp, words).get(word) == whom


NOUNS = [
    ("General Mark Hollis flew to Oslo on Monday. The general declined to comment.", "the general", "Mark Hollis"),
    ("Gov. Tom Lake signed the bill. The governor thanked voters.", "the governor", "Tom Lake"),
    ("The mayor, Ana Ruiz, resigned. Ben Cole said the mayor was tired.", "the mayor", "Ana Ruiz"),
    (
        "The Ministry of Health published figures on Monday. The ministry did not explain them.",
        "the ministry",
        "Ministry of Health",
    ),
    ("Varga Logistics cut 300 jobs. The company blamed fuel prices.", "the company", "Varga Logistics"),
    ("Chief Justice Rita Sen spoke. Justice Paul Ray was absent. The chief justice was brief.", "the chief justice", "Rita Sen"),
    ("Kenya closed its border. The country has 54 million people.", "the country", "Kenya"),
]


@pytest.mark.parametrize(("text", "phrase", "whom"), NOUNS)
def test_role_nouns(nlp: Language, words: Lexicon, text: str, phrase: str, whom: str) -> None:
    assert meant(text, nlp, words).get(phrase) == whom


NOBODY = [
    ("The general declined to comment.", "the general"),
    ("Varga Logistics cut 300 jobs. The other company blamed fuel prices.", "the other company"),
    ("Varga Logistics cut 300 jobs. The company that runs the port blamed fuel prices.", "the company"),
    ("Varga Logistics cut 300 jobs. The court was closed.", "the court"),
    ("“Ana Ruiz is ill,” the report said. “She will rest.”", "she"),
    ("Kenya closed its border. She left early.", "she"),
]


@pytest.mark.parametrize(("text", "word"), NOBODY)
def test_nobody_is_guessed(nlp: Language, words: Lexicon, text: str, word: str) -> None:
    assert word not in meant(text, nlp, words)


def test_confidence_tells_a_clear_case_from_a_close_one(nlp: Language, words: Lexicon) -> None:
    clear = read("Ana Ruiz resigned on Monday. She gave no reason.", nlp, words)[-1]
    close = read("Ana Ruiz met Eva Holm on Monday. Rain fell. The river rose. She gave no reason.", nlp, words)[-1:]
    assert clear.confidence > 0.9
    assert all(r.confidence < clear.confidence for r in close)


def test_of_two_generals_the_likelier_one_is_not_sure(nlp: Language, words: Lexicon) -> None:
    (found,) = read("General Mark Hollis met General Paul Ray in Oslo. The general was tired.", nlp, words)
    assert found.mention.mention_text == "Mark Hollis"
    assert found.confidence <= 0.75


def test_a_reference_stands_before_no_mention_of_its_own(nlp: Language, words: Lexicon) -> None:
    text = "Ana Ruiz said she met Ben Cole. He said the company would pay her."
    for found in read(text, nlp, words):
        assert found.start < found.end <= len(text)
        assert 0.5 < found.confidence <= 1
        assert text[found.mention.char_start : found.mention.char_end] == found.mention.mention_text
