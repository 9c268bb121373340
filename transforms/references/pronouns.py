"""Pronouns -> whom they stand for.

Every named thing that can be meant gets points, each for a reason found in work on anaphora (Lappin & Leass 1994: recency, subject
before object before the rest; Centering, Grosz et al. 1995: who was the subject stays it; a speaker goes on speaking), and the lead of
the first over the second tells how sure the answer is.
"""

from collections.abc import Iterable, Iterator
from math import exp, log
from typing import Final

from spacy.attrs import LOWER
from spacy.strings import get_string_id
from spacy.tokens import Doc, Token

from schemas.core import EntityMention
from transforms.entities.words import NameWords
from transforms.references.cast import Cast, Found, Member, Occurrence
from transforms.syntax import ancestors, is_subject

REACH: Final = 9
"""Sentences that a pronoun may look back, in other paragraphs than its own."""
RECENCY: Final = (3.0, 2.8, 2.0, 1.4, 1.0, 0.7, 0.5, 0.3, 0.2, 0.1)
"""Points by sentences since the last occurrence."""
SUBJECT: Final = 1.4
POSSESSIVE: Final = -0.3
"""Whoever is named as owner of something is rather not spoken of next."""
SAID_IT: Final = 0.8
"""Subject of a verb that takes a clause or quote: a speaker, who goes on speaking."""
SPOKE_ON: Final = 1.6
"""The same, where the pronoun itself is subject of such a verb: "Cox says Ruiz lied. He says …"."""
GOVERNING: Final = 1.2
"""Subject of a clause that holds the pronoun's: "Ruiz said that she …"."""
FREQUENT: Final = 0.5
"""Times the natural logarithm of how often the article names it."""
LATELY: Final = 0.25
"""For each occurrence in the five sentences before, four at most."""
SAME_PARAGRAPH: Final = 0.4
SEX_TOLD: Final = 0.8
SEX_DOUBTED: Final = 1.0
"""Taken off where the only word of the name is usually a given name of the other sex."""
THING: Final = frozenset({"ORG", "GPE"})
SLOPE: Final = 0.75
OFFSET: Final = 0.04
"""Of the logistic curve from lead to confidence: fitted on 361 pronouns of our own articles and of news kept for development; on 411
others, each tenth of the scale from 0.5 on is right as often as it says, within 0.04."""
ALONE: Final = 3.0
"""The lead of who has no rival."""
LEAST: Final = 0.52
"""Below this confidence there is no answer."""
PERSONAL: Final = frozenset({"he", "him", "his", "himself", "she", "her", "hers", "herself", "it", "its", "itself"})
IDS: Final = frozenset(map(get_string_id, PERSONAL))


def pronouns(doc: Doc) -> Iterator[Token]:
    """The third-person pronouns of a Doc."""
    for i, word in enumerate(doc.to_array(LOWER).tolist()):
        if word in IDS:
            yield doc[i]


def pronoun_reference(token: Token, cast: Cast, words: NameWords) -> Found | None:
    """Whom the pronoun stands for; None where that cannot be told."""
    wanted = words.pronouns[token.lower_]
    silent = cast.spoken_of_by(token) if is_subject(token) else set()
    able = [m for m in cast.before(token) if _can_be(m, wanted) and m.cluster_id not in silent]
    best = most_salient(able, token, cast, wanted)
    return best and Found((token.idx, token.idx + len(token)), *best)


def most_salient(members: Iterable[Member], token: Token, cast: Cast, wanted: str) -> tuple[EntityMention, float] | None:
    """The last mention of the member with the most points, and how sure it is by its lead; None where that is too little."""
    here, paragraph = cast.sentence(token), cast.paragraph(token)
    scored = sorted(
        (
            (_points(member, occurrence, token, here, paragraph, wanted), member.cluster_id, occurrence)
            for member in members
            for occurrence in [_latest(member, token)]
            if occurrence is not None and (here - occurrence.sentence <= REACH or occurrence.paragraph == paragraph)
        ),
        key=lambda s: (-s[0], s[1]),
    )
    if not scored:
        return None
    lead = scored[0][0] - scored[1][0] if len(scored) > 1 else ALONE
    confidence = round(1 / (1 + exp(-(SLOPE * lead + OFFSET))), 2)
    return (scored[0][2].mention, confidence) if confidence >= LEAST else None


def _can_be(member: Member, wanted: str) -> bool:
    if wanted == "thing":
        return member.label in THING
    return member.label == "PERSON" and member.sex in {None, wanted}


def _latest(member: Member, token: Token) -> Occurrence | None:
    """The last occurrence that the pronoun may stand for: not one that hangs on the same verb ("Ruiz told him")."""
    for occurrence in reversed(member.seen):
        if occurrence.token >= token.i:
            continue
        is_beside = occurrence.governor == token.head.i and token.dep_ not in {"nmod:poss", "poss"} and not _is_reflexive(token)
        return None if is_beside and not occurrence.is_possessive else occurrence
    return None


def _is_reflexive(token: Token) -> bool:
    return token.lower_.endswith("self")


def _points(member: Member, last: Occurrence, token: Token, here: int, paragraph: int, wanted: str) -> float:
    distance = min(max(0, here - last.sentence), len(RECENCY) - 1)
    points = RECENCY[distance] + FREQUENT * log(1 + member.total[0])
    points += SAME_PARAGRAPH * (last.paragraph == paragraph)
    points += LATELY * min(4, sum(here - o.sentence <= 5 for o in member.seen[-6:]))
    points += SEX_TOLD * (member.sex == wanted)
    points -= SEX_DOUBTED * (member.sex is None and member.told.get("maybe", wanted) != wanted)
    recent = [o for o in member.seen[-4:] if o.sentence == last.sentence]
    points += SUBJECT * any(o.is_subject for o in recent) + POSSESSIVE * all(o.is_possessive for o in recent)
    if any(_speaks(o, token.doc) for o in recent):
        points += SPOKE_ON if is_subject(token) and _takes_clause(token.head) else SAID_IT
    return points + GOVERNING * any(_governs(o, token) for o in recent)


def _speaks(occurrence: Occurrence, doc: Doc) -> bool:
    return occurrence.is_subject and _takes_clause(doc[occurrence.governor])


def _takes_clause(verb: Token) -> bool:
    return any(child.dep_ in {"ccomp", "parataxis"} for child in verb.children) or verb.dep_ == "parataxis"


def _governs(occurrence: Occurrence, token: Token) -> bool:
    """Whether the pronoun stands in a clause below that of the occurrence, is owned by its verb's subject, or modifies it."""
    above = list(ancestors(token))
    if any(a.i == occurrence.token for a in above):
        return True
    own = next((a for a in (token, *above) if a.pos_ in {"VERB", "AUX"}), None)
    if own is None or not occurrence.is_subject:
        return False
    if occurrence.governor == own.i:
        return token.dep_ in {"nmod:poss", "poss"}
    return any(a.i == occurrence.governor for a in ancestors(own))
