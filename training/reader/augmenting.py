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
CASES: Final[tuple[Callable[[str], str], ...]] = (str.upper, str.upper, str.lower, str.capitalize)

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


def swapped(example: Example, pools: Pools, rng: random.Random) -> Example:
    """The example with most of its persons, organizations and smaller places named otherwise, each the same way throughout."""
    if not example.names:
        return example
    new: dict[tuple[str, ...], tuple[str, ...]] = {}
    surnames: dict[str, tuple[str, ...]] = {}
    for start, end, label in sorted(example.names, key=lambda n: n[0] - n[1]):
        old = example.words[start:end]
        if old in new or label not in pools:
            continue
        if label == "PERSON" and len(old) == 1 and old[0] in surnames:
            new[old] = surnames[old[0]]
            continue
        new[old] = old if rng.random() > MOST_SWAPPED else _other(old, label, pools, rng)
        if label == "PERSON" and new[old] != old:
            cut = new[old].index("\t")
            surname = new[old][cut + 1 :] or new[old][:1]  # family name first: Liu Wenhao is Liu
            surnames.setdefault(old[-1], surname)
            new[old] = tuple(w for w in new[old] if w != "\t") if len(old) > 1 else surname
    return renamed(example, new)


def _other(old: tuple[str, ...], label: str, pools: Pools, rng: random.Random) -> tuple[str, ...]:
    """Another name of the kind. Countries stay, since their people and adjectives do, and so do well-known short names of bodies half the time."""
    if label == "GPE" and old in STAY:
        return old
    if label == "ORG" and len(old) == 1 and rng.random() < 0.5:
        return old
    return rng.choice(pools[label])


STAY: set[tuple[str, ...]] = set()
"""Places that are never exchanged: filled by the trainer with countries."""


def renamed(example: Example, new: Mapping[tuple[str, ...], tuple[str, ...]]) -> Example:
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
        put = new.get(old, old)
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
    return replace(example, words=tuple(_curl(word, gap) for word, gap in zip(example.words, example.gaps, strict=True)))


def _curl(word: str, gap: int) -> str:
    if word in {'"', "'"}:
        return {'"': "“”", "'": "‘’"}[word][gap == 0]
    return word.replace("'", "’").replace('"', "”")


def recased(example: Example, rng: random.Random) -> Example:
    """The same in capitals, in small letters or in title case, as headlines are written."""
    change = rng.choice(CASES)
    return replace(
        example, words=tuple(change(word) if len(word) > 1 or change is not str.capitalize else word for word in example.words)
    )
