"""What introduces a quote and what can speak, from the seeds."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple, Self

from spacy.strings import get_string_id


class Verb(NamedTuple):
    """A reporting verb: its dictionary form, the word that must follow it ("pointed out"; "" for none), and its frame.

    The frame says what it takes: "clause" (that …), "bare" (a clause without "that"), "quote" (words in marks), "name" (called it
    “a gift”), "addressee" (may name who is told), "hearer" (always does: never "told Ruiz" for Ruiz told), "document" (only a
    document can be its subject).
    """

    lemma: str
    particle: str
    takes: frozenset[str]


class QuoteWords(NamedTuple):
    """The seeds that finding quotes and their speakers leans on."""

    verbs: dict[str, tuple[Verb, ...]]
    """Lower-case form -> its verbs, those with a particle first."""
    plain: frozenset[str]
    """The forms that report speech whatever follows them."""
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
        verbs: dict[str, tuple[Verb, ...]] = {}
        for row in sorted(tables["reporting_verbs"], key=lambda row: not row["particle"]):
            verb = Verb(row["lemma"], row["particle"], frozenset(row["frame"].split()))
            for form in row["forms"].split():
                verbs[form] = (*verbs.get(form, ()), verb)
        return cls(
            verbs=verbs,
            plain=frozenset(
                form for form, found in verbs.items() if any(not v.particle and "document" not in v.takes for v in found)
            ),
            form_ids=frozenset(map(get_string_id, verbs)),
            nouns={row["noun"]: row["kind"] for row in tables["role_nouns"]},
            anonymous=frozenset(row[number] for row in tables["anonymous_sources"] for number in ("noun", "plural")),
            sexes={row["word"]: row["sex"] for row in tables["sexes"]},
        )
