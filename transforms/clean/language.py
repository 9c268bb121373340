"""Is it English? A light check by function words; a detector that names languages comes with the ingest issue."""

import re
from typing import Final

COMMONEST: Final = (
    "the of and to a in that is was for on with as by at from he she it they we his her their its be been are were had has"
    " have would will not but which who said this an or than after when there out up about more over into"
)
FUNCTION_WORDS: Final = frozenset(COMMONEST.split())
"""The commonest English words (any frequency list of news). They make up a third to a half of English prose."""

MIN_SHARE: Final = 0.12
"""Below this share a text is not English prose. Dutch and German, the nearest, stay below 0.1; English news lies above 0.25."""

MIN_WORDS: Final = 60
"""Fewer words prove nothing: names and figures may crowd out the rest."""

MIN_LETTERS: Final = 40
WORD: Final = re.compile(r"[^\W\d_]+")
MAX_SAMPLE: Final = 50_000


def language_code(tag: str | None) -> str | None:
    """The ISO 639-1 code in a language tag ("en-GB", "EN_us", "English"); None for anything else."""
    name = (tag or "").strip().lower()
    if name in ("english", "eng"):
        return "en"
    found = re.match(r"([a-z]{2})(?:$|[-_])", name)
    return found[1] if found else None


def language_of(text: str, stated: str | None = None) -> str | None:
    """ "en", another code, "und" for a text that is certainly not English, or None where nothing tells.

    A long text is judged by its words whatever is stated (`lang` attributes are often a template's); a short one by the
    statement.
    """
    words = WORD.findall(text[:MAX_SAMPLE].lower())
    letters = sum(map(len, words))
    code = language_code(stated)
    if letters >= MIN_LETTERS and sum(len(word) for word in words if not word.isascii()) > letters / 2:
        return code if code and code != "en" else "und"
    if len(words) < MIN_WORDS:
        return code or ("en" if share_of_function_words(words) >= 2 * MIN_SHARE else None)
    if share_of_function_words(words) >= MIN_SHARE:
        return "en"
    return code if code and code != "en" else "und"


def share_of_function_words(words: list[str]) -> float:
    """The share of English function words among lower-case words; 0 for none."""
    return sum(word in FUNCTION_WORDS for word in words) / len(words) if words else 0.0
