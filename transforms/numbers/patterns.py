"""The forms that a quantity takes in print, as patterns over the words of the seeds, compiled once.

A text is passed over once with `start`; only where that finds something are the other patterns tried, each at one place.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

BLANK = r"[ \t\u00a0\u202f]"
DIGITS = rf"(?:\d{{1,3}}(?:,\d{{2,3}})+(?!\d)(?:\.\d+)?|\d{{1,3}}(?:{BLANK}\d{{3}})+(?![\d,%])|\d+(?:\.\d+)?|\.\d+)"
GLYPHS = "½⅓⅔¼¾⅛"


class Patterns(NamedTuple):
    """Where a quantity may start, and what may follow there."""

    start: re.Pattern[str]
    amount: re.Pattern[str]
    unit: re.Pattern[str]
    per: re.Pattern[str]
    joint: re.Pattern[str]
    after: re.Pattern[str]
    rank: re.Pattern[str]


def patterns(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Patterns:
    """The patterns over the seed tables `number_words`, `magnitudes`, `currencies`, `units` and `modifiers`."""
    number = {
        kind: [row["word"] for row in tables["number_words"] if row["kind"] == kind]
        for kind in {row["kind"] for row in tables["number_words"]}
    }
    scale = {kind: [row["word"] for row in tables["magnitudes"] if row["kind"] == kind] for kind in ("word", "short", "letter")}
    money = {kind: {row["word"] for row in tables["currencies"] if row["kind"] == kind} for kind in ("sign", "code", "name")}
    unit = {form: [row["word"] for row in tables["units"] if row["form"] == form] for form in ("word", "symbol")}
    signs = _signs({*money["sign"], *money["code"]})
    words = _number_words(number, scale["word"])
    names = _choice(money["name"] | {word for word in unit["word"]}, loose=True)
    after = _choice((row["word"] for row in tables["modifiers"] if row["kind"] == "after"), loose=True)
    return Patterns(
        start=re.compile(
            rf"(?<![\w])(?:{signs}{BLANK}?(?=[\d.])|{signs}{BLANK}?(?=(?i:{words})\b)|[-−–](?=\d)|(?<!or )(?i:minus)[\s-](?=\d)|\.?\d|(?i:{words})\b)"
        ),
        amount=re.compile(
            rf"(?:(?P<sign>{signs}){BLANK}?)?(?P<minus>[-−]|minus[\s-])?"
            rf"(?:(?P<digits>{DIGITS})(?:(?P<part>{BLANK}?[{GLYPHS}]|{BLANK}\d/\d{{1,2}}(?![\d/]))|[/⁄](?P<under>\d{{1,4}})(?![\d/]))?|(?P<glyph>[{GLYPHS}])|(?P<words>(?i:{words})\b))"
            rf"(?:[\s-]?(?P<scale>(?i:{_choice(scale['word'])}))(?:s(?=\s+of))?\b|{BLANK}?(?P<short>(?i:{_choice(scale['short'])}))(?![^\W\d_])|(?P<letter>(?i:{_choice(scale['letter'])}))(?![\w²³/]))?"
        ),
        unit=re.compile(
            rf"(?P<name>[\s-]?(?i:{names})(?![^\W\d_]))|(?P<symbol>{BLANK}?-?{_choice(unit['symbol'])}(?![\w/]))|(?P<code>{BLANK}?M?{_choice(money['code'])}(?!\w))|(?P<sign>{BLANK}?[€£$](?!\d))"
        ),
        per=re.compile(
            rf"(?:(?:\s+US)?(?:\s+(?P<word>per|an?|each|every)|(?P<slash>/)|(?P<hyphen>-an?))[\s-]?(?P<base>\d{{1,3}}(?:,\d{{3}})+\s+[^\W\d_]+|(?i:{names})|[^\W\d_]+)(?![\w/]))"
        ),
        joint=re.compile(
            r"\s?(?P<dash>[-–—])(?:to-)?\s?|\s+(?P<word>to|and|or)\s+(?:about\s+|around\s+|even\s+)?|,?\s+to\s+|-(?P<hyphen>to|or|and)-"
        ),
        after=re.compile(rf"\s?-?(?:{after})(?!\w|\s?\d)", re.IGNORECASE),
        rank=re.compile(
            rf"\b(?:(?:No\.\s?|[Nn]umber[\s-]|№\s?)(?P<number>\d{{1,3}}(?![\d,.]*\d)|(?i:{_choice(number['digit'])}))"
            rf"|(?P<ordinal>(?i:{_choice(number['ordinal'])})|\d{{1,2}}(?:st|nd|rd|th))[\s-](?:most|(?!interest|rest|west|test|guest|quest|request|forest|honest|contest|protest|harvest|arrest|priest|invest)[a-z]+est|worst|best)(?=[\s-]))(?!\w)"
        ),
    )


def _number_words(number: Mapping[str, Sequence[str]], scales: Sequence[str]) -> str:
    """A number in words: "thirty-five", "two hundred and six thousand", "half a million", "dozens", "two-thirds"."""
    one, teen, tens = _choice(number["digit"]), _choice(number["teen"]), _choice(number["tens"])
    below_100 = rf"(?:{tens}(?:[\s-]{one}(?![\w]))?|{teen}|{one})(?!\w)"
    scale = rf"(?:{_choice(scales)})(?!\w)"
    step = rf"(?:[\s-]{scale})+"
    cardinal = (
        rf"{below_100}(?:{step}(?:,?\s+(?:and\s+)?(?!one\s+of){below_100}{step})*(?:\s+and\s+{below_100}|[\s-]{below_100})?)?"
    )
    article = rf"(?:an?|several|a\s+few|a\s+couple)\s+(?:{scale}(?:[\s-]{scale})*|dozen)(?:\s+and\s+{below_100})?"
    fraction = _choice([*number["fraction"]])
    return (
        rf"(?:{_choice(number['vague'], loose=True)}|{_choice(number['multiple'])}(?!\s+down)|{one}[\s-]fold|{one}fold|twice(?=\s+as\s+(?:many|much|likely|large|high|big)\b)"
        rf"|half[\s-](?:an?[\s-])?(?:{scale}|dozen)|half(?=\s+an?\s+\w)|(?<!first\s)(?<!second\s)(?<!other\s)(?<!-)half(?=\s+(?:of|the|a|an|its|their|his|her|our|all)\b)"
        rf"|(?:{one}|an?)[\s-](?:{fraction})(?=\s+(?:of|the)\b)|(?:{one})-(?:{fraction})\b|(?:{one})\s+(?:thirds|quarters|fifths|tenths)\b"
        rf"|{article}|an?\s+couple(?:\s+of)?|{one}[\s-]dozen|{below_100}\s+and\s+a\s+half|{cardinal}|(?:an?\s+)dozen)"
    )


def _signs(words: Iterable[str]) -> str:
    """Money signs and codes. A blank may part letters from "$" ("US $5", but not "A $5 note"), and the case of two letters is free ("hk$5")."""
    dollars = sorted((word for word in words if word[1:].endswith("$")), key=lambda word: (-len(word), word))
    parts = [
        rf"(?i:{re.escape(word[:-1])}){BLANK}?\$"
        if len(word) > 2
        else re.escape(word[0]) + (r"\$" if word == "A$" else rf"{BLANK}?\$")
        for word in dollars
    ]
    return rf"(?:{'|'.join(parts)}|{_choice(word for word in words if not word[1:].endswith('$'))})"


def _choice(words: Iterable[str], *, loose: bool = False) -> str:
    """Alternatives, longest first; `loose` lets a hyphen or any blank stand between their words."""
    blank = r"(?:\\s+|-)" if loose else r"\\s+"
    parts = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.sub(r"\\ ", blank, re.escape(word)) for word in parts) + ")"
