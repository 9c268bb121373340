"""Cue -> what was said: the characters of its unit that the cue introduces."""

import re
from typing import Final

from spacy.tokens import Token

from transforms.quotes.cues import ACCORDING_TO, FINITE, RELATIVE
from transforms.quotes.ends import content_end
from transforms.quotes.marks import MARKS, Stretch
from transforms.quotes.scene import Content, Scene

JOINS: Final = re.compile(r"[,?!…—–-]\s*$|[”\"»'’]\s*$")
"""How a clause ends that its attribution follows: "…, she said"."""
TAIL: Final = re.compile(r"[^,.;:“\"]{0,80}?\s*(?=[,.;:)—]|$)")
"""A few words after the cue ("on Thursday", "in his email") up to the next punctuation mark."""
THAT: Final = re.compile(r"[^,.;:“\"]{0,60}?\b(that )")
AS: Final = re.compile(r"(?<=[\s,])as\s*$")
"""What leads on to an attribution: "…, as Ruiz put it"."""
SMALL: Final = 3
"""Words of so few letters may be small in a title."""
TURNS: Final = frozenset(
    {"but", "while", "though", "although", "which", "who", "when", "after", "before", "as", "according", "whose", "where"}
)
"""Words that, after "…, she said,", begin something the speaker did not say."""
OPENS: Final = frozenset({"if", "unless", "even", "as", "when", "while", "because", "until"})


def content(scene: Scene) -> Content | None:
    """What the cue introduces in its unit; None where it introduces nothing."""
    beside = _stands_beside(scene)
    if not scene.cue.is_verb:
        return _left(scene) if beside and scene.text[scene.phrase[1] : scene.phrase[1] + 1] in {".", ","} else None
    if beside or _follows_clause(scene):
        return _left(scene)
    if "name" in scene.cue.takes and "clause" not in scene.cue.takes:
        return _named(scene)
    return _right(scene)


def _stands_beside(scene: Scene) -> bool:
    """Whether a stretch that calls for an attribution (“…,” or “…?”) ends where cue and speaker begin."""
    last = next((s for s in reversed(scene.unit.stretches) if scene.free <= s.start and s.end <= scene.phrase[0]), None)
    if last and any(map(str.isalnum, scene.text[scene.free : last.start])) and _goes_right(scene):
        return False
    if last is None or scene.text[last.end : scene.phrase[0]].strip(" ,—–-\xa0") not in {"", "as"} or _is_title(scene, last):
        return False
    inner = scene.text[last.start : last.end].rstrip(MARKS + " ")[-1:]
    return inner in {",", "?", "!", "—", "-"} or scene.text[last.end : last.end + 1] == "," or scene.cue.lemma == ACCORDING_TO


def _is_title(scene: Scene, stretch: Stretch) -> bool:
    """Whether the stretch names a work that the words before it lead to: Friday on “Morning Talk,” Ruiz said …"""
    outer = scene.text[scene.free : stretch.start].strip()
    words = [w for w in scene.text[stretch.start : stretch.end].strip(MARKS + " ,.").split() if len(w) > SMALL or w[0].isupper()]
    return outer[-1:].isalnum() and bool(words) and all(w[0].isupper() for w in words)


def _goes_right(scene: Scene) -> bool:
    """Whether a clause follows the cue with no comma before it: On “This Week,” Ruiz said the plan was dead."""
    clause, at = scene.clause(), scene.phrase[1]
    return scene.text[at : at + 6] == " that " or (clause is not None and clause.left_edge.idx in {at, at + 1})


