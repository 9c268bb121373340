"""What a claim measures, and which way it moved: from the words beside it where they tell, from the parse where it is clear."""

import re
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span, Token

from transforms.numbers.claims import Claim
from transforms.numbers.counted import NOUNS, Tokens
from transforms.numbers.quantities import Quantity
from transforms.numbers.words import NumberWords
from transforms.syntax import ancestors, is_negated, noun_phrase, subject_of

OF_OR_IN: Final = re.compile(r"\s+(of|in)\s+")
LONGEST: Final = 6
CHANGE_REACH: Final = 12
DETERMINERS: Final = frozenset({"DT", "PRP$", "PDT", "JJ", "JJR", "JJS", "CD", "VBN", "VBG", "HYPH"})

NO_THINGS: Final = frozenset({"PRP", "WDT", "WP", "DT", "EX", "MD", "IN", "TO", "RB", "VB", "VBD", "VBP", "VBZ", "VBN"})
"""Tags of subjects that name nothing: pronouns, and words that the parse took for a subject by mistake."""


class Sense(NamedTuple):
    """What the sentence does with a quantity."""

    measured: Span | None
    change: str
    is_negated: bool
    verb: Token | None


def sense(claim: Claim, tokens: Tokens, words: NumberWords) -> Sense:
    """Measured phrase, change and negation of a claim."""
    quantity = claim.quantity
    root = _root(quantity, tokens)
    verb = next((word for word in (root, *ancestors(root)) if word.tag_.startswith("VB")), None)
    change = _change(quantity, tokens, words)
    denied = verb is not None and verb.i < root.i and is_negated(verb) and quantity.modifier not in {"at_most", "at_least"}
    return Sense(_measured(claim, root, verb, change, tokens, words), change, denied, verb)


def _root(quantity: Quantity, tokens: Tokens) -> Token:
    """The highest token of the number with its unit and noun."""
    first = tokens.holding(quantity.first)
    last = tokens.holding(max(quantity.end - 1, quantity.first))
    return tokens.doc[first.i : max(last.i, first.i) + 1].root


def _measured(claim: Claim, root: Token, verb: Token | None, change: str, tokens: Tokens, words: NumberWords) -> Span | None:
    """The thing counted or measured: the counted noun itself, the noun beside the unit, or the subject of a verb of level or change."""
    if claim.noun is not None and claim.quantity.kind in {"count", "rate"}:
        return claim.noun
    if claim.person is not None:
        return tokens.doc.char_span(claim.person.char_start, claim.person.char_end)
    if claim.quantity.kind in {"rank", "score"}:
        return _beside(tokens, claim.quantity.end, claim.stop) if claim.quantity.kind == "rank" else None
    return (
        _of(claim.quantity, tokens, claim.stop)
        or _beside(tokens, claim.quantity.end, claim.stop)
        or _before_of(claim.quantity, tokens)
        or _subject(root, verb, change, words)
    )


def _of(quantity: Quantity, tokens: Tokens, stop: int) -> Span | None:
    """The noun after "of" or "in": "12% of voters", "$1 billion in gains".

    After "in" only a common noun will do, since places and times follow it too.
    """
    match = OF_OR_IN.match(tokens.text, quantity.end)
    if match is None or (match[1] == "in" and quantity.kind not in {"money", "count"}):
        return None
    index = tokens.at(match.end())
    found = _run(tokens.doc, index, stop, DETERMINERS)
    if found is None or (match[1] == "in" and (found[0].tag_ not in {"NN", "NNS", "JJ"} or found[-1].tag_ not in {"NN", "NNS"})):
        return None
    return found


def _beside(tokens: Tokens, end: int, stop: int) -> Span | None:
    """The noun of "a 25% duty", "an 18-month sentence": the one that the quantity stands before, in the same phrase."""
    if tokens.text[end : end + 1] not in {" ", "-"}:
        return None
    index = tokens.at(end)
    if index < len(tokens.doc) and tokens.doc[index].text == "-":
        index += 1
    found = _run(tokens.doc, index, stop, frozenset({"JJ", "JJR", "JJS", "VBG", "HYPH"}))
    if found is None or found[0].tag_ in {"NNP", "NNPS"}:
        return None
    return found


