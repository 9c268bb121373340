"""The pieces our pipeline adds to spaCy's, on hand-made Docs and on the shipped pipeline."""

from pathlib import Path

import pytest
import spacy
from spacy.language import Language
from spacy.tokens import Doc, Span

from transforms.components import Gazetteer, NameConsistency, datelines, paragraph_starts, prepare
from transforms.components.datelines import dateline_of
from transforms.components.foreign import adopt_labels

VOCAB = spacy.blank("en").vocab


def doc_of(text: str, **entities: str) -> Doc:
    """A Doc split at blanks, with the given words as entities (underscores for blanks)."""
    doc = Doc(VOCAB, words=text.split(" "))
    spans: list[Span] = []
    for name, label in entities.items():
        words = name.split("_")
        starts = [i for i in range(len(doc)) if [t.text for t in doc[i : i + len(words)]] == words]
        free = [i for i in starts if all(i >= s.end or i + len(words) <= s.start for s in spans)]
        spans.append(Span(doc, free[0], free[0] + len(words), label=label))
    doc.set_ents(spans)
    return doc


def found(doc: Doc) -> list[tuple[str, str]]:
    return [(e.text, e.label_) for e in doc.ents]


@pytest.mark.parametrize(
    ("text", "starts"),
    [
        ("Bridge to open in May\nThe mayor opened the bridge on Monday.\n\nIt cost a lot of money", ["Bridge", "The", "It"]),
        ("“It is late,” she said. They left.", ["“", "They"]),
        ('"It is late," she said. They left.', ['"', "They"]),
        ("“Is it late?” asked Ruiz. They left.", ["“", "They"]),
        ("Gen. Mark Hollis met Sen. Ana Ruiz on Jan. 5 at 5 p.m. Friday. They talked.", ["Gen.", "They"]),
    ],
)
def test_sentences_start_where_the_page_says(nlp: Language, text: str, starts: list[str]) -> None:
    assert [next(t for t in s if not t.is_space).text for s in nlp(text).sents] == starts


def test_marks_are_left_alone_where_nothing_is_certain() -> None:
    doc = Doc(
        VOCAB,
        words=["He", "left", ".", "“", "No", ".", "”", "Ruiz", "stayed"],
        spaces=[True, False, True, False, False, False, True, True, False],
    )
    paragraph_starts(doc)
    assert [t.is_sent_start for t in doc][4:] == [None, None, False, None, None]


def test_the_gazetteer_relabels_and_adds() -> None:
    gazetteer = Gazetteer(
        {"places": ["Almeria", "Lima"], "companies": ["Norvane"], "countries": ["Chad"], "demonyms": ["Chadian"]}
    )
    assert found(gazetteer(doc_of("Norvane moved to Almeria from Chad", Norvane="PERSON"))) == [
        ("Norvane", "ORG"),
        ("Almeria", "GPE"),
        ("Chad", "GPE"),
    ]
    assert found(gazetteer(doc_of("a Chadian in Lima"))) == [("Chadian", "NORP")], "short places are words too often to be added"
    assert found(gazetteer(doc_of("he met Maria Almeria Lopez"))) == [], "a piece of a longer name is not added"


def test_names_are_one_thing_throughout() -> None:
    consistency = NameConsistency({"titles": ["Mayor"], "places": ["Chad"]})
    doc = doc_of("Mayor Ana Ruiz spoke . Ruiz left with Chad Cole", Mayor_Ana_Ruiz="PERSON", Ruiz="ORG", Chad_Cole="PERSON")
    assert found(consistency(doc)) == [("Ana Ruiz", "PERSON"), ("Ruiz", "PERSON"), ("Chad Cole", "PERSON")]


def test_a_missed_surname_is_found_but_no_piece_of_another_name() -> None:
    doc = doc_of("Ana Ruiz won . then Ruiz spoke to Ruiz Mendoza", Ana_Ruiz="PERSON")
    assert found(NameConsistency()(doc)) == [("Ana Ruiz", "PERSON"), ("Ruiz", "PERSON")]


@pytest.mark.parametrize(
    ("text", "place", "body"),
    [
        ("Quake hits\n\nSANTIAGO, Chile (AP) — A quake struck.", "SANTIAGO", "A"),
        ("PUERTO MONTT — Rescuers dug.", "PUERTO MONTT", "Rescuers"),
        ("LONDON, March 2 (Reuters) - Shares fell.", "LONDON", "Shares"),
        ("ST. LOUIS – The river rose.", "ST. LOUIS", "The"),
    ],
)
def test_datelines_are_places_before_the_first_sentence(nlp: Language, text: str, place: str, body: str) -> None:
    doc = nlp(text)
    found = dateline_of(doc)
    assert found
    assert (doc[found.start : found.end].text, doc[found.body].text) == (place, body)
    assert doc[found.body].is_sent_start


@pytest.mark.parametrize(
    "text",
    [
        "NATO said on Monday - and not for the first time - no.",
        "A man came.",
        "",
        "WOW\n\nIt rained — and how.",
        "The EU — a union",
    ],
)
def test_other_capitals_and_dashes_are_no_datelines(nlp: Language, text: str) -> None:
    assert dateline_of(nlp.make_doc(text)) is None


def test_a_dateline_is_a_place_whatever_the_recognizer_takes_it_for() -> None:
    assert found(datelines(doc_of("PUERTO MONTT — Rescuers dug", PUERTO_MONTT="ORG"))) == [("PUERTO MONTT", "GPE")]


def test_a_title_alone_is_no_name() -> None:
    assert found(NameConsistency({"titles": ["Mayor"]})(doc_of("the Mayor left", Mayor="PERSON"))) == []


def test_lists_survive_saving(tmp_path: Path) -> None:
    gazetteer = Gazetteer({"places": ["Zürich", "Lima"]})
    gazetteer.to_disk(tmp_path / "gazetteer")
    assert Gazetteer().from_disk(tmp_path / "gazetteer").lists == gazetteer.lists
    assert gazetteer.to_bytes() == Gazetteer({"places": ["Lima", "Zürich"]}).to_bytes()


def test_labels_of_other_schemes_are_adopted() -> None:
    doc = adopt_labels(doc_of("Ana Ruiz in Lima", Ana_Ruiz="PER", Lima="GPE"))
    assert found(doc) == [("Ana Ruiz", "PERSON"), ("Lima", "GPE")]


def test_noun_chunks_read_our_trees(nlp: Language) -> None:
    chunks = [c.text for c in prepare(nlp)("The old bridge fell on the town hall.").noun_chunks]
    assert "The old bridge" in chunks
    assert "the town hall" in chunks


def test_abbreviated_compounds_are_split(nlp: Language) -> None:
    assert [t.text for t in nlp.make_doc("the U.S.-led force")] == ["the", "U.S.", "-", "led", "force"]
