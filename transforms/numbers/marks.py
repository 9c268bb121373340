"""Feet and inches: the marks ' and ", which quotes use too, and heights in both ("6-foot-2", "5'10")."""

import re
from typing import Final

MARK: Final = re.compile(r"\s?([\"”″'’′])(?!\w)|(['’′])(?=\s?\d{1,2}[\"”″'’])")
IN: Final = re.compile(r"\s?in(?=\.?\s*$|\)|\.\s+[A-Z]|\.?\s(?:long|wide|tall|high|deep|thick|across)\b)")
"""The short form of inches, told from the preposition by what follows."""
INCHES: Final = re.compile(r"-(\d{1,2})(?:-inch(?:es)?)?(?![\w-]|[.,]\d)|\s?(\d{1,2})(?:[\"”″]|['’]{2}|\s?in\b)")
FEET: Final = frozenset("'’′")
OPENING: Final = re.compile(r"(?<!\w)['‘]")


def mark_at(text: str, start: int, end: int) -> tuple[str, int] | None:
    """Unit and end of a foot or inch mark behind the figures [start, end); None for what may close a quote opened in the paragraph."""
    short = IN.match(text, end)
    if short:
        return "in", short.end()
    match = MARK.match(text, end)
    if match is None:
        return None
    before = text[text.rfind("\n", 0, start) + 1 : start]
    mark = match[1] or match[2]
    if mark in FEET:
        return None if OPENING.search(before) else ("ft", match.end())
    is_open = before.count('"') % 2 if mark == '"' else before.count("“") > before.count("”")
    return None if is_open else ("in", match.end())


def with_inches(text: str, feet: float, end: int) -> tuple[float, int] | None:
    """Feet and end of a height whose inches follow its feet; None where none follow."""
    match = INCHES.match(text, end)
    inches = float(match[1] or match[2]) if match else 12.0
    return (feet + inches / 12, match.end()) if match and inches < 12 else None
