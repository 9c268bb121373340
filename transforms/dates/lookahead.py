"""Which words can follow one that is no date by itself: most of "the", "a" and "in" in a text need no further look.

Kept coarse on purpose, by the first letters of the next word: it may let pass what is no date, and never holds back what is one.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple, Self

from transforms.dates.forms import Form
from transforms.dates.joints import Joints

NEXT: Final = re.compile(r"[\W_]*(?:(\d)|([^\W\d_]{1,3}))")
LETTERS: Final = re.compile(r"[^\W\d_]+")
EITHER_CASE: Final = re.compile(r"\[([A-Za-z])[A-Za-z]\]")
LONGEST: Final = 3
"""Letters that are compared; a shorter word must be the same."""


class Lookahead(NamedTuple):
    """The words that begin dates, and how they can go on."""

    alone: frozenset[str]
    """Those that are one by themselves: "Monday", "2019", "today"."""
    onward: frozenset[str]
    """First letters, small, of every word that the patterns have."""

    @classmethod
    def of(cls, forms: Mapping[str, Form], by_word: Mapping[str, Iterable[str]], joints: Joints) -> Self:
        """From the patterns of all forms and joints."""
        alone = {word for word, names in by_word.items() if not word.isalpha() or any(_stands(forms[n], word) for n in names)}
        patterns = [*(form.pattern for form in forms.values()), *(pattern for _, pattern in joints.before)]
        patterns += [joints.onward, joints.opening, joints.join, joints.both]
        runs = {run.casefold() for p in patterns for run in LETTERS.findall(EITHER_CASE.sub(r"\1", p.pattern))}
        return cls(frozenset(alone), frozenset(run[:n] for run in runs for n in range(1, LONGEST + 1)))

    def may_begin(self, text: str, word: str, end: int) -> bool:
        """Whether a date can begin with this word, which ends there."""
        if word in self.alone or not word.isalpha():
            return True
        match = NEXT.match(text, end)
        return match is not None and (match[1] is not None or match[2].casefold() in self.onward)


def _stands(form: Form, word: str) -> bool:
    return any(form.pattern.match(printed) for w in (word, word.title(), word.upper()) for printed in (w, f"{w}.", f"{w}'s"))