def _follows_clause(scene: Scene) -> bool:
    """Whether cue and speaker follow what was said, without marks of its own: "Prices rose, Ruiz said on Friday."."""
    if not any(map(str.isalnum, scene.before)):
        return False
    if scene.cue.lemma == ACCORDING_TO:
        return True
    if scene.cue.speaker is not None and scene.cue.speaker.lower_ in RELATIVE:
        return False
    if (
        scene.phrase == (scene.cue.start, scene.cue.end)
        or not JOINS.search(scene.before)
        or not TAIL.match(scene.text, scene.phrase[1], scene.unit.end)
    ):
        return False
    stretch = scene.next_stretch()
    if stretch and not scene.gap(stretch).strip(" ,:"):
        return _has_stretch(scene, scene.free, scene.phrase[0])
    clause = scene.clause()
    if clause is not None and clause.left_edge.idx >= scene.phrase[1]:
        return scene.text[scene.phrase[1] : scene.phrase[1] + 1] == "," and _splits_clause(scene)
    if any(t.tag_ in FINITE for t in _tokens_before(scene)):
        return True
    return _splits_clause(scene)


def _splits_clause(scene: Scene) -> bool:
    """Whether cue and speaker stand between a subject, or a condition, and the rest of its clause: "The plan, he said, was dead"."""
    on = _went_on(scene)
    first = _tokens_before(scene)[-1:]
    if on is None or not first:
        return False
    return first[0].lower_ in OPENS or next(t.tag_ in FINITE for t in scene.cue.token.doc[scene.cue.token.i :] if t.idx >= on)


def _tokens_before(scene: Scene) -> list[Token]:
    """The unit's tokens before cue and speaker, from the nearest back."""
    doc, i, found = scene.cue.token.doc, scene.cue.token.i - 1, []
    while i >= 0 and doc[i].idx >= scene.free:
        if doc[i].idx < scene.phrase[0]:
            found.append(doc[i])
        i -= 1
    return found


def _has_stretch(scene: Scene, start: int, end: int) -> bool:
    return any(start <= s.start < end for s in scene.unit.stretches)


def _left(scene: Scene) -> Content:
    """What stands before cue and speaker, and where it is taken up again after them."""
    start = scene.free
    first = next((s for s in scene.unit.stretches if start <= s.start < scene.phrase[0]), None)
    if first and scene.text[start : first.start].rstrip()[-1:] in {",", ":", ";", "—"}:
        start = first.start
    link = AS.search(scene.text, start, scene.phrase[0])
    regions = [(start, link.start() if link else scene.phrase[0])]
    rest = _resumed(scene) if first else None
    after = rest.start if rest else _went_on(scene) if not first else None
    if after is not None:
        regions.append((after, max(content_end(scene, after), rest.end if rest else after)))
    return Content(regions, "quote_then_cue" if first else "clause_then_cue")


def _resumed(scene: Scene) -> Stretch | None:
    """The stretch with which an interrupted quote goes on: “…,” said Mary Ruiz, a doctor, “…”."""
    rest = scene.next_stretch()
    if rest is None or len(scene.gap(rest)) > 160 or any(scene.phrase[1] <= o.start < rest.start for o in scene.others):
        return None
    return rest if scene.gap(rest).rstrip()[-1:] in {",", "—", "–", "-", ":"} else None


def _went_on(scene: Scene) -> int | None:
    """Where an interrupted clause goes on: "The police, Smith says, were slow"."""
    tail = TAIL.match(scene.text, scene.phrase[1], scene.unit.end)
    if tail is None or scene.text[tail.end() : tail.end() + 1] != ",":
        return None
    doc, i = scene.cue.token.doc, scene.cue.token.i
    while i < len(doc) and doc[i].idx <= tail.end():
        i += 1
    if i >= len(doc) or doc[i].lower_ in TURNS or doc[i].tag_ == "VBG" or doc[i].idx >= scene.unit.end:
        return None
    return doc[i].idx if any(t.tag_ in FINITE for t in doc[i : i + 15] if t.idx < scene.unit.end) else None


def _named(scene: Scene) -> Content | None:
    """What somebody is called: Pike called [the plan “a gift”]."""
    start = scene.phrase[1]
    end = content_end(scene, start)
    inside = [s for s in scene.unit.stretches if start <= s.start < end]
    return Content([(start, inside[-1].end)], "name_then_quote") if inside and inside[0].start - start < 100 else None


