"""What a claim measures: from the words beside it where they tell, from the parse where it is clear.

`measured_text` is what was measured or counted, as printed: for a count the things counted ("empty houses in the valley"), for an amount the
noun it is said of ("duty" of "a 25% duty", "Rents" of "Rents rose 5%", "house" of "paid $5 for the house"), with what names it more closely.
"""

import re
from typing import Final, NamedTuple

from spacy.tokens import Span, Token

from transforms.numbers.changes import change_of
from transforms.numbers.claims import Claim
from transforms.numbers.counted import NOUNS, Tokens
from transforms.numbers.governed import GENERIC, NAMES, moved, payment, spent, told, topic
from transforms.numbers.phrases import Asked, is_thing, is_time, named, phrase
from transforms.numbers.words import NumberWords
from transforms.syntax import ancestors, is_negated, is_subject, subject_of

OF_OR_IN: Final = re.compile(r"\s+(?:worth\s+)?(of|in)\s+")
COMPARED: Final = re.compile(r"\s+(?:as|more|less|fewer|the|its|their|what|\w+er)\b")
OF_THEM: Final = re.compile(r"\s+of\s+(?:it|them|that|this|these|which|whom|us|you)\b")
LONGEST: Final = 6
BEFORE_NOUN: Final = frozenset({"DT", "PRP$", "PDT", "JJ", "JJR", "JJS", "CD", "VBN", "VBG", "HYPH", "RB"})
BESIDE: Final = frozenset({"JJ", "JJR", "JJS", "VBG", "HYPH"})
LIMITS: Final = frozenset({"over", "above", "below", "under", "exceeding", "topping"})
MOVING: Final = frozenset({"up", "down", "off"})
OPENING: Final = frozenset({"(", ":", "+", ",", "-", "–"})
"""Marks between a noun and its number in headlines and tables."""
LENGTHS: Final = frozenset({"km", "mi", "m", "ft", "yd", "nautical mile", "block", "light-year"})
DIRECTIONS: Final = frozenset(
    [
        "north",
        "south",
        "east",
        "west",
        "northeast",
        "northwest",
        "southeast",
        "southwest",
        "away",
        "from",
        "off",
        "outside",
        "inland",
        "offshore",
        "upstream",
        "downstream",
        "apart",
    ]
)
REACH: Final = 4
COUNTERS: Final = frozenset({"unit", "units", "copies", "pieces", "items"})
"""Nouns that count anything: "sales of 5,000 units" counts sales."""


class Sense(NamedTuple):
    """What the sentence does with a quantity."""

    measured: Span | None
    change: str
    is_negated: bool
    verb: Token | None


def sense(claim: Claim, tokens: Tokens, words: NumberWords) -> Sense:
    """Measured phrase, change and negation of a claim."""
    quantity = claim.quantity
    first = tokens.holding(quantity.first).i
    last = max(tokens.holding(max(quantity.end - 1, quantity.first)).i, first)
    root = tokens.doc[first : last + 1].root
    verb = next((word for word in (root, *ancestors(root)) if word.tag_.startswith("VB")), None)
    denied = verb is not None and verb.i < root.i and is_negated(verb) and quantity.modifier not in {"at_most", "at_least"}
    asked = Asked(tokens.doc, first, last, claim.stop, quantity.kind, words)
    return Sense(_measured(claim, root, asked, tokens), change_of(quantity, tokens, words), denied, verb)


def _measured(claim: Claim, root: Token, asked: Asked, tokens: Tokens) -> Span | None:
    """The thing counted or measured: what moved, the counted noun itself, the noun beside the unit, or what the parse says."""
    if claim.person is not None:
        return tokens.doc.char_span(claim.person.char_start, claim.person.char_end)
    end = claim.quantity.end
    if asked.kind in {"rank", "score"}:
        return _beside(end, asked, tokens, root)
    mover = moved(root, asked) if asked.kind != "duration" else None
    if mover is not None:
        return phrase(mover, asked)
    if (claim.quantity.unit in LENGTHS and _is_distance(asked)) or OF_THEM.match(tokens.text, end):
        return None
    if claim.noun is not None and asked.kind in {"count", "rate"}:
        return _counted(claim.noun, root, asked)
    opening = min(tokens.at(claim.quantity.start), asked.first)
    return (
        _of(end, asked, tokens)
        or _beside(end, asked, tokens, root)
        or _listed(asked)
        or _apposed(opening, asked)
        or _governed(root, asked)
        or _before(opening, asked)
    )


def _is_distance(asked: Asked) -> bool:
    """Whether the quantity tells where something is: "40 miles south of the capital"."""
    following = asked.doc[asked.last + 1].lower_ if asked.last + 1 < len(asked.doc) else ""
    return following.removesuffix("ern") in DIRECTIONS or following.rpartition("-")[2] in DIRECTIONS


def _counted(noun: Span, root: Token, asked: Asked) -> Span | None:
    """The counted noun with what names it more closely; what is counted in units, and what was done so many times."""
    head = noun[-1]
    if head.lower_ in COUNTERS:
        whole = root.head if root.dep_ == "nmod" else subject_of(root)
        if whole is not None and whole.i < asked.first and is_thing(whole, asked):
            return phrase(whole, asked)
    if head.lower_ == "times" and len(noun) == 1:
        compares = COMPARED.match(asked.doc.text, head.idx + len(head))
        return _governed(root, asked) if compares else _done(root, asked)
    return named(noun, head, asked._replace(first=noun.start, last=noun.start)) or noun


