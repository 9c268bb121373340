"""The reader: words as the encoder sees them, chunks, decoding, and the shipped pipeline as a whole."""

import copy
import itertools
import pickle
import random
import warnings
from pathlib import Path

import numpy as np
import pytest
import spacy
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from spacy.language import Language
from spacy.tokens import Doc
from spacy.training import Example

from transforms.components import NewsReader
from transforms.components.reader.chunks import MOST_PIECES, MOST_WORDS, chunks
from transforms.components.reader.decoding import best_heads, best_tags, name_tags
from transforms.components.reader.lemmas import lemma_by, rule_of
from transforms.components.reader.words import MOST_PIECES as MOST_PIECES_OF_A_WORD
from transforms.components.reader.words import Word, WordPieces, case_of

VOCABULARY = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "un", "##want", "##ed", "want", "u", ".", "s", "-", "e", "##e"]


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("unwanted", ["un", "##want", "##ed"]),
        ("Wanted", ["want", "##ed"]),
        ("U.S.", ["u", ".", "s", "."]),
        ("é", ["e"]),
        ("zebra", ["[UNK]"]),
        ("", ["[UNK]"]),
        ("\u0301", ["[UNK]"]),
    ],
)
def test_words_are_split_into_pieces(text: str, pieces: list[str]) -> None:
    assert [VOCABULARY[row] for row in WordPieces(VOCABULARY)(text).pieces] == pieces


def test_a_word_of_ten_thousand_letters_has_few_pieces() -> None:
    assert len(WordPieces(VOCABULARY)("e" * 10_000).pieces) == MOST_PIECES_OF_A_WORD


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("said", 0),
        ("Lima", 1),
        ("NATO", 2),
        ("McKay", 3),
        ("2,500", 4),
        ("—", 5),
        ("J.", 6),
        ("G20", 7),
        ("😀", 5),
        ("al-Sadr", 3),
    ],
)
def test_writing_falls_into_classes(text: str, case: int) -> None:
    assert case_of(text) == case


@given(st.text(min_size=1, max_size=12), st.text(min_size=1, max_size=12))
def test_a_lemma_rule_gives_back_its_lemma(form: str, lemma: str) -> None:
    """Whatever the two are, as long as lower-casing keeps the length (as it does in English)."""
    if len(form.lower()) == len(form):
        assert lemma_by(rule_of(form, lemma), form) == lemma


@pytest.mark.parametrize(
    ("form", "rule", "lemma"), [("a", "LOWER 3 be", "a"), ("Was", "LOWER 3 be", "be"), ("x", "LOWER 1 ", "x")]
)
def test_a_lemma_is_never_empty(form: str, rule: str, lemma: str) -> None:
    assert lemma_by(rule, form) == lemma


SIZES = st.lists(st.integers(min_value=1, max_value=8), max_size=600)


@given(SIZES, st.randoms(use_true_random=False))
def test_chunks_cover_all_words_and_stay_small(sizes: list[int], rng: random.Random) -> None:
    words = [Word((1,) * size, 0) for size in sizes]
    found = list(chunks(words, [rng.choice([0] * 9 + [1, 2, 3]) for _ in words]))
    assert [k for begin, end in found for k in range(begin, end)] == list(range(len(words)))
    assert all(end - begin <= MOST_WORDS and sum(sizes[begin:end]) <= MOST_PIECES for begin, end in found)


def test_chunks_end_with_paragraphs_rather_than_with_sentences() -> None:
    words, ranks = [Word((1,), 0)] * 200, bytearray(200)
    assert list(chunks(words, ranks)) == [(0, 128), (128, 200)]
    ranks[75] = 1
    assert list(chunks(words, ranks)) == [(0, 75), (75, 200)]
    ranks[100] = ranks[120] = 2
    assert list(chunks(words, ranks)) == [(0, 120), (120, 200)]
    ranks[90] = 3
    assert list(chunks(words, ranks)) == [(0, 90), (90, 200)]


TAGS = name_tags(("PERSON", "ORG"))


@given(arrays(np.float32, st.tuples(st.integers(1, 5), st.just(len(TAGS))), elements=st.floats(-5, 5, width=32)))
def test_name_tags_are_the_best_lawful_ones(scores: np.ndarray) -> None:
    def lawful(tags: tuple[int, ...]) -> bool:
        return all(tag % 2 or not tag or before in (tag, tag - 1) for before, tag in zip((0, *tags), tags, strict=False))

    ways = (tags for tags in itertools.product(range(len(TAGS)), repeat=len(scores)) if lawful(tags))
    best = max(sum(float(scores[k, tag]) for k, tag in enumerate(tags)) for tags in ways)
    found = best_tags(scores)
    assert lawful(tuple(found.tolist()))
    assert sum(float(scores[k, tag]) for k, tag in enumerate(found)) == pytest.approx(best, abs=1e-4)


@given(st.integers(1, 5).flatmap(lambda n: arrays(np.float32, (n, n + 1), elements=st.floats(-5, 5, width=32))))
def test_heads_are_the_best_tree(arcs: np.ndarray) -> None:
    n = len(arcs)

    def is_tree(heads: tuple[int, ...]) -> bool:
        """One root, and every word leads to it; 0 is the root, k + 1 word k."""
        return sum(h == 0 for h in heads) == 1 and all(_leads_up(heads, k) for k in range(n))

    def score(heads: tuple[int, ...]) -> float:
        return sum(float(arcs[k, h]) for k, h in enumerate(heads))

    found = tuple(0 if h == k else int(h) + 1 for k, h in enumerate(best_heads(arcs, np.array([0]))))
    assert is_tree(found)
    assert score(found) == pytest.approx(max(score(w) for w in itertools.product(range(n + 1), repeat=n) if is_tree(w)), abs=1e-4)


