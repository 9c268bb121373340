"""Whom an article has named so far, and what it has told of each: where, as subject of what, of which sex, in which roles."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final, NamedTuple

from spacy.tokens import Doc, Token

from schemas.core import EntityMention
from transforms.entities.names import person_parts
from transforms.entities.words import NameWords
from transforms.sentences import SentenceIndex
from transforms.syntax import is_subject

SURE: Final = 0.8
"""From this confidence on, a pronoun tells the sex of whom it stands for."""


CALLED: Final = frozenset({"PERSON", "ORG", "GPE", "FAC", "PRODUCT"})
"""Labels of what nouns stand for."""
TITLE: Final = 2
"""Tokens from a title to the head of the name behind it."""
HONORIFICS: Final = frozenset({"mr.", "mr", "mrs.", "mrs", "ms.", "ms", "miss", "sir", "dame"})
"""Titles that tell the sex and nothing else."""
KEPT: Final = 100
"""Named things among which a pronoun is looked for: more are in no article, and each costs time."""
BESIDE: Final = 30
"""Characters between a pronoun and a quote that it may speak."""


SENTENCE_END: Final = re.compile(r"[.!?]\s|\n")


class Occurrence(NamedTuple):
    """A place where somebody is named or referred to."""

    token: int
    """Index of the head token."""
    sentence: int
    paragraph: int
    governor: int
    """Index of the token that the head hangs on."""
    is_subject: bool
    is_possessive: bool
    mention: EntityMention
    is_name: bool = True


class Found(NamedTuple):
    """What a word stands for: its own span, the mention that names it, and how sure that is."""

    span: tuple[int, int]
    mention: EntityMention
    confidence: float


class Member(NamedTuple):
    """One named thing of the article: `seen` are its occurrences so far, outside quotation marks, in text order."""

    cluster_id: str
    label: str
    seen: list[Occurrence]
    roles: set[str]
    """Nouns for it, in lower case: "general"."""
    told: dict[str, str]
    """Holds "sex" where that is told, "maybe" where only a single word tells it, which may be a surname."""
    total: list[int]
    """How often the whole article names it: one number."""

    @property
    def sex(self) -> str | None:
        """ "f", "m", or not told."""
        return self.told.get("sex")


class Cast:
    """The named things of an article, in the order in which reading meets them."""

    def __init__(
        self,
        doc: Doc,
        index: SentenceIndex,
        mentions: Sequence[EntityMention],
        quoted: Sequence[tuple[int, int]],
        words: NameWords,
    ) -> None:
        self.doc, self.words, self._index, self._text = doc, words, index, doc.text
        self._quoted, self._quote_starts = quoted, [start for start, _ in quoted]
        self._named = sorted((m.char_start, m.char_end) for m in mentions)
        self._name_starts = [start for start, _ in self._named]
        self.members: dict[str, Member] = {}
        self._present: dict[str, Member] = {}
        self._fullest: dict[str, str] = {}
        for mention in sorted(mentions, key=lambda m: len(m.mention_text.split())):
            self._fullest[mention.cluster_id] = mention.mention_text
        roots = {ent.start_char: ent.root for ent in doc.ents}
        self._of_root = {roots[m.char_start].i: m for m in mentions if m.char_start in roots}
        self._clusters = [m.cluster_id for m in sorted(mentions, key=lambda m: m.char_start)]
        self._waiting = [(m, roots[m.char_start]) for m in sorted(mentions, key=lambda m: m.char_start) if m.char_start in roots]
        self._next = 0
        for mention, root in self._waiting:
            self._describe(mention, root)

    def before(self, token: Token) -> Iterator[Member]:
        """What was named before the token, the last first; no more than a reader keeps in mind."""
        while self._next < len(self._waiting) and self._waiting[self._next][0].char_start < token.idx:
            mention, root = self._waiting[self._next]
            self._next += 1
            if not self.is_quoted(mention.char_start):
                self._see(self.members[mention.cluster_id], self._occurrence(root, mention))
        return islice(reversed(self._present.values()), KEPT)

    def named_by(self, token: Token) -> EntityMention | None:
        """The mention whose head the token is, or the title before it ("Sir" in "the chair, Sir Ian Webb")."""
        near = (self._of_root.get(i) for i in range(token.i, token.i + 1 + TITLE * (token.lower_ in self.words.titles)))
        return next((m for m in near if m is not None and m.label in CALLED), None)

    def again(self, token: Token, found: Found) -> None:
        """Note that the token refers to somebody, who thereby is on the reader's mind."""
        member = self.members[found.mention.cluster_id]
        self._see(member, self._occurrence(token, found.mention)._replace(is_name=False))
        sex = self.words.pronouns.get(token.lower_)
        if member.label == "PERSON" and sex and found.confidence >= SURE:
            member.told.setdefault("sex", sex)

    def _see(self, member: Member, occurrence: Occurrence) -> None:
        member.seen.append(occurrence)
        self._present.pop(member.cluster_id, None)
        self._present[member.cluster_id] = member

    def sentence(self, token: Token) -> int:
        """Number of the token's sentence."""
        return self._index.at(token.idx).sentence_index

    def paragraph(self, token: Token) -> int:
        """Number of the token's paragraph."""
        return self._index.at(token.idx).paragraph_index

    def is_quoted(self, char: int) -> bool:
        """Whether the character stands between quotation marks."""
        return _holds(self._quoted, self._quote_starts, char)

    def is_named(self, char: int) -> bool:
        """Whether the character is part of a name."""
        return _holds(self._named, self._name_starts, char)

    def spoken_of_by(self, token: Token) -> set[str]:
        """The clusters named in what the token says: "“Ben will not listen,” she said" and "he says Ben left" are not said by Ben."""
        at = max(0, bisect_right(self._quote_starts, token.idx) - 1)
        near = [(start, end) for start, end in self._quoted[at : at + 2] if self._is_beside(token.idx, start, end)]
        clauses = (c for c in token.head.rights if c.dep_ == "ccomp" and c.left_edge.idx > token.idx)
        near.extend((clause.left_edge.idx, clause.right_edge.idx + 1) for clause in clauses)
        return {cluster for start, end in near for cluster in self._clusters[self._from(start) : self._from(end)]}

    def _from(self, char: int) -> int:
        return bisect_left(self._name_starts, char)

    def _is_beside(self, char: int, start: int, end: int) -> bool:
        low, high = (end, char) if end <= char else (char, start)
        return 0 <= high - low <= BESIDE and not SENTENCE_END.search(self._text, low, high)

    def _occurrence(self, head: Token, mention: EntityMention) -> Occurrence:
        row = self._index.at(head.idx)
        while head.dep_ in {"appos", "flat"} and head.head != head:
            head = head.head  # "Her brother, Ben Ruiz, was …": the brother is the subject, and so is Ruiz
        possessive = head.dep_ in {"nmod:poss", "poss"}
        return Occurrence(head.i, row.sentence_index, row.paragraph_index, head.head.i, is_subject(head), possessive, mention)

    def _describe(self, mention: EntityMention, root: Token) -> None:
        """Add what this mention tells of its member."""
        member = self.members.setdefault(mention.cluster_id, Member(mention.cluster_id, mention.label, [], set(), {}, [0]))
        member.total[0] += 1
        if mention.label in CALLED:
            member.roles.update(r for r in self._roles(mention, root) if mention.label == "PERSON" or r not in self.words.people)
        if mention.label == "PERSON":
            sex = self._sex(mention)
            if sex:
                member.told.setdefault("sex", sex)

    def _roles(self, mention: EntityMention, root: Token) -> Iterator[str]:
        """Nouns from the title, the apposition, and "X is a …"."""
        for word in (mention.role_text or "").split():
            lower = word.casefold().strip(",")
            yield from self.words.titles.get(lower, frozenset({lower}))
        yield from (noun.lower_ for noun in _predicates(root))

    def _sex(self, mention: EntityMention) -> str | None:
        """What Mr. or Mrs. tells, else the given name, else the role: Chairman Janet Yellen is a woman."""
        role = [word for word in (mention.role_text or "").casefold().split() if word in self.words.sexes]
        told = next((self.words.sexes[word] for word in role if word in HONORIFICS), None)
        fullest = self._fullest[mention.cluster_id]
        given = self.words.sex_of(fullest)
        if len(person_parts(fullest, self.words.plain_titles)) == 1 and given:
            self.members[mention.cluster_id].told["maybe"] = given
            given = None
        return told or given or next((self.words.sexes[word] for word in reversed(role)), None)


def _predicates(name: Token) -> Iterator[Token]:
    """ "Ruiz, the mayor", "the mayor, Ruiz" and "Ruiz is the mayor": the nouns that a parse in Universal Dependencies says it of."""
    yield from (child for child in name.children if child.dep_ == "appos" and child.pos_ == "NOUN")
    head = name.head
    if name.dep_ == "appos" and head.pos_ == "NOUN":
        yield head
    if is_subject(name) and head.pos_ == "NOUN" and any(child.dep_ == "cop" for child in head.children):
        yield head


def _holds(spans: Sequence[tuple[int, int]], starts: Sequence[int], char: int) -> bool:
    last = bisect_right(starts, char) - 1
    return last >= 0 and char < spans[last][1]
