"""Noun chunks for trees in Universal Dependencies."""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Doc, Span

from transforms.syntax import noun_phrase

INNER: Final = frozenset({"compound", "flat", "flat:name", "nmod:poss", "amod", "det"})
"""Relations of nouns that stand inside a larger chunk."""


def noun_chunks(doclike: Doc | Span) -> Iterator[tuple[int, int, int]]:
    """(first token, token after the last, hash of "NP") of each base noun phrase, in order and without overlap."""
    label = doclike.doc.vocab.strings.add("NP")
    end = -1
    for token in doclike:
        if token.pos_ not in {"NOUN", "PROPN", "PRON"} or token.dep_ in INNER:
            continue
        phrase = noun_phrase(token)
        start = max(phrase.start, end)
        if start <= token.i:
            end = phrase.end
            yield start, end, label
