"""When two names in one article are names of one thing."""

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from transforms.entities.words import NameWords

POSSESSIVE: Final = re.compile(r"['’]s?$")
ARTICLE: Final = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
SMALL: Final = frozenset({"of", "the", "and", "for", "in", "on", "de", "du", "la", "des", "&"})
"""Words that acronyms leave out."""
SUFFIXES: Final = frozenset({"jr", "jr.", "sr", "sr.", "ii", "iii", "iv"})


ACRONYM: Final = 3
"""Letters of a place in capitals that may be an acronym."""


class Named(NamedTuple):
    """One mention as grouping sees it."""

    name: str
    label: str
    introduces: str | None = None
    """The acronym in parentheses right behind it."""


def clean_name(text: str) -> str:
    """The name without article, possessive and odd white space: "the Pentagon's" -> "Pentagon"."""
    name = " ".join(text.split())
    return ARTICLE.sub("", POSSESSIVE.sub("", name)) or name


def group(mentions: Sequence[Named], words: NameWords) -> list[tuple[str, str]]:
    """For each mention the (label, canonical name) of what it names in this article.

    Countries go by their usual name; an acronym by the name that introduces it or that alone it abbreviates; a surname by the one
    person of that surname, and by itself where two share it; a person without middle name by the one with.
    """
    full = _full_persons(mentions)
    acronyms = _acronyms(mentions)
    return [(mention.label, _canonical(mention, full, acronyms, words)) for mention in mentions]


def _canonical(mention: Named, full: Mapping[str, str], acronyms: Mapping[str, str], words: NameWords) -> str:
    if mention.label == "PERSON":
        return full.get(mention.name.casefold(), mention.name)
    if mention.label == "GPE" and mention.name in words.countries:
        return words.countries[mention.name].name
    if mention.label == "GPE" and mention.name.isupper() and len(mention.name) > ACRONYM:
        return mention.name.title()  # as datelines print it
    return acronyms.get(mention.name, mention.name) if mention.label == "ORG" else mention.name


def _full_persons(mentions: Sequence[Named]) -> dict[str, str]:
    """Name in lower case -> the fuller name it stands for, where there is just one."""
    names = {m.name.casefold(): m.name for m in reversed(mentions) if m.label == "PERSON"}
    longer = {key: name for key, name in names.items() if len(_parts(name)) > 1}
    by_ends, by_last = _longest_by_ends(longer), defaultdict(set)
    for name in by_ends.values():
        by_last[_parts(name)[-1]].add(name)
    found = {key: by_ends.get(_ends(name), name) for key, name in longer.items()}
    for key, name in names.items():
        same = by_last.get(_parts(name)[-1], set())
        if key not in longer and len(same) == 1:
            found[key] = next(iter(same))
    return found


def _longest_by_ends(names: Mapping[str, str]) -> dict[tuple[str, str], str]:
    """(first, last) part -> the longest name between them; left out where two long ones differ, as two brothers' may."""
    found: dict[tuple[str, str], str] = {}
    odd = set()
    for name in sorted(names.values(), key=lambda n: (-len(_parts(n)), n)):
        longest = found.setdefault(_ends(name), name)
        if len(_parts(name)) > 2 and _parts(name) != _parts(longest):
            odd.add(_ends(name))
    return {ends: name for ends, name in found.items() if ends not in odd}


def _acronyms(mentions: Sequence[Named]) -> dict[str, str]:
    """Acronym -> the organisation that introduces it in parentheses, or the only one here whose initials it is."""
    stated = {m.introduces: m.name for m in reversed(mentions) if m.introduces and m.label == "ORG"}
    initials: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        if mention.label == "ORG" and " " in mention.name:
            initials[_initials(mention.name)].add(mention.name)
    return {acronym: min(names) for acronym, names in initials.items() if len(names) == 1 and len(acronym) > 1} | stated


def _initials(name: str) -> str:
    return "".join(word[0] for word in name.split() if word.casefold() not in SMALL and word[0].isalnum()).upper()


def _parts(name: str) -> list[str]:
    parts = [part for part in name.casefold().split() if part not in SUFFIXES]
    return parts or [name.casefold()]


def _ends(name: str) -> tuple[str, str]:
    parts = _parts(name)
    return parts[0], parts[-1]
