"""A cue in its unit, and what it introduces there: the values that finding content works on."""

from collections.abc import Sequence
from typing import NamedTuple

from spacy.tokens import Token

from transforms.quotes.cues import Cue
from transforms.quotes.marks import Stretch
from transforms.quotes.reading import Region
from transforms.quotes.units import Unit


class Content(NamedTuple):
    """The regions of a unit (half-open, in characters) that a cue introduces, and the rule that says so."""

    regions: list[Region]
    rule: str


class Scene(NamedTuple):
    """A cue in its unit: `phrase` spans cue and speaker, `others` are the unit's further cues, `free` is where the rest of it begins."""

    text: str
    cue: Cue
    phrase: Region
    unit: Unit
    others: Sequence[Cue]
    free: int

    @property
    def before(self) -> str:
        return self.text[self.free : self.phrase[0]]

    def next_stretch(self) -> Stretch | None:
        """The first stretch after cue and speaker."""
        return next((s for s in self.unit.stretches if s.start >= self.phrase[1]), None)

    def gap(self, stretch: Stretch) -> str:
        """What stands between cue and a stretch after it."""
        return self.text[self.phrase[1] : stretch.start]

    def clause(self) -> Token | None:
        """The head of the clause that the parse gives the cue as complement, where it stands in the unit."""
        found = next((c for c in self.cue.token.children if c.dep_ == "ccomp" and self.unit.start <= c.idx < self.unit.end), None)
        return None if found is None or _is_set_off(found.left_edge) else found


def _is_set_off(first: Token) -> bool:
    """Whether a comma sets a participle off, that was parsed as a complement: "…, he said, adding …"."""
    return first.tag_ == "VBG" and first.i > 0 and first.nbor(-1).text == ","
