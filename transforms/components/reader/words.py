"""What the encoder sees of a word: its word pieces, how it is written, and what stands before it."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple

MOST_PIECES: Final = 8
"""Pieces kept of one word: enough to recognize it, and a word of ten thousand letters costs no more."""
MOST_LETTERS: Final = 100
"""Letters of a word that are looked at."""
CASES: Final = 8
"""How many classes of writing there are (`case_of`)."""
GAPS: Final = 3
"""How many classes of what stands before a word there are: nothing, a blank, a line end."""
REMEMBERED: Final = 100_000
"""Distinct words whose pieces are kept at hand."""
BASIC: Final = re.compile(r"[^\W_]+|_|[^\w\s]")


class Word(NamedTuple):
    """A word as the encoder takes it."""

    pieces: tuple[int, ...]
    """Row numbers of its pieces in the encoder's vocabulary: at least one, at most MOST_PIECES."""
    case: int
    """Its class of writing, 0 to CASES - 1."""


class WordPieces:
    """Splits words into the pieces of an uncased BERT vocabulary: longest first, from the left (Wu et al. 2016, as Devlin et al. 2019 use it).

    Raises ValueError for a vocabulary without BERT's special pieces.
    """

    def __init__(self, vocabulary: Iterable[str]) -> None:
        self.rows = {piece: row for row, piece in enumerate(vocabulary)}
        missing = {"[UNK]", "[CLS]", "[SEP]", "[PAD]"} - self.rows.keys()
        if missing:
            raise ValueError(f"a vocabulary of word pieces without {', '.join(sorted(missing))}")
        self.longest = max(map(len, self.rows))
        self.unknown = self.rows["[UNK]"]
        self.start, self.end, self.padding = self.rows["[CLS]"], self.rows["[SEP]"], self.rows["[PAD]"]
        self._known: dict[str, Word] = {}

    def __call__(self, text: str) -> Word:
        """The pieces and the case of a word."""
        word = self._known.get(text)
        if word is None:
            if len(self._known) >= REMEMBERED:
                self._known.clear()
            pieces = [row for part in _parts(text[:MOST_LETTERS]) for row in self._split(part)]
            word = Word(tuple(pieces[:MOST_PIECES]) or (self.unknown,), case_of(text))
            if len(text) <= MOST_LETTERS:
                self._known[text] = word
        return word

    def _split(self, part: str) -> Iterator[int]:
        """The rows of one run of letters, or the unknown piece where the vocabulary has no way to spell it."""
        rows, start = [], 0
        while start < len(part):
            for end in range(min(len(part), start + self.longest), start, -1):
                row = self.rows.get(("##" if start else "") + part[start:end])
                if row is not None:
                    rows.append(row)
                    start = end
                    break
            else:
                return iter((self.unknown,))
        return iter(rows)


def _parts(text: str) -> list[str]:
    """Runs of letters and digits, and single marks, lower-cased and without accents."""
    plain = unicodedata.normalize("NFD", text.lower())
    return BASIC.findall("".join(letter for letter in plain if unicodedata.category(letter) != "Mn"))


def case_of(text: str) -> int:
    """0 lower, 1 Title, 2 UPPER, 3 miXed, 4 digits, 5 marks, 6 a single capital, 7 letters and digits."""
    has_letters = any(letter.isalpha() for letter in text)
    if not has_letters:
        return 4 if any(letter.isdigit() for letter in text) else 5
    if any(letter.isdigit() for letter in text):
        return 7
    if text.islower():
        return 0
    if text.isupper():
        return 6 if sum(letter.isalpha() for letter in text) == 1 else 2
    return 1 if text[0].isupper() and text[1:].islower() else 3
