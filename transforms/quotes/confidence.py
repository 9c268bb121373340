"""How sure a quote is: evidence about it, each piece with its weight.

The confidence is the chance that the words are a quote and, where a speaker is given, that the speaker is theirs. It is a scorecard:
every piece of evidence that holds adds its weight in log-odds, and the sum becomes a share. The weights were fitted by logistic
regression (`python -m benchmarks.quotes_fit`) on one half of the PolNeAR articles kept for development and checked on the other half;
`python -m benchmarks.quotes` prints how often each confidence is right.
"""

import math
from collections.abc import Iterable, Iterator
from typing import Final

from transforms.quotes.cues import Cue
from transforms.quotes.ends import INSIDE
from transforms.quotes.reading import Draft, Region
from transforms.quotes.speakers import Speaker

WEIGHTS: Final[dict[str, float]] = {
    "brief": -0.37,
    "carried_on direct": 0.12,
    "clause_then_cue indirect": 0.32,
    "colon_then_quote direct": 0.32,
    "cue in a clause": -0.6,
    "cue_then_clause indirect": 0.87,
    "cue_then_quote direct": 0.72,
    "cue_then_quote mixed": 0.86,
    "floating none": 1.55,
    "long": -0.55,
    "mark before quote": 0.99,
    "name_then_quote mixed": 0.5,
    "parse disagrees": -1.72,
    "parse silent": -0.41,
    "quote apart": -0.65,
    "quote_then_cue direct": 3.28,
    "quote_then_cue mixed": -0.05,
    "rarer verb": -0.38,
    "several pieces": 0.14,
    "speaker anonymous": 2.21,
    "speaker apart": -0.16,
    "speaker collective": 1.19,
    "speaker far": -0.25,
    "speaker in small letters": -0.44,
    "speaker named": 1.9,
    "speaker pronoun": 2.25,
    "speaker role": 1.03,
    "speaker stands for another": -1.24,
    "verb_then_quote direct": -1.77,
}
"""Evidence -> log-odds. What held fewer than fifteen times was not fitted and weighs nothing."""
LEAST, MOST = 0.05, 0.99
"""No rule is never right, and none always is."""
COMMON: Final = frozenset({"say", "tell", "add", "according to", "write", "ask"})
OPEN: Final = frozenset({"i", "you", "we", "who", "that", "which", "it"})
FAR: Final = 40
"""More characters than these between speaker and cue, and somebody else may be meant."""
BRIEF: Final = 15
LONG: Final = 400


def confidence(found: Iterable[str]) -> float:
    """The share of quotes with such evidence that are right, to two digits."""
    odds = sum(WEIGHTS.get(name, 0.0) for name in found)
    return round(min(MOST, max(LEAST, 1 / (1 + math.exp(-odds)))), 2)


def evidence(draft: Draft, kind: str, text: str, *, is_odd: bool) -> Iterator[str]:
    """The names of what speaks for and against a quote. `is_odd`: a mark of its paragraph has no partner."""
    yield f"{draft.rule} {kind}" if draft.speaker else f"{draft.rule} none"
    letters = sum(end - start for start, end in draft.pieces)
    if letters < BRIEF:
        yield "brief"
    if letters > LONG:
        yield "long"
    if len(draft.pieces) > 1:
        yield "several pieces"
    if is_odd:
        yield "odd marks"
    if draft.speaker:
        yield f"speaker {draft.speaker.kind}"
        if draft.speaker.kind != "none" and not text[draft.speaker.start].isupper():
            yield "speaker in small letters"
        yield from _said(draft, text)


def _said(draft: Draft, text: str) -> Iterator[str]:
    """What cue and speaker tell about each other."""
    cue, who = draft.cue, draft.speaker
    if cue is None or who is None:
        return
    yield from _of_cue(cue, who)
    phrase = min(who.start, cue.start), max(who.end, cue.end)
    apart = text[min(who.end, cue.end) : max(who.start, cue.start)]
    if any(map(str.isalnum, apart)):
        yield "speaker far" if len(apart) > FAR else "speaker apart"
    if not any(_touches(text, piece, phrase) for piece in draft.pieces):
        yield "quote apart"
    if text[who.start : who.end].lower() in OPEN:
        yield "speaker stands for another"
    if draft.rule == "cue_then_quote" and text[cue.end : draft.pieces[0][0]].rstrip()[-1:] in {",", ":"}:
        yield "mark before quote"


def _of_cue(cue: Cue, who: Speaker) -> Iterator[str]:
    """What the cue itself tells, and whether the parse gives it this speaker."""
    if cue.token.dep_ in INSIDE:
        yield "cue in a clause"
    if cue.lemma not in COMMON:
        yield "rarer verb"
    if not cue.is_real:
        yield "not in earnest"
    if cue.speaker is None:
        yield "parse silent"
    elif not who.start <= cue.speaker.idx < who.end:
        yield "parse disagrees"


def _touches(text: str, piece: Region, phrase: Region) -> bool:
    """Whether no word stands between a piece and cue and speaker."""
    between = text[piece[1] : phrase[0]] if piece[1] <= phrase[0] else text[phrase[1] : piece[0]]
    return not any(map(str.isalnum, between))
