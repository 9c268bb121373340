"""What has the form of a date and is none: May the name, 2,000 people, the Sunday Times."""

import re
from re import Match

from spacy.tokens import Span

from transforms.dates.words import DateWords

NAMES = frozenset({"PERSON", "ORG", "EVENT", "FAC"})
ERA_CUES = frozenset({"in", "since", "until", "before", "after", "around", "circa"})
"""Before these even 1066 is a year; "of 1500" and "by 1200" are as often amounts."""

WORD_BEFORE = re.compile(r"([\w’']+)[\s-]+(?:the\s+)?$")


def is_date(form: str, match: Match[str], span: Span, words: DateWords) -> bool:
    """Whether the match, given the words around it, is a date."""
    guard = GUARDS.get(form)
    return guard is None or guard(match, span, words)


def _is_month(match: Match[str], span: Span, words: DateWords) -> bool:
    """A bare month that is also a name, a verb or a noun needs a word that dates follow; any other only must not be part of a name."""
    if _is_in_name(span):
        return False
    if match["which"] or match["part"] or match["m"].casefold().rstrip(".") not in words.ambiguous_months:
        return len(match["m"].rstrip(".")) > 3 or bool(match["which"] or match["part"]) or _before(match) in words.month_cues
    return _before(match) in words.month_cues and _before(match) != "by"


def _is_year(match: Match[str], span: Span, words: DateWords) -> bool:
    """Four digits are a year after "in", "since", "by" …, and where no plural that they could count follows."""
    before = _before(match)
    if _names_an_event(match, span):
        return True
    if not match["part"] and (before not in words.year_cues or (before not in ERA_CUES and int(match["y"]) < 1800)):
        return False
    after = span.doc[span.end] if span.end < len(span.doc) else None
    return after is None or after.tag_ not in {"NNS", "NNPS"}


def _names_an_event(match: Match[str], span: Span) -> bool:
    """Whether the year tells which of several: "the 2016 election", "last year's 2024 budget"; nothing countable follows it."""
    doc = span.doc
    if not 1900 <= int(match["y"]) < 2100 or not span.start or span.end >= len(doc):
        return False
    before, after = doc[span.start - 1], doc[span.end]
    return (before.lower_ in {"the", "a"} or before.tag_ in {"POS", "PRP$"}) and after.tag_ in {"NN", "JJ", "NNP"}


def _is_weekday(match: Match[str], span: Span, words: DateWords) -> bool:
    return not _is_in_name(span) and not match.string.startswith(" Night", match.end())


def _is_period(match: Match[str], span: Span, words: DateWords) -> bool:
    """A period is written small: "This Week" is a programme."""
    return match["p"][0].islower() or match["p"].isupper()


def _is_holiday(match: Match[str], span: Span, words: DateWords) -> bool:
    """A holiday is no day where it only describes a noun: "Halloween masks"."""
    after = span.doc[span.end] if span.end < len(span.doc) else None
    return bool(match["y"] or match["which"]) or after is None or after.tag_ not in {"NN", "NNS"}


def _is_in_name(span: Span) -> bool:
    """Whether a name holds the span and more ("Sunday Times", "Theresa May"), or is a person."""
    kinds = {token.ent_type_ for token in span}
    if not kinds & NAMES:
        return False
    return "PERSON" in kinds or any(
        span.start > ent.start or span.end < ent.end for ent in span.doc.ents if ent.start < span.end and ent.end > span.start
    )


def _before(match: Match[str]) -> str:
    found = WORD_BEFORE.search(match.string, max(0, match.start() - 24), match.start())
    return found[1].casefold() if found else ""


GUARDS = {"month": _is_month, "year": _is_year, "weekday": _is_weekday, "period": _is_period, "holiday": _is_holiday}
