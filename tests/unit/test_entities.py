"""Mentions and their grouping within an article: tables of (text, expected)."""

import pytest
from spacy.language import Language
from spacy.tokens import Doc

from transforms.entities import EntityRows, entities
from transforms.entities.names import Named, clean_name, group
from transforms.lexicon import Lexicon
from transforms.sentences import SentenceIndex, sentences


def read(doc: Doc, words: Lexicon) -> EntityRows:
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    return entities(doc, index, revision_id="r", words=words.names)


@pytest.mark.parametrize(
    ("names", "canonical"),
    [
        (["PERSON Ana Ruiz", "PERSON Ruiz"], ["Ana Ruiz", "Ana Ruiz"]),
        (["PERSON Ruiz", "PERSON Ana Ruiz"], ["Ana Ruiz", "Ana Ruiz"]),
        (["PERSON Ana Ruiz", "PERSON Ben Ruiz", "PERSON Ruiz"], ["Ana Ruiz", "Ben Ruiz", "Ruiz"]),
        (["PERSON Ana Ruiz", "PERSON Ana M. Ruiz"], ["Ana M. Ruiz", "Ana M. Ruiz"]),
        (["PERSON John Q. Cole", "PERSON John R. Cole", "PERSON John Cole"], ["John Q. Cole", "John R. Cole", "John Cole"]),
        (["PERSON Carl Cole Jr.", "PERSON Cole"], ["Carl Cole Jr.", "Carl Cole Jr."]),
        (["PERSON Ana Ruiz", "ORG Ruiz"], ["Ana Ruiz", "Ruiz"]),
        (["GPE U.S.", "GPE United States", "GPE US"], ["United States"] * 3),
        (["ORG Port Labour Union", "ORG PLU"], ["Port Labour Union", "Port Labour Union"]),
        (["ORG Port Labour Union", "ORG Park Lane United", "ORG PLU"], ["Port Labour Union", "Park Lane United", "PLU"]),
        (["ORG Bank of the North", "ORG BN"], ["Bank of the North", "Bank of the North"]),
    ],
)
def test_names_of_one_thing(words: Lexicon, names: list[str], canonical: list[str]) -> None:
    mentions = [Named(name.partition(" ")[2], name.partition(" ")[0]) for name in names]
    assert [name for _, name in group(mentions, words.names)] == canonical


def test_an_acronym_stands_for_what_introduces_it(words: Lexicon) -> None:
    mentions = [Named("Syndicat des Cheminots", "ORG", introduces="SUDC"), Named("SUDC", "ORG")]
    assert {name for _, name in group(mentions, words.names)} == {"Syndicat des Cheminots"}


@pytest.mark.parametrize(
    ("text", "name"), [("the Pentagon's", "Pentagon"), ("United\nNations", "United Nations"), ("The", "The"), ("James’", "James")]
)
def test_clean_names(text: str, name: str) -> None:
    assert clean_name(text) == name


@pytest.mark.parametrize(
    ("text", "role"),
    [
        ("Defense Secretary Mark Hollis arrived in Paris.", "Defense Secretary"),
        ("He met President Laura Jensen on Monday.", "President"),
        ("On Tuesday Mayor Peter Grant resigned.", "Mayor"),
        ("Peter Grant resigned on Tuesday.", None),
    ],
)
def test_roles_beside_names(nlp: Language, words: Lexicon, text: str, role: str | None) -> None:
    people = [m for m in read(nlp(text), words).mentions if m.label == "PERSON"]
    assert [m.role_text for m in people] == [role]


def test_rows_hang_together(nlp: Language, words: Lexicon) -> None:
    text = "Laura Jensen won in Brazil. Jensen thanked Brazilian voters and the U.S. team."
    found = read(nlp(text), words)
    assert all(text[m.char_start : m.char_end] == m.mention_text for m in found.mentions)
    assert {m.cluster_id for m in found.mentions} == {c.cluster_id for c in found.clusters}
    codes = {c.canonical_name: c.country_code for c in found.clusters}
    assert codes["Brazil"] == codes["Brazilian"] == "BR"
    assert codes["United States"] == "US"
    assert codes["Laura Jensen"] is None
    assert len({m.entity_id for m in found.mentions if "Jensen" in m.mention_text}) == 1
