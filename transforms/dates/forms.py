"""The forms that a date takes in print, as patterns over the words of the seeds, each with the words that it can begin with.

A text is passed over once, word by word; only at a word that begins a form are that form's patterns tried. What is built of other dates
(ranges, "the week of …", "two days before …") is in `joints`.
"""

import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from transforms.dates.pieces import PART_OF_DAY, SHORT_YEAR, YEAR, Pieces, WordLists, choice

TO = r"(?:\s?[-–—~]\s?|\s+(?:to|through|thru|until|till)\s+)"
FOUR = r"(?:1[5-9]|20)\d\d"
WORD: Final = re.compile(r"(['’‘]?)(\d+)|([^\W\d_]+)")
DIGITS: Final = ("9", "99", "999", "9999")
"""Numbers of one to four digits among the words that a form begins with; no form begins with a longer one."""


class Form(NamedTuple):
    """A pattern and the first words, in small letters and up to a digit, of what it matches."""

    pattern: re.Pattern[str]
    begins: frozenset[str]


def first_word(text: str, place: int = 0) -> str:
    """What a form's matches are looked up by: the letters of the first word, or as many nines as its number has digits, and the apostrophe before them."""
    match = WORD.match(text, place)
    if match is None:
        return ""
    return match[3].casefold() if match[3] else ("'" if match[1] else "") + "9" * len(match[2])


def forms(words: WordLists) -> dict[str, Form]:
    """Form name -> pattern and beginnings, in the order they are tried, from seed kind -> its words."""
    pieces = Pieces.of(words)
    begins = _beginnings(words)
    sources = _printed(pieces) | _calendar(pieces, words) | _counted(pieces, words)
    return {
        name: Form(re.compile(source), frozenset().union(*(begins[kind] for kind in kinds.split())))
        for name, (source, kinds) in sources.items()
    }


def _beginnings(words: WordLists) -> Mapping[str, frozenset[str]]:
    """Seed kind -> first words; "the" and numbers count as kinds too."""
    kinds = {kind: frozenset(first_word(word) for word in of_kind) for kind, of_kind in words.items()}
    literal = {
        word: frozenset({word}) for word in ("the", "in", "within", "q", "h", "from", "between", "ytd", "fiscal", "eom", "eoy")
    }
    days = frozenset({*DIGITS[:2], "the", *kinds["ordinal"], "thirty", "twenty"})
    numbers = {
        "digits": frozenset({*DIGITS, "'99"}),
        "years": frozenset({"9999", "'99"}),
        "ordinals": days,
        "days": days | kinds["count"] - {"a", "an"},
        "counts": kinds["count"] | frozenset(DIGITS[:3]),
    }
    months, weekdays = kinds["month"] | kinds["month_short"], kinds["weekday"] | kinds["weekday_short"]
    return kinds | literal | numbers | {"months": months, "weekdays": weekdays}


Sources = dict[str, tuple[str, str]]


