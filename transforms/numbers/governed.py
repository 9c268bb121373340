"""A quantity -> the noun it is said of, read off the Universal Dependencies above it.

The relations are those of Universal Dependencies 2 (de Marneffe et al. 2021): a number modifies a noun (nummod, nmod, compound, appos), is a
predicate with a subject of its own, or depends on a verb, whose object or subject is what rose, cost or weighed that much.
"""

from typing import Final

from spacy.tokens import Token

from transforms.numbers.phrases import Asked, is_amount, is_thing
from transforms.syntax import is_subject

STEPS: Final = 7
NAMES: Final = frozenset({"PERSON", "ORG"})
ACTING: Final = NAMES | {"GPE", "NORP"}
GENERIC: Final = frozenset(
    {
        "total",
        "average",
        "sum",
        "maximum",
        "minimum",
        "amount",
        "equivalent",
        "record",
        "mean",
        "median",
        "figure",
        "value",
        "level",
    }
)
"""Nouns that say how a number was got, not what it measures: "a total of $5 million for flights" measures flights."""
WHO: Final = frozenset({"WDT", "WP"})
LASTING: Final = frozenset({"last", "take", "spend", "continue", "endure", "require", "be", "span"})
EVENTS: Final = frozenset({"for", "over"})
LEVEL_CASES: Final = frozenset({"by", "to", "from"})
BOUGHT: Final = frozenset({"for", "on"})
TAKEN: Final = frozenset({"from", "off", "to"})
REMOVING: Final = ("wip", "knock", "eras")
"""Stems of verbs that take money off something; the lemmas of their rarer forms are unsure."""
PAYING: Final = frozenset(
    form
    for verb in [
        "award",
        "borrow",
        "charge",
        "collect",
        "contribute",
        "donate",
        "earn",
        "fine",
        "give",
        "grant",
        "invest",
        "lend",
        "loan",
        "make",
        "net",
        "offer",
        "owe",
        "pay",
        "pledge",
        "pocket",
        "promise",
        "raise",
        "receive",
        "save",
        "spend",
        "steal",
        "waste",
        "win",
        "withdraw",
    ]
    for form in (verb, verb + "s", verb.removesuffix("e") + "ed", verb.removesuffix("e") + "ing")
)
"""Verbs that tell what money was: who paid and who raised it is its subject, not what was measured."""
LENGTHS: Final = frozenset({"of", "for", "over"})
ASKING: Final = frozenset({"ask", "call", "hope", "push", "wait", "bargain"})
SETTING: Final = frozenset({"put", "set", "estimate", "keep", "fix", "peg", "hold", "place"})
LEADING: Final = frozenset({"win", "lead", "beat", "trail", "defeat", "outpace", "edge", "carry"})
LIGHT: Final = frozenset({"place", "part"})
"""Objects that make one verb with theirs: "take place"."""
WITHOUT_SUBJECT: Final = frozenset({"conj", "xcomp", "advcl", "aux", "cop"})


def topic(root: Token, asked: Asked) -> Token | None:
    """The noun that a quantity with the highest token `root` is said of; None where the parse does not tell."""
    node, kept = root, None
    for _ in range(STEPS):
        own = _predicate(node, asked)
        if own is not None:
            return _object(own, node, asked) or subject(own, asked) or kept
        if node.head == node:
            return kept
        gapped = _gapped(node, asked)
        if gapped is not None:
            return gapped
        head = node.head
        if head.tag_.startswith("VB"):
            return _of_verb(node, head, asked) or kept
        if _tells_when(node, asked) or (is_subject(node) and _case(head) is not None):
            return kept
        if _case(node) == _case(head) == "of" and head.dep_ == "nmod":
            head = head.head  # "a margin of error of 3 points" is a margin
        if is_thing(head, asked):
            if not _is_generic(head):
                return head
            kept = kept or head
        node = head
    return kept


def _is_generic(head: Token) -> bool:
    """Whether a noun says only how a number was got: "an annual rate", not "the unemployment rate", "Apple's total"."""
    named = any(child.dep_ in {"compound", "nmod:poss"} for child in head.lefts)
    return head.lemma_.lower() in GENERIC and not named


