"""Sentence starts that the page settles, so that the parser need not guess them."""

from typing import Final

from spacy.language import Language
from spacy.tokens import Doc, Token

from transforms.components.datelines import dateline_of

CLOSING: Final = frozenset({"”", "’’", "''", '"', "’"})
PAUSES: Final = frozenset({",", "—", "–", ";", ":"})
ENDS: Final = frozenset({"!", "?"})
BEFORE_NAMES: Final = frozenset(
    {
        "mr.",
        "mrs.",
        "ms.",
        "dr.",
        "prof.",
        "gen.",
        "col.",
        "lt.",
        "sgt.",
        "capt.",
        "maj.",
        "adm.",
        "brig.",
        "sen.",
        "sens.",
        "rep.",
        "reps.",
    }
    | {"gov.", "rev.", "hon.", "supt.", "st."}
)
"""Abbreviations that a name follows, so that they end no sentence."""
BEFORE_NUMBERS: Final = frozenset(
    {
        "jan.",
        "feb.",
        "mar.",
        "apr.",
        "aug.",
        "sept.",
        "sep.",
        "oct.",
        "nov.",
        "dec.",
        "no.",
        "nos.",
        "p.",
        "pp.",
        "vol.",
        "art.",
        "fig.",
    }
)
"""Abbreviations that end no sentence where a number follows."""
HOURS: Final = frozenset({"a.m.", "p.m."})
DAYS: Final = frozenset({"monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"})


@Language.component("paragraph_starts", assigns=["token.is_sent_start"])
def paragraph_starts(doc: Doc) -> Doc:
    """Mark that a sentence starts after each line end and dateline, and none with white space, behind an abbreviation that goes on, or at or after a mark that closes on a pause.

    The parser keeps to both marks. Without the second it likes to end a sentence within `"…," she said`.
    """
    dateline = dateline_of(doc)
    for token in doc[1:]:
        before = doc[token.i - 1]
        if token.is_space:
            token.is_sent_start = False
        elif (before.is_space and "\n" in before.text) or (dateline and token.i == dateline.body):
            token.is_sent_start = True
        elif (
            _is_abbreviated(before, token)
            or _closes(token)
            or (before.i and _closes(before) and _goes_on(doc[before.i - 1], token))
        ):
            token.is_sent_start = False
    return doc


def _is_abbreviated(before: Token, token: Token) -> bool:
    """Whether the full stop before the token is that of an abbreviation which the token belongs to: "Gen. Ruiz", "Jan. 5", "5 p.m. Friday"."""
    if not before.text.endswith("."):
        return False
    word = before.lower_ if len(before) > 1 or not before.i else before.nbor(-1).lower_ + "."
    follows = token.is_title or token.is_upper
    return (
        (word in BEFORE_NAMES and follows)
        or (word in BEFORE_NUMBERS and token.is_digit)
        or (word in HOURS and (token.lower_ in DAYS or token.is_lower))
    )


def _closes(token: Token) -> bool:
    """Whether the token is a quotation mark stuck to the end of what stands before it."""
    return token.lower_ in CLOSING and token.i > 0 and not token.nbor(-1).whitespace_ and not token.nbor(-1).is_space


def _goes_on(last: Token, after: Token) -> bool:
    """Whether the sentence goes on behind a closing mark: `…," she`, `…?" asked`."""
    return last.text in PAUSES or (last.text in ENDS and after.text[:1].islower())
