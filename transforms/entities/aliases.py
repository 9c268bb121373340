"""What a person says of names: which alias is whose, over all articles or in one, and which Wikidata item somebody is."""

from collections.abc import Collection, Iterable, Mapping
from typing import Final, NamedTuple, Self

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

    @property
    def is_person(self) -> bool:
        """People and things never share an alias."""
        return self.label == "PERSON"


def aliases(rows: Iterable[Mapping[str, str | None]], titles: Collection[str]) -> list[Alias]:
    """The lines as aliases, later ones in the place of earlier ones for the same name, chains followed to their end.

    Raises ValueError, naming the line, for a label that is none, an empty name, a bad Wikidata item, or a circle.
    """
    found: dict[tuple[bool, str, str | None], Alias] = {}
    for row in rows:
        one = _alias(row, titles)
        found[one.is_person, one.alias_key, one.url] = one
        if one.url is None:
            itself = one._replace(alias_key=one.name_key)
            found.setdefault((one.is_person, one.name_key, None), itself)
    return sorted(_followed(one, found) for one in found.values())


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


def _followed(one: Alias, found: Mapping[tuple[bool, str, str | None], Alias]) -> Alias:
    """The alias with the name at the end of its chain."""
    end = one
    for _ in range(LONGEST_CHAIN):
        further = found.get((one.is_person, end.name_key, None))
        if further is None or further.name_key == end.name_key:
            told = further or end
            return one._replace(
                label=told.label, name_key=told.name_key, name=end.name, wikidata_id=end.wikidata_id or told.wikidata_id
            )
        end = further
    raise ValueError(f"{one.label},{one.alias_key},{one.name}: its names lead in a circle; say of each alias once whose it is")


class Known(NamedTuple):
    """The aliases, to be looked up for the clusters of one article."""

    everywhere: Mapping[tuple[bool, str], Alias]
    here: Mapping[tuple[bool, str, str], Alias]

    @classmethod
    def of(cls, found: Iterable[Alias]) -> Self:
        """Index them."""
        listed = list(found)
        return cls(
            {(a.is_person, a.alias_key): a for a in listed if a.url is None},
            {(a.is_person, a.alias_key, a.url): a for a in listed if a.url is not None},
        )

    def of_cluster(self, label: str, key: str, url: str) -> Alias | None:
        """Whose the name is by an alias; None where no line tells. `label` and `key` are the cluster's own."""
        is_person = label == "PERSON"
        return self.here.get((is_person, key, url)) or self.everywhere.get((is_person, key))
