"""Who speaks where the parse does not tell: the noun phrase that stands beside the cue."""

import re
from typing import Final

from spacy.tokens import Doc, Span, Token

from transforms.quotes.cues import ACCORDING_TO, FINITE, Cue
from transforms.quotes.units import Unit
from transforms.quotes.words import QuoteWords
from transforms.syntax import OBJECTS, subject_of

NOMINAL: Final = frozenset({"NOUN", "PROPN", "PRON"})
WITHIN: Final = NOMINAL | {"DET", "ADJ", "NUM", "PART", "X"}
SKIPPED: Final = frozenset({"ADV", "AUX", "CCONJ", "SPACE", "PUNCT"})
REACH: Final = 80
"""How many characters may stand between a verb and the quote that is its object."""
WINDOW: Final = 600
"""How many characters before a quote are read to find out who is announced."""
UNFIT: Final = frozenset({"i", "you", "it", "this", "that", "there"})
TOPIC: Final = frozenset({"on", "to"})
QUESTIONING: Final = frozenset({"who", "which", "that", "what", "whom", "where", "when"})


def speaker_head(cue: Cue, unit: Unit, text: str, words: QuoteWords) -> Token | None:
    """The head noun of the cue's speaker: as parsed, else the noun phrase between a stretch and the cue, or beside the cue."""
    told = cue.speaker is not None and _can_speak(cue.speaker, unit, words)
    turned = _turned(cue, unit, text, words)
    if turned is not None:
        return turned
    beside = _before(cue, unit, text, words)
    if told and beside is not None and _is_fresh(beside, cue) and _can_speak(beside, unit, words):
        return beside
    if cue.lemma == ACCORDING_TO or (told and not _is_cut_off(cue, unit)):
        return cue.speaker if told else None
    for find in (_between, _inverted, _before, _first):
        found = find(cue, unit, text, words)
        if found is not None and _can_speak(found, unit, words):
            return found
    return cue.speaker if told else None


def _is_cut_off(cue: Cue, unit: Unit) -> bool:
    """Whether a stretch stands between the parsed speaker and the cue: "Whatever the cost, “we will go,” says Lee"."""
    return cue.speaker is not None and any(cue.speaker.idx < s.start and s.end <= cue.start for s in unit.stretches)


def _is_fresh(noun: Token, cue: Cue) -> bool:
    """Whether a comma sets the noun phrase before the cue off from the parsed speaker: "Prices rose, analysts say"."""
    doc, i = noun.doc, noun.i
    while i > 0 and (doc[i - 1].pos_ in WITHIN or doc[i - 1].text[0].isupper()):
        i -= 1
    return cue.speaker is not None and cue.speaker.i < i - 1 and doc[i - 1].text == ","


def _can_speak(token: Token, unit: Unit, words: QuoteWords) -> bool:
    if token.is_space or unit.in_stretch(token.idx) or words.nouns.get(token.lower_) == "never":
        return False
    return token.lower_ not in QUESTIONING or token.head.dep_ == "acl:relcl"


def _between(cue: Cue, unit: Unit, text: str, words: QuoteWords) -> Token | None:
    """“…,” Mary Ruiz said."""
    last = max((s.end for s in unit.stretches if s.end <= cue.start), default=None)
    if last is None or not text[last : cue.start].strip():
        return None
    return first_noun(cue.token.doc, _index_at(cue.token, last), cue.token.i)


def _inverted(cue: Cue, unit: Unit, text: str, words: QuoteWords) -> Token | None:
    """“…,” said Mary Ruiz."""
    last = max((s.end for s in unit.stretches if s.end <= cue.start), default=None)
    if last is None or text[last : cue.start].strip(" ,—-"):
        return None
    return first_noun(cue.token.doc, cue.token.i + 1, min(cue.token.i + 12, len(cue.token.doc)))


def _turned(cue: Cue, unit: Unit, text: str, words: QuoteWords) -> Token | None:
    """Prices rose, said Mary Ruiz, a baker: a name or role after the cue, which a comma or full stop ends at once."""
    doc, i = cue.token.doc, cue.token.i + 1
    if (
        not cue.is_verb
        or "hearer" in cue.takes
        or not text[unit.start : cue.start].rstrip().endswith(",")
        or cue.token.tag_ not in {"VBD", "VBZ"}
    ):
        return None
    noun = first_noun(doc, i, min(i + 10, len(doc))) if i < len(doc) and doc[i].pos_ not in SKIPPED else None
    if noun is None or noun.idx >= unit.end or not _can_speak(noun, unit, words):
        return None
    rest = [t for t in doc[noun.i + 1 : noun.i + 20] if t.idx < unit.end]
    ends = not rest or rest[0].text in {",", "."} or (rest[0].pos_ == "ADP" and not any(t.tag_ in FINITE for t in rest))
    return noun if ends and (noun.pos_ == "PROPN" or noun.lower_ in words.nouns) else None


def _before(cue: Cue, unit: Unit, text: str, words: QuoteWords) -> Token | None:
    """Mary Ruiz also said …"""
    doc, i = cue.token.doc, cue.token.i - 1
    while i >= 0 and doc[i].idx >= unit.start and doc[i].pos_ in {"ADV", "AUX"}:
        i -= 1
    return doc[i] if i >= 0 and doc[i].idx >= unit.start and _is_nominal(doc[i]) else None


