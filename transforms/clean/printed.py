"""What a reader sees about an article beside its text: printed dates and bylines, told from the dates of events and of updates."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple

from transforms.clean.authors import split_authors, unique
from transforms.clean.furniture import KEPT, drop, name_of
from transforms.clean.lines import Line
from transforms.clean.marked_times import (
    DATED,
    HEADLINE_WORDS,
    ISSUED,
    MAX_LINE,
    MAX_TIMES,
    OF_EVENTS,
    attributes,
    counted_times,
    named,
    times,
)
from transforms.clean.moments import DAYS, read_moment

MAX_HEAD: Final = 12
"""Lines between headline and text that are looked at."""

MAX_ABOVE: Final = 4
"""Lines right above the headline that are looked at."""

MAX_ABOVE_WORDS: Final = 8

MAX_SIGNED: Final = 6
MAX_SIGNATURE: Final = 160
SIGNED: Final = frozenset(["by", "byline", "author", "authors", "authorname", "writer", "contributor"])

OF_AUTHORS: Final = re.compile(r"/(?:authors?|staff|profiles?|people|contributors?|by)/\w")
"""The address of a page about somebody who writes."""

CHANGED: Final = re.compile(r"\b(?:updated|last (?:modified|changed|updated?)|modified|edited|last build)\b", re.IGNORECASE)
SIGNATURE: Final = re.compile(r"^(?:posted |published |submitted |written |words |story |report )?by:?\s+(?=\S)", re.IGNORECASE)
SHORT_YEAR: Final = re.compile(r"(?<![\d/.])(?P<before>\d{1,2}(?P<mark>[/.])\d{1,2}(?P=mark))(?P<year>\d\d)(?![\d/.:])")
SHORT_AND_CLOCK: Final = re.compile(r"(?<![\d/.])(?P<before>\d{1,2}/\d{1,2}/)(?P<year>\d\d)(?=,? \d{1,2}:\d\d)")
SHORTENED: Final = re.compile(r"(?<=[a-z.,] )['’](?P<year>\d\d)\b")
NOTED: Final = re.compile(
    r"this (?:article|story|post|piece|report|release)\b.{0,60}?\b(?:published|posted|issued|appeared|printed)\b",
    re.IGNORECASE,
)
"""How a note under a text begins; where it appeared elsewhere first, the page's own date stands somewhere, too."""
DATELINE: Final = re.compile(
    r"^[A-Z][A-Z .,'’/-]{2,60}[,;]?\s*\(?([A-Z][a-z]{2,8}\.? \d{1,2}, \d{4}|\d{1,2} [A-Z][a-z]{2,8}\.? \d{4})\)?.{0,40}?\s?[-–—(]"
)
AGO: Final = re.compile(r"[,|·\s]*\b(?:\d{1,3}|an?) (?:min(?:ute)?|hour|day|week|month|year)s? ago\b", re.IGNORECASE)
GLUED: Final = re.compile(r"(?:\s+on(?:\s+the)?)?\s?\d.*")
"""A date after a name, which only a style sheet may part from it."""
PERSON: Final = re.compile(r"^[A-Z][\w'’.-]+(?: (?:[a-z]{2,3} )?[A-Z][\w'’.-]+){1,3}$")
"""Two to four capitalized words, as a name before the paper's and the date: "Ann Hale | Town News | 1 May 2024"."""


class Printed(NamedTuple):
    """What is printed; times in order of trust."""

    published: list[datetime]
    modified: list[datetime]
    authors: tuple[str, ...]
    above: list[datetime]
    """Times above the headline: the article's, or today's."""


def read_printed(tree: Any, page: Sequence[Line], titles: Sequence[str], region: str | None, site: str | None) -> Printed:
    """What the page prints: lines that say "published", then those under the headline, `<time>`s, lines of a class, a dateline."""
    head = head_lines(page, titles)
    labelled: list[str] = []
    plain: list[str] = []
    changed: list[str] = []
    for label, text in [
        *times(tree, titles),
        *counted_times(tree, titles),
        *attributes(tree, titles),
        *(("", line.text) for line in head),
        *_classed(page),
        *_issued(page),
        *named(tree, titles),
    ]:
        for part in _parted(f"{label} {text}".strip()):
            (changed if CHANGED.search(part) else labelled if ISSUED.search(part) else plain).append(part)
    datelines = [found[1] for line in page[:60] if line.is_prose and (found := DATELINE.match(line.text))][:1]
    notes = [line.text for line in page if len(line.text) < MAX_LINE and NOTED.match(line.text) and not CHANGED.search(line.text)]
    return Printed(
        published=_moments(
            [*(SHORT_YEAR.sub(r"\g<before>20\g<year>", text) for text in labelled), *plain, *datelines, *notes], region
        ),
        modified=_moments(changed, region),
        authors=_marked_authors(tree, site) or _signed(head, site),
        above=_moments(_above(page, titles), region),
    )


def head_lines(page: Sequence[Line], titles: Sequence[str]) -> list[Line]:
    """The short lines between the headline and the first running text; none where the page does not repeat its headline."""
    start = next((i for i, line in enumerate(page) if line.text in titles), None)
    found: list[Line] = []
    for line in page[start + 1 : start + 1 + MAX_HEAD] if start is not None else ():
        if line.is_prose:
            break
        if len(line.text) < MAX_LINE and OF_EVENTS.isdisjoint(name_of(line.element).split("-")):
            found.append(line)
    return found


