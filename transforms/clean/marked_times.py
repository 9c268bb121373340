"""Dates that elements hold, seen or not: `<time>`s, attributes, tooltips, parts of lines that are named as dates.

Each function gives (what stands before a date, the date as it is written), in order of the page, without the dates of other articles.
"""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, Final

from transforms.clean.furniture import KEPT, name_of
from transforms.clean.lines import is_in_sentence, words_before
from transforms.clean.metadata import IN_MAIN
from transforms.clean.moments import DAYS

MAX_LINE: Final = 200
MAX_TIMES: Final = 20
HEADLINE_WORDS: Final = 4
MIN_FOLLOWING: Final = 200
"""Letters after a footer with which the article has only begun."""
ENTRY: Final = re.compile(r"(?<=entry-date )updated\b|(?<=published )updated\b")
"""Themes name the only date of an entry so, for feed readers that look for both."""
MAX_ELEMENTS: Final = 10_000
EPOCH: Final = re.compile(r"1\d{9}(?:000|\d{3})?", re.ASCII)
IN_ATTRIBUTE: Final = re.compile(r"(?:data-)?(?:first-)?(?:publish(?:ed)?|publication|pub)-?(?:date|time|datetime|at|on)?")
ISO_DAY: Final = re.compile(r"\d{4}-\d\d-\d\d")
PUBLISHED: Final = frozenset(["published", "publishdate", "publisheddate", "publish", "publication", "pubdate"])
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
OF_EVENTS: Final = frozenset(
    ["masthead", "topbar", "event", "events", "expiry", "start", "end", "deadline", "today", "current", "calendar", "weather"]
)
ISSUED: Final = re.compile(r"\b(?:published|posted|first published|issued|created|publication date)\b", re.IGNORECASE)


def times(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """(what stands before it, its text) of each `<time>`, but for those in running text and in cards of other articles."""
    for time in tree.xpath("//time[not(ancestor::aside or ancestor::nav)]")[:MAX_TIMES]:
        parent = time.getparent()
        if _is_in_footer(time) or _is_in_card(time, titles):
            continue
        if OF_EVENTS.isdisjoint(name_of(parent).split("-")) and (
            not is_in_sentence(time) or ISSUED.search(words_before(time)[-40:])
        ):
            yield _label(time), time.get("datetime") or " ".join("".join(time.itertext()).split())


def counted_times(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Seconds since 1970 in attributes of elements that are said to hold dates, for a script to print."""
    for element in islice(tree.iter("span", "div", "p", "time"), MAX_ELEMENTS):
        told = next((v for k, v in element.attrib.items() if k.startswith("data-") and EPOCH.fullmatch(v)), None)
        words = set(name_of(element).split("-")) if told else set()
        if told and words & DATED and not words & OF_EVENTS and not _is_in_card(element, titles):
            yield "", told


def attributes(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Attributes that say "published", of elements that a script makes of them."""
    for value in tree.xpath("//@*[contains(name(), 'publi') or contains(name(), 'pubdate')]")[:MAX_TIMES]:
        element = value.getparent()
        if IN_ATTRIBUTE.fullmatch(value.attrname) and ISO_DAY.match(value) and not _is_in_card(element, titles):
            yield "published", str(value)
    for value in tree.xpath("//*[contains(name(), '-')]/@datetime | //@data-datetime")[:MAX_TIMES]:
        if ISO_DAY.match(value) and not _is_in_card(value.getparent(), titles):
            yield "", str(value)


def named(tree: Any, titles: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Parts of a line that are named as a publication's date, and dates that are shown where a reader points."""
    for element in tree.xpath(f"//*[contains(@class, 'publi') or contains(@class, 'pubdate')]{IN_MAIN}")[:MAX_TIMES]:
        text = " ".join("".join(element.itertext()).split())
        is_named = not PUBLISHED.isdisjoint(name_of(element).split("-"))
        if is_named and len(text) < MAX_LINE and not _is_in_card(element, titles):
            yield "", text
    titled = tree.xpath(f"//*[self::span or self::abbr or self::a][string-length(@title) < 60][@title]{IN_MAIN}")
    dated = (element for element in titled if any(pattern.match(element.get("title")) for pattern in DAYS))
    for element in islice(dated, MAX_TIMES):  # a card is looked for in all of the text around
        if not _is_in_card(element, titles):
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
    return f"{text[-40:]} {ENTRY.sub('', (time.get('class') or '')[:100])} {own[0] if own else ''}".strip()