def _printed(of: Pieces) -> Sources:
    """Days and months as printed, with or without their year."""
    part = rf"(?:\d{{1,4}}|{of.month})"
    bounds = r"(?P<from>(?:[Ff]rom|[Bb]etween)\s+(?:the\s+)?)?"
    until = rf"(?:{TO}|(?(from)\s+and\s+|(?!)))(?:the\s+)?"
    return {
        "parted": (
            rf"(?<![\d/.]){of.ahead}(?P<a>{part})(?P<sep>[/.-])(?P<b>{part})(?P=sep)(?P<c>{part})(?![\d/]|-\d+(?!\d*[/.])|\.\d|\w)",
            "digits months weekdays",
        ),
        "pair": (
            rf"(?<![\d/.])(?:(?P<which>(?i:{of.which}))\s+)?(?P<a>{part})(?P<sep>[/-])(?P<b>{part})(?![\d/%]|-\d+(?!\d*/)|[.,]\d|\w)",
            "digits months which",
        ),
        "month_day": (
            rf"{bounds}{of.ahead}(?P<m>{of.month})(?:\s+(?:the\s+)?|(?<!\.)-)(?:(?P<d>{of.day})|(?P<spoken>{of.spoken_day}(?!\s+(?:hundred|thousand|\w+s\b))))"
            rf"(?:{until}(?P<d2>{of.day})(?!\s+(?:percent|per\b|{of.month}|of\b)))?{of.yearly}(?!\w)",
            "months weekdays from between which",
        ),
        "day_month": (
            rf"(?<![\d.,$£€/:-])(?<![$£€]\s){bounds}{of.ahead}(?:[Tt]he\s+)?(?:(?P<d>{of.day})|(?P<spoken>{of.spoken_day}))(?:{until}(?P<d2>{of.day}))?"
            rf"(?:\s+(?:day\s+)?(?:of\s+)?|-)(?P<m>{of.month})(?!\s+\d{{1,2}}(?![\d:]|\s*[ap]\.?m)){of.yearly}(?!\w)",
            "days weekdays from between which",
        ),
        "days_of_month": (
            rf"(?i:{bounds}(?:the\s+)?(?:(?P<d>{of.day}){until}(?P<d2>{of.day})(?:\s+of)?|(?P<only>{of.ordinal})(?:\s+of)?)\s+(?:the\s+)?(?P<which>{of.which})\s+month)(?!\w)",
            "ordinals from between",
        ),
        "month_with_days": (
            rf"(?i:(?P<which>{of.which})\s+month\s*,?\s+(?:on\s+)?(?P<from>from\s+)?(?:the\s+)?(?:(?P<d>{of.day}){until}(?P<d2>{of.day})|(?P<only>{of.ordinal})))(?![\w-])",
            "which",
        ),
        "month": (
            rf"(?:(?P<y0>{YEAR})\s+|(?P<which>(?i:{of.which}))\s+)?(?P<m>{of.month}){of.yearly}(?!\w)",
            "years months which",
        ),
        "nth_weekday": (
            rf"(?P<w>{of.weekday}|{of.short_weekday})\s*,?\s+(?:(?:the\s+)?(?P<o>{of.ordinal})|(?P<d>\d{{1,2}})(?=[.,;!?]|$)(?!\.\d))(?![\w-])",
            "weekdays",
        ),
    }


def _calendar(of: Pieces, words: WordLists) -> Sources:
    """Parts of the calendar: quarters, years and their like, seasons, holidays."""
    kinds = choice(words["year_name"])
    return {
        "quarter": (
            rf"(?i:(?:the\s+)?(?:fiscal\s+)?(?P<o>{of.ordinal})(?P<hyphen>[\s-])(?:fiscal[\s-])?(?P<unit>quarter|half){of.yearly}(?!\w))",
            "ordinals fiscal",
        ),
        "q": (
            rf"(?:(?P<y2>{YEAR}|\d\d(?=[\s-]?[QH]))[\s-]?)?(?:(?P<unit>[QqH])(?P<o>[1-4])|(?P<o2>[1-4])(?P<unit2>[QH]))"
            rf"(?:[\s,/-]{{0,2}}(?:(?:of|in)\s+)?(?P<y>{YEAR}|['’]?\d\d(?![\w%:]|[.,]\d))|\s+(?:of\s+)?(?P<wy>this|last|next)\s+year)?(?!\w)",
            "digits q h",
        ),
        "decade": (
            r"(?i:(?P<part>early|late|mid)[\s-])?(?:(?i:the\s+)(?:(?P<part2>early|late|mid)[\s-])?)?(?:(?P<y>(?:1[5-9]|20)\d0)|[’'‘](?P<short>\d0)|(?<=\s)(?P<plain>[2-9]0))(?:[’']?|\s)s(?!\w)",
            "years the part",
        ),
        "decade_name": (
            rf"(?i:the\s+(?:(?P<part>early|late|mid)[\s-])?(?:nineteen[\s-])?(?P<name>{choice(words['decade_name'])}))(?!\w)",
            "the",
        ),
        "century": (rf"(?i:(?:the\s+)?(?P<o>{of.ordinal})[\s-]century)(?!\w)", "ordinals"),
        "season": (
            rf"(?i:(?:(?P<which>{of.which})\s+|(?P<y0>{YEAR})\s+|(?:the\s+)?(?P<part>early|late|mid)[\s-])?(?P<s>{choice(words['season'])}){of.yearly})(?!\w)",
            "season which part the years",
        ),
        "holiday": (
            rf"(?:(?:[Tt]he\s+)?(?P<which>(?i:(?!past\b){of.which}))\s+)?(?P<h>(?i:{of.holiday}))(?P<weekend>\s+[Ww]eekend)?{of.yearly}(?!\w|\s+(?:Tree|Island|Carol|Parade))",
            "holiday which the",
        ),
        "year_span": (
            rf"(?:(?P<from>(?i:from|between))\s+)?(?P<y>{FOUR})(?P<sep>\s?[-–—/~]\s?|\s+(?:to|through|until|and)\s+)(?P<y2>{YEAR}|(?<=\S[-–—/~])\d\d(?![\w%]|[.,/-]\d|-))(?!\s+{of.month})",
            "years from between",
        ),
        "year": (
            rf"(?<![\d.,/$£€])(?P<kind>{kinds}\s+|(?:FY|CY)\s?['’]?)?(?P<y>(?:{YEAR}|{SHORT_YEAR}|(?<=FY)\d\d|(?<=FY['’])\d\d))(?![\w/:]|-\d)",
            "years year_name the",
        ),
    }


