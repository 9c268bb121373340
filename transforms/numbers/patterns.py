"""The forms that a quantity takes in print, as patterns over the words of the seeds, compiled once.

A text is passed over once with `start`; only where that finds something are the other patterns tried, each at one place.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import NamedTuple

BLANK = r"[ \t\u00a0\u202f]"
DIGITS = (
    rf"(?:\d{{1,3}}(?:,\d{{3}})+(?!\d)(?:\.\d+)?|\d{{1,2}}(?:,\d{{2}})+,\d{{3}}(?!\d)(?:\.\d+)?|\d{{1,3}}(?:{BLANK}\d{{3}})+(?:\.\d+)?(?![\d,%])"
    r"|\d{1,3}(?:\.\d{3}){2,}(?![\d.]*\d)|\d{1,3},\d{1,2}(?!\d|[,.]\d)|\d+(?:\.\d+)?|\.\d+)"
)
"""Figures: thousands by comma (in threes, or the Indian way), blank, or point where two or more show that it is no decimal point."""
POWER = rf"(?:{BLANK}?[x×*·⋅]{BLANK}?10(?:\^\(?|(?=[-−–⁻⁺⁰¹²³⁴-⁹]))(?P<power>[-−–+⁻⁺]?[\d⁰¹²³⁴-⁹]{{1,3}})\)?|[eE](?P<exponent>[-−+]?\d{{1,2}})(?!\w))"
"""A power of ten behind figures: "1.3 × 10^6", "5x10−3", "2e9"."""
LITERALS = (
    "a",
    "an",
    "several",
    "half",
    "quarter",
    "three",
    "twice",
    "dozen",
    "zero",
    "nought",
    "naught",
    "hundred",
    "thousand",
    "minus",
)
"""How numbers in words begin, beside the words of the seeds."""
GLYPHS = "½⅓⅔¼¾⅛⅜⅝⅞⅙⅚⅕⅖⅗⅘"


class Patterns(NamedTuple):
    """Where a quantity may start, and what may follow there."""

    start: re.Pattern[str]
    amount: re.Pattern[str]
    unit: re.Pattern[str]
    per: re.Pattern[str]
    joint: re.Pattern[str]
    after: re.Pattern[str]
    rank: re.Pattern[str]
    hyphen_name: re.Pattern[str]


def patterns(tables: Mapping[str, Sequence[Mapping[str, str]]]) -> Patterns:
    """The patterns over the seed tables `number_words`, `magnitudes`, `currencies`, `units` and `modifiers`."""
    number = {
        kind: [row["word"] for row in tables["number_words"] if row["kind"] == kind]
        for kind in {row["kind"] for row in tables["number_words"]}
    }
    scale = {kind: [row["word"] for row in tables["magnitudes"] if row["kind"] == kind] for kind in ("word", "short", "letter")}
    money = {
        kind: {row["word"] for row in tables["currencies"] if row["kind"] == kind} for kind in ("sign", "code", "name", "large")
    }
    unit = {form: [row["word"] for row in tables["units"] if row["form"] == form] for form in ("word", "symbol")}
    signs = _signs(money["sign"], money["code"])
    marks = "[" + re.escape("".join(sorted(word for word in money["sign"] if len(word) == 1))) + "]"
    words = _number_words(number, scale["word"])
    gate = _gate(
        [*LITERALS, *scale["word"], *money["sign"], *money["code"], *(word for of_kind in number.values() for word in of_kind)]
    )
    names = _choice(money["name"] | money["large"] | {word for word in unit["word"]}, loose=True)
    after = _choice((row["word"] for row in tables["modifiers"] if row["kind"] == "after"), loose=True)
    named = _choice(row["word"] for row in tables["modifiers"] if row["kind"] == "hyphen_name")
    return Patterns(
        hyphen_name=re.compile(rf"-{named}(?!\w)", re.IGNORECASE),
        start=re.compile(
            rf"(?<![\w]){gate}(?:{signs}{BLANK}?(?=[\d.])|{signs}{BLANK}?(?=(?i:{words})\b)|[-−–](?=\d)|(?<!or )(?i:minus)[\s-](?=\d)|\.?\d|[{GLYPHS}]|(?i:{words})\b)"
        ),
        amount=re.compile(
            rf"(?:(?P<sign>{signs}){BLANK}?)?(?P<minus>[-−]|minus[\s-])?"
            rf"(?:(?P<digits>{DIGITS})(?:{POWER}|(?P<part>{BLANK}?[{GLYPHS}]|{BLANK}\d/\d{{1,2}}(?![\d/]))|[/⁄](?P<under>\d{{1,4}})(?![\d/]))?|(?P<glyph>[{GLYPHS}])|(?P<words>(?i:{words})\b))"
            rf"(?:[\s-]?(?P<scale>(?i:{_choice(scale['word'])}))(?:s(?=\s+of))?\b|{BLANK}?(?P<short>(?i:{_choice(scale['short'])}))(?![^\W\d_])|(?P<letter>(?i:{_choice(scale['letter'])}))(?![\w²³/]))?"
        ),
        unit=re.compile(
            rf"(?P<name>[\s-]?(?i:{names})(?![^\W\d_]))|(?P<symbol>{BLANK}?-?{_choice(unit['symbol'])}(?![\w/]))|(?P<code>{BLANK}?M?{_choice(money['code'])}(?!\w))|(?P<sign>{BLANK}?{marks}(?!\d))"
        ),
        per=re.compile(
            rf"(?:(?:\s+US)?(?:\s+(?P<word>per|an?|each|every)|(?P<slash>/)|(?P<hyphen>-an?))[\s-]?(?P<base>\d{{1,3}}(?:,\d{{3}})+\s+[^\W\d_]+|(?i:{names})|[^\W\d_]+)(?![\w/]))"
        ),
        joint=re.compile(
            r"\s?(?P<dash>[-–—])(?:to-)?\s?|\s+(?P<word>to|through|and|or)\s+(?:about\s+|around\s+|even\s+)?|,?\s+to\s+|-(?P<hyphen>to|or|and)-"
        ),
        after=re.compile(rf"\s?-?(?:{after})(?!\w|\s?\d)", re.IGNORECASE),
        rank=re.compile(
            rf"\b{_gate(['no', 'number', *number['ordinal']])}(?:(?:No\.\s?|[Nn]umber[\s-]|№\s?)(?P<number>\d{{1,3}}(?![\d,./–-]*\d)|(?i:{_choice(number['digit'])}))"
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
    spoken = rf"(?:{one}|zero|nought|naught)"
    return (
        rf"(?:{_choice(number['vague'], loose=True)}|{_choice(number['multiple'])}(?!\s+down)|(?:{one}|{teen}|{tens}|hundred|thousand)[\s-]?fold"
        rf"|twice(?=\s+as\s+(?:many|much|likely|large|high|big)\b)|(?:{below_100}|nought|naught)\s+point\s+{spoken}(?!\w)(?:\s+{spoken}(?!\w))*"
        rf"|{_fractions(number, cardinal, scale)}"
        rf"|{article}|an?\s+couple(?:\s+of)?|{one}[\s-]dozen|{cardinal}|(?:an?\s+)dozen)"
    )


def _fractions(number: Mapping[str, Sequence[str]], cardinal: str, scale: str) -> str:
    """Numbers with a fraction in them: "one and a half million", "a quarter of a million", "two-thirds", "a fifth of", "by half"."""
    one, fraction = _choice(number["digit"]), rf"{_choice(number['fraction'])}(?!\w)"
    scales, part = rf"{scale}(?:[\s-]{scale})*", rf"(?:{one}|an?)[\s-]{fraction}"
    return (
        rf"(?:{cardinal}|an?\s+{scales})[\s-]and[\s-]{part}(?:[\s-]{scales})?"
        rf"|{part}\s+of\s+an?\s+{scales}|(?:an?[\s-])?quarter[\s-](?:of\s+)?(?:an?\s+)?{scales}|half[\s-](?:an?[\s-])?(?:{scale}|dozen)"
        r"|half(?=\s+an?\s+\w)|(?<!first\s)(?<!second\s)(?<!other\s)(?<!-)half(?=\s+(?:of|the|a|an|its|their|his|her|our|all)\b)|(?<=\bby\s)half\b"
        rf"|{part}(?=\s+(?:of|the)\b)|{one}[\s-](?:{fraction})(?=[.,;:)]|$)|{one}-{fraction}|three\s+quarters\b|{one}\s+(?:thirds|fifths|tenths)\b"
    )


def _gate(beginnings: Iterable[str]) -> str:
    """A glance at three letters before the whole pattern is tried: it holds back most words, and none of these beginnings."""
    return rf"(?={_letters({word.lower()[:3] for word in beginnings})})"


def _letters(beginnings: Collection[str]) -> str:
    """The letters that come next, in either case, and what follows each; or no letter: a digit, a sign, a blank, the end."""
    following: dict[str, set[str]] = {}
    for word in beginnings:
        if word[:1].isascii() and word[:1].isalpha():
            following.setdefault(word[0], set()).add(word[1:])
    nexts = [f"[{letter}{letter.upper()}]{_letters(rest)}" for letter, rest in sorted(following.items())]
    return f"(?:{'|'.join(['[^A-Za-z]', '$', *nexts])})" if nexts else ""


def _signs(signs: Iterable[str], codes: Iterable[str]) -> str:
    """Money signs and codes ("£", "Rs", "USD", "AUD$").

    A blank may part letters from "$" ("US $5", but not "A $5 note"), and the case of two letters is free ("hk$5").
    """
    dollars = sorted((word for word in signs if word[1:].endswith("$")), key=lambda word: (-len(word), word))
    parts = [rf"(?i:{re.escape(word[:-1])}){BLANK}?\$" for word in dollars if len(word) > 2]
    parts += [{"A$": r"A\$", "C$": rf"[Cc]{BLANK}?\$"}.get(word, rf"{word[0]}{BLANK}?\$") for word in dollars if len(word) == 2]
    other = _choice([*(word for word in signs if not word[1:].endswith("$")), *codes])
    return rf"(?:{'|'.join(parts)}|(?i:{_choice(codes)})\$|{other})"


def _choice(words: Iterable[str], *, loose: bool = False) -> str:
    """Alternatives, longest first; `loose` lets a hyphen or any blank stand between their words."""
    blank = r"(?:\\s+|-)" if loose else r"\\s+"
    parts = sorted(words, key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.sub(r"\\ ", blank, re.escape(word)) for word in parts) + ")"
