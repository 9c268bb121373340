"""Sentence starts that the page settles, so that the parser need not guess them."""

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from transforms.components.datelines import dateline_of

CLOSING: Final = frozenset({"”", "’’", "''", '"', "’"})
PAUSES: Final = frozenset({",", "—", "–", ";", ":"})
ENDS: Final = frozenset({"!", "?"})


@Language.component("paragraph_starts", assigns=["token.is_sent_start"])
def paragraph_starts(doc: Doc) -> Doc:
    """Mark that a sentence starts after each line end and dateline, and none with white space, or at or after a mark that closes on a pause.

    The parser keeps to both marks. Without the second it likes to end a sentence within `"…," she said`.
    """
    dateline = dateline_of(doc)
    for token in doc[1:]:
        before = doc[token.i - 1]
        if token.is_space:
            token.is_sent_start = False
        elif (before.is_space and "\n" in before.text) or (dateline and token.i == dateline.body):
            token.is_sent_start = True
        elif _closes(token) or (before.i and _closes(before) and _goes_on(doc[before.i - 1], token)):
            token.is_sent_start = False
    return doc


def _closes(token: Token) -> bool:
    """Whether the token is a quotation mark stuck to the end of what stands before it."""
    return token.lower_ in CLOSING and token.i > 0 and not token.nbor(-1).whitespace_ and not token.nbor(-1).is_space


def _goes_on(last: Token, after: Token) -> bool:
    """Whether the sentence goes on behind a closing mark: `…," she`, `…?" asked`."""
    return last.text in PAUSES or (last.text in ENDS and after.text[:1].islower())
