"""Names that are known for certain: places and companies that hardly ever are anything else."""

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Span, Token

from transforms.components.name_lists import NameLists

NOT_PLACES: Final = frozenset({"PERSON", "ORG", "NORP", "FAC"})
SHORTEST: Final = 6
"""Letters a place needs to be added where the recognizer saw nothing: shorter ones are words too often."""


class Gazetteer(NameLists):
    """Relabels entities that are listed names, and adds listed names that the recognizer missed.

    Lists: `places` (become GPE), `companies` (become ORG), `countries` (GPE, whatever their length), `demonyms` (NORP).
    """

    def prepare(self) -> None:
        """Label of every listed name, and the names by their first word, longest first."""
        self.label_of = (
            dict.fromkeys(self.of("places") | self.of("countries"), "GPE")
            | dict.fromkeys(self.of("demonyms"), "NORP")
            | dict.fromkeys(self.of("companies"), "ORG")
        )
        longest: dict[str, int] = defaultdict(int)
        for name in self.label_of:
            words = name.replace("-", " - ").replace("'s ", " 's ").replace("’s ", " ’s ").split()
            longest[words[0]] = max(longest[words[0]], len(words))
        self.longest = dict(longest)

    def __call__(self, doc: Doc) -> Doc:
        """Set `doc.ents` anew."""
        spans = [Span(doc, e.start, e.end, label=self._label(e)) for e in doc.ents]
        taken = {i for span in spans for i in range(span.start, span.end)}
        for token in doc:
            if token.text in self.longest and token.i not in taken and (found := self._at(token, taken)):
                spans.append(found)
                taken.update(range(found.start, found.end))
        doc.set_ents(spans)
        return doc

    def _label(self, entity: Span) -> str:
        listed = self.label_of.get(entity.text)
        if (
            listed == "ORG"
            or (listed == "GPE" and entity.label_ in NOT_PLACES)
            or (listed == "NORP" and entity.label_ != "LANGUAGE")
        ):
            return listed
        return str(entity.label_)

    def _at(self, token: Token, taken: set[int]) -> Span | None:
        """The longest listed name that starts at the token and overlaps no other entity."""
        for end in self._ends(token):
            span = token.doc[token.i : end]
            label = self.label_of.get(span.text)
            if label and taken.isdisjoint(range(token.i, end)) and self._is_sure(span):
                return Span(token.doc, span.start, span.end, label=label)
        return None

    def _ends(self, token: Token) -> Iterator[int]:
        furthest = min(token.i + self.longest[token.text], len(token.doc))
        return iter(range(furthest, token.i, -1))

    def _is_sure(self, span: Span) -> bool:
        """Whether the name is long enough to add, and not a piece of a longer one."""
        if span.text in self.of("places") and span.text not in self.of("countries") and len(span.text) < SHORTEST:
            return False
        return len(span) > 1 or not (
            _is_name_part(span.doc, span.end) or (span.start > 1 and _is_name_part(span.doc, span.start - 1))
        )


def _is_name_part(doc: Doc, i: int) -> bool:
    return i < len(doc) and doc[i].is_alpha and doc[i].text[0].isupper()


@Language.factory("gazetteer", assigns=["doc.ents"])
def make_gazetteer(nlp: Language, name: str) -> Gazetteer:
    """The component, its lists still empty: they come with the saved pipeline, or from `training/`."""
    return Gazetteer()
