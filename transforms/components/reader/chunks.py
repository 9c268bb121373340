"""Cutting an article into what the encoder reads at once."""

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from transforms.components.reader.words import Word

MOST_WORDS: Final = 128
MOST_PIECES: Final = 240
ENDS: Final = frozenset({".", "!", "?", "…"})
CLOSING: Final = frozenset({'"', "”", "’", "'", "''", ")", "]", "»"})

PAUSES: Final = frozenset({",", ";", ":", "—", "–", "--"})

Chunk = tuple[int, int]
"""First word, word after the last."""


def borders(doc: Doc, kept: Sequence[int]) -> bytearray:
    """How well a chunk may end before each word of `kept` (the tokens that are words): 3 a paragraph, 2 a sentence by its mark, 1 a pause, 0 not."""
    ranks = bytearray(len(kept))
    for k in range(1, len(kept)):
        settled, before = doc[kept[k]].is_sent_start, kept[k - 1]
        if settled:
            ranks[k] = 3
        elif settled is None and _ends_sentence(doc, before):
            ranks[k] = 2
        elif doc[before].text in PAUSES:
            ranks[k] = 1
    return ranks


def gap_before(doc: Doc, i: int) -> int:
    """What stands before a word: 0 nothing, 1 a blank, 2 a line end or the start."""
    if i == 0:
        return 2
    before = doc[i - 1]
    if before.is_space:
        return 2 if "\n" in before.text or i == 1 else 1
    return 1 if before.whitespace_ else 0


def _ends_sentence(doc: Doc, i: int) -> bool:
    text = doc[i].text
    return text in ENDS or (text in CLOSING and i > 0 and doc[i - 1].text in ENDS)


def chunks(words: Sequence[Word], ranks: Sequence[int]) -> Iterator[Chunk]:
    """Runs of at most MOST_WORDS words and MOST_PIECES pieces that cover all words, each ending at the last of the best `borders` within reach."""
    begin = 0
    while begin < len(words):
        end = _furthest(words, begin)
        if end < len(words):
            rank, best = max((ranks[k], k) for k in range(begin + 1, end + 1))
            end = best if rank else end
        yield begin, end
        begin = end


def _furthest(words: Sequence[Word], begin: int) -> int:
    """The end of the longest chunk that starts at `begin`: one word at least."""
    pieces, end = 0, begin
    for word in words[begin : begin + MOST_WORDS]:
        pieces += len(word.pieces)
        if pieces > MOST_PIECES and end > begin:
            break
        end += 1
    return end
