"""Is it English? By function words where that is plain, by a detector (py3langid) where it is not."""

import re
from functools import cache
from typing import Any, Final

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
MAX_DETECTED: Final = 5_000
"""Characters that the detector looks at."""


def language_code(tag: str | None) -> str | None:
    """The ISO 639-1 code in a language tag ("en-GB", "EN_us", "English"); None for anything else."""
    name = (tag or "").strip().lower()
    if name in ("english", "eng"):
        return "en"
    found = re.match(r"([a-z]{2})(?:$|[-_])", name)
    return found[1] if found else None


def language_of(text: str, stated: str | None = None) -> str | None:
    """The ISO 639-1 code of the text's language, or None where nothing tells.

    A long text is judged by its words whatever is stated (`lang` attributes are often a template's); a short one by the
    statement. The detector, which may err, is asked only where English words are few.
    """
    words = WORD.findall(text[:MAX_SAMPLE].lower())
    letters = sum(map(len, words))
    code, share = language_code(stated), share_of_function_words(words)
    if letters >= MIN_LETTERS and sum(len(word) for word in words if not word.isascii()) > letters / 2:
        return _foreign(text, code)
    if len(words) < MIN_WORDS:
        return code or ("en" if share >= 2 * MIN_SHARE else None)
    if share >= 2 * MIN_SHARE:
        return "en"
    return "en" if share >= MIN_SHARE and detected(text) == "en" else _foreign(text, code)


def share_of_function_words(words: list[str]) -> float:
    """The share of English function words among lower-case words; 0 for none."""
    return sum(word in FUNCTION_WORDS for word in words) / len(words) if words else 0.0


def detected(text: str) -> str:
    """The ISO 639-1 code that the detector finds likeliest."""
    return str(_detector().classify(text[:MAX_DETECTED])[0])


def _foreign(text: str, code: str | None) -> str:
    """What another language it is; "und" for a text that the detector takes for English against its words."""
    found = detected(text)
    return found if found != "en" else code if code and code != "en" else "und"


@cache
def _detector() -> Any:
    """Loading takes a while, and most texts do not need it."""
    import py3langid  # type: ignore[import-untyped]

    return py3langid
