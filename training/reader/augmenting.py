"""What an article could as well have looked like: other names, curly quotation marks, capitals. One example in, one example out."""

import itertools
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final

from spacy.language import Language

from training.reader.examples import Example, Name

NAMES: Final = Path(__file__).parents[1] / "names"
MOST_SWAPPED: Final = 0.7
"""Share of an example's names that are exchanged when it is chosen for it."""
SHORT_STAY: Final = 0.5
"""Share of the bodies with a one-word name that stay all the same: most of these words mean one body only."""
SUFFIXES: Final = frozenset({"Jr.", "Jr", "Sr.", "Sr", "II", "III", "IV"})
OPENING: Final = frozenset("([{—–-“‘") | {"--"}

Key = tuple[tuple[str, ...], str]
"""A name's words and its label."""

Pools = Mapping[str, Sequence[tuple[str, ...]]]
"""By label: names as the tokens they are made of. PERSON: given names, a tab's place as "\t", surname."""


def read_pools(nlp: Language) -> Pools:
    """The lists in `training/names/`, one name a line, cut into tokens."""
    return {
        label: [tuple(t.text for t in nlp.make_doc(line)) for line in _lines(file)]
        for label, file in (("ORG", "organizations"), ("GPE", "places"), ("FAC", "facilities"))
    } | {"PERSON": [_person(line, nlp) for line in _lines("persons")]}


def _lines(name: str) -> list[str]:
    return [line for line in (NAMES / f"{name}.txt").read_text(encoding="utf-8").split("\n") if line.strip()]


def _person(line: str, nlp: Language) -> tuple[str, ...]:
    given, _, surname = line.partition("\t")
    return (*(t.text for t in nlp.make_doc(given)), "\t", *(t.text for t in nlp.make_doc(surname)))


def swapped(example: Example, pools: Pools, rng: random.Random, stay: frozenset[tuple[str, ...]] = frozenset()) -> Example:
    """The example with most of its persons, bodies and smaller places named otherwise, each the same way throughout.

    Names in `stay` stay: those of countries, since their people and adjectives do.
    """
    if not example.names:
        return example
    new: dict[Key, tuple[str, ...]] = {}
    surnames: dict[str, tuple[str, ...]] = {}
    for start, end, label in sorted(example.names, key=lambda n: n[0] - n[1]):
        old = example.words[start:end]
        if (old, label) in new or label not in pools:
            continue
        if label == "PERSON" and len(old) == 1 and old[0] in surnames:
            new[old, label] = surnames[old[0]]
            continue
        kept = old in stay or rng.random() > MOST_SWAPPED or (label == "ORG" and len(old) == 1 and rng.random() < SHORT_STAY)
        put = old if kept else rng.choice(pools[label])
        if label == "PERSON":
            put, surname = (old, old[-1:]) if kept else _full_and_last(put, old)
            surnames.setdefault(_last(old), surname)
        new[old, label] = put
    return renamed(example, new)


def _full_and_last(person: tuple[str, ...], old: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """A person of the list in place of `old`, and how he is called later. Family name first where nothing follows the tab: Liu Wenhao is Liu."""
    cut = person.index("\t")
    surname = tuple(w for w in person[cut + 1 :] if w not in SUFFIXES) or person[:1]
    return (tuple(w for w in person if w != "\t") if len(old) > 1 else surname), surname


def _last(old: tuple[str, ...]) -> str:
    return next((w for w in reversed(old) if w not in SUFFIXES), old[-1])


def renamed(example: Example, new: Mapping[Key, tuple[str, ...]]) -> Example:
    """The example with other words for its names; a name that `new` does not know stays."""
    words: list[str] = []
    gaps: list[int] = []
    moved: dict[int, int] = {}
    names: list[Name] = []
    k = 0
    for start, end, label in sorted(example.names or ()):
        if start < k:
            continue
        for i in range(k, start):
            moved[i] = len(words)
            words.append(example.words[i])
            gaps.append(example.gaps[i])
        old = example.words[start:end]
        put = new.get((old, label), old)
        moved[start] = len(words)
        names.append((len(words), len(words) + len(put), label))
        inner = example.gaps[start + 1 : end] if put == old else _inner(put)
        words += put
        gaps += [example.gaps[start], *inner]
        k = end
    for i in range(k, len(example.words)):
        moved[i] = len(words)
        words.append(example.words[i])
        gaps.append(example.gaps[i])
    starts = None if example.starts is None else tuple(moved[s] for s in example.starts if s in moved)
    unknown = frozenset(moved[u] for u in example.unknown if u in moved)
    return replace(example, words=tuple(words), gaps=tuple(gaps), names=tuple(names), starts=starts, unknown=unknown)


def _inner(put: tuple[str, ...]) -> list[int]:
    """What stands before the second and later words of a name that was put in: nothing around a hyphen or before a clitic."""
    return [0 if "-" in (a, b) or b in {",", ".", "'s", "’s"} or b.startswith("'") else 1 for a, b in itertools.pairwise(put)]


def curled(example: Example) -> Example:
    """The same with typographic quotation marks and apostrophes."""
    if not any('"' in word or "'" in word for word in example.words):
        return example
    before = ("", *example.words[:-1])
    opens = [gap > 0 or last in OPENING for gap, last in zip(example.gaps, before, strict=True)]
    return replace(example, words=tuple(_curl(word, opening) for word, opening in zip(example.words, opens, strict=True)))


def _curl(word: str, opening: bool) -> str:
    if word in {'"', "'"}:
        return {'"': "”“", "'": "’‘"}[word][opening]
    return word.replace("'", "’").replace('"', "”")


def recased(example: Example, rng: random.Random) -> Example:
    """The same in capitals, in small letters, or with every word's first letter a capital, as headlines are written."""
    change = rng.choice(CASES)
    return replace(example, words=tuple(change(word, gap) for word, gap in zip(example.words, example.gaps, strict=True)))


def _title(word: str, gap: int) -> str:
    return word[:1].upper() + word[1:] if gap else word


CASES: Final[tuple[Callable[[str, int], str], ...]] = (
    lambda w, _: w.upper(),
    lambda w, _: w.upper(),
    lambda w, _: w.lower(),
    _title,
)
