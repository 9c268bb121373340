"""Which texts are copies of one story."""

import itertools

import pytest

from transforms.stories.clusters import Text, stars, stories
from transforms.stories.signatures import MIN_SHINGLES, minima, read_signatures, shingles, signature, words_of

QUAKE = """At least 14 people were killed when a strong earthquake struck the coast before dawn on Monday, the interior ministry said.
The quake brought down a hospital wing and two schools in the port of Arica, where crews were still digging by hand at nightfall.
"We lost forty homes in one street," Mayor Ana Ruiz told reporters outside the town hall, which has cracks from roof to cellar.
The geological service put its strength at 6.9 and its source 30 kilometres off the coast, too shallow to leave much time to flee.
Power failed across the north and the road to the airport is blocked by a landslide that engineers say will take a week to clear."""
RATES = """The central bank cut its main rate by half a point to 3.25 percent on Tuesday and said that more cuts may follow in the autumn.
Chair Lena Voss called inflation tamed for now but warned that wages are still growing faster than the economy can bear for long.
Investors had expected a smaller step, and shares of builders and furniture shops rose to their highest level since last winter.
"Nobody should read this as a promise," Voss said, and added that the council had been divided until late in the evening.
The two largest lenders said that they would pass the cut on to households with variable loans within a month of the decision."""
LOCAL = """In our own harbour the tremor was felt as a slow swaying of lamps, the harbour master said, and no ship was harmed by it.
Several readers called to say that their dogs had been restless through the night, which the vet put down to the storm."""


def told(*texts: str, article: int = 0) -> list[Text]:
    """The texts of one article, the last one current."""
    rows = [signature("0" * 20, text) for text in texts]
    return [Text(f"a{article}", r.text_hash, r.shingle_count, r.signature, r is rows[-1]) for r in rows]


def same_story(*articles: tuple[str, ...]) -> bool:
    """Whether articles, each with the texts it had, are of one story."""
    return len(stories(itertools.chain.from_iterable(told(*texts, article=n) for n, texts in enumerate(articles)))) == 1


LINES = QUAKE.split("\n")


@pytest.mark.parametrize(
    ("why", "copy"),
    [
        ("white space", QUAKE.replace("\n", "\n\n  ")),
        ("typographic marks, accents and case", QUAKE.replace('"', "“").replace("Arica", "Aricà").replace("At least", "AT LEAST")),
        ("a dateline and a byline", "By Ben Cole, Wire Service\n\nARICA, March 2 (Wire) — " + QUAKE),
        ("a new death toll", QUAKE.replace("14", "19").replace("6.9", "7.0")),
        ("cut from behind", "\n".join(LINES[:3])),
        ("a paragraph dropped", "\n".join(LINES[:1] + LINES[2:])),
        ("paragraphs added", "\n".join([LINES[0], LOCAL, *LINES[1:]])),
        ("cut and added to", "\n".join([*LINES[:4], LOCAL])),
        ("paragraphs in another order", "\n".join(LINES[::-1])),
        ("words of the house", QUAKE.replace("killed", "dead").replace("crews", "firemen").replace("strong ", "")),
    ],
)  # fmt: skip
def test_a_copy_stays_one_where_it_was_edited(why: str, copy: str) -> None:
    assert same_story((QUAKE,), (copy,)), why


@pytest.mark.parametrize(
    ("why", "one", "other"),
    [
        ("another story", QUAKE, RATES),
        ("one quote in common", QUAKE, "\n".join([RATES, LINES[2]])),
        ("one paragraph that closes every article", "\n".join([QUAKE, LOCAL]), "\n".join([RATES, LOCAL])),
        ("a round-up with one of its paragraphs", QUAKE, "\n".join([LINES[0], RATES, LOCAL])),
        ("short and nearly alike", "The market is closed today, Monday.", "The market is closed today, Tuesday."),
        (
            "reports made of one form",
            "\n".join(f"Shares of {c} rose {n}.4 percent to {n}51 in Oslo trade." for n, c in enumerate("ABCDEFGHIJKL", 3)),
            "\n".join(f"Shares of {c} fell {n}.7 percent to {n}08 in Oslo trade." for n, c in enumerate("ABCDEFGHIJKL", 21)),
        ),
    ],
)
def test_what_only_looks_alike_is_no_copy(why: str, one: str, other: str) -> None:
    assert not same_story((one,), (other,)), why


def test_short_texts_are_copies_where_their_words_are_the_same() -> None:
    assert same_story(("The market is closed today.",), ("THE MARKET is closed – today",))
    assert signature("0" * 20, "word " * 1000).signature is None, "however long, it has but one shingle"


def test_any_text_that_an_article_had_tells_its_story() -> None:
    """The outlet that copied the first version did not copy the correction."""
    assert same_story(("Ana won by 14 votes.", "Ana won by 19 votes."), ("Ana won by 14 votes.",))
    assert same_story((QUAKE, RATES), (QUAKE,))


def test_a_stub_tells_nothing() -> None:
    assert not same_story(("More to follow.", QUAKE), ("More to follow.", RATES))


def test_no_chain_ties_strangers_together() -> None:
    """Every member of a story is a copy of one and the same article, its centre."""
    assert stars([("a", "b"), ("b", "c")]) == {"a": "b", "b": "b", "c": "b"}
    assert stars([("a", "b"), ("b", "c"), ("c", "d"), ("d", "e")]) == {"a": "b", "b": "b", "c": "b", "d": "d", "e": "d"}


def test_signatures_estimate_the_similarity() -> None:
    off = []
    for seed in range(20):
        words = [f"{seed} {i}" for i in range(1400)]
        one, other = shingles(words[:1000]), shingles(words[400:])
        exact = len(set(one.tolist()) & set(other.tolist())) / len(set(one.tolist()) | set(other.tolist()))
        off.append(float((minima(one) == minima(other)).mean()) - exact)
    assert max(map(abs, off)) < 0.1
    assert abs(sum(off) / len(off)) < 0.02, "it is unbiased"


def test_a_signature_never_changes() -> None:
    """It is stored: another value for an old text would part it from new copies."""
    row = signature("0" * 20, QUAKE)
    assert (row.text_hash, row.shingle_count) == ("e294b75fb52e129f23c8", 123)
    assert row.signature is not None
    assert row.signature[:32] == "b8ef14b37773668c793185e00f7dc4cb"
    assert (read_signatures([row.signature])[0] == minima(shingles(words_of(QUAKE)))).all()


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", []),
        ("Łódź’s “café” — 3.5%", ["łodz", "s", "cafe", "3", "5"]),
        ("A_b\u00a0C\u200bd", ["a", "b", "c", "d"]),
    ],
)
def test_words_are_folded(text: str, words: list[str]) -> None:
    assert words_of(text) == words


def test_a_text_of_any_length_has_a_signature() -> None:
    assert signature("0" * 20, "").shingle_count == 0
    assert signature("0" * 20, " ".join(map(str, range(MIN_SHINGLES)))).signature is not None
    assert len(minima(shingles([f"w{i}" for i in range(10_000)]))) == 256