def _gapped(node: Token, asked: Asked) -> Token | None:
    """The name of "Unity won 48 percent and Harbour 12 percent", where the second verb is left out."""
    if node.dep_ != "conj" or not is_amount(node.head, asked.words):
        return None
    return next((child for child in node.lefts if child.i < asked.first and child.ent_type_ in NAMES), None)


def _case(token: Token) -> str | None:
    """The preposition that a noun follows."""
    return next((child.lower_ for child in token.lefts if child.dep_ == "case"), None)


def _tells_when(node: Token, asked: Asked) -> bool:
    """Whether a duration on a noun is no length of it: "the merger five years earlier"; "a lull of five years" is one."""
    if asked.kind != "duration" or not node.dep_.startswith(("nmod", "obl")):
        return False
    return _case(node) not in LENGTHS


def moved(root: Token, asked: Asked) -> Token | None:
    """What rose or fell, where the quantity tells by how much or to what level: "Infections rose to 5,000 cases" measures infections."""
    verb = root.head
    if _case(root) not in LEVEL_CASES or verb.lemma_.lower() not in asked.words.changes or not verb.tag_.startswith("VB"):
        return None
    if _takes_pronoun(verb):
        return None
    return _object(verb, root, asked) or subject(verb, asked)


def _takes_pronoun(verb: Token) -> bool:
    """Whether the verb's object is a pronoun: of "raised it to $5" the sentence does not tell what "it" is."""
    return any(child.dep_ == "obj" and child.tag_ == "PRP" for child in verb.rights)


def told(root: Token, asked: Asked) -> Token | None:
    """The verb that tells what an amount is: "the $3 he raised", "the 5% who left"."""
    for child in root.rights if root.dep_ != "obl" else ():
        opens = child.left_edge
        if child.dep_.startswith("acl") and asked.last < child.i and opens.i == asked.last + 1 and not opens.is_punct:
            inner = next((word for word in child.rights if word.dep_ == "xcomp"), child)
            return inner if inner.tag_.startswith("VB") else None
    return None


def payment(root: Token, asked: Asked) -> Token | None:
    """The verb that money is the object of: "He paid $3" tells of nothing but what was paid."""
    verb, words = root.head, asked.words
    if asked.kind != "money" or root.dep_ != "obj" or not verb.tag_.startswith("VB"):
        return None
    lemma = verb.lemma_.lower()
    return verb if _pays(verb) or (lemma not in words.sets["level_verb"] and lemma not in words.changes) else None


def _pays(verb: Token) -> bool:
    return verb.lower_ in PAYING or verb.lemma_.lower() in PAYING


def spent(root: Token, asked: Asked) -> Token | None:
    """What an amount of money is for, where that hangs on the amount: "$4 for schools and $2 for hospitals"."""
    if asked.kind != "money":
        return None
    found = (child for child in root.rights if child.dep_ == "nmod" and child.i > asked.last and _case(child) in BOUGHT)
    return next((child for child in found if is_thing(child, asked)), None)


def _predicate(node: Token, asked: Asked) -> Token | None:
    """The quantity's own predicate, where it has a subject: itself ("was 19 cents"), or a "down" or "long" beside it."""
    if node.tag_.startswith("VB"):
        return node
    words = (child for child in node.children if child.lower_ in asked.words.changes or child.tag_ == "JJ")
    around = (node, *words)
    return next((word for word in around if any(is_subject(child) for child in word.lefts)), None)


def _of_verb(node: Token, verb: Token, asked: Asked) -> Token | None:
    """What a quantity that hangs on a verb is said of."""
    if asked.kind == "duration" and not _lasts(node, verb):
        return None
    if is_subject(node):
        return _bought(verb, node, asked)
    if node.dep_ in {"obj", "iobj"}:
        return _of_object(node, verb, asked)
    case = _case(node)
    if case == "of" or (case == "for" and verb.lemma_.lower() in ASKING):
        return None  # "spoke of 40", "asked for $5": the subject is who said so
    if asked.kind != "duration" and _takes_pronoun(verb):
        return None
    where = case == "at" and asked.kind == "measure" and verb.lemma_.lower() not in SETTING  # "followed the car at 40 miles"
    if where or (case == "by" and verb.lemma_.lower() in LEADING):
        return subject(verb, asked)
    return _object(verb, node, asked) or subject(verb, asked) or _bought(verb, node, asked)


