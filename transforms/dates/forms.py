"""The forms that a date takes in print, as patterns over the words of the seeds.

Each form has one pattern with named groups; `finder` joins them into one, so that a text is passed over once. Months, week days and
holidays count only with a capital letter: that alone sets most of "may", "march" and "sun" apart.
"""

import re
from collections.abc import Iterable, Mapping, Sequence

YEAR = r"(?:1\d|20|21)\d\d(?![\d%]|[.,]\d|-(?:year|month|day|week|strong|\d{3}))"
DAY = r"(?:3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?(?![\d%]|[.,]\d|:\d)"
PART_OF_DAY = r"(?:morning|afternoon|evening|night)"


def forms(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Form name -> pattern source, in the order they are tried, from seed kind -> its words."""
    lower = [word for word in words["month"] if word not in words["ambiguous_month"]]
    month = rf"(?:{_names(words['month'])}|{_choice(lower)}|(?:{_names(words['month_short'])})\b\.?)"
    weekday = _choice([*_titled(words["weekday"]), *words["weekday"], *(word.upper() for word in words["weekday"])])
    ahead = rf"(?:(?:{weekday}|(?:{_names(words['weekday_short'])})\.?),?\s+)?"
    which = _choice(words["which"])
    count = (
        rf"(?:\d{{1,3}}|(?:(?:{_choice(word for word in words['count'] if word.endswith('ty'))})[\s-])?{_choice(words['count'])})"
    )
    period = _choice(words["period"])
    return {
        "iso": r"(?<![\d-])(?P<y>\d{4})-(?P<m>\d\d)-(?P<d>\d\d)(?![\d-])",
        "numeric": r"(?<![\d/.-])(?P<a>\d{1,2})(?P<sep>[/.-])(?P<b>\d{1,2})(?P=sep)(?P<y>\d{4})(?![\d/-])",
        "month_day": rf"{ahead}(?P<m>{month})\s+(?P<d>{DAY})(?:\s?(?:-|–|—|to|through)\s?(?:(?P<m2>{month})\s+)?(?P<d2>{DAY})(?!\s+(?:percent|per)))?"
        rf"(?:,?\s+(?:of\s+)?(?P<y>{YEAR})|,?\s+(?:of\s+)?(?P<which>this|last|next)\s+year)?(?!\w)",
        "day_month": rf"{ahead}(?:[Tt]he\s+)?(?P<d>{DAY})(?:\s?(?:-|–|—|to)\s?(?P<d2>{DAY}))?\s+(?:of\s+)?(?P<m>{month})(?:,?\s+(?P<y>{YEAR})|,?\s+(?P<which>this|last|next)\s+year)?(?!\w)",
        "month_year": rf"(?:[Ee]arly\s+|[Ll]ate\s+|[Mm]id[\s-])?(?P<m>{month}),?\s+(?:of\s+)?(?:(?P<y>{YEAR})|(?P<which>this|last|next)\s+year)(?!\w)",
        "month": rf"(?:(?P<which>(?i:last|next|this))\s+|(?P<part>[Ee]arly\s+|[Ll]ate\s+|[Mm]id[\s-]))?(?P<m>{month})(?!\w)",
        "quarter": rf"(?i:(?P<o>{_choice(words['ordinal'])})(?P<hyphen>[\s-])(?P<unit>quarter|half)(?:\s+(?:of\s+|in\s+)?(?:fiscal\s+)?(?:(?P<y>{YEAR})|(?P<which>this|last|next)\s+year))?(?!\w))",
        "q": rf"(?:(?P<y2>{YEAR})[\s-]?)?(?P<unit>[QH])(?P<o>[1-4])(?:[\s,/-]{{1,2}}(?:of\s+)?(?P<y>{YEAR}))?(?!\w)",
        "decade": r"(?i:(?P<part>early|late|mid)[\s-])?(?:(?i:the\s+)(?:(?P<part2>early|late|mid)[\s-])?)?(?:(?P<y>(?:1[5-9]|20)\d0)|[’'‘](?P<short>\d0))[’']?s(?!\w)",
        "year_span": rf"(?:(?P<from>(?i:from|between))\s+)?(?P<y>{YEAR})(?P<sep>\s?[-–—/]\s?|\s+(?:to|through|until|and)\s+)(?P<y2>{YEAR}|\d\d(?![\w%]|[.,/-]\d|-))",
        "season": rf"(?:(?i:(?P<which>{which})\s+|(?:the\s+)?(?P<part>early|late|mid)[\s-])?(?P<s>(?i:{_choice(words['season'])}))(?:\s+(?:of\s+)?(?P<y>{YEAR}))?)(?!\w)",
        "holiday": rf"(?:(?P<which>(?i:last|next|this))\s+)?(?P<h>{_names(words['holiday'])})(?:,?\s+(?P<y>{YEAR}))?(?!\w|\s+(?:Tree|Island|Carol|Parade))",
        "ago": rf"(?i:(?P<n>{count})\s+(?P<p>{period})\s+(?P<way>ago|from\s+now))(?!\w)",
        "hence": rf"(?i:in\s+(?:(?:about|another|just)\s+)?(?P<n>{count})\s+(?P<p>{period}))(?![\w'’]|\s+of\b)",
        "weekend": r"(?i:(?<=over\s)|(?<=at\s)|(?<=during\s))the\s+weekend(?!\w)",
        "century": r"(?i:(?:the\s+)?(?P<o>\d{1,2})(?:st|nd|rd|th)[\s-]century)(?!\w)",
        "period": rf"(?i:(?:(?P<part>earlier|later|early|late)\s+)?(?P<which>{which})\s+(?:(?P<n>{count})\s+)?(?P<p>{period}))(?!\w)",
        "day": rf"(?i:{_choice(words['day'])})(?!\w)",
        "weekday": rf"(?:(?P<which>(?i:{which}))\s+)?(?P<w>{weekday})(?:\s+{PART_OF_DAY})?(?!\w)",
        "year": rf"(?:(?P<part>(?i:early|late|mid)[\s-])|(?<![\d.,/$£€-]))(?P<y>{YEAR})(?![\w/:])",
    }


def finder(sources: Mapping[str, str]) -> re.Pattern[str]:
    """One pattern that finds any form; the name of its outer group says which."""
    return re.compile(
        r"(?<!\w)(?<!\w-)(?:" + "|".join(f"(?P<{name}>{_anonymous(name, source)})" for name, source in sources.items()) + ")"
    )


def _anonymous(form: str, source: str) -> str:
    """The pattern with its inner groups renamed, so that forms can stand side by side."""
    return re.sub(r"\(\?P(<|=)(\w+)", rf"(?P\1{form}_\2", source)


def _choice(words: Iterable[str]) -> str:
    """Alternatives, longest first, any blank between their words."""
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in sorted(words, key=len, reverse=True)) + ")"


def _titled(words: Sequence[str]) -> set[str]:
    return {re.sub(r"(?<![\w'’])(?!of\b)\w", lambda m: m[0].upper(), word) for word in words}


def _names(words: Sequence[str]) -> str:
    """Alternatives written as names: each word capitalised, or all in capitals; either apostrophe."""
    return _choice([*_titled(words), *(word.upper() for word in words)]).replace("'", "['’]")
