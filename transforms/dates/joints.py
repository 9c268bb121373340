"""What joins dates to larger ones: "after 2016", "two days before Christmas", "the first week of May", "from March to May"."""

import re
from collections.abc import Sequence
from typing import NamedTuple, Self

from transforms.dates.forms import DIGITS
from transforms.dates.pieces import Pieces, WordLists, choice


class Joints(NamedTuple):
    """Patterns of what stands before a date, after it, and between two of them."""

    before: Sequence[tuple[str, re.Pattern[str]]]
    onward: re.Pattern[str]
    opening: re.Pattern[str]
    join: re.Pattern[str]
    dash: re.Pattern[str]
    both: re.Pattern[str]
    begins: frozenset[str]

    @classmethod
    def of(cls, words: WordLists) -> Self:
        """The patterns over the seeds' words."""
        before = _before(Pieces.of(words), words)
        return cls(
            before=[(name, re.compile(rf"(?i:{source})(?=\S)")) for name, source in before.items()],
            onward=re.compile(rf"(?i:,?\s+(?P<bound>{choice(words['onward'])}))(?!\w)"),
            opening=re.compile(r"(?i:(?P<between>between)|from)\s+(?=\S)"),
            join=re.compile(rf"(?i:\s+{choice(words['join'])}\s+(?:the\s+)?(?=\S))"),
            dash=re.compile(r"\s?[-–—~]\s?(?=\S)"),
            both=re.compile(r"\s+(?i:and)\s+(?=\S)"),
            begins=_begins(words),
        )


def _begins(words: WordLists) -> frozenset[str]:
    """First words, in small letters, of all that can stand before a date."""
    kinds = ("bound", "part", "part_of", "nth", "ordinal", "count", "which", "weekday", "period")
    from_seeds = {word.split()[0] for kind in kinds for word in words[kind]}
    return frozenset(
        {
            *from_seeds,
            "the",
            "from",
            "between",
            "in",
            "within",
            "more",
            "less",
            "exactly",
            "twenty",
            "thirty",
            "very",
            *DIGITS[:3],
        }
    )


def _before(of: Pieces, words: WordLists) -> dict[str, str]:
    """Name of what is made of the date that follows -> pattern of what stands before it."""
    return {
        "bound": rf"(?P<bound>{choice(words['bound'])})\s+(?:the\s+year\s+(?=\d))?",
        "shift": rf"(?:(?:more|less)\s+than\s+|exactly\s+)?(?:(?P<n>{of.number})|the)\s+(?P<p>{of.unit})\s+(?P<way>before|after|from|following|prior\s+to|since)\s+",
        "weekday_by": rf"the\s+(?P<w>{of.weekday})\s+(?P<way>before|after|following|prior\s+to)\s+",
        "ended": rf"(?:the\s+(?:(?P<n>{of.number})\s+)?|(?P<n2>{of.number})\s+)(?P<p>{of.unit})\s+(?:ended|ending|through|to)\s+(?:on\s+)?",
        "nth": rf"(?:the\s+)?(?P<o>{of.ordinal}|{choice(words['nth'])})\s+(?:(?P<n>{of.number})\s+)?(?:(?P<p>{of.unit}|half)|(?P<w>{of.weekday}))\s+(?:of|in)\s+(?:the\s+)?",
        "day_of": rf"(?:the\s+)?(?P<o>{of.ordinal})\s+of\s+",
        "part": rf"(?:the\s+)?(?P<part>{choice(words['part'])})(?:[\s-]+(?:in\s+|on\s+)?)(?:the\s+(?=\d|year\b|week\b|month\b|decade\b|century\b|[a-z-]+\s+century\b))?",
        "part_of": rf"(?:the\s+)?(?:very\s+)?(?P<part>{choice(words['part_of'])})\s+of\s+(?:the\s+)?",
        "week_of": r"(?:the\s+)?(?P<p>week|weekend|month)\s+(?P<way>of|beginning|starting|commencing|ending)\s+(?:on\s+)?",
        "weekday_in": rf"(?P<w>{of.weekday})\s*,?\s+(?:of\s+|in\s+)?",
    }
