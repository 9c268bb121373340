"""Bylines to names."""

import re
from typing import Final

from transforms.clean.text import one_line

MAX_AUTHORS: Final = 20
MAX_NAME: Final = 80


def split_authors(byline: str | None) -> tuple[str, ...]:
    """The names of a byline: "By Ann Hale, Tom Reed and Jo Orr" -> three names. URLs and overlong texts are no names."""
    text = re.sub(r"^(by|words by|written by|reporting by)\b[:\s]+", "", one_line(byline) or "", flags=re.IGNORECASE)
    parts = re.split(r"\s*(?:;|,|\||\s&\s|\band\b)\s*", text)
    names = [name for part in parts if (name := part.strip(" .-–—")) and is_name(name)]
    return tuple(dict.fromkeys(names))[:MAX_AUTHORS]


def is_name(text: str) -> bool:
    """Whether a text can be an author's name: short, with a letter, and no URL, handle or mail address."""
    return len(text) <= MAX_NAME and any(c.isalpha() for c in text) and not re.search(r"://|@|^www\.", text)
