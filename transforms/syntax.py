"""What the extractors ask a parse, in one vocabulary: Universal Dependencies, with spaCy's older English labels understood too.

The shipped pipeline speaks Universal Dependencies (de Marneffe et al. 2021); `en_core_web_*` speaks ClearNLP's labels. Extractors
ask through these functions only, so that either will do.
"""

from collections.abc import Iterator
from typing import Final

from spacy.tokens import Span, Token

SUBJECTS: Final = frozenset({"nsubj", "nsubj:pass", "nsubj:outer", "nsubjpass", "csubj", "csubjpass"})
OBJECTS: Final = frozenset({"obj", "iobj", "dobj", "dative"})
MODIFIERS: Final = frozenset(
    {
        "det",
        "det:predet",
        "predet",
        "amod",
        "nummod",
        "compound",
        "flat",
        "nmod:poss",
        "poss",
        "nmod:desc",
        "nn",
        "quantmod",
        "advmod",
        "case",
    }
)
"""Left children that belong to a noun phrase."""


def is_subject(token: Token) -> bool:
    """Whether the token is the subject of its head, active or passive."""
    return token.dep_ in SUBJECTS


def subject_of(verb: Token) -> Token | None:
    """The verb's own subject, or for a coordinated verb without one that of the verb it is joined to."""
    while True:
        found = next((child for child in verb.children if is_subject(child)), None)
        if found is not None or verb.dep_ != "conj" or verb.head == verb:
            return found
        verb = verb.head


def is_negated(verb: Token) -> bool:
    """Whether a "not", "n't" or "never" hangs on the verb."""
    return any(child.dep_ == "neg" or child.lower_ in {"not", "n't", "n’t", "never"} for child in verb.children)


def noun_phrase(head: Token) -> Span:
    """The head noun with the words before it that modify it, and the rest of its name: no relative clauses, no prepositions."""
    left = head
    for child in sorted(head.lefts, key=lambda t: -t.i):
        if child.dep_ not in MODIFIERS or (child.dep_ == "case" and child.pos_ != "PART") or child.right_edge.i != left.i - 1:
            break
        left = child.left_edge
    right = head
    for child in head.rights:
        if child.dep_ not in {"flat", "flat:name"} or child.left_edge.i != right.i + 1:
            break
        right = child.right_edge
    return head.doc[left.i : right.i + 1]


def ancestors(token: Token) -> Iterator[Token]:
    """The token's head, its head's head, and so on up to the root."""
    while token.head != token:
        token = token.head
        yield token
