"""Short names of organisations -> the full names they stand for in the article."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from transforms.entities.names import LEGAL, parts
from transforms.entities.words import NameWords

if TYPE_CHECKING:
    from transforms.entities.grouping import Named

SMALL: Final = frozenset({"of", "the", "and", "for", "in", "on", "de", "du", "la", "des", "&"})
"""Words that acronyms leave out."""


def full_organisations(mentions: Sequence["Named"], words: NameWords) -> dict[str, str]:
    """Name in lower case -> the full name it stands for, where there is just one.

    An acronym stands for the name that introduces it, or the only one whose initials it is; a short name for the only longer one that
    begins or ends with it and was named before ("Varga" for "Varga Logistics"), or that says the country too ("Foreign Ministry"); a
    word for a kind of organisation for the only one of that kind ("the Ministry").
    """
    first: dict[str, int] = {}
    names: dict[str, str] = {}
    for i, mention in enumerate(mentions):
        folded = mention.name.casefold()
        first.setdefault(folded, i)
        names.setdefault(folded, mention.name)
    found = {short: long for short in names if (long := _short(short, names, first, mentions[first[short]].paragraph, words))}
    found |= _acronyms(mentions)
    return {short: found.get(long.casefold(), long) for short, long in found.items()}


def _short(short: str, names: Mapping[str, str], first: Mapping[str, int], paragraph: int, words: NameWords) -> str | None:
    form = _core(short)
    longer = [(long, core) for long in names if len(core := _core(long)) > len(form)]
    is_kind = len(form) == 1 and form[0] in words.organisations
    if is_kind:
        able = [long for long, core in longer if form[0] in core]
    else:
        heads = [long for long, core in longer if core[: len(form)] == form]
        tails = [long for long, core in longer if core[-len(form) :] == form]
        before = [long for long in [*heads, *tails] if first[long] < first[short] or paragraph == 0]
        able = before or [long for long in tails if _is_country(_core(long)[: -len(form)], words)]
    kept = [long for long in able if not any(other != long and _core(other)[: len(_core(long))] == _core(long) for other in able)]
    return names[kept[0]] if len(kept) == 1 else None


def _core(name: str) -> tuple[str, ...]:
    """The words of a name without its legal form."""
    words = parts(name)
    while len(words) > 1 and words[-1] in LEGAL:
        words = words[:-1]
    return words


def _is_country(form: Sequence[str], words: NameWords) -> bool:
    return " ".join(form) in words.places.nations


def _acronyms(mentions: Sequence["Named"]) -> dict[str, str]:
    """Acronym in lower case -> the organisation that introduces it in parentheses, or the only one here whose initials it is."""
    stated = {m.introduces.casefold(): m.name for m in reversed(mentions) if m.introduces}
    used = {m.name.replace(".", ""): m.name.casefold() for m in mentions if m.name.replace(".", "").isupper()}
    initials: dict[str, set[str]] = defaultdict(set)
    for mention in mentions:
        for letters in _initials(mention.name):
            initials[letters].add(mention.name)
    alone = {used[a]: min(names) for a, names in initials.items() if a in used and _is_one(names) and len(a) > 1}
    return {short: long for short, long in (alone | stated).items() if short != long.casefold()}


def _is_one(names: set[str]) -> bool:
    return len({name.casefold() for name in names}) == 1


def _initials(name: str) -> set[str]:
    """Of the whole name, and without its first word: "KHC" and "HC" for "Karnataka High Court"."""
    letters = [word[0] for word in name.split() if word.casefold() not in SMALL and word[0].isalnum()]
    return {"".join(letters[i:]).upper() for i in (0, 1) if len(letters) > i + 1}