def _run(doc: Doc, first: int, stop: int, before: frozenset[str]) -> Span | None:
    """A noun phrase from token `first` to before character `stop`: words with tags of `before`, then nouns; without its determiner."""
    last = start = None
    for token in doc[first : first + LONGEST]:
        if token.idx >= stop:
            break
        if token.tag_ in NOUNS:
            last = token.i
        elif token.tag_ == "POS" and last is not None:
            pass
        elif last is not None or token.tag_ not in before:
            break
        if start is None and token.tag_ not in {"DT", "PRP$", "PDT"}:
            start = token.i
    return doc[start : last + 1] if last is not None and start is not None else None


def _before_of(quantity: Quantity, tokens: Tokens) -> Span | None:
    """The noun before "of": "a population of 100,000", "sales of $5 million"."""
    index = tokens.at(quantity.start)
    if index < 2 or tokens.doc[index - 1].lower_ not in {"of", "exceeding"} or tokens.doc[index - 2].tag_ not in {"NN", "NNS"}:
        return None
    return noun_phrase(tokens.doc[index - 2])


def _subject(root: Token, verb: Token | None, change: str, words: NumberWords) -> Span | None:
    """The subject of "is 5%", "cost $5", "rose 5%", for the quantity that hangs on that verb."""
    copula = next((child for child in root.children if child.dep_ == "cop"), None)
    if copula is not None:
        head = subject_of(root)
    elif verb is not None and _governs(verb, root) and (change != "none" or verb.lemma_.lower() in words.sets["level_verb"]):
        head = subject_of(verb)
    else:
        return None
    if head is None or head.i > root.i or head.tag_ in NO_THINGS:
        return None
    return _without_determiner(noun_phrase(head))


def _governs(verb: Token, root: Token) -> bool:
    return root.head == verb or root.head.head == verb


def _without_determiner(span: Span) -> Span:
    first = span[0]
    return span[1:] if len(span) > 1 and first.tag_ in {"DT", "PRP$", "PDT"} else span


def _change(quantity: Quantity, tokens: Tokens, words: NumberWords) -> str:
    """up or down after a verb or adverb of change ("rose 5%", "fell by 3", "down 2"), "to" for the level it led to."""
    index = tokens.at(quantity.start)
    before = tokens.doc[index - 1] if index else None
    if before is None or before.is_space or quantity.kind == "duration":
        return _signed(quantity, tokens)
    if before.lower_ in {"to", "at"}:
        return "to" if before.lower_ == "to" and _mover(tokens.doc, index - 1, CHANGE_REACH, words) else "none"
    if before.lower_ == "from":
        return "none"
    if before.lower_ == "by":
        mover = _mover(tokens.doc, index - 1, CHANGE_REACH, words)
        return mover[0] if mover else "none"
    mover = _mover(tokens.doc, index, 2, words)
    if mover is None or (mover[1] and not _can_move(quantity)):
        return _signed(quantity, tokens)
    return mover[0]


def _can_move(quantity: Quantity) -> bool:
    """Whether "lost" or "added" before it tells of a change: of shares and prices, not of the money or people lost."""
    return quantity.kind == "percent" or quantity.unit in {"point", "cent", "penny", "sen"}


def _signed(quantity: Quantity, tokens: Tokens) -> str:
    """The change that a sign tells: "+0.3%" moved up."""
    return "up" if quantity.kind == "percent" and tokens.text[: quantity.first].endswith("+") else "none"


def _mover(doc: Doc, index: int, reach: int, words: NumberWords) -> tuple[str, bool] | None:
    """The direction of the nearest word of change before `index`, and whether it is one that also takes plain objects ("lost $5")."""
    for token in reversed(doc[max(0, index - reach) : index]):
        if token.is_sent_start and token.i != index - 1 and token.tag_ in {".", ":"}:
            return None
        word = token.lower_ if token.lower_ in words.changes else token.lemma_.lower()
        if word in words.changes and (token.tag_.startswith("VB") or word in {"up", "down"} or word.endswith("ed")):
            return words.changes[word], word in words.sets["transitive"]
        if reach <= 2 and token.tag_ not in {"RB", "RP"}:
            return None
    return None
