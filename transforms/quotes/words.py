"""What introduces a quote and what can speak, from the seeds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from spacy.strings import get_string_id


class Verb(NamedTuple):
    """A reporting verb: its dictionary form and what it takes ("clause", "quote", "addressee", …)."""

    lemma: str
    takes: frozenset[str]


class QuoteWords(NamedTuple):
    """The seeds that finding quotes and their speakers leans on."""

    verbs: dict[str, Verb]
    """Lower-case form -> its verb."""
    form_ids: frozenset[int]
    """spaCy's hashes of those forms: one array look-up finds every cue of a Doc."""
    nouns: dict[str, str]
    """Noun -> what it names: "role", "voice" (a spokesperson), "collective", "document", or "never": nobody."""
    anonymous: frozenset[str]
    """Nouns for an unnamed source: "officials"."""
    sexes: dict[str, str]
    """Pronoun or title, in lower case -> "f" or "m": whom "she" cannot mean."""

    @classmethod
    def of(cls, tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Self:
        """Build from the seed tables. Raises KeyError naming a seed or column that is missing."""
        verbs = {
            form: Verb(row["lemma"], frozenset(row["takes"].split()))
            for row in tables["reporting_verbs"]
            for form in row["forms"].split()
        }
        return cls(
            verbs=verbs,
            form_ids=frozenset(map(get_string_id, verbs)),
            nouns={row["noun"]: row["kind"] for row in tables["role_nouns"]},
            anonymous=frozenset(row[number] for row in tables["anonymous_sources"] for number in ("noun", "plural")),
            sexes={row["word"]: row["sex"] for row in tables["sexes"]},
        )
