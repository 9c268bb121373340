"""One name, one label within a Doc: what the recognizer found once is used everywhere in the same article."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from transforms.components.name_lists import NameLists

SUFFIXES: Final = frozenset({"Jr.", "Sr.", "Jr", "Sr", "II", "III", "IV"})
SPREAD: Final = frozenset({"PERSON", "ORG", "GPE", "LOC", "NORP"})
"""Labels whose names are looked for where the recognizer missed them."""

Name = tuple[str, ...]
"""The token texts of a name."""


class Seen(NamedTuple):
    """What the recognizer found in one Doc."""

    votes: dict[str, Counter[str]]
    """Text -> how often it got each label."""
    surnames: Counter[str]
    """Last words of persons' full names -> how often."""
    given: frozenset[str]
    """First words of persons' full names."""


class NameConsistency(NameLists):
    """Strips titles from persons, lets majorities and full names settle labels, and adds names that were missed elsewhere.

    Lists: `titles` (words before a person's name that are not part of it), `places` (names that never are surnames).
    """

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents` anew."""
        found = [span for entity in doc.ents if (span := self._stripped(entity))]
        seen = _seen(found)
        settled = [Span(doc, e.start, e.end, label=self._label(e, seen)) for e in found]
        taken = {i for span in settled for i in range(span.start, span.end)}
        doc.set_ents([*settled, *_missed(doc, self._known(seen), taken, seen.given)])
        return doc

    def _stripped(self, entity: Span) -> Span | None:
        """A person without the titles before the name; None when nothing else is left."""
        start = entity.start
        if entity.label_ == "PERSON":
            while start < entity.end and self._is_title(entity.doc[start], start > entity.start):
                start += 1
        return Span(entity.doc, start, entity.end, label=entity.label_) if start < entity.end else None

    def _is_title(self, token: Token, inside: bool) -> bool:
        titles = self.of("titles")
        return token.text in titles or (inside and token.text == ".")

    def _label(self, entity: Span, seen: Seen) -> str:
        votes = seen.votes[entity.text]
        best, count = votes.most_common(1)[0]
        label = best if count > votes.total() / 2 else str(entity.label_)
        return "PERSON" if len(entity) == 1 and self._is_surname(entity.text, votes, seen.surnames) else label

    def _is_surname(self, text: str, votes: Counter[str], surnames: Counter[str]) -> bool:
        """Whether a single word is the surname of a person named in full, and not mostly a place here."""
        if text not in surnames or text in self.of("places"):
            return False
        return votes["GPE"] + votes["LOC"] <= 2 * votes["PERSON"] + surnames[text]

    def _known(self, seen: Seen) -> dict[Name, str]:
        """Names to look for: of several words, acronyms, and surnames of persons named in full."""
        known: dict[Name, str] = {}
        for text, votes in seen.votes.items():
            label = votes.most_common(1)[0][0]
            if label in SPREAD and (" " in text or (text.isupper() and len(text) > 2)):
                known[tuple(text.replace("-", " - ").split())] = label
        return known | {(name,): "PERSON" for name in seen.surnames if name not in self.of("places")}


def _seen(found: Iterable[Span]) -> Seen:
    votes: dict[str, Counter[str]] = defaultdict(Counter)
    surnames: Counter[str] = Counter()
    given = set()
    for entity in found:
        votes[entity.text][entity.label_] += 1
        names = [token.text for token in entity if token.text not in SUFFIXES]
        if entity.label_ == "PERSON" and len(names) > 1 and _is_name(names[-1]) and len(names[-1]) > 2:
            surnames[names[-1]] += 1
            given.add(names[0])
    return Seen(votes, surnames, frozenset(given))


def _missed(doc: Doc, known: dict[Name, str], taken: set[int], given: frozenset[str]) -> Iterator[Span]:
    """Occurrences of known names outside of entities, from left to right, longest first. Adds to `taken`."""
    by_first: dict[str, list[Name]] = defaultdict(list)
    for name in sorted(known, key=len, reverse=True):
        by_first[name[0]].append(name)
    for token in doc:
        for name in by_first.get(token.text, ()):
            span = doc[token.i : token.i + len(name)]
            if (
                tuple(t.text for t in span) == name
                and taken.isdisjoint(range(span.start, span.end))
                and _stands_alone(span, given)
            ):
                taken.update(range(span.start, span.end))
                yield Span(doc, span.start, span.end, label=known[name])
                break


def _stands_alone(span: Span, given: frozenset[str]) -> bool:
    """Whether a single word is not a part of another, longer name."""
    if len(span) > 1:
        return True
    doc, after, before = span.doc, span.end, span.start - 1
    if after < len(doc) and _is_name(doc[after].text) and not doc[after].is_sent_start:
        return False
    return before < 0 or not (_is_name(doc[before].text) and doc[before].text in given)


def _is_name(text: str) -> bool:
    return len(text) > 1 and text[0].isalpha() and text[0].isupper()


@Language.factory("name_consistency", assigns=["doc.ents"])
def make_name_consistency(nlp: Language, name: str) -> NameConsistency:
    """The component, its lists still empty: they come with the saved pipeline, or from `training/`."""
    return NameConsistency()