def _counted(of: Pieces, words: WordLists) -> Sources:
    """Days counted from publication: "next week", "the past two years", "three weeks ago", "Monday"."""
    kinds = choice(words["kind_of_year"])
    return {
        "ago": (
            rf"(?i:(?P<n>{of.number})(?P<half>\s+and\s+a\s+half)?\s+(?:(?P<p>{of.unit})(?P<half2>\s+and\s+a\s+half)?|(?P<ws>{of.weekday})s)\s+"
            rf"(?P<way>ago|from\s+now|hence)(?:\s+(?:on\s+)?(?P<w>{of.weekday}))?)(?!\w)",
            "counts",
        ),
        "hence": (
            rf"(?i:in\s+(?:(?:about|another|just)\s+)?(?P<n>{of.number})\s+(?P<p>{of.unit})(?:['’]?s?['’]?\s+time)?)(?![\w'’]|\s+(?:of|from|after|before|when|that|which|where|like)\b)",
            "in",
        ),
        "within": (rf"(?i:within\s+(?:the\s+)?(?:next\s+)?(?P<n>{of.number})\s+(?P<p>{of.unit}))(?!\w|\s+of\b)", "within"),
        "weekend": (r"(?i:the\s+weekend)(?!\w|\s+(?:of\b|before\s+last|after\s+next))", "the"),
        "after_next": (
            rf"(?i:(?:the\s+)?(?P<p>{of.unit}|{of.weekday})\s+(?P<way>after\s+next|before\s+last))(?!\w)",
            "the period weekdays",
        ),
        "week_day": (rf"(?i:(?P<which>{of.which})\s+week(?:\s*,|\s*[-–]|\s+on)?\s+(?P<w>{of.weekday}))(?!\w)", "which"),
        "period": (
            rf"(?i:(?:(?P<which>{of.which})\s+(?:(?P<n>{of.number})\s+)?|(?P<n2>{of.number})\s+(?P<which2>{of.which})\s+)(?P<kind>{kinds}\s+)?(?P<p>{of.unit}))(?!\w)",
            "which counts",
        ),
        "to_date": (rf"(?i:(?P<p>{of.unit})[\s-]to[\s-]date|(?P<ytd>YTD))(?!\w)", "period ytd"),
        "week_number": (rf"(?i:week\s+(?P<n>[1-5]?\d)(?:\s*,?\s+(?:of|in)\s+(?P<y>{YEAR}))?)(?![\w:]|\s*[-–]\s?\d)", "period"),
        "unit_end": (rf"(?i:(?:the\s+)?(?P<p>{of.unit})(?:['’]s[\s-]|-|\s)end|(?P<eo>EOM|EOY))(?!\w)", "the period eom eoy"),
        "day": (rf"(?i:{choice(words['day'])})(?!\w)", "day"),
        "weekday": (rf"(?:(?P<which>(?i:{of.which}))\s+)?(?P<w>{of.weekday})(?:\s+{PART_OF_DAY})?(?!\w)", "weekdays which"),
        "nth_day": (rf"(?i:(?:the\s+)?(?P<o>{of.ordinal}|(?<=the\s)\d{{1,2}}(?=[.,;!?](?!\d)|$)))(?![\w-])", "ordinals"),
        "the_unit": (rf"(?i:(?:the\s+)?(?P<p>{of.unit}))(?!\w)", "the period"),
        "now": (rf"(?i:{choice(words['now'])})(?!\w)", "now"),
    }


INNER = frozenset({"the_unit", "now"})
"""Forms that are dates only inside of others: "the end of the year", "from May to date"."""


def dispatch(of: Mapping[str, Form]) -> dict[str, tuple[str, ...]]:
    """First word -> the forms that can begin with it, in their order."""
    return {word: tuple(name for name, form in of.items() if word in form.begins) for word in _all(of.values())}


def _all(of: Iterable[Form]) -> frozenset[str]:
    return frozenset().union(*(form.begins for form in of))
