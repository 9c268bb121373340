"""What a person says of names: which alias is whose, over all articles or in one, and which Wikidata item somebody is."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from schemas.columns import LABELS
from transforms.entities.names import clean_name, name_key

LONGEST_CHAIN: Final = 10


class Alias(NamedTuple):
    """One line of `entity_aliases.csv`: what is called `alias_key` is the entity with `label` and `name_key`, usually called `name`.

    `url` limits it to one article; None: everywhere. An alias that is its own name only tells the Wikidata item.
    """

    label: str
    alias_key: str
    name_key: str
    name: str
    wikidata_id: str | None
    url: str | None

    def is_of(self, label: str) -> bool:
        """Whether it speaks of names that reading gave this label."""
        return self.label == label or (self.label == "ORG" and label in LOOSE)


LOOSE: Final = ("FAC", "NORP", "PRODUCT", "WORK_OF_ART", "EVENT")
"""Labels that readers give to organisations: what the lines say of organisations holds for them too."""

Line = tuple[str, str, str | None]
"""Label, alias key, URL."""


def aliases(rows: Iterable[Mapping[str, str | None]], titles: Collection[str]) -> list[Alias]:
    """The lines as aliases, later ones in the place of earlier ones for the same name, chains followed to their end.

    Raises ValueError, naming the line, for a label that is none, an empty name, a bad Wikidata item, or a circle.
    """
    found: dict[Line, Alias] = {}
    for row in rows:
        one = _alias(row, titles)
        _add(found, one)
    return sorted((_followed(one, found) for one in found.values()), key=lambda a: tuple(value or "" for value in a))


def _add(found: dict[Line, Alias], one: Alias) -> None:
    """Add a line: what an earlier one said of the same name is dropped, or said the other way round."""
    found[one.label, one.alias_key, one.url] = one
    if one.url is not None:
        return
    name = one.label, one.name_key, None
    before = found.get(name)
    if before is None or before.name_key in {one.alias_key, one.name_key}:
        known = before.wikidata_id if before is not None and before.name_key == one.name_key else None
        found[name] = one._replace(alias_key=one.name_key, wikidata_id=one.wikidata_id or known)


def _alias(row: Mapping[str, str | None], titles: Collection[str]) -> Alias:
    label, alias, name, wikidata, url = ((row.get(column) or "").strip() for column in COLUMNS)
    told = ",".join([label, alias, name])
    if label not in LABELS:
        raise ValueError(f"{told}: {label!r} is no label; use one of {', '.join(LABELS)}")
    if not alias or not name:
        raise ValueError(f"{told}: needs an alias and a name")
    if wikidata and not (wikidata[0] == "Q" and wikidata[1:].isdecimal()):
        raise ValueError(f"{told}: {wikidata!r} is no Wikidata item; write it as Q42, or leave it empty")
    alias_key, key = (name_key(clean_name(text), label, titles) for text in (alias, name))
    return Alias(label, alias_key, key, name, wikidata or None, url or None)


COLUMNS: Final = ("label", "alias", "name", "wikidata_id", "url")


def _followed(one: Alias, found: Mapping[Line, Alias]) -> Alias:
    """The alias with the name at the end of its chain; one that says of an article that a name is nobody else's stays so."""
    end = one
    for _ in range(LONGEST_CHAIN):
        further = found.get((one.label, end.name_key, None))
        if further is None or further.name_key == end.name_key or (one.url and one.name_key == one.alias_key):
            return one._replace(
                name_key=end.name_key, name=end.name, wikidata_id=end.wikidata_id or (further and further.wikidata_id)
            )
        end = further
    raise ValueError(f"{one.label},{one.alias_key},{one.name}: its names lead in a circle; say of each alias once whose it is")


class Known:
    """The aliases, to be looked up for the clusters of one article."""

    def __init__(self, found: Iterable[Alias]) -> None:
        self._by_key: dict[str, list[Alias]] = defaultdict(list)
        for alias in found:
            self._by_key[alias.alias_key].append(alias)

    def of_cluster(self, label: str, key: str, urls: Sequence[str]) -> Alias | None:
        """Whose the name is by an alias; None where no line tells. `label` and `key` are the cluster's own, `urls` its article's.

        A line for the article goes before one for all, one for the label before one for organisations.
        """
        able = [a for a in self._by_key.get(key, ()) if a.is_of(label) and (a.url is None or a.url in urls)]
        return min(able, key=lambda a: (a.url is None, a.label != label, urls.index(a.url) if a.url else 0), default=None)
