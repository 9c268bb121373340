"""The title or role beside a person's name."""

from typing import Final

from spacy.tokens import Span, Token

from transforms.entities.words import NameWords

INNER: Final = frozenset({"compound", "amod", "nmod", "nmod:poss", "nmod:desc", "nn", "flat"})
LONGEST: Final = 8
"""Tokens of an apposition that is still a role and not a story."""


def role_of(name: Span, words: NameWords) -> Span | None:
    """The title before a person's name ("Defense Secretary"), else the apposition behind it ("a doctor")."""
    return _title_before(name, words) or _apposition(name)


def _title_before(name: Span, words: NameWords) -> Span | None:
    doc, start = name.doc, name.start
    while start > 0 and not doc[start].is_sent_start and _is_title(doc[start - 1], words) and not doc[start - 1].ent_type_:
        start -= 1
    if start == name.start:
        return None
    while start > 0 and not doc[start].is_sent_start and _modifies(doc[start - 1], start, name.end, words):
        start -= 1
    return doc[start : name.start]


def _is_title(token: Token, words: NameWords) -> bool:
    return token.lower_ in words.titles


def _modifies(token: Token, start: int, end: int, words: NameWords) -> bool:
    """Whether the token belongs to the title: "police" in "police chief", but not "On Tuesday" before "Mayor"."""
    belongs = token.dep_ in INNER and start <= token.head.i < end
    return belongs and token.is_alpha and not token.ent_type_ and token.lower_ not in words.days


def _apposition(name: Span) -> Span | None:
    """A common noun that the parse takes for an apposition, between commas and right behind the name."""
    head, doc = name.root, name.doc
    for child in head.rights:
        if child.dep_ != "appos" or child.pos_ != "NOUN" or child.left_edge.i != name.end + 1 or doc[name.end].text != ",":
            continue
        phrase = doc[child.left_edge.i : child.i + 1]
        closes = phrase.end < len(doc) and doc[phrase.end].text in {",", ".", "of", "for", "at", "in", "from", "with", "who"}
        if closes and len(phrase) <= LONGEST and not any(t.is_digit or t.ent_type_ == "PERSON" for t in phrase):
            return phrase
    return None
