"""Short names of people -> the full names they stand for in the article."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from enum import IntEnum
from typing import TYPE_CHECKING, Final

from transforms.entities.names import SUFFIXES, person_parts
from transforms.entities.words import NameWords

if TYPE_CHECKING:
    from transforms.entities.grouping import Named

Parts = tuple[str, ...]


MANY: Final = 50
"""Names of one article with a word in common, from which on the word alone tells nothing (and a list is no reading matter)."""
NICKNAME: Final = 3
"""Letters of the shortest given name that may stand for a longer one: "Mel" for "Melissa"."""


class Way(IntEnum):
    """How a short name may stand for a long one, the likelier first."""

    SURNAME = 0
    SAME_ENDS = 1
    GIVEN = 2
    INNER = 3
    NICKNAME = 4


def full_persons(mentions: Sequence[tuple[int, "Named"]], words: NameWords) -> dict[int, str]:
    """Number of the mention -> the name of the person it means: the longest one, or its own where it can mean two people.

    A name that can mean two stands for the one it has stood for before, or the only one named so far, unless the other was named
    since in the same paragraph: who is "Ruiz" stays "Ruiz" when a brother is mentioned. A "Mrs." tells as well.
    """
    forms = {i: person_parts(m.name, words.plain_titles) for i, m in mentions}
    names = _printed(mentions, forms)
    titled = {forms[i] for i, mention in mentions if mention.has_title}
    options = _Options(names, titled, words).all()
    sexes = _sexes(mentions, forms, options, names, words)
    found: dict[int, str] = {}
    bound: dict[Parts, Parts] = {}
    last: dict[Parts, int] = {}
    for i, mention in mentions:
        form = forms[i]
        able = [o for o in options[form] if not mention.sex or sexes.get(o, mention.sex) == mention.sex]
        chosen = able[0] if len(able) == 1 else _chosen(form, able, bound, last, mention.paragraph)
        found[i] = names[chosen or form]
        if chosen:
            last[chosen] = mention.paragraph
            if mention.sex:
                sexes.setdefault(chosen, mention.sex)
            if chosen != form:
                bound[form] = chosen
    return found


def _printed(mentions: Sequence[tuple[int, "Named"]], forms: dict[int, Parts]) -> dict[Parts, str]:
    """Form -> the name as printed, first in other than all capitals."""
    names: dict[Parts, str] = {}
    for i, mention in mentions:
        known = names.setdefault(forms[i], mention.name)
        if known.isupper() and not mention.name.isupper():
            names[forms[i]] = mention.name
    return names


class _Options:
    """For each form the longest forms that it can stand for: itself, where there is none.

    Forms are found by a word they share; a word of more forms than MANY tells nobody. Who has a title before the name goes by the
    surname: "Mr. Grant" is not Grant Shapps.
    """

    def __init__(self, names: Mapping[Parts, str], titled: Collection[Parts], words: NameWords) -> None:
        self._names, self._titled, self._words = names, titled, words
        self._by_word: dict[str, list[Parts]] = defaultdict(list)
        self._found: dict[Parts, list[Parts]] = {}
        for form in names:
            for key in dict.fromkeys([*form, form[0][:NICKNAME] + "…"]):
                self._by_word[key].append(form)

    def all(self) -> dict[Parts, list[Parts]]:
        for form in sorted(self._names, key=len, reverse=True):
            self._found[form] = self._of(form)
        return self._found

    def _of(self, form: Parts) -> list[Parts]:
        ways: dict[Way, list[Parts]] = defaultdict(list)
        for other in self._alike(form):
            way = self._way(form, other)
            if way is not None:
                ways[way].append(other)
        if not ways:
            return [form]
        likeliest = ways[min(ways)]
        longest = [o for o in likeliest if not any(_stands_for(o, p) in {Way.SURNAME, Way.SAME_ENDS} for p in likeliest)]
        return list(dict.fromkeys(f for o in longest for f in self._found.get(o, [o])))

    def _alike(self, form: Parts) -> list[Parts]:
        keys = [*form, form[0][:NICKNAME] + "…"] if len(form) == 1 else form
        found = (self._by_word.get(key, []) for key in keys)
        return list(dict.fromkeys(other for forms in found if len(forms) <= MANY for other in forms))

    def _way(self, form: Parts, other: Parts) -> Way | None:
        way = _stands_for(form, other)
        if way is not None and way > Way.SAME_ENDS and form in self._titled:
            return None
        if way is Way.NICKNAME:
            sexes = [self._words.sex_of(self._names[name]) for name in (form, other)]
            return way if sexes[0] is not None and sexes[0] == sexes[1] else None
        return way


def _stands_for(short: Parts, long: Parts) -> Way | None:
    """How the short form stands for the long one: None where it does not. A full name without "Jr." is not the one with it."""
    if long[-1] in SUFFIXES and len(long) > 1:
        if short[-1] == long[-1]:
            return _stands_for(short[:-1], long[:-1]) if len(short) > 1 else None
        return Way.SURNAME if short == long[-2:-1] else None
    if short[-1] in SUFFIXES:
        return None
    if len(short) >= len(long):
        return Way.SAME_ENDS if len(short) == len(long) > 1 and short != long and _is_initialled(short, long) else None
    if long[-len(short) :] == short:
        return Way.SURNAME
    if len(short) > 1 and _matches(short[0], long[0]) and short[-1] in long[-2:] and _begins(short[1:-1], long[1:-1]):
        return Way.SAME_ENDS
    if long[: len(short)] == short:
        return Way.GIVEN
    if _is_run(short, long):
        return Way.INNER
    return Way.NICKNAME if len(short) == 1 and len(short[0]) >= NICKNAME and long[0].startswith(short[0]) else None


def _is_initialled(short: Parts, long: Parts) -> bool:
    """ "J. Moreau" for "Jeanne Moreau"."""
    return short[-1] == long[-1] and len(short[0]) == 1 < len(long[0]) and all(map(_matches, short[:-1], long[:-1]))


def _matches(short: str, long: str) -> bool:
    return short == long or (len(short) == 1 and long.startswith(short))


def _begins(short: Parts, long: Parts) -> bool:
    """Whether the middle names of one are the first of the other's: "George W." is not "George H. W."."""
    return len(short) <= len(long) and all(map(_matches, short, long))


def _is_run(short: Parts, long: Parts) -> bool:
    return any(long[i : i + len(short)] == short for i in range(len(long) - len(short) + 1))


def _sexes(
    mentions: Sequence[tuple[int, "Named"]],
    forms: dict[int, Parts],
    options: dict[Parts, list[Parts]],
    names: Mapping[Parts, str],
    words: NameWords,
) -> dict[Parts, str]:
    """Full form -> the sex that its given name tells, or a title before it somewhere."""
    sexes = {form: sex for form in options if len(form) > 1 and (sex := words.sex_of(names[form]))}
    for i, mention in mentions:
        if mention.sex and len(options[forms[i]]) == 1:
            sexes.setdefault(options[forms[i]][0], mention.sex)
    return sexes


def _chosen(
    form: Parts, able: Sequence[Parts], bound: dict[Parts, Parts], last: dict[Parts, int], paragraph: int
) -> Parts | None:
    """The one of several that a short form means here, if that can be told."""
    named = [o for o in able if o in last]
    before = bound.get(form)
    if before is not None and before in able:
        rivals = [o for o in named if o != before and last[o] == paragraph and last.get(before, -1) < paragraph]
        return None if rivals else before
    return named[0] if len(named) == 1 else None
