"""What has the form of a date and is none: May the name, 2,000 people, the Sunday Times."""

import re
from collections.abc import Callable
from re import Match
from typing import Final

from spacy.tokens import Doc, Span, Token

from transforms.dates.context import group, plain
from transforms.dates.words import DateWords

NAMES = frozenset({"PERSON", "ORG", "EVENT", "FAC"})
ERA_CUES = frozenset({"in", "since", "until", "before", "after", "around", "circa"})
"""Before these even 1066 is a year; "of 1500" and "by 1200" are as often amounts."""

VERBS = frozenset({"may", "march"})
"""Months that in small letters are verbs, but for a year or an ordinal behind them."""

DAY_CUES = frozenset({"on", "by", "until", "till", "since", "from", "before", "after", "through", "to", "between", "around"})
NAMED_CUES = DAY_CUES | {"at", "for", "over", "of", "this", "during"}
EACH = frozenset({"every", "each", "most", "some", "any"})

WORD_BEFORE = re.compile(r"([\w’']+)[\s-]+(?:the\s+)?$")
SAME_BEFORE = re.compile(r"(?:\b(?:1\d|20)\d\d|\d/\d{1,2})(?:\s*,|\s*,?\s+(?:and|or))\s*$")
"""Another year or another "11/20" that this one is listed with."""

ONWARD = re.compile(r"\s+(?:or|and)\s+(?:later|earlier|after|before|onwards?)\b|\s+(?:and|or)\s+(?:1\d|20)\d\d\b(?!,)")
NOUNS = frozenset({"NOUN", "PROPN", "ADJ", "NUM"})

Guard = Callable[[Match[str], Span, DateWords, bool], bool]


def is_date(form: str, match: Match[str], span: Span, words: DateWords, *, inside: bool) -> bool:
    """Whether the match, given the words around it, is a date; inside of a larger expression less evidence will do."""
    guard = GUARDS.get(form)
    return guard is None or guard(match, span, words, inside)


def qualifies_a_noun(doc: Doc, end: int) -> bool:
    """Whether what ends there describes what follows it: "Monday's vote", "2016 election"."""
    span = doc.char_span(end - 1, end, alignment_mode="expand")
    after = _after(span) if span is not None else None
    return after is not None and (after.pos_ in NOUNS or after.tag_ == "POS")


