"""Doc -> cues: the words that introduce a quote, each with the tokens that name its speaker."""

from collections.abc import Iterator
from typing import Final, NamedTuple

import numpy as np
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from transforms.quotes.words import QuoteWords
from transforms.syntax import OBJECTS, ancestors, is_subject

ACCORDING: Final = get_string_id("according")
ACCORDING_TO: Final = "according to"
NOUNS: Final = frozenset({"NOUN", "PROPN", "PRON"})
MODALS: Final = frozenset({"would", "could", "might", "should", "may", "can", "must", "'d", "’d"})
NEGATIONS: Final = frozenset({"not", "n't", "n’t", "never"})
CONDITIONS: Final = frozenset({"if", "unless", "whether"})
UNSAID: Final = frozenset({"refused", "refuses", "refuse", "declined", "declines", "decline", "failed", "fails", "forgot"})
"""What was refused is not said, in marks or not."""
DENIED: Final = frozenset({"denied", "denies", "denying", "avoided", "avoids", "stopped"})
NOBODY: Final = frozenset({"no", "neither", "nobody", "none"})
QUOTED: Final = frozenset({"quoted", "quotes", "quoting", "cited", "cites", "citing", "heard", "recorded"})
NO_SPEAKERS: Final = frozenset({"this", "that", "these", "those", "which", "what", "there", "who"})
FINITE: Final = frozenset({"VBD", "VBZ", "VBP", "MD"})
RELATIVE: Final = frozenset({"who", "which", "that"})


class Cue(NamedTuple):
    """A reporting verb, or "according to".

    `token` is its head, `start` and `end` are its span in characters, `speaker` the head noun of who speaks, where the parse tells.
    `is_real` is False for what was not said: denied, only possible, asked for. `is_verb` is False for a form that the tagger took
    for something else ("the ad states"): such a cue counts only right beside a quote.
    """

    token: Token
    start: int
    end: int
    lemma: str
    takes: frozenset[str]
    speaker: Token | None
    is_real: bool
    is_verb: bool = True


def cue_tokens(doc: Doc, words: QuoteWords) -> list[Token]:
    """The tokens that may be cues, by their form alone, in text order."""
    ids = doc.to_array(["LOWER"])
    wanted = np.fromiter((*words.form_ids, ACCORDING), dtype=np.uint64)
    return [doc[int(i)] for i in np.flatnonzero(np.isin(ids, wanted))]


def cues(tokens: list[Token], words: QuoteWords) -> Iterator[Cue]:
    """The cues among the candidate tokens."""
    for token in tokens:
        cue = _according(token) if token.lower == ACCORDING else _verb(token, words)
        if cue:
            yield cue


def _according(token: Token) -> Cue | None:
    doc = token.doc
    if token.i + 2 >= len(doc) or doc[token.i + 1].lower_ != "to":
        return None
    to = doc[token.i + 1]
    return Cue(token, token.idx, to.idx + 2, ACCORDING_TO, frozenset({"clause", "quote"}), _object_after(to), is_real=True)


def _object_after(preposition: Token) -> Token | None:
    """The noun that a preposition governs: its head in Universal Dependencies, else the first noun after it."""
    for token in (preposition.head, preposition.head.head):
        if token.i > preposition.i and token.pos_ in {"NOUN", "PROPN", "PRON", "NUM", "ADJ"}:
            return token
    window = preposition.doc[preposition.i + 1 : preposition.i + 7]
    return next((t for t in window if t.pos_ in {"NOUN", "PROPN", "PRON"} and t.dep_ not in {"compound", "nmod:poss"}), None)


def _verb(token: Token, words: QuoteWords) -> Cue | None:
    following = token.nbor() if token.i + 1 < len(token.doc) else None
    verb = next((v for v in words.verbs[token.lower_] if not v.particle or (following and v.particle == following.lower_)), None)
    if verb is None:
        return None
    last = following if verb.particle and following else token
    cue = Cue(token, token.idx, last.idx + len(last), verb.lemma, verb.takes, None, is_real=True)
    children = list(token.children)
    if not token.tag_.startswith("VB") or _lacks_auxiliary(children) or (token.text[0].isupper() and token.lower_ in words.nouns):
        return None if "document" in verb.takes else cue._replace(is_verb=False)
    if _is_passive(token, children) or _is_unsaid(token):
        return None
    speaker = _quoted(token) or _subject(token, children)
    if "document" in verb.takes and (speaker is None or words.nouns.get(speaker.lower_) != "document"):
        return None
    return cue._replace(speaker=speaker, is_real=_is_real(token, children) and not _is_nobody(speaker))


