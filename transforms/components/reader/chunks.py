"""Cutting an article into what the encoder reads at once."""

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.tokens import Doc

from transforms.components.reader.words import Word

MOST_WORDS: Final = 128
MOST_PIECES: Final = 240
ENDS: Final = frozenset({".", "!", "?", "…"})
CLOSING: Final = frozenset({'"', "”", "’", "'", "''", ")", "]", "»"})

Chunk = tuple[int, int]
"""First word, word after the last."""


def borders(doc: Doc, kept: Sequence[int]) -> tuple[list[int], list[int]]:
    """Where a chunk may end, as positions in `kept` (the tokens that are words): before paragraphs, and before sentences as their marks tell."""
    paragraphs, sentences = [], []
    for k in range(1, len(kept)):
        i = kept[k]
        if doc[i].is_sent_start:  # set by what the page settles
            paragraphs.append(k)
        elif doc[i].is_sent_start is None and _ends_sentence(doc, kept[k - 1]):
            sentences.append(k)
    return paragraphs, sentences


def _ends_sentence(doc: Doc, i: int) -> bool:
    text = doc[i].text
    return text in ENDS or (text in CLOSING and i > 0 and doc[i - 1].text in ENDS)


def chunks(words: Sequence[Word], paragraphs: Sequence[int], sentences: Sequence[int]) -> Iterator[Chunk]:
    """Runs of at most MOST_WORDS words and MOST_PIECES pieces that cover all words: whole paragraphs where they fit, else whole sentences."""
    rank = bytearray(len(words) + 1)
    for k in sentences:
        rank[k] = 1
    for k in paragraphs:
        rank[k] = 2
    begin = 0
    while begin < len(words):
        end = _furthest(words, begin)
        if end < len(words):
            best = max((rank[k], k) for k in range(begin + 1, end + 1))
            end = best[1] if best[0] else end
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
