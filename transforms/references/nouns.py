"""Definite nouns -> whom they stand for: "the general", "the company", "the country"."""

from collections.abc import Iterator, Sequence
from typing import Final

from spacy.attrs import LOWER
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from transforms.entities.names import UNITS, clean_name, parts
from transforms.entities.words import NameWords
from transforms.references.cast import Cast, Found, Member
from transforms.references.pronouns import most_salient
from transforms.syntax import is_subject

DEFINITE: Final = frozenset({"the", "this", "that"})
IDS: Final = frozenset(map(get_string_id, DEFINITE))
WITHIN: Final = 4
"""Tokens from the article to the noun."""
REACH: Final = 12
"""Sentences that a noun may look back for what the article has not called so."""
NAMED: Final = 0.95
"""Confidence where the name stands beside it: "the mayor, Ana Ruiz,"."""
ALONE: Final = 0.9
"""Confidence where the article calls one thing so."""
FAIR: Final = 0.75
"""Confidence, at most, where it is the only one or the most likely that can be called so."""
OTHERS: Final = frozenset({"former", "other", "new", "next", "first", "second", "same", "own"})
"""What tells that another is meant than the one spoken of."""
PLACES: Final = {
    **dict.fromkeys(("country", "nation", "kingdom", "republic"), "country"),
    **dict.fromkeys(("state", "province", "region"), "region"),
    **dict.fromkeys(("city", "town", "village", "municipality"), "place"),
}
"""Nouns for places -> which sort of place they are."""


def nouns(doc: Doc, words: NameWords) -> Iterator[Token]:
    """The nouns behind a definite article that may stand for somebody named."""
    for i in (i for i, word in enumerate(doc.to_array(LOWER).tolist()) if word in IDS):
        head = doc[i].head
        if i < head.i <= i + WITHIN and head.pos_ in {"NOUN", "PROPN"} and not _is_specified(head, i):
            yield head


def noun_reference(token: Token, cast: Cast, words: NameWords) -> Found | None:
    """Whom the noun stands for; None where that cannot be told."""
    start = next((t.idx for t in token.lefts if t.lower_ in DEFINITE), token.idx)
    span = start, token.idx + len(token)
    beside = [c for c in token.children if c.dep_ == "appos"] + [token.head] * (token.dep_ == "appos")
    apposed = next((m for c in beside if (m := cast.named_by(c))), None)
    if apposed:
        return Found(span, apposed, NAMED)
    if any(child.lower_ in OTHERS for child in token.children):
        return None
    silent = cast.spoken_of_by(token) if is_subject(token) else set()
    seen = [m for m in cast.before(token) if m.cluster_id not in silent]
    by_name = _closest(token, [m for m in seen if _is_called(token.lower_, m, words)])
    is_bare = not any(child.dep_ in {"amod", "compound"} for child in token.lefts)
    able = by_name or [m for m in seen if is_bare and _may_be(token.lower_, m, words)]
    if len(able) == 1 and (by_name or cast.sentence(token) - able[0].seen[-1].sentence <= REACH):
        return Found(span, able[0].seen[-1].mention, ALONE if by_name else FAIR)
    best = most_salient(able, token, cast, "thing")
    return best and Found(span, best[0], min(best[1], FAIR))


def _closest(token: Token, members: Sequence[Member]) -> list[Member]:
    """Those of whom most of the words before the noun are told too: "the Chief Justice" is no other justice."""
    before = {child.lower_ for child in token.lefts}
    shared = [len(before & member.roles) for member in members]
    return [member for member, count in zip(members, shared, strict=True) if count == max(shared)]


def _is_called(noun: str, member: Member, words: NameWords) -> bool:
    """Whether the article itself calls the member so: by a title, an apposition, or a word of its name ("the ministry")."""
    if noun in member.roles:
        return True
    kind = words.organisations.get(noun)
    return kind is not None and member.label == "ORG" and bool(_words(member) & kind.name_words)


def _may_be(noun: str, member: Member, words: NameWords) -> bool:
    """Whether it can be called so: a country by any country's name, an organisation by any name that tells no other kind."""
    if noun in PLACES:
        return member.label == "GPE" and _rank(member, words) == PLACES[noun]
    kind = words.organisations.get(noun)
    return kind is not None and kind.is_company and member.label == "ORG" and not _words(member) & words.organisations.keys()


def _rank(member: Member, words: NameWords) -> str:
    """What sort of place it is."""
    names = {clean_name(o.mention.mention_text) for o in member.seen if o.is_name}
    if names & words.countries.keys():
        return "country"
    return "region" if names & words.regions.keys() or any(parts(name)[-1] in UNITS for name in names) else "place"


def _words(member: Member) -> set[str]:
    return {word for o in member.seen if o.is_name for word in parts(o.mention.mention_text)}


def _is_specified(head: Token, article: int) -> bool:
    """Whether the noun is told apart by what follows at once ("the company that …", "the head of …") or a name before it."""
    tails = [c for c in head.rights if c.dep_ in {"nmod", "acl", "acl:relcl", "flat"}]
    if any(c.left_edge.i == head.i + 1 and c.left_edge.text != "," for c in tails):
        return True
    return any(token.ent_type_ for token in head.doc[article : head.i + 1])