def _first(cue: Cue, unit: Unit, text: str, words: QuoteWords) -> Token | None:
    """Recalling that day, Mary Ruiz, who was there, said: “…” — the first name or pronoun that begins the unit or follows a comma."""
    doc, start = cue.token.doc, _index_at(cue.token, unit.start)
    if not any(s.start >= cue.end for s in unit.stretches):
        is_apart = text[unit.start : cue.start].rstrip()[-1:] in {",", ")", "—", "-"}
        found = first_noun(doc, start, min(start + 8, cue.token.i)) if is_apart else None
        return found if found is not None and found.pos_ in NOMINAL else None
    for i in range(start, cue.token.i):
        if i == start or doc[i - 1].text in {",", "as", "As"}:
            found = first_noun(doc, i, min(i + 8, cue.token.i))
            if found is not None and found.pos_ in {"PRON", "PROPN"} and _can_speak(found, unit, words):
                return found
    return None


def _is_nominal(token: Token) -> bool:
    """Whether the token can head a noun phrase: by its tag, or by a capital that no stop word bears."""
    if token.pos_ == "NUM" or token.text == "%":
        return True
    return (token.pos_ in NOMINAL and token.tag_ != "PRP$") or (
        token.text[0].isupper() and not token.is_stop and not token.is_sent_start
    )


def _index_at(token: Token, char: int) -> int:
    """The index of the first token at or after the character, looking back from a token."""
    i = token.i
    while i > 0 and token.doc[i - 1].idx >= char:
        i -= 1
    return i


def first_noun(doc: Doc, start: int, end: int) -> Token | None:
    """The head of the first noun phrase in doc[start:end], where only adverbs and punctuation stand before it."""
    found: Token | None = None
    for token in doc[start:end]:
        if token.is_space:
            continue
        if token.pos_ == "PRON" and token.tag_ != "PRP$":
            found = found or token  # "an officer who …" is the officer
            break
        if token.pos_ in NOMINAL or token.text[0].isupper():
            found = token
        elif token.pos_ in WITHIN or token.text in {".", "-"} or (token.dep_ == "amod" and token.head.i > token.i):
            continue
        elif found is not None or token.pos_ not in SKIPPED:
            break
    while found is not None and found.dep_ in {"flat", "flat:name"} and found.head.i >= start:
        found = found.head  # the first word of a name is its head, and bears what is joined to it
    return found


def subject_before(doc: Doc, char: int, unit: Unit, words: QuoteWords) -> Token | None:
    """The subject of the verb that governs what stands right before the character, or the name before a colon there."""
    before = doc.char_span(max(unit.start, char - WINDOW), char, alignment_mode="contract")
    token = next((t for t in reversed(before) if not t.is_space and not t.is_punct), None) if before else None
    if before is None or token is None:
        return None
    if before.text.rstrip().endswith(":"):
        return _announced(before, token, unit, words)
    return _governor(token, unit, words, reach=REACH)


def _announced(before: Span, token: Token, unit: Unit, words: QuoteWords) -> Token | None:
    """Who a colon announces: "Rep. Ana Ruiz (R-Ohio):", "From the report:", "Ruiz fired back:"."""
    bracket = re.search(r"\([^()]*\)\s*:\s*$", before.text)
    named = (
        before.doc.char_span(before.start_char, before.start_char + bracket.start(), alignment_mode="contract")
        if bracket
        else None
    )
    last = named[-1] if named else token
    topic = _headline(before)
    if topic is not None:
        return topic
    is_document = words.nouns.get(last.lower_) == "document" and not (last.dep_ in OBJECTS and subject_of(last.head) is not None)
    if _is_name_alone(last, unit) or is_document:
        return last
    first = first_noun(before.doc, before.start, before.end)
    if first is not None and words.nouns.get(first.lower_) == "document":
        return first
    return _governor(token, unit, words, reach=len(before.text))


def _headline(before: Span) -> Token | None:
    """Who speaks on something or to somebody, in a headline: "Mayor Ruiz on the Bridge:"."""
    on = next((t for t in before[1:] if t.lower_ in TOPIC), None)
    if on is None or not before[0].text[0].isupper() or any(t.tag_ in FINITE for t in before):
        return None
    found = first_noun(before.doc, before.start, on.i)
    return found if found is not None and found.pos_ == "PROPN" else None


def _governor(token: Token, unit: Unit, words: QuoteWords, *, reach: int) -> Token | None:
    """The subject of the verb that a token depends on, where the verb stands within `reach` characters before it."""
    end = token.idx + len(token)
    while token.idx >= unit.start and end - token.idx <= reach:
        subject = next((c for c in token.children if c.dep_ in {"nsubj", "nsubj:pass"} and c.idx < end), None)
        if token.tag_.startswith("VB") and subject is not None and not any(c.dep_ == "expl" for c in token.children):
            return subject if subject.lower_ not in UNFIT and _can_speak(subject, unit, words) else None
        if token.head == token:
            break
        token = token.head
    return None


def _is_name_alone(token: Token, unit: Unit) -> bool:
    """Whether the token ends a name that stands alone: at the unit's start, after a dash or "from"."""
    i = token.i
    while i >= 0 and token.doc[i].idx >= unit.start and (token.doc[i].text[0].isupper() or token.doc[i].text == "and"):
        i -= 1
    before = token.doc[i] if i >= 0 and token.doc[i].idx >= unit.start else None
    return i < token.i and (
        before is None or before.tag_ == "POS" or before.text in {"-", "–", "—", "|", "from", "From", "by", "By"}
    )