def _is_unsaid(token: Token) -> bool:
    """Whether the verb is what somebody refused or denied to do: "declined to say", "denied saying"."""
    if token.tag_ not in {"VB", "VBG"} or token.dep_ not in {"xcomp", "ccomp", "advcl", "obj"}:
        return False
    return token.head.lower_ in (UNSAID if token.tag_ == "VB" else DENIED)


def _is_nobody(speaker: Token | None) -> bool:
    """Whether the subject says that nobody spoke: "neither side", "no one"."""
    return speaker is not None and (
        speaker.lower_ in NOBODY or any(c.lower_ in NOBODY for c in speaker.children if c.i < speaker.i)
    )


def _quoted(verb: Token) -> Token | None:
    """Who is passed on: "quoted [the mayor] as saying", "[the mayor] was quoted as saying"."""
    if verb.tag_ != "VBG" or verb.i < 2 or verb.nbor(-1).lower_ != "as" or verb.head.lower_ not in QUOTED:
        return None
    children = list(verb.head.children)
    passive = next((c for c in children if c.dep_ in {"nsubj:pass", "nsubjpass"}), None)
    return passive or next((c for c in children if c.dep_ in OBJECTS and c.i < verb.i), None)


def _is_passive(token: Token, children: list[Token]) -> bool:
    """Whether the verb tells what was said to or about its subject: "was told", "asked about it, she …"."""
    if any(c.dep_ in {"aux:pass", "nsubj:pass", "auxpass", "nsubjpass"} for c in children):
        return True
    if token.tag_ not in {"VBN", "VBD"} or any(c.dep_ in {"aux", "nsubj"} for c in children):
        return False
    if token.tag_ == "VBN":
        return token.dep_ not in {"conj", "ROOT"}
    return token.dep_ in {"advcl", "acl"} and (token.text[0].isupper() or (token.i > 0 and token.nbor(-1).lower_ == "when"))


def _lacks_auxiliary(children: list[Token]) -> bool:
    """Whether the parse sees a passive without "was" or "been": a headline's, or its mistake about "…,” Ware added."."""
    relations = {c.dep_ for c in children}
    return bool(relations & {"nsubj:pass", "nsubjpass"}) and not relations & {"aux:pass", "auxpass"}


def _is_real(token: Token, children: list[Token]) -> bool:
    around = {c.lower_ for c in children if c.i < token.i and c.dep_ in {"aux", "neg", "advmod", "mark"}}
    return not around & (MODALS | NEGATIONS | CONDITIONS) and not (token.tag_ == "VB" and "to" in around)


def _subject(verb: Token, children: list[Token]) -> Token | None:
    """Who speaks: the verb's subject, or for a verb without one that of the verb it belongs to ("…, adding that")."""
    for _ in range(4):
        found = next((c for c in children if is_subject(c)), None)
        if found is not None:
            return _speaker(verb, found)
        if verb.dep_ not in {"conj", "advcl", "xcomp", "parataxis", "acl", "dep", "ccomp"} or verb.head == verb:
            return None
        told = _controller(verb)
        if told is not None:
            return told
        if verb.head.pos_ in NOUNS:
            if not _is_loose(verb):
                return verb.head
            verb = next((t for t in ancestors(verb) if t.pos_ not in NOUNS), verb.head)
        else:
            verb = verb.head
        children = list(verb.children)
    return None


def _controller(verb: Token) -> Token | None:
    """Who is made to speak: "prompted [the mayor] to say"."""
    if verb.dep_ != "xcomp" or verb.tag_ != "VB":
        return None
    return next((c for c in verb.head.children if c.dep_ in OBJECTS and verb.head.i < c.i < verb.i), None)


def _is_loose(verb: Token) -> bool:
    """Whether a comma sets the participle off from the noun it was parsed to: "opposed the plan, telling CNN …"."""
    return verb.tag_ == "VBG" and verb.i > 0 and verb.nbor(-1).text in {",", "and"}


def _speaker(verb: Token, subject: Token) -> Token | None:
    """The subject, a relative pronoun too; None where it stands for nobody."""
    if verb.dep_ in {"acl:relcl", "relcl"} and subject.lower_ in RELATIVE:
        return subject
    return None if subject.lower_ in NO_SPEAKERS or subject.dep_.startswith("csubj") else subject
