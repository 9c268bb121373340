"""Short names of organisations -> the full names they stand for in the article."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from transforms.entities.names import LEGAL, parts
from transforms.entities.words import NameWords

if TYPE_CHECKING:
    from transforms.entities.grouping import Named

MANY: Final = 50
"""Names of one article with a word in common, from which on the word alone tells nothing."""
SMALL: Final = frozenset({"of", "the", "and", "for", "in", "on", "de", "du", "la", "des", "&"})
"""Words that acronyms leave out."""


def full_organisations(mentions: Sequence["Named"], words: NameWords) -> dict[str, str]:
    """Name in lower case -> the full name it stands for, where there is just one.

    An acronym stands for the name that introduces it, or the only one whose initials it is; a short name for the only longer one that
    begins or ends with it and was named before ("Varga" for "Varga Logistics"), or that says the country too ("Foreign Ministry"); a
    word for a kind of organisation for the only one of that kind ("the Ministry"). Parts do not swallow the whole: the Senate is not its
    Judiciary Committee.
    """
    first: dict[str, int] = {}
    names: dict[str, str] = {}
    for i, mention in enumerate(mentions):
        folded = mention.name.casefold()
        first.setdefault(folded, i)
        names.setdefault(folded, mention.name)
    alike: dict[str, list[str]] = defaultdict(list)
    for name in names:
        for word in dict.fromkeys(_core(name)):
            alike[word].append(name)
    found = {s: names[long] for s in names if (long := _full(s, alike, first, mentions[first[s]].paragraph, words))}
    found |= _acronyms(mentions)
    return {short: found.get(long.casefold(), long) for short, long in found.items()}


def _full(
    short: str, alike: Mapping[str, Sequence[str]], first: Mapping[str, int], paragraph: int, words: NameWords
) -> str | None:
    """The one longer name that the short one stands for. `alike`: word -> the names it is in; `first`: name -> where it first is."""
    form = _core(short)
    near = dict.fromkeys(name for word in (form[0], form[-1]) if len(alike[word]) <= MANY for name in alike[word])
    longer = {name: core for name in near if len(core := _core(name)) > len(form)}
    if len(form) == 1 and form[0] in words.organisations:
        able = [name for name, core in longer.items() if core[-1] == form[0] or core[:2] == (form[0], "of")]
    else:
        ends = [name for name, core in longer.items() if core[-len(form) :] == form or _is_short_for(form, core, words)]
        before = [name for name in ends if first[name] < first[short] or paragraph == 0]
        able = before or [name for name in ends if _is_country(longer[name][: -len(form)], words)]
    kept = [name for name in able if not any(o != name and longer[o][: len(longer[name])] == longer[name] for o in able)]
    return kept[0] if len(kept) == 1 else None


def _is_short_for(form: tuple[str, ...], core: tuple[str, ...], words: NameWords) -> bool:
    """Whether the name begins with the short one and the rest makes no part of it: "Varga Logistics", but not "Senate Committee"."""
    rest = core[len(form) :]
    is_part = rest[:1] in {("of",), ("for",)} or any(
        w in words.organisations and not words.organisations[w].is_company for w in rest
    )
    return core[: len(form)] == form and not is_part


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
