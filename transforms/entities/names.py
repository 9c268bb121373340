"""Names as printed -> names to compare: without article, possessive, titles, legal forms, dots, accents and case."""

import re
import unicodedata
from collections.abc import Collection
from functools import lru_cache
from typing import Final

POSSESSIVE: Final = re.compile(r"(?:['’]s|(?<=[sxz])['’])$")
ARTICLE: Final = re.compile(r"^(?:the|a|an)\s+", re.IGNORECASE)
SUFFIXES: Final = frozenset({"jr", "sr", "ii", "iii", "iv"})
LEGAL: Final = frozenset(
    {"inc", "incorporated", "corp", "corporation", "co", "company", "ltd", "limited", "llc", "llp", "plc", "ag", "sa", "se", "nv"}
    | {"gmbh", "spa", "ab", "asa", "oyj", "bv", "kgaa", "pty", "pvt"}
)
"""Legal forms of companies, which names of the same company have or leave out."""
UNITS: Final = frozenset({"state", "province", "prefecture", "oblast"})
"""What names of places have or leave out."""
TOLD_APART: Final = frozenset({"New York State", "Washington State", "Mexico State"})
"""Names that without it are another place's."""
PLURAL: Final = 4
"""Letters from which on a people's name may be a plural: "Iraqis", but not "Lao"."""
LATIN: Final = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", "þ": "th", "ð": "d"})
"""Letters that Unicode does not take apart into a letter and its accent."""


def clean_name(text: str) -> str:
    """The name without article, possessive and odd white space: "the Pentagon's" -> "Pentagon"."""
    name = " ".join(text.split())
    return ARTICLE.sub("", POSSESSIVE.sub("", name)) or name


@lru_cache(maxsize=100_000)
def parts(name: str) -> tuple[str, ...]:
    """The words of a clean name to compare: lower case, no accents, no dots or apostrophes. Never empty.

    Initials written together are told apart ("J.K." -> "j", "k"); an acronym's dots are dropped ("U.N." -> "un").
    """
    text = unicodedata.normalize("NFKD", name.casefold().translate(LATIN))
    text = "".join(c for c in text if not unicodedata.combining(c))
    if not re.fullmatch(r"(?:\w\.)+\w?", text):
        text = re.sub(r"\b(\w)\.(?=\w\.)", r"\1. ", text)
    words = re.sub(r"[^\w&+]+", " ", re.sub(r"['’ʼ`.]", "", text)).split()
    return tuple(words) or (" ".join(name.split()),)


def person_parts(name: str, titles: Collection[str]) -> tuple[str, ...]:
    """The words of a person's name, without titles before it; initials at its beginning are one word ("jd", "vance"). Never empty.

    "Jr." and the like stay: who is "Jr." is not who is not.
    """
    words = parts(name)
    start = next((i for i, word in enumerate(words) if word not in titles), len(words) - 1)
    kept = words[start:]
    initials = next((i for i, word in enumerate(kept) if len(word) > 1), len(kept))
    return kept if initials < 2 or initials == len(kept) else ("".join(kept[:initials]), *kept[initials:])


def name_key(name: str, label: str, titles: Collection[str] = ()) -> str:
    """What names of one thing have in common wherever they are printed: the same key and label, the same entity.

    For a person without the one initial between the first and the last name (two tell people apart: "George H.W. Bush"), for a company
    without its legal form, for a people in the singular.
    """
    if label == "PERSON":
        words = person_parts(name, titles)
        initials = [i for i, word in enumerate(words) if len(word) == 1 and 0 < i < len(words) - 1]
        return " ".join(word for i, word in enumerate(words) if [i] != initials)
    words = parts(ARTICLE.sub("", name))
    if label == "GPE" and len(words) > 1 and words[-1] in UNITS and name not in TOLD_APART:
        words = words[:-1]
    while label == "ORG" and len(words) > 1 and words[-1] in LEGAL:
        words = words[:-1]
    if label == "NORP" and len(words[-1]) > PLURAL and words[-1].endswith("s") and not words[-1].endswith("ss"):
        words = (*words[:-1], words[-1][:-1])
    return " ".join(words)
