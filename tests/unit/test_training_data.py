"""What the reader is trained on: our own paragraphs, and the changes made to texts before training. No PyTorch."""

import random
import re
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.reader.augmenting import curled, recased, renamed, swapped
from training.reader.examples import LABELS, MARKED, SENTENCE, Example, Syntax, chunks, from_paragraphs, joined, part, tokenizer
from training.reader.mending import mended

PARAGRAPHS = sorted((Path(__file__).parents[2] / "training" / "paragraphs").glob("*.txt"))
LINES = [(file.name, k, line) for file in PARAGRAPHS for k, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)]


def test_our_paragraphs_are_many_and_none_twice() -> None:
    texts = Counter(MARKED.sub(r"\1", line) for *_, line in LINES)
    assert len(texts) > 1500
    assert [text for text, count in texts.items() if count > 1] == []


def test_our_paragraphs_keep_the_form() -> None:
    wrong = [
        (file, k, what)
        for file, k, line in LINES
        for what in (
            *(f"{name}: no such label as {label}" for name, label in MARKED.findall(line) if label not in LABELS),
            *(f"{name}: white space around it" for name, _ in MARKED.findall(line) if name != name.strip()),
            *(f"{name}: starts with an article" for name, _ in MARKED.findall(line) if name.lower().startswith("the ")),
            *(["a stray bracket or bar"] if re.search(r"[\[\]|]", MARKED.sub("", line)) else []),
            *(["¦ without blanks"] if line.count("¦") != line.count(SENTENCE) else []),
        )
    ]
    assert wrong == []


def test_every_name_of_our_paragraphs_is_found_in_its_text() -> None:
    examples = from_paragraphs([line for *_, line in LINES], tokenizer())
    marked = sum(len(MARKED.findall(line)) for *_, line in LINES)
    found = sum(len(e.names or ()) for e in examples)
    assert found >= marked * 0.998  # a token can hold two names, where nothing splits its hyphen or dash


def test_a_paragraph_becomes_words_names_and_starts() -> None:
    (example,) = from_paragraphs(["[Kano|GPE]'s mayor left. ¦ [Aisha Bello|PERSON] stays."], tokenizer())
    assert example.words == ("Kano", "'s", "mayor", "left", ".", "Aisha", "Bello", "stays", ".")
    assert example.gaps == (2, 0, 1, 1, 0, 1, 1, 1, 0)
    assert example.names == ((0, 1, "GPE"), (5, 7, "PERSON"))
    assert example.starts == (0, 5)


EXAMPLE = Example(
    words=("Ana", "Ruiz", "leads", "Lima", "'s", "board", ".", '"', "No", ",", '"', "Ruiz", "said", "."),
    gaps=(2, 1, 1, 1, 0, 1, 0, 1, 0, 0, 0, 1, 1, 0),
    names=((0, 2, "PERSON"), (3, 4, "GPE"), (11, 12, "PERSON")),
    starts=(0, 7),
    source="corpora",
)


def test_names_are_exchanged_the_same_way_throughout() -> None:
    pools = {"PERSON": [("Kwame", "\t", "van", "der", "Berg")], "GPE": [("Port", "-", "Vila")]}
    rng = random.Random(0)
    seen = {swapped(EXAMPLE, pools, rng).words for _ in range(60)}
    whole = (
        "Kwame",
        "van",
        "der",
        "Berg",
        "leads",
        "Port",
        "-",
        "Vila",
        "'s",
        "board",
        ".",
        '"',
        "No",
        ",",
        '"',
        "van",
        "der",
        "Berg",
    )
    assert (*whole, "said", ".") in seen
    assert all(words.count("Berg") == 2 * ("Kwame" in words) for words in seen)
    assert EXAMPLE.words in seen


def test_countries_keep_their_names() -> None:
    example = Example(("South", "Africa", "won"), (2, 1, 1), names=((0, 2, "GPE"),), source="corpora")
    stay = frozenset({("South", "Africa")})
    assert {swapped(example, {"GPE": [("Moshi",)]}, random.Random(k), stay).words for k in range(20)} == {example.words}


