"""Whether a date without a year, or a bare week day, lies ahead: what the verb around it says."""

from typing import Final

from spacy.tokens import Token

from transforms.dates.words import DateWords
from transforms.syntax import ancestors, is_subject

POSSESSIVE: Final = frozenset({"nmod:poss", "poss"})
""" "Monday's poll has her ahead": the verb says nothing of Monday."""


def is_ahead(token: Token, words: DateWords) -> bool | None:
    """True where the governing verb speaks of the future, False where of the past, None where it does not tell.

    "will meet Monday", "plans to meet Monday" and "meets Monday" lie ahead; "met Monday" lies back. "would" counts as future: reported speech
    moves "will" into the past tense. So do orders: "Meet me Monday".
    """
    holder = next(
        (word for word in (token, *ancestors(token)) if (_is_verb(word) and word != token) or _tells(word, token)), None
    )
    if holder is None:
        return None
    verb = holder if _is_verb(holder) else _copula(holder) or holder
    helpers = {child.lower_ for child in holder.children if child.pos_ == "AUX" or child.tag_ == "MD"} - {verb.lower_}
    if (helpers | {verb.lower_}) & words.future_auxiliaries:
        return True
    if verb.tag_ == "VB" and any(child.lower_ == "to" for child in holder.children):
        return _wants(holder, words)
    if verb.tag_ == "VBD" or helpers & {"was", "were", "had", "has", "have", "did"}:
        return False
    return _of_present(token, holder, verb)


def _is_verb(word: Token) -> bool:
    return word.pos_ in {"VERB", "AUX"} or word.tag_.startswith("VB")


def _tells(word: Token, date: Token) -> bool:
    """Whether a predicate that is no verb tells the time of the date in it: "are higher than in March" does not."""
    copula = _copula(word)
    return copula is not None and (copula.tag_ not in {"VBZ", "VBP"} or word == date)


def _copula(word: Token) -> Token | None:
    """The "is" of a predicate that is no verb: "the vote is Monday"."""
    return next((child for child in word.children if child.dep_ == "cop"), None)


def _of_present(token: Token, holder: Token, verb: Token) -> bool | None:
    """A verb in the present looks ahead where it has a subject, an order where it has none; "is" where the date is what it tells."""
    has_subject = any(is_subject(child) for child in holder.children)
    if verb.tag_ in {"VBZ", "VBP"} and not (token.dep_ in POSSESSIVE and is_subject(token.head)):
        return has_subject or None
    return True if verb.tag_ == "VB" and not has_subject else None


def _wants(verb: Token, words: DateWords) -> bool | None:
    """Whether an infinitive hangs on a word that looks ahead ("plans to", "is due to", "is to")."""
    above = verb.head
    if above.lower_ == "had":
        return False
    if above.lemma_.lower() in words.future_verbs or above.lower_ in words.future_verbs:
        return True
    return True if any(child.lower_ in {"is", "are"} for child in verb.children) else None
