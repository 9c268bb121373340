"""What a reader sees about an article beside its text: printed dates and bylines, told from the dates of events and of updates."""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final, NamedTuple

from transforms.clean.authors import split_authors, unique
from transforms.clean.furniture import KEPT, drop, name_of
from transforms.clean.lines import Line, is_in_sentence, words_before
from transforms.clean.metadata import IN_MAIN
from transforms.clean.moments import DAYS, read_moment

MAX_LINE: Final = 200
MAX_HEAD: Final = 12
"""Lines between headline and text that are looked at."""

MAX_ABOVE: Final = 4
"""Lines right above the headline that are looked at."""

MAX_ABOVE_WORDS: Final = 8
MIN_FOLLOWING: Final = 200
"""Letters after a footer with which the article has only begun."""

MAX_TIMES: Final = 20
MAX_NAMED: Final = 200
MAX_ELEMENTS: Final = 10_000
HEADLINE_WORDS: Final = 4
EPOCH: Final = re.compile(r"1\d{9}(?:000|\d{3})?", re.ASCII)
MAX_SIGNED: Final = 6
MAX_SIGNATURE: Final = 160
DATED: Final = frozenset(
    [
        "date",
        "dates",
        "dateline",
        "timestamp",
        "time",
        "byline",
        "published",
        "posted",
        "pubdate",
        "datetime",
        "meta",
        "info",
        "posted-on",
        "postmetadata",
    ]
)
PUBLISHED: Final = frozenset(["published", "publishdate", "publisheddate", "publish", "publication", "pubdate"])
OF_EVENTS: Final = frozenset(
    ["masthead", "topbar", "event", "events", "expiry", "start", "end", "deadline", "today", "current", "calendar", "weather"]
)
SIGNED: Final = frozenset(["by", "byline", "author", "authors", "authorname", "writer", "contributor"])

OF_AUTHORS: Final = re.compile(r"/(?:authors?|staff|profiles?|people|contributors?|by)/\w")
"""The address of a page about somebody who writes."""

CHANGED: Final = re.compile(r"\b(?:updated|last (?:modified|changed|updated?)|modified|edited|last build)\b", re.IGNORECASE)
ISSUED: Final = re.compile(r"\b(?:published|posted|first published|issued|created|publication date)\b", re.IGNORECASE)
SIGNATURE: Final = re.compile(r"^(?:posted |published |submitted |written |words |story |report )?by:?\s+(?=\S)", re.IGNORECASE)
SHORT_YEAR: Final = re.compile(r"(?<![\d/])(\d{1,2}/\d{1,2}/)(\d\d)(?![\d/])")
IN_ATTRIBUTE: Final = re.compile(r"(?:data-)?(?:first-)?(?:publish(?:ed)?|publication|pub)-?(?:date|time|datetime|at|on)?")
ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
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
        *_times(tree, titles),
        *_counted(tree, titles),
        *_attributes(tree, titles),
        *(("", line.text) for line in head),
        *_classed(page),
        *_issued(page),
        *_named(tree, titles),
    ]:
        for part in _parted(f"{label} {text}".strip()):
            (changed if CHANGED.search(part) else labelled if ISSUED.search(part) else plain).append(part)
    datelines = [found[1] for line in page[:60] if line.is_prose and (found := DATELINE.match(line.text))][:1]
    return Printed(
        published=_moments([*(SHORT_YEAR.sub(r"\g<1>20\2", text) for text in labelled), *plain, *datelines], region),
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


def _times(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(what stands before it, its text) of each `<time>`, but for those in running text and in cards of other articles."""
    for time in tree.xpath("//time[not(ancestor::aside or ancestor::nav)]")[:MAX_TIMES]:
        parent = time.getparent()
        if _is_in_footer(time) or _is_in_card(time, titles):
            continue
        if OF_EVENTS.isdisjoint(name_of(parent).split("-")) and (
            not is_in_sentence(time) or ISSUED.search(words_before(time)[-40:])
        ):
            yield _label(time), time.get("datetime") or " ".join("".join(time.itertext()).split())


def _counted(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Seconds since 1970 in attributes of elements that are said to hold dates, for a script to print."""
    for element in islice(tree.iter("span", "div", "p", "time"), MAX_ELEMENTS):
        told = next((v for k, v in element.attrib.items() if k.startswith("data-") and EPOCH.fullmatch(v)), None)
        words = set(name_of(element).split("-")) if told else set()
        if told and words & DATED and not words & OF_EVENTS and not _is_in_card(element, titles):
            yield "", told


def _attributes(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Attributes that say "published", of elements that a script makes of them."""
    for value in tree.xpath("//@*[contains(name(), 'publi') or contains(name(), 'pubdate')]")[:MAX_TIMES]:
        element = value.getparent()
        if IN_ATTRIBUTE.fullmatch(value.attrname) and ISO_DAY.match(value) and not _is_in_card(element, titles):
            yield "published", str(value)


def _named(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Parts of a line that are named as a publication's date, and dates that are shown where a reader points."""
    for element in tree.xpath(f"//*[contains(@class, 'publi') or contains(@class, 'pubdate')]{IN_MAIN}")[:MAX_TIMES]:
        text = " ".join("".join(element.itertext()).split())
        is_named = not PUBLISHED.isdisjoint(name_of(element).split("-"))
        if is_named and len(text) < MAX_LINE and not _is_in_card(element, titles):
            yield "", text
    for element in tree.xpath(f"//*[self::span or self::abbr or self::a][string-length(@title) < 60][@title]{IN_MAIN}")[
        :MAX_NAMED
    ]:
        if any(pattern.match(element.get("title")) for pattern in DAYS) and not _is_in_card(element, titles):
            yield "", element.get("title")


def _is_in_footer(time: Any) -> bool:
    """Whether it stands at the foot of something; some systems call what stands between headline and text a footer, too."""
    footer = next(time.iterancestors("footer"), None)
    if footer is None:
        return False
    following = sum(len("".join(after.itertext())) for after in footer.itersiblings())
    return footer.getparent().tag != "article" or following < MIN_FOLLOWING or "comment" in name_of(footer)


def _is_in_card(element: Any, titles: Sequence[str]) -> bool:
    """Whether a date stands beside the linked headline of another article."""
    for around in (element, *islice(element.iterancestors(), 2)):
        text = " ".join("".join(around.itertext()).split())
        if len(text) >= MAX_LINE or around.tag in KEPT:
            return False
        for link in around.iter("a"):
            words = " ".join("".join(link.itertext()).split())
            if (
                len([w for w in words.split() if w.isalpha()]) >= HEADLINE_WORDS
                and words not in titles
                and element not in link.iter()
            ):
                return True
    return False


def _label(time: Any) -> str:
    """The words before a `<time>`, its class, and its own words before the figures."""
    before, parent = time.getprevious(), time.getparent()
    text = (parent.text if before is None else before.tail if (before.tail or "").strip() else "".join(before.itertext())) or ""
    if not text.strip() and parent.getprevious() is not None and parent.getprevious().tag != "time":
        text = "".join(parent.getprevious().itertext()) if len(parent.getprevious()) == 0 else ""
    own = re.match(r"[^\d]{0,40}", " ".join("".join(time.itertext()).split()))
    return f"{text[-40:]} {(time.get('class') or '')[:100]} {own[0] if own else ''}".strip()


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
    found = re.search(r"(?<![\w-])\d{4}-?\d\d-?\d\dT", text)
    return text[found.start() :] if found else text
