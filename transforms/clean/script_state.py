"""What a page's scripts know of its article: the state from which a program draws the page, where its markup says nothing.

Such states hold many articles. A date counts where the object it stands in, or the one right around that, has the title of the page.
"""

import html
import json
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Any, Final, NamedTuple

from lxml.etree import _Element  # type: ignore[import-untyped]

HINT: Final = re.compile(r"publi|pub_?date|display_?date", re.IGNORECASE)
OBJECT: Final = re.compile(r'\{\s*"|\[\s*(?:\{|\d{1,3}\s*,\s*")|"(?=[\[{]{1,4}\\")')
"""Where JSON may start in a script: an object, a list of these, a list as Next.js pushes them, or a string that holds JSON."""

LITERAL: Final = re.compile(r"'((?:[^'\\]|\\.)*)'|\"(?:[^\"\\]|\\.)*\"|(?<=[{,\s])([A-Za-z_$][\w$]*)(?=\s*:)")
"""Of an object as JavaScript writes it: strings, and names without quotes."""

MAX_STATE: Final = 5_000_000
"""Characters of scripts that are read; states of news sites reach some megabytes."""
MAX_LITERAL: Final = 20_000
MAX_TRIES: Final = 100
"""Places of a page at which JSON is tried to be read. An unclosed object costs reading to the end of its script."""
MAX_VALUES: Final = 50_000
MAX_NESTED: Final = 3
"""JSON within strings of JSON."""
PUBLISHED: Final = (
    "displaydate", "displaydatetime", "datepublished", "firstpublished", "firstpublishedat", "firstpublisheddate", "firstpublishdate",
    "firstpublicationdate", "firstpublishedon", "originalpublishdate", "published", "publishedat", "publishedon", "publisheddate",
    "publisheddatetime", "publishedtime", "publishedtimestamp", "publicationdate", "publicationdatetime", "publicationtime",
    "publishdate", "publishdatetime", "publishtime", "publishat", "publishedonline", "pubdate", "articlepublishdate",
    "articlepublisheddate", "articlepublicationdate", "articlepublishedtime",
)  # fmt: skip
"""Names without case and marks, in order of trust: some systems call the day of the last change that of a publication."""

MODIFIED: Final = ("datemodified", "modified", "modifiedat", "modifieddate", "updated", "updatedat", "updateddate", "lastupdated", "lastupdateddate", "lastupdatedat", "lastmodified", "lastmodifieddate", "lastpublishedat")  # fmt: skip
TITLES: Final = ("headline", "headlines", "title", "name")
OF_DATES: Final = re.compile(r"date|time|publ|meta|stamp|front_?matter|attributes|fields", re.IGNORECASE)
"""Names of objects that hold what belongs to the object around them."""
KIND: Final = re.compile(r"type|template|kind", re.IGNORECASE)
ARTICLES: Final = frozenset({"article", "story", "newsarticle", "news", "post", "blogpost"})
RANKS: Final = {name: rank for rank, name in enumerate(PUBLISHED)}


class State(NamedTuple):
    """Dates as they are written; each list in order of trust."""

    published: list[str]
    loosely_published: list[str]
    """Of a state that has no titles, and says that the page is an article."""
    modified: list[str]


class _Found(NamedTuple):
    rank: tuple[int, int]
    """Objects between the title and the date, then the trust in its name."""
    published: str
    modified: list[str]


def read_state(tree: _Element, titles: Collection[str]) -> State:
    """The dates that a page's scripts state of the article with one of those titles."""
    wanted = {_folded(title) for title in titles}
    own: list[_Found] = []
    untitled: dict[str, None] = {}
    for value in _Reader().values(_scripts(tree)):
        for found, title, is_article in _dated(value):
            if title in wanted:
                own.append(found)
            elif title is None and is_article:
                untitled[found.published] = None
    own.sort(key=lambda found: found.rank)
    return State(
        [found.published for found in own],
        list(untitled) if len(untitled) == 1 else [],
        [text for found in own for text in found.modified],
    )


