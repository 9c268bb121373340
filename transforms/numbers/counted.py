"""What a bare number counts: the noun phrase that follows it, read off the tags, which are surer than the parse."""

import re
from bisect import bisect_left
from typing import Final

from spacy.tokens import Doc, Span, Token

NOUNS: Final = frozenset({"NN", "NNS", "NNP", "NNPS"})
BEFORE_NOUN: Final = frozenset({"JJ", "JJR", "JJS", "RBS", "RBR", "VBN", "VBG", "HYPH", "CD", "AFX", "POS", "``", "''"})
PLURAL: Final = frozenset({"NNS", "NNPS"})
HYPHENED: Final = re.compile(r"-(?=[^\W\d_])")
OF: Final = re.compile(
    r"\s+of\s+(?:(?:the|its|their|his|her|our|these|those|all|my|your)\s+)?(?:[\d.,]+\s+(?:(?:hundred|thousand|million|billion|trillion)\s+)?)?"
)
LONGEST: Final = 8


class Tokens:
    """A Doc with the way from characters to tokens."""

    def __init__(self, doc: Doc) -> None:
        self.doc, self.text = doc, doc.text
        self._starts = [token.idx for token in doc]

    def at(self, char: int) -> int:
        """Index of the first token that begins at the character or after it; len(doc) past the last."""
        return bisect_left(self._starts, char)

    def holding(self, char: int) -> Token:
        """The token that holds the character, or the one before it."""
        index = self.at(char)
        found = index < len(self._starts) and self._starts[index] == char
        return self.doc[index if found else max(0, index - 1)]


def counted(tokens: Tokens, number_end: int, *, stop: int) -> Span | None:
    """The noun phrase counted by a number that ends at `number_end`, before the character `stop`; None where none follows.

    "of" leads to it as well: "dozens of people", "12 of the 15 justices".
    """
    text = tokens.text
    hyphen = HYPHENED.match(text, number_end)
    if hyphen:
        return _hyphened(tokens, hyphen.end())
    of = OF.match(text, number_end)
    return _phrase(tokens.doc, tokens.at(of.end() if of else number_end), stop)


def _hyphened(tokens: Tokens, start: int) -> Span | None:
    """The noun after a hyphen ("12-nation"), where it is a token of its own."""
    index = tokens.at(start)
    if index < len(tokens.doc) and tokens.doc[index].idx == start and tokens.doc[index].tag_ in {"NN", "JJ"}:
        follows = tokens.doc[index + 1].text if index + 1 < len(tokens.doc) else ""
        return None if follows == "-" else tokens.doc[index : index + 1]
    return None


def _phrase(doc: Doc, first: int, stop: int) -> Span | None:
    """From `first` to the last noun of a run of adjectives and nouns."""
    last = None
    for token in doc[first : first + LONGEST]:
        if token.idx >= stop or not (token.tag_ in NOUNS or _leads_on(token, last)):
            break
        if token.tag_ in NOUNS:
            if last is not None and last.tag_ in PLURAL and token.tag_ in {"NNP", "NNPS"}:
                break
            last = token
        elif last is not None and last.tag_ in PLURAL and token.tag_ != "POS":
            break
    if last is None or _goes_on(last):
        return None
    return _attributive(doc[first : last.i + 1])


def _goes_on(last: Token) -> bool:
    """Whether a hyphen without a blank before it makes the noun the first half of a word: "8 million ton-miles"."""
    following = last.doc[last.i + 1] if last.i + 1 < len(last.doc) else None
    return following is not None and following.text.startswith("-") and not last.whitespace_ and following.text != "--"


def _attributive(phrase: Span) -> Span:
    """What is counted where one noun describes another: "a 12 page document" counts pages."""
    head = phrase[0]
    singular = head.tag_ == "NN" and phrase[-1].tag_ == "NN" and len(phrase) > 1
    return phrase[:1] if singular and head.doc[head.i - 1].lower_ not in {"one", "of"} else phrase


def _leads_on(token: Token, last: Token | None) -> bool:
    """Whether a word that is no noun may stand inside the phrase: an adjective, or "and" between two of them."""
    if token.tag_ in BEFORE_NOUN or (token.i > 0 and token.nbor(-1).tag_ == "HYPH" and token.is_alpha):
        return True
    if last is None and token.text in {",", "and", "or"} and token.i + 1 < len(token.doc) and token.i > 0:
        return token.doc[token.i - 1].tag_.startswith("JJ") and token.doc[token.i + 1].tag_.startswith("JJ")
    return False