def _is_month(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """A bare month that is also a name, a verb or a noun needs a word that dates follow; any other only must not be part of a name."""
    if _has_year(match):
        return not (match["y0"] and span.start and _is_determiner(span.doc[span.start - 1]))
    name, before = plain(match["m"]), _before(match)
    if _is_in_name(span) or before in EACH or (name in VERBS and match["m"][0].islower()):
        return False
    if inside or group(match, "which"):
        return True
    is_cued = before in words.month_cues
    if name in words.ambiguous_months or match["m"][0].islower():
        return is_cued and before != "by"
    return is_cued or len(name) > 3


def _is_month_day(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """ "may 5" is a verb and a number; a day in words is one only where nothing countable follows."""
    verb = plain(match["m"]) in VERBS and match["m"][0].islower()
    if verb and not _has_year(match) and not (match["d"] and not match["d"][-1].isdigit()):
        return False
    after = _after(span)
    if not match["spoken"] or _has_year(match):
        return True
    return match["spoken"] and match.start("spoken") > match.start("m") and (after is None or after.pos_ not in NOUNS)  # type: ignore[return-value]


def _has_year(match: Match[str]) -> bool:
    return any(group(match, name) for name in ("y", "yy", "y0", "wy"))


def _is_year(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """Four digits are a year after "in", "since", "by" …, and where no plural that they could count follows."""
    before = _before(match)
    if not match["y"].isdigit():
        return before in ERA_CUES | {"of", "from"}
    if match["kind"] or _names_an_event(match, span):
        return True
    after = _after(span)
    if after is not None and after.tag_ in {"NNS", "NNPS"}:
        return False
    if (
        inside
        or SAME_BEFORE.search(match.string, max(0, match.start() - 14), match.start())
        or ONWARD.match(match.string, match.end())
    ):
        return int(match["y"]) >= 1500
    return before in words.year_cues and (before in ERA_CUES or int(match["y"]) >= 1800)


def _names_an_event(match: Match[str], span: Span) -> bool:
    """Whether the year tells which of several: "the 2016 election", "last year's 2024 budget"; nothing countable follows it."""
    after = _after(span)
    if len(match["y"]) < 4 or not 1900 <= int(match["y"]) < 2100 or not span.start or after is None:
        return False
    before = span.doc[span.start - 1]
    return _is_determiner(before) and after.tag_ in {"NN", "JJ", "NNP"}


def _is_determiner(token: Token) -> bool:
    return token.lower_ in {"the", "a"} or token.tag_ in {"POS", "PRP$"}


def _is_weekday(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    return not _is_in_name(span) and not match.string.startswith(" Night", match.end()) and _before(match) not in EACH


def _is_no_attribute(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    return not qualifies_a_noun(span.doc, match.end())


def _is_nth(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """ "the 18th" is a day where it describes nothing, and follows a word that days follow."""
    if qualifies_a_noun(span.doc, match.end()) or re.match(r"\s+of\b", match.string[match.end() : match.end() + 4]):
        return False
    return bool(group(match, "w")) or (match["o"][0].isdigit() and (inside or _before(match) in DAY_CUES))


def _is_pair(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """ "11/20" is a day after a word that days follow; else it is a fraction, as before "of" and a plural."""
    if not match["a"].isdigit() or not match["b"].isdigit() or max(len(match["a"]), len(match["b"])) == 4:
        return True
    after = _after(span)
    if match.group() in words.no_dates:
        return False
    if after is not None and (after.lower_ == "of" or after.tag_ in {"NNS", "NNPS"}):
        return False
    listed = SAME_BEFORE.search(match.string, max(0, match.start() - 14), match.start())
    return inside or bool(match["which"] or listed) or _before(match) in DAY_CUES


def _is_quarter(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """ "the first quarter" is as often one of a match as one of a year: without a year it takes a word of business in its sentence."""
    if inside or match["hyphen"] == "-" or _has_year(match):
        return True
    return any(token.lemma_.casefold() in words.business_cues for token in span.sent)


def _is_period(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """A period is written small: "This Week" is a programme."""
    return match["p"][0].islower() or match["p"].isupper()


def _is_holiday(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """A holiday is no day where it only describes a noun ("Halloween masks"); in small letters it needs a word that days follow.

    "Merry Christmas" is a wish, and "Chinese New Year" another day.
    """
    if match["y"] or match["which"] or match["weekend"]:
        return True
    after, before = _after(span), span.doc[span.start - 1] if span.start else None
    if after is not None and after.tag_ in {"NN", "NNS"}:
        return False
    if (
        before is not None
        and before.pos_ in {"ADJ", "PROPN"}
        and before.is_title
        and match["h"][0].isupper()
        and before.lower_ not in words.weekdays
    ):
        return False
    if inside or not match["h"][0].islower():
        return True
    return _before(match) in NAMED_CUES and not _is_determiner(span.doc[span.start - 1])


def _is_decade(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """ "the 80s" are years where nothing is measured in them."""
    if not match["plain"]:
        return True
    return "the" in match.group().casefold() and not any(token.lemma_.casefold() in words.heat_cues for token in span.sent)


def _is_decade_name(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    return inside or _before(match) in words.year_cues


def _is_week_number(match: Match[str], span: Span, words: DateWords, inside: bool) -> bool:
    """ "Week 5" is a round of a league."""
    return bool(match["y"]) or (match.group()[0].islower() and not match.string.startswith(" of", match.end()))


def _after(span: Span) -> Token | None:
    return span.doc[span.end] if span.end < len(span.doc) else None


def _is_in_name(span: Span) -> bool:
    """Whether a name holds the span and more ("Sunday Times", "Theresa May"), or is a person."""
    kinds = {token.ent_type_ for token in span}
    if not kinds & NAMES:
        return False
    return "PERSON" in kinds or span[0].ent_iob_ == "I" or ((after := _after(span)) is not None and after.ent_iob_ == "I")


def _before(match: Match[str]) -> str:
    found = WORD_BEFORE.search(match.string, max(0, match.start() - 24), match.start())
    return found[1].casefold() if found else ""


GUARDS: Final[dict[str, Guard]] = {
    "month": _is_month,
    "month_day": _is_month_day,
    "day_month": _is_month_day,
    "pair": _is_pair,
    "year": _is_year,
    "weekday": _is_weekday,
    "weekend": _is_no_attribute,
    "unit_end": _is_no_attribute,
    "month_with_days": _is_no_attribute,
    "nth_weekday": _is_nth,
    "nth_day": _is_nth,
    "quarter": _is_quarter,
    "period": _is_period,
    "holiday": _is_holiday,
    "decade": _is_decade,
    "decade_name": _is_decade_name,
    "week_number": _is_week_number,
}
