"""What quantities are made of, from the seeds: number words, magnitudes, currencies, units, bounds."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple, Self

from transforms.numbers.patterns import Patterns, patterns

Tables = Mapping[str, Sequence[Mapping[str, str]]]


class Unit(NamedTuple):
    """A unit as the rows carry it: its canonical code and the kind of fact that it makes."""

    code: str
    kind: str


class NumberWords(NamedTuple):
    """The seeds that finding and reading quantities leans on, and the patterns made of them.

    `large` holds words that are money only behind millions: "£5" is written so, but "5 million pounds" is no weight.
    """

    values: Mapping[str, tuple[float, float]]
    kinds: Mapping[str, str]
    ordinals: Mapping[str, int]
    scales: Mapping[str, float]
    units: Mapping[str, Unit]
    symbols: Mapping[str, Unit]
    currencies: Mapping[str, Mapping[str, str]]
    large: Mapping[str, str]
    before: Mapping[str, str]
    after: Mapping[str, str]
    changes: Mapping[str, str]
    sets: Mapping[str, frozenset[str]]
    patterns: Patterns

    @classmethod
    def of(cls, tables: Tables) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        numbers, units, modifiers = tables["number_words"], tables["units"], tables["modifiers"]
        by_kind: dict[str, dict[str, str]] = {}
        for row in modifiers:
            by_kind.setdefault(row["kind"], {})[row["word"]] = row["value"]
        return cls(
            values={
                row["word"]: (float(row["value_low"]), float(row["value_high"])) for row in numbers if row["kind"] != "ordinal"
            },
            kinds={row["word"]: row["kind"] for row in numbers if row["kind"] != "ordinal"},
            ordinals={row["word"]: int(row["value_low"]) for row in numbers if row["kind"] == "ordinal"},
            scales={row["word"]: float(row["value"]) for row in tables["magnitudes"]},
            units=_units(units, "word"),
            symbols=_units(units, "symbol"),
            currencies=_currencies(row for row in tables["currencies"] if row["kind"] != "large"),
            large={row["word"]: row["unit"] for row in tables["currencies"] if row["kind"] == "large"},
            before=by_kind["before"],
            after=by_kind["after"],
            changes={form: kind for kind in ("up", "down") for word in by_kind[kind] for form in _forms(word)},
            sets={
                kind: frozenset(by_kind[kind])
                for kind in (
                    "intensifier",
                    "label",
                    "address",
                    "score_cue",
                    "level_verb",
                    "per_base",
                    "age_cue",
                    "not_counted",
                    "hyphen_name",
                    "state",
                    "unit_before",
                )
            }
            | {
                "transitive": frozenset(form for row in modifiers if row["value"] == "transitive" for form in _forms(row["word"]))
            },
            patterns=patterns(tables),
        )

    def currency(self, text: str, country: str | None) -> str | None:
        """The ISO 4217 code of a sign, name or code as printed, settled by the source's country where it is shared; None where it is none."""
        joined = "".join(text.split())
        if len(joined) == len("USD$"):
            joined = joined.removesuffix("$")
        by_country = self.currencies.get(joined) or self.currencies.get(joined.upper()) or self.currencies.get(plain(text))
        return (by_country.get(country or "") or by_country.get("")) if by_country else None


def plain(text: str) -> str:
    """As the seeds write a word: lower case, single blanks for hyphens and runs of blanks."""
    return " ".join(text.casefold().replace("-", " ").split())


def _forms(verb: str) -> set[str]:
    """A verb with its regular inflections, since lemmas of headline verbs are unsure."""
    stem = verb.removesuffix("e")
    doubled = verb + verb[-1]
    return {verb, verb + "s", stem + "ed", stem + "ing", doubled + "ed", doubled + "ing"}


def _units(rows: Iterable[Mapping[str, str]], form: str) -> dict[str, Unit]:
    return {
        plain(row["word"]) if form == "word" else row["word"]: Unit(row["unit"], row["kind"])
        for row in rows
        if row["form"] == form
    }


def _currencies(rows: Iterable[Mapping[str, str]]) -> dict[str, dict[str, str]]:
    """Word -> country code (empty: any) -> currency."""
    found: dict[str, dict[str, str]] = {}
    for row in rows:
        found.setdefault(row["word"], {})[row["country"]] = row["unit"]
    return found