def _of_object(node: Token, verb: Token, asked: Asked) -> Token | None:
    """What a quantity that is a verb's object is said of; of money that somebody paid the verb tells more than who did."""
    if asked.kind == "count" and verb.lemma_.lower() not in asked.words.changes:
        return _object(verb.head, node, asked) if verb.dep_ == "conj" else None  # "hurt 4 people and killed 2"
    found = _bought(verb, node, asked)
    if found is not None or asked.kind != "money":
        return found or subject(verb, asked)
    who = subject(verb, asked)
    return None if _pays(verb) or (who is not None and who.ent_type_ in ACTING) else who


def _lasts(node: Token, verb: Token) -> bool:
    """Whether a duration tells how long something was, and not only when: "lasted three weeks", "ran for two years"."""
    case = _case(node)
    if case and any(child.lower_ in {"the", "past", "last", "next", "this"} for child in node.lefts):
        return False
    return case in EVENTS if case else verb.lemma_.lower() in LASTING


def _bought(verb: Token, node: Token, asked: Asked) -> Token | None:
    """What money went for: "paid $5 for the house", "spent $5 on roads", "added $5 to the price"."""
    if asked.kind != "money":
        return None
    takes = verb.lemma_.lower() in asked.words.changes or verb.lower_.startswith(REMOVING)
    ways = BOUGHT | TAKEN if takes else BOUGHT
    for child in verb.rights:
        if child.i > node.i and child.dep_ == "obl" and _case(child) in ways:
            return child if is_thing(child, asked) and child.ent_type_ != "PERSON" else None
    return None


def _object(verb: Token, node: Token, asked: Asked) -> Token | None:
    """The verb's object, where the quantity tells by how much or for how much: "cut rates by 25 points", "sells it for $5"."""
    found = next((child for child in verb.children if child.dep_ == "obj" and child != node), None)
    if found is None or asked.kind == "duration" or found.lower_ in LIGHT:
        return None
    return _resolved(found, verb, asked) if found.i < asked.first or found.i > asked.last else None


def subject(verb: Token, asked: Asked) -> Token | None:
    """The noun that is the verb's subject: its own, that of the clause it belongs to, or the noun that it modifies."""
    for _ in range(STEPS):
        found = next((child for child in verb.lefts if is_subject(child)), None)
        if found is not None:
            return _resolved(found, verb, asked)
        relation, head = verb.dep_, verb.head
        if relation.startswith("acl"):
            told_of = any(child.dep_ == "mark" and child.tag_ != "TO" for child in verb.lefts)  # "the fact that $5 was spent"
            return head if is_thing(head, asked) and not told_of else None
        if relation not in WITHOUT_SUBJECT or head == verb:
            return None
        if relation == "xcomp":
            raised = next((child for child in head.children if child.dep_ == "obj"), None)
            if raised is not None:
                return _resolved(raised, head, asked)
        verb = head
    return None


def _resolved(found: Token, predicate: Token, asked: Asked) -> Token | None:
    """The noun behind a subject or object: what a relative pronoun stands for, the whole of a share."""
    if found.tag_ in WHO or (found.lower_ == "that" and predicate.dep_.startswith("acl")):
        return _antecedent(predicate, asked)
    if is_thing(found, asked):
        return found
    if is_amount(found, asked.words):
        whole = next((child for child in found.rights if child.dep_ == "nmod"), None)
        return whole if whole is not None and is_thing(whole, asked) else None
    return None


def _antecedent(predicate: Token, asked: Asked) -> Token | None:
    """The noun that the predicate's relative clause modifies."""
    while predicate.dep_ == "conj" and predicate.head != predicate:
        predicate = predicate.head
    head = predicate.head
    if head.ent_type_ == "GPE" and head.dep_ == "nmod" and is_thing(head.head, asked):
        head = head.head  # of "unemployment in Spain, which peaked at 5%" it was not Spain that peaked
    return head if predicate.dep_.startswith("acl") and is_thing(head, asked) else None