def _above(page: Sequence[Line], titles: Sequence[str]) -> list[str]:
    """Lines right above the headline, in one box with it, that are little more than a date."""
    start = next((i for i, line in enumerate(page) if line.text in titles), 0)
    box = page[start].element.getparent() if start else None
    found: list[str] = []
    for line in reversed(page[max(0, start - MAX_ABOVE) : start]) if box is not None and box.tag not in ("body", "html") else ():
        words = len(line.text.split())
        if words > MAX_ABOVE_WORDS or (line.linked and words >= HEADLINE_WORDS):
            break
        is_event = not OF_EVENTS.isdisjoint(name_of(line.element).split("-"))
        if not is_event and not CHANGED.search(line.text) and (line.element is box or box in line.element.iterancestors()):
            found.append(line.text)
    return found


def is_head_line(text: str) -> bool:
    """Whether a line before the text is a byline, a date or a reading time and nothing more."""
    if (
        len(text) > MAX_LINE or sum(word.isalpha() for word in text.split()) > 20 or text.startswith(("—", "–", "-"))
    ):  # a dash signs a quotation
        return False
    is_dated = any(pattern.search(text) for pattern in DAYS) and (len(text.split()) <= 8 or not text.endswith((".", "”")))
    return bool(
        is_dated
        or SIGNATURE.match(text)
        or re.fullmatch(
            r"(?:\d{1,2} min(?:ute)?s? read|\d{1,3} ?(?:[dhmw]|(?:min(?:ute)?|hour|day|week|month|year)s?)(?: ago)?|last (?:week|month|year)|last update\b.{0,60}|(?:last )?(?:updated|modified|published|posted)\b(?:.{0,60}|.{4,40}\d{4}.{0,80})|\w+(?: \w+){0,2}:)",
            text,
            re.IGNORECASE,
        )
    )


def drop_bylines(tree: Any, page: Sequence[Line], titles: Sequence[str]) -> None:
    """Take bylines and date lines out of the page, in place, once they are read."""
    lines = [line.element for line in head_lines(page, titles) if is_head_line(line.text)]
    for element in (*lines, *list(filter(_is_signature, tree.iter("*")))):
        around = element.getparent() if element.get("rel") == "author" and element.getparent() is not None else element
        if around.getparent() is not None and around.tag not in KEPT and len(" ".join(around.itertext())) < MAX_SIGNATURE:
            drop(around)


def _parted(text: str) -> list[str]:
    """A line at the words that say whose its dates are: "Published 1 May 2024 Updated 3 May 2024" has two parts."""
    starts = [0, *(found.start() for pattern in (CHANGED, ISSUED) for found in pattern.finditer(text[:MAX_LINE]))]
    starts = sorted(set(starts))
    return [part for start, end in zip(starts, [*starts[1:], len(text)], strict=True) if (part := text[start:end]).strip()]


def _classed(page: Sequence[Line]) -> Iterator[tuple[str, str]]:
    found = (line for line in page if len(line.text) < MAX_LINE)
    named = ((set(name_of(line.element).split("-")), line) for line in found)
    yield from [("", line.text) for words, line in named if words & DATED and not words & OF_EVENTS][:MAX_TIMES]


def _issued(page: Sequence[Line]) -> Iterator[tuple[str, str]]:
    """Lines that begin with "Published" or the like, wherever they stand: often under the text."""
    yield from [("", line.text) for line in page if len(line.text) < MAX_LINE and ISSUED.match(line.text)][:MAX_TIMES]


def _marked_authors(tree: Any, site: str | None) -> tuple[str, ...]:
    """The names in elements that are marked as the author's: by microdata, a link's relation, a class."""
    marked = [
        " ".join("".join(element.itertext()).split()) for element in islice(filter(_is_signature, tree.iter("*")), MAX_SIGNED)
    ]
    texts = [AGO.sub("", text) for text in marked if len(text) < MAX_SIGNATURE]
    return unique(n for text in texts for n in split_authors(text, site=site) if PERSON.match(n) or SIGNATURE.match(text))


def _is_signature(element: Any) -> bool:
    if element.get("rel") == "author" or "author" in (element.get("itemprop") or "").lower().split():
        return True
    if element.tag == "a" and OF_AUTHORS.search((element.get("href") or "")[:MAX_LINE]):
        return True
    return not SIGNED.isdisjoint(name_of(element).split("-"))


def _signed(head: Sequence[Line], site: str | None) -> tuple[str, ...]:
    """The names of a line such as "By Ann Hale", or of "Ann Hale | Town News | 1 May 2024"."""
    for line in head:
        if found := SIGNATURE.search(line.text):
            return split_authors(GLUED.sub("", line.text[found.start() :]).partition(" | ")[0], site=site)
        first, mark, _ = line.text.partition(" | ")
        if mark and PERSON.match(first) and any(pattern.search(line.text) for pattern in DAYS):
            return split_authors(first, site=site)
    return ()


def _moments(texts: Sequence[str], region: str | None) -> list[datetime]:
    return list(dict.fromkeys(moment for text in texts if (moment := read_moment(_from_figures(text), region))))


def _from_figures(text: str) -> str:
    """Without the words before an ISO date, which is read only from a text's beginning."""
    text = SHORT_AND_CLOCK.sub(r"\g<before>20\g<year>", SHORTENED.sub(r"20\g<year>", text))
    found = re.search(r"(?<![\w-])\d{4}-?\d\d-?\d\dT", text)
    return text[found.start() :] if found else text
