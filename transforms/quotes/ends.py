"""Where what a cue introduces ends: with its unit, or where the cue's own sentence goes on."""

from typing import Final

from spacy.tokens import Token

from transforms.quotes.cues import ACCORDING_TO
from transforms.quotes.scene import Scene

INSIDE: Final = frozenset({"advcl", "acl:relcl", "acl", "relcl", "csubj", "nmod", "obl"})
"""Relations of a cue that stands in a subordinate clause: its content ends with that clause."""


def content_end(scene: Scene, start: int) -> int:
    """Where the content that begins at `start` ends: with the unit, or where the cue's own sentence goes on."""
    token, unit = scene.cue.token, scene.unit
    end = unit.end
    if token.dep_ in INSIDE and scene.cue.lemma != ACCORDING_TO:
        last = token.right_edge
        end = min(end, last.idx + len(last)) if last.idx > start else end
    for child in token.rights:
        if _breaks_off(child) and child.left_edge.idx > start and not unit.in_stretch(child.idx):
            end = min(end, _back(child.left_edge, start))
    for other in scene.others:
        if other.start > start and not _is_nested(other.token, token):
            first = (
                other.speaker.left_edge if other.speaker is not None and start < other.speaker.idx < other.start else other.token
            )
            end = min(end, _back(first, start))
    return max([end, *(s.end for s in unit.stretches if s.start < end < s.end)])


def _breaks_off(child: Token) -> bool:
    """Whether what hangs on a cue to its right is the cue's own going on ("said so and left"), not more of what was said."""
    if child.dep_ == "advcl":
        return child.tag_ == "VBG"
    has_subject = any(c.dep_.startswith("nsubj") for c in child.children)
    return child.dep_ == "conj" and child.tag_ == child.head.tag_ and not has_subject


def _back(first: Token, start: int) -> int:
    """The start of what joins a token to what stands before it: its conjunction and comma."""
    doc, at = first.doc, first.i
    while at > 0 and doc[at - 1].idx > start and (doc[at - 1].is_punct or doc[at - 1].pos_ in {"CCONJ", "SCONJ", "ADV"}):
        if doc[at - 1].text in {"”", '"', "''", "’"}:
            break
        at -= 1
    return doc[at].idx


def _is_nested(inner: Token, outer: Token) -> bool:
    """Whether the inner cue stands in the outer one's complement, and is not just joined to it ("…, and Trump vowed …")."""
    token = inner
    for _ in range(12):
        if token.head == outer:
            return token.dep_ not in {"conj", "advcl", "parataxis", "punct"}
        if token.head == token or (
            token is inner and token.dep_ in {"conj", "parataxis"} and any(c.dep_ == "nsubj" for c in token.children)
        ):
            return False
        token = token.head
    return False