def _done(root: Token, asked: Asked) -> Span | None:
    """The verb of what was done so many times, with its object right after it: "visited Kenya"."""
    verb = next((word for word in ancestors(root) if word.tag_.startswith("VB")), None)
    if verb is None or not verb.i < asked.first:
        return None
    right = next((child.right_edge.i for child in verb.rights if child.dep_ == "obj" and child.left_edge.i == verb.i + 1), verb.i)
    return asked.doc[verb.i : right + 1] if right < asked.first else asked.doc[verb.i : verb.i + 1]


def _governed(root: Token, asked: Asked) -> Span | None:
    """What the parse says the quantity is said of; for money that is an object of nothing else, the verb ("paid")."""
    verb = told(root, asked) if asked.kind in {"money", "percent"} else None
    found = spent(root, asked) or topic(root, asked) if verb is None else None
    if found is not None:
        return phrase(found, asked)
    verb = verb or payment(root, asked)
    return asked.doc[verb.i : verb.i + 1] if verb is not None else None


def _of(end: int, asked: Asked, tokens: Tokens) -> Span | None:
    """The noun after "of" or "in": "12% of voters", "$1 billion in gains".

    After "in" only a common noun will do, since places and times follow it too.
    """
    match = OF_OR_IN.match(tokens.text, end)
    if match is None or (match[1] == "in" and asked.kind not in {"money", "count"}):
        return None
    found = _run(asked, tokens.at(match.end()), BEFORE_NOUN)
    if found is None or found.root.lower_ in GENERIC:
        return None
    if match[1] == "in" and (found[0].tag_ not in {"NN", "NNS", "JJ", "RB", "VBN"} or found.root.tag_ not in {"NN", "NNS"}):
        return None
    return found


def _beside(end: int, asked: Asked, tokens: Tokens, root: Token) -> Span | None:
    """The noun of "a 25% duty", "an 18-month sentence": the one that the quantity stands before, in the same phrase."""
    if tokens.text[end : end + 1] not in {" ", "-"} or (asked.first > 0 and asked.doc[asked.first - 1].text == "+"):
        return None
    index = tokens.at(end)
    if index < len(tokens.doc) and tokens.doc[index].text == "-":
        index += 1
    found = _run(asked, index, BESIDE)
    if found is None or ({found[0].tag_, found[-1].tag_} <= {"NNP", "NNPS"} and not tokens.text.endswith("old", 0, end)):
        return None
    head = found.root  # "$5 a year people would save": a clause of its own begins
    return None if is_subject(head) and head.head.dep_.startswith("acl") else found


def _run(asked: Asked, first: int, before: frozenset[str]) -> Span | None:
    """A noun phrase from token `first` to before the stop: words with tags of `before`, then nouns; without determiner and number."""
    last = start = None
    doc = asked.doc
    for token in doc[first : first + LONGEST]:
        if token.idx >= asked.stop:
            break
        if token.tag_ in NOUNS:
            last = token.i
        elif last is not None and (token.tag_ in {"POS", "HYPH"} or token.nbor(-1).tag_ == "HYPH"):
            pass
        elif last is not None or token.tag_ not in before:
            break
        if start is None and token.tag_ not in {"DT", "PRP$", "PDT", "CD"}:
            start = token.i
    if last is None or start is None or is_time(doc[last], asked.words) or asked.words.currency(doc[last].text, None):
        return None
    return named(doc[start : last + 1], doc[last], asked)


def _before(opening: int, asked: Asked) -> Span | None:
    """The noun right before the quantity, or before the colon, bracket or "down" it follows: headlines and tables have no verbs."""
    doc, index = asked.doc, opening - 1
    while index >= 0 and opening - index <= REACH and _leads(doc[index], asked):
        index -= 1
    if doc[index + 1].text == "," and index + 2 == opening:
        return None
    if index < 0 or asked.kind == "duration" or not is_thing(doc[index], asked) or doc[index].idx >= asked.stop:
        return None
    return phrase(doc[index], asked)


def _leads(token: Token, asked: Asked) -> bool:
    """Whether the word may stand between a noun and its number where there is no sentence around them."""
    return token.text in OPENING or token.lower_ in asked.words.changes or token.lemma_.lower() in asked.words.changes


def _apposed(opening: int, asked: Asked) -> Span | None:
    """The noun of "its funding, $4 a year, ends" and "Unity, up 4%", of "incomes over $4": an amount that follows its noun."""
    first, last, doc = opening, asked.last, asked.doc
    if (
        0 < first < asked.first
        and doc[first].lower_ in LIMITS
        and doc[first - 1].tag_ in {"NN", "NNS"}
        and is_thing(doc[first - 1], asked)
    ):
        return phrase(doc[first - 1], asked)
    if first > 2 and doc[first - 1].lower_ in MOVING and doc[first - 2].text == "," and doc[first - 3].dep_ != "nmod":
        return phrase(doc[first - 3], asked) if is_thing(doc[first - 3], asked) else None
    if first < 2 or last + 1 >= len(doc) or asked.kind == "duration" or doc[first - 1].text != "," or doc[last + 1].text != ",":
        return None
    return phrase(doc[first - 2], asked) if doc[first - 2].tag_ in {"NN", "NNS"} and is_thing(doc[first - 2], asked) else None


def _listed(asked: Asked) -> Span | None:
    """The name of "Unity at 8 percent, Harbour at 7 percent": in lists of names the parse is the least sure."""
    at = asked.first - 1
    if asked.kind != "percent" or at < 1 or asked.doc[at].lower_ not in {"at", "with"}:
        return None
    name = asked.doc[at - 1]
    return phrase(name, asked) if name.ent_type_ in NAMES else None
