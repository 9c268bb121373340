"""Doc -> `sentences`, and the way from a character back to its sentence."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from spacy.tokens import Doc

from schemas import make_id
from schemas.core import Sentence


def sentences(doc: Doc, *, revision_id: str) -> Iterator[Sentence]:
    """The sentences of a parsed Doc, cut at paragraph ends and without the white space around them."""
    text, paragraph, position = doc.text, 0, 0  # spaCy puts `doc.text` together anew each time it is asked for
    for index, (start, end) in enumerate(_stretches(doc, text)):
        paragraph += index > 0 and "\n" in text[position:start]
        position = start
        yield Sentence(make_id("sentences", revision_id, start, end), revision_id, paragraph, index, start, end)


def _stretches(doc: Doc, text: str) -> Iterator[tuple[int, int]]:
    """Spans [start, end) of sentences, in characters: a line end inside a parsed sentence ends it too."""
    for sentence in doc.sents:
        at = sentence.start_char
        for line in text[at : sentence.end_char].split("\n"):
            if inner := line.strip():
                start = at + line.index(inner[0])
                yield start, start + len(inner)
            at += len(line) + 1


class SentenceIndex:
    """Finds the sentence of a character by bisection."""

    def __init__(self, rows: Sequence[Sentence]) -> None:
        self.rows = rows
        self._starts = [row.char_start for row in rows]

    def at(self, char: int) -> Sentence:
        """The sentence that holds the character, or the one before it where it stands between two.

        Raises LookupError for an index without sentences.
        """
        if not self.rows:
            raise LookupError("there are no sentences")
        return self.rows[max(0, bisect_right(self._starts, char) - 1)]
