"""Bylines to names."""

import re
from collections.abc import Iterable
from typing import Final

from transforms.clean.text import one_line

MAX_AUTHORS: Final = 20
MAX_NAME: Final = 80
MAX_BYLINE: Final = 1000

MAIL: Final = re.compile(r"[(<\[]?\s?[\w.+-]{1,64}@[\w-]{1,64}(?:\.[\w-]{1,64}){1,4}\s?[)>\]]?")
HANDLE: Final = re.compile(r"\(?(?<!\w)@\w{1,40}\)?")
LEAD: Final = re.compile(
    r"^(?:(?:(?:words|written|submitted|reporting|additional reporting|reported|story|text|posted|published|report|compiled) )?by\b|words\b(?=:))[:\s]+",
    re.IGNORECASE,
)
PICTURES: Final = re.compile(r"^(?:photo(?:s|graph|graphs|graphy)?|pictures?|video|illustrations?|graphics?) by\b", re.IGNORECASE)
WHEN: Final = re.compile(
    r"\s+(?:on|at)\s+(?:the\s+)?(?:\d|(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*\b|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\b).*$"
    r"|\s+(?:published|updated|posted|last modified)\b.*$",
    re.IGNORECASE,
)
WHERE: Final = re.compile(r"\s+(?:in|for|at|from)\s+\S.*$")
"""A name's place or paper: "Ann Hale in London", "Ann Hale for the Ledger"."""

GENERATION: Final = re.compile(r",\s+((?:Jr|Sr)\b\.?|I{2,3}\b|IV\b)")
PARTS: Final = re.compile(r"\s*(?:;|,|\||•|·|\s/\s|\s[-–—]\s|\s&\s|\band\b|\bwith\b)\s*")
ROLES: Final = frozenset(
    [
        "correspondent",
        "editor",
        "reporter",
        "writer",
        "columnist",
        "journalist",
        "staff",
        "bureau",
        "desk",
        "webdesk",
        "contributor",
        "contributors",
        "producer",
        "photographer",
        "photojournalist",
        "analyst",
        "critic",
        "newsroom",
        "admin",
        "administrator",
        "correspondents",
        "reporters",
        "editors",
        "writers",
        "freelance",
        "freelancer",
        "blogger",
    ]
)
"""A part of a byline with such a word is a role, or the paper's staff: no name."""

NOBODY: Final = frozenset({"agencies", "agency", "guest", "anonymous", "author", "team", "our team", "intern", "online"})
"""The same where it is all that stands there."""

ROLE_BEFORE: Final = re.compile(
    r"^(?:[A-Z][\w-]{1,20} ){0,2}(?:correspondent|editor|reporter|writer)s?:? (?=[A-Z][\w'’.-]+ [A-Z])", re.IGNORECASE
)


def split_authors(byline: str | None, *, site: str | None = None) -> tuple[str, ...]:
    """The names of a byline: "By Ann Hale, Tom Reed and Jo Orr" -> three names.

    Roles, places, dates, mail addresses and handles are dropped, and so is the paper's own name (`site`). URLs and overlong texts
    are no names.
    """
    text = (one_line(byline) or "")[:MAX_BYLINE]
    text = WHEN.sub("", HANDLE.sub(" ", MAIL.sub(" ", text)))
    parts = PARTS.split(GENERATION.sub(r" \1", text))
    return unique(name for part in parts if (name := _name(part)) and is_name(name) and not _is_of(name, site))


def unique(names: Iterable[str]) -> tuple[str, ...]:
    """The names, each once, in order."""
    return tuple(dict.fromkeys(names))[:MAX_AUTHORS]


def is_name(text: str) -> bool:
    """Whether a text can be an author's name: short, with a letter, without figures, and no URL, handle or mail address."""
    return len(text) <= MAX_NAME and any(c.isalpha() for c in text) and not re.search(r"://|@|^www\.|\d", text)


def is_role(text: str) -> bool:
    """Whether a part of a byline tells what somebody does, and not who it is."""
    name = text.lower()
    return name in NOBODY or name.startswith("special to ") or not ROLES.isdisjoint(name.split())


def _name(part: str) -> str:
    part = part.strip(" .-–—:()")
    if PICTURES.match(part):
        return ""
    name = WHERE.sub("", ROLE_BEFORE.sub("", LEAD.sub("", part))).strip(" .-–—:()")
    name = f"{name}." if re.search(r"\b(?:Jr|Sr)$", name) else name
    return "" if is_role(name) else name


def _is_of(name: str, site: str | None) -> bool:
    return site is not None and name.casefold() == site.casefold()
