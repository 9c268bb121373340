"""Small things about text that every kind of document needs."""

import re
from typing import Final

LINE_ENDS: Final = re.compile("\r\n|[\r\v\f\x85]")
CONTROLS: Final = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
"""Unicode category Cc but for tab and line ends."""

UNWRITABLE: Final = re.compile("[\0\ud800-\udfff]")
"""What files and databases cannot hold."""
SURROGATES: Final = re.compile("[\ud800-\udfff]")
MAX_TITLE: Final = 300
"""Longest first line that is a headline, in characters; a longer one is a paragraph."""


def tidy(text: str) -> str:
    """The text with "\\n" line ends, without control characters but tab, lone surrogates as U+FFFD, and otherwise as it is."""
    return CONTROLS.sub("", LINE_ENDS.sub("\n", SURROGATES.sub("\ufffd", text)))


def as_given(text: str) -> str:
    """A text that somebody gave as text: "\\n" line ends, NUL and lone surrogates as U+FFFD, and every other character kept.

    Offsets into it are the giver's own, but for line ends of two characters.
    """
    return UNWRITABLE.sub("\ufffd", LINE_ENDS.sub("\n", text))


def one_line(text: str | None) -> str | None:
    """The text on one line, white space folded; None when nothing is left."""
    return " ".join(tidy(text or "").split()) or None


def first_line(text: str) -> str | None:
    """The first line that is not blank, where it is short enough for a headline."""
    line = next((stripped for line in text.split("\n") if (stripped := line.strip())), None)
    return line if line and len(line) <= MAX_TITLE else None