def _scripts(tree: _Element) -> Iterator[str]:
    left = MAX_STATE
    for script in tree.iter("script"):
        text = (script.text or "")[:left]
        if (script.get("type") or "").strip().lower() != "application/ld+json" and HINT.search(text):
            left -= len(text)
            yield text


class _Reader:
    """Finds JSON in the scripts of one page, as far as its patience goes."""

    def __init__(self) -> None:
        self._tries, self._decoder = MAX_TRIES, json.JSONDecoder(strict=False)

    def values(self, texts: Iterable[str], depth: int = 0) -> Iterator[Any]:
        """The values, and those in strings of them."""
        for text in texts:
            found = [*self._in(text)]
            if not any(isinstance(value, dict | list) for value in found) and depth == 0 and len(text) <= MAX_LITERAL:
                found = [*self._in(LITERAL.sub(_as_json, text))]
            yield from found
            if depth < MAX_NESTED:
                yield from self.values((s for value in found for s in _strings(value)), depth + 1)

    def _in(self, text: str) -> Iterator[Any]:
        place = 0
        while self._tries > 0 and (start := OBJECT.search(text, place)):
            self._tries -= 1
            try:
                value, place = self._decoder.raw_decode(text, start.start())
            except (ValueError, RecursionError):
                place = start.start() + 1
            else:
                yield value


def _as_json(found: re.Match[str]) -> str:
    if found[2]:
        return f'"{found[2]}"'
    return found[0] if found[1] is None else json.dumps(found[1])


def _objects(value: Any) -> Iterator[tuple[dict[str, Any], str | None, int, str]]:
    """Each object of a value: its title or that of the object right around it, how far that is, and its own name."""
    queue: list[tuple[Any, str | None, int, str]] = [(value, None, 0, "")]
    for _ in range(MAX_VALUES):
        if not queue:
            return
        item, title, distance, name = queue.pop()
        if isinstance(item, list):
            queue.extend((part, None, 0, name) for part in reversed(item))
        elif isinstance(item, dict):
            own = _title(item)
            if own is not None:
                title, distance = own, 0
            yield item, title, distance, name
            for key, part in reversed(item.items()):
                inherits = title is not None and distance == 0 and OF_DATES.search(key)
                queue.append((part, title if inherits else None, 1, key))


def _dated(value: Any) -> Iterator[tuple[_Found, str | None, bool]]:
    """The publication dates in a value, each with the title it belongs to, and whether it is said to be an article's."""
    for item, title, distance, name in _objects(value):
        told = {re.sub(r"[^a-z]", "", key.lower()): part for key, part in item.items()}
        is_article = name.lower() in ARTICLES or any(
            KIND.search(key) and str(part).lower() in ARTICLES for key, part in item.items() if isinstance(part, str)
        )
        modified = [str(told[key]) for key in MODIFIED if _is_moment(told.get(key))]
        for key in told.keys() & RANKS.keys():
            if _is_moment(told[key]):
                found = _Found((distance, RANKS[key]), str(told[key]), modified)
                yield found, title, is_article or key.startswith("article")


def _is_moment(value: Any) -> bool:
    if isinstance(value, str):
        return 8 <= len(value) <= 60 and value[:1].isalnum()
    return isinstance(value, int) and not isinstance(value, bool) and len(str(value)) in (10, 13)


def _title(item: dict[str, Any]) -> str | None:
    for key in TITLES:
        value = item.get(key)
        if isinstance(value, dict):
            value = next((part for part in value.values() if isinstance(part, str)), None)
        if isinstance(value, str) and value.strip():
            return _folded(value)
    return None


def _strings(value: Any) -> Iterator[str]:
    """The strings in a value that may hold JSON with dates."""
    queue = [value]
    for _ in range(MAX_VALUES):
        if not queue:
            return
        item = queue.pop()
        if isinstance(item, dict | list):
            queue.extend(item.values() if isinstance(item, dict) else item)
        elif isinstance(item, str) and '{"' in item and HINT.search(item):
            yield item


def _folded(text: str) -> str:
    """A title to compare: without case, marks and what HTML makes of them."""
    return "".join(filter(str.isalnum, html.unescape(text).casefold()))
