"""Whether a date without a year, or a bare week day, lies ahead: what the verb around it says."""

from spacy.tokens import Token

from transforms.dates.words import DateWords
from transforms.syntax import ancestors, is_subject


def is_ahead(token: Token, words: DateWords) -> bool | None:
    """True where the governing verb speaks of the future, False where of the past, None where it does not tell.

    "will meet Monday", "plans to meet Monday" and "meets Monday" lie ahead; "met Monday" lies back. "would" counts as future: reported speech
    moves "will" into the past tense. So do orders: "Meet me Monday".
    """
    verb = next((word for word in ancestors(token) if word.pos_ in {"VERB", "AUX"} or word.tag_.startswith("VB")), None)
    if verb is None:
        return None
    helpers = {child.lower_ for child in verb.children if child.pos_ == "AUX" or child.tag_ == "MD"} | {verb.lower_}
    if helpers & words.future_auxiliaries:
        return True
    if verb.tag_ == "VB" and any(child.lower_ == "to" for child in verb.children):
        return _wants(verb, words)
    if verb.tag_ == "VBD" or helpers & {"was", "were", "had", "has", "have", "did"}:
        return False
    has_subject = any(is_subject(child) for child in verb.children)
    if verb.tag_ in {"VBZ", "VBP"}:
        return has_subject or None
    return True if verb.tag_ == "VB" and not has_subject else None


def _wants(verb: Token, words: DateWords) -> bool | None:
    """Whether an infinitive hangs on a word that looks ahead ("plans to", "is due to", "is to")."""
    above = verb.head
    if above.lemma_.lower() in words.future_verbs or above.lower_ in words.future_verbs:
        return True
    return True if any(child.lower_ in {"is", "are"} for child in verb.children) else None