def _leads_up(heads: tuple[int, ...], k: int) -> bool:
    for _ in range(len(heads)):
        if heads[k] == 0:
            return True
        k = heads[k] - 1
    return False


def test_heads_stay_within_their_sentence() -> None:
    arcs = np.zeros((4, 5), dtype=np.float32)
    arcs[:, 1] = 9  # every word wants the first one as its head
    assert best_heads(arcs, np.array([0, 2])).tolist()[:2] == [0, 0]
    assert all(h >= 2 for h in best_heads(arcs, np.array([0, 2])).tolist()[2:])


HOSTILE = [
    "",
    " ",
    "\n",
    "\n\n \t\n",
    "a" * 10_000,
    "😀" * 300,
    "word " * 2_000,
    "\u202e\u0000\ufeff",
    "A.B." * 2_000,
    "\u0301" * 50,
    "“" * 500,
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_any_text_is_read(nlp: Language, text: str) -> None:
    doc = nlp(text)
    assert doc.text == text
    assert sum(len(sentence) for sentence in doc.sents) == len(doc)


def shape(doc: Doc) -> list[tuple[object, ...]]:
    return [
        (t.text, t.tag_, t.pos_, str(t.morph), t.lemma_, t.dep_, t.head.i, t.is_sent_start, t.ent_iob_, t.ent_type_) for t in doc
    ]


TEXTS = [
    "Amina Yusuf leads the Kano Water Board. “We mend pipes,” she said.\n\nThe board met on Monday.",
    "LIMA, Peru (AP) — Rosa Quispe Mamani won.",
    "Short.",
    " ".join(f"In village {k}, Chief Okello of the Lango Farmers’ Union said that rain came late." for k in range(60)),
]


def test_a_text_is_read_the_same_in_whatever_company(nlp: Language) -> None:
    alone = [shape(nlp(text)) for text in TEXTS]
    assert [shape(doc) for doc in nlp.pipe(TEXTS)] == alone
    assert [shape(doc) for doc in nlp.pipe(TEXTS[::-1], batch_size=2)] == alone[::-1]
    with nlp.memory_zone():
        assert [shape(doc) for doc in nlp.pipe(TEXTS)] == alone


def test_the_pipeline_can_be_saved(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    assert shape(again(TEXTS[0])) == shape(nlp(TEXTS[0]))


def test_the_reader_can_be_copied(nlp: Language) -> None:
    """As bytes, and by pickle, as for another process."""
    reader = nlp.get_pipe("news_reader")
    assert isinstance(reader, NewsReader)
    tokens = nlp.make_doc(TEXTS[0])
    words, spaces = [t.text for t in tokens], [bool(t.whitespace_) for t in tokens]
    wanted = shape(reader(Doc(nlp.vocab, words=words, spaces=spaces)))
    for other in (NewsReader(nlp.vocab).from_bytes(reader.to_bytes()), pickle.loads(pickle.dumps(reader)), copy.deepcopy(reader)):
        assert shape(other(Doc(other.vocab, words=words, spaces=spaces))) == wanted


def test_a_reader_without_weights_says_so(tmp_path: Path) -> None:
    nlp = spacy.blank("en")
    nlp.add_pipe("news_reader")
    nlp.to_disk(tmp_path)
    again = spacy.load(tmp_path)
    with pytest.raises(ValueError, match="has no weights"):
        again("It rained.")


def test_a_broken_network_is_told(nlp: Language, tmp_path: Path) -> None:
    nlp.to_disk(tmp_path)
    (tmp_path / "news_reader" / "network.onnx").write_bytes(b"no network")
    with pytest.raises(ValueError, match=r"network\.onnx"):
        spacy.load(tmp_path)


def test_only_a_root_is_called_so(nlp: Language) -> None:
    for text in (*TEXTS, "Up down left right , , ; — ( ) said said said", "No. Yes! 5 - 3 (aet)"):
        assert all((t.dep_ == "ROOT") == (t.head.i == t.i) for t in nlp(text))


def test_the_pipeline_scores_itself(nlp: Language) -> None:
    texts = TEXTS[1:]  # spaCy's scorer counts tags of white space as wanted, but never as found
    scores = nlp.evaluate([Example(nlp.make_doc(text), nlp(text)) for text in texts])
    assert [scores[name] for name in ("tag_acc", "lemma_acc", "sents_f", "dep_las", "ents_f")] == [1.0] * 5


def test_white_space_hangs_on_the_word_before(nlp: Language) -> None:
    doc = nlp(" \nShe won.  He left. \n")
    for token in doc:
        if token.is_space:
            assert token.pos_ == "SPACE"
            assert token.head.i in {token.i - 1, token.i + 1}


def test_a_prefix_is_no_part_of_a_name(nlp: Language) -> None:
    doc = nlp("The anti-ISIS coalition met pro-Kurdish lawmakers and al-Shabab's rivals in Erbil, Iraq.")
    assert [e.text for e in doc.ents] == ["ISIS", "Kurdish", "al-Shabab", "Erbil", "Iraq"]


def test_names_end_with_their_paragraph(nlp: Language) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        doc = nlp("The award went to Maria Lopes\nCarlos Mendes came second.")
    assert [e.text for e in doc.ents] == ["Maria Lopes", "Carlos Mendes"]