def _right(scene: Scene) -> Content | None:
    stretch = scene.next_stretch()
    if stretch and _introduces(scene, stretch):
        inner = scene.text[stretch.start : stretch.end].rstrip(MARKS + " ")[-1:]
        end = content_end(scene, stretch.end) if inner.isalnum() else _last_of_row(scene, stretch)
        return Content([(stretch.start, max(end, stretch.end))], "cue_then_quote")
    start = _start(scene, stretch)
    if start is None or start >= scene.unit.end:
        return None
    end = content_end(scene, start)
    rule = "cue_then_quote" if _has_stretch(scene, start, end) else "cue_then_clause"
    return Content([(start, end)], rule) if end > start else None


def _introduces(scene: Scene, stretch: Stretch) -> bool:
    """Whether a comma or colon leads from the cue to the stretch: Ruiz told reporters on Friday, “…”."""
    gap = scene.gap(stretch)
    return bool(re.fullmatch(r"(?:[^.;“”\"—–-]|-\w){0,120}[,:]\s*|\s*[—–-]\s*", gap)) and not any(
        scene.phrase[1] <= o.start < stretch.start for o in scene.others
    )


def _last_of_row(scene: Scene, stretch: Stretch) -> int:
    """The end of the last stretch in a row that begins with this one, with nothing but blanks between."""
    end = stretch.end
    for following in scene.unit.stretches:
        if following.start >= end and not scene.text[end : following.start].strip():
            end = following.end
    return end


def _start(scene: Scene, stretch: Stretch | None) -> int | None:
    """Where the content begins after the cue."""
    at, text, end = scene.phrase[1], scene.text, scene.unit.end
    if scene.cue.lemma == ACCORDING_TO:
        return _went_on(scene)
    clause = scene.clause()
    if clause is not None and at <= clause.left_edge.idx < end:
        between = scene.cue.token.doc[scene.cue.token.i + 1 : clause.left_edge.i]
        return next((t.idx for t in between if t.lower_ == "that" and t.idx >= at), clause.left_edge.idx)
    that = THAT.match(text, at, end)
    if that and "clause" in scene.cue.takes and not _is_relative(scene, that.start(1)):
        return that.start(1)
    if stretch and re.fullmatch(r"[^.;,:“”\"]{0,100}", scene.gap(stretch)):
        return _after_addressee(scene)
    if text[at : at + 1] == "," and "clause" in scene.cue.takes:
        return _went_on(scene)
    return _bare(scene) if "bare" in scene.cue.takes else None


def _is_relative(scene: Scene, char: int) -> bool:
    """Whether the "that" at the character begins a relative clause, as tagged."""
    return any(t.idx == char and t.tag_ == "WDT" for t in scene.cue.token.doc[scene.cue.token.i : scene.cue.token.i + 15])


def _after_addressee(scene: Scene) -> int:
    """Where the cue ends, with the pronoun it is said to: Ruiz told them “no”."""
    after = scene.cue.token.i + 1
    token = scene.cue.token.doc[after] if after < len(scene.cue.token.doc) else scene.cue.token
    is_object = "addressee" in scene.cue.takes and token.tag_ == "PRP" and token.idx >= scene.phrase[1]
    return token.idx + len(token) if is_object else scene.phrase[1]


def _bare(scene: Scene) -> int | None:
    """Where a clause begins that the parse missed: "said her country was watching"."""
    doc, i = scene.cue.token.doc, scene.cue.token.i + 1
    while i < len(doc) and (doc[i].idx < scene.phrase[1] or doc[i].pos_ == "ADV"):
        i += 1
    if i >= len(doc) or doc[i].pos_ not in {"PRON", "DET", "PROPN", "NOUN", "ADJ", "NUM"}:
        return None
    for token in doc[i + 1 : i + 10]:
        if token.is_punct or token.idx >= scene.unit.end:
            return None
        if token.tag_ in FINITE:
            return doc[i].idx
    return None