def test_an_exchanged_name_brings_its_spaces() -> None:
    new = renamed(EXAMPLE, {(("Lima",), "GPE"): ("Port", "-", "Vila"), (("Ruiz",), "GPE"): ("Lima",)})
    assert new.words[3:7] == ("Port", "-", "Vila", "'s")
    assert new.gaps[3:7] == (1, 0, 0, 0)
    assert new.names == ((0, 2, "PERSON"), (3, 6, "GPE"), (13, 14, "PERSON"))
    assert new.starts == (0, 9)


def test_quotation_marks_are_curled_by_their_side() -> None:
    assert curled(EXAMPLE).words[7:11] == ("“", "No", ",", "”")
    assert curled(EXAMPLE).words[4] == "’s"


def test_recasing_keeps_the_words() -> None:
    for seed in range(8):
        new = recased(EXAMPLE, random.Random(seed))
        assert [w.lower() for w in new.words] == [w.lower() for w in EXAMPLE.words]


@pytest.mark.parametrize(
    ("words", "before", "after"),
    [
        ("He crossed the Rialto Bridge .", (3, 5, "GPE"), (3, 5, "FAC")),
        ("They fished in the Patapsco River .", (4, 6, "GPE"), (4, 6, "LOC")),
        ("The Fatah party won .", (1, 2, "GPE"), (1, 2, "ORG")),
        ("A Kenyan runner won .", (1, 2, "GPE"), (1, 2, "NORP")),
        ("She plays for Athletic Hall .", (3, 5, "ORG"), (3, 5, "ORG")),
        ("It rained in Ivory Coast .", (3, 5, "GPE"), (3, 5, "GPE")),
        ("They fished in Lake Charles .", (3, 5, "GPE"), (3, 5, "GPE")),
        ("Spain won the FIFA World Cup .", (3, 6, "EVENT"), (3, 6, "EVENT")),
        ("The Seoul World Cup Stadium is full .", (1, 5, "FAC"), (1, 5, "FAC")),
        ("He won at the 2012 London Olympics .", (5, 6, "GPE"), (4, 7, "EVENT")),
    ],
)
def test_labels_are_mended(words: str, before: tuple[int, int, str], after: tuple[int, int, str]) -> None:
    example = Example(tuple(words.split()), (1,) * len(words.split()), names=(before,), source="corpora")
    assert mended(example).names == (after,)


def test_our_own_labels_are_left_alone() -> None:
    example = Example(("Fatah", "won"), (2, 1), names=((0, 1, "GPE"),), source="own")
    assert mended(example) is example


@given(st.lists(st.integers(1, 40), min_size=1, max_size=12), st.integers(5, 60))
def test_chunks_keep_every_word_and_label(lengths: list[int], most: int) -> None:
    examples = [
        Example(
            words=tuple(f"w{k}.{i}" for i in range(n)),
            gaps=(2, *(1,) * (n - 1)),
            names=((0, 1, "ORG"),),
            starts=(0, *((n // 2,) if n > 3 else ())),
            syntax=Syntax(("T",) * n, ("M",) * n, ("L",) * n, tuple(range(n)), ("ROOT",) * n),
        )
        for k, n in enumerate(lengths)
    ]
    found = list(chunks(examples, most))
    assert [w for e in found for w in e.words] == [w for e in examples for w in e.words]
    assert all(len(e.words) <= max(most, 1) for e in found)
    assert sum(len(e.names or ()) for e in found) == len(examples)
    assert all(e.syntax and e.syntax.heads == tuple(range(len(e.words))) for e in found)


def test_a_name_that_is_cut_is_not_known() -> None:
    begun = part(EXAMPLE, 0, 1)
    assert (begun.names, begun.unknown) == ((), {0})


def test_parts_joined_are_the_whole() -> None:
    pieces = [part(EXAMPLE, 0, 7), part(EXAMPLE, 7, 14)]
    assert joined(pieces) == EXAMPLE
