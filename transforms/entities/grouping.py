"""Which mentions of an article name one thing."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from transforms.entities.atlas import Atlas
from transforms.entities.names import name_key, parts, person_parts
from transforms.entities.organisations import full_organisations
from transforms.entities.persons import full_persons
from transforms.entities.words import NameWords

APART: Final = frozenset({"PERSON"})
"""Labels that a name keeps even where it has another one elsewhere in the article: Ford the man, Ford the company."""
UNSURE: Final = frozenset({"PERSON", "PRODUCT", "FAC", "WORK_OF_ART", "EVENT"})
"""Labels that readers give to short names of organisations."""


class Named(NamedTuple):
    """One mention as grouping sees it."""

    name: str
    """Clean (`names.clean_name`)."""
    label: str
    introduces: str | None = None
    """The acronym in parentheses right behind it."""
    paragraph: int = 0
    sex: str | None = None
    """"f" or "m", where a title before the name tells it."""
    has_title: bool = False
    """A title stands before it."""
    within: str | None = None
    """The place that a place is said to be in: "Oregon" in "Portland, Oregon"."""


class Group(NamedTuple):
    """What a mention names: all mentions of the article with the same label and key are of one thing."""

    label: str
    key: str
    """`names.name_key` of the fullest name."""
    name: str
    """The fullest name, as the article prints it; for a country its usual one."""
    country_code: str | None = None
    """ISO 3166-1 alpha-2: of a country, a people, a capital, or a place said to be in one."""
    region_code: str | None = None
    """ISO 3166-2: of a state of the USA, or a place said to be in one."""


def group(mentions: Sequence[Named], words: NameWords) -> list[Group]:
    """For each mention what it names.

    Countries go by their usual name; an acronym by the name that introduces it or that alone it abbreviates; a surname by the one
    person it can mean, and by itself where it can mean two; an organisation's short name by its long one.
    """
    labels = _labels(mentions, words)
    settled = [m._replace(label=labels.get(m.name.casefold(), m.label)) for m in mentions]
    persons = full_persons([(i, m) for i, m in enumerate(settled) if m.label == "PERSON"], words)
    organisations = full_organisations([m for m in settled if m.label == "ORG"], words)
    atlas = Atlas([m for m in settled if m.label in {"GPE", "NORP"}], words.places)
    named = [_name(i, m, persons, organisations, atlas) for i, m in enumerate(settled)]
    keyed = _keyed([m.label for m in settled], named, words)
    names = _best(keyed)
    return [Group(label, key, names[label, key], *atlas.codes(label, names[label, key])) for label, key, _ in keyed]


def _labels(mentions: Sequence[Named], words: NameWords) -> dict[str, str]:
    """Name in lower case -> its label, where the article says more than the name alone.

    What parentheses introduce as an organisation's acronym is one. A single word is a person where it is the last one of a person's
    name and was not found before it, an organisation where it begins an organisation's. Else a name has the label it mostly has,
    unless one of them is a person's.
    """
    found = _majorities(mentions)
    first: dict[str, int] = {}
    for i, mention in enumerate(mentions):
        first.setdefault(mention.name.casefold(), i)
    surnames = _words(mentions, "PERSON", first, -1)
    beginnings = _words(mentions, "ORG", first, 0)
    for mention in mentions:
        name = mention.name.casefold()
        form = parts(mention.name)
        is_surname = first[name] > surnames.get(" ".join(form), first[name]) and " ".join(form) not in beginnings
        if is_surname and not words.places.is_known(mention.name):
            found[name] = "PERSON"
        elif (
            first[name] > beginnings.get(" ".join(form), first[name]) and form[0] not in surnames and _may_be_short(mention, form)
        ):
            found[name] = "ORG"
    return found | {m.introduces.casefold(): "ORG" for m in mentions if m.introduces}


def _may_be_short(mention: Named, form: Sequence[str]) -> bool:
    return mention.label in UNSURE or (mention.label == "LOC" and len(form) > 1)


def _majorities(mentions: Sequence[Named]) -> dict[str, str]:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    for mention in mentions:
        votes[mention.name.casefold()][mention.label] += 1
    mixed = {name: counted for name, counted in votes.items() if len(counted) > 1 and not counted.keys() & APART}
    return {name: min(counted, key=lambda label: (-counted[label], label)) for name, counted in mixed.items()}


def _words(mentions: Sequence[Named], label: str, first: Mapping[str, int], which: int) -> dict[str, int]:
    """The last word of names with the label, or every beginning of them -> where the article first has such a name."""
    found: dict[str, int] = {}
    for mention in mentions:
        words = parts(mention.name)
        if mention.label == label and len(words) > 1:
            at = first[mention.name.casefold()]
            ends = [words[-1]] if which else [" ".join(words[:n]) for n in range(1, len(words))]
            for end in ends:
                found.setdefault(end, at)
    return found


def _name(i: int, mention: Named, persons: Mapping[int, str], organisations: Mapping[str, str], atlas: Atlas) -> str:
    if mention.label == "PERSON":
        return persons[i]
    if mention.label == "ORG":
        return organisations.get(mention.name.casefold(), mention.name)
    return atlas.usual(mention.label, mention.name)


def _keyed(labels: Sequence[str], names: Sequence[str], words: NameWords) -> list[tuple[str, str, str]]:
    """(label, key, name) of each; people whom only a middle initial tells apart keep it in their keys."""
    keys = [name_key(name, label, words.plain_titles) for label, name in zip(labels, names, strict=True)]
    people: dict[str, set[tuple[str, ...]]] = defaultdict(set)
    for label, key, name in zip(labels, keys, names, strict=True):
        if label == "PERSON":
            people[key].add(person_parts(name, words.plain_titles))
    return [
        (label, " ".join(person_parts(name, words.plain_titles)) if label == "PERSON" and len(people[key]) > 1 else key, name)
        for label, key, name in zip(labels, keys, names, strict=True)
    ]


def _best(keyed: Sequence[tuple[str, str, str]]) -> dict[tuple[str, str], str]:
    """(label, key) -> the longest of the names that have it; of two the one that is not all capitals, then the one used more."""
    counts = Counter(keyed)
    best: dict[tuple[str, str], tuple[bool, int, int, str]] = {}
    for (label, key, name), count in counts.items():
        rank = (not name.isupper(), len(name), count, name)
        best[label, key] = max(rank, best.get((label, key), rank))
    return {group: rank[3] for group, rank in best.items()}
