"""A page as a reader sees it, roughly: its lines of text in order, each with the element that holds it."""

import re
from collections.abc import Iterator
from typing import Any, Final, NamedTuple

from lxml import etree  # type: ignore[import-untyped]

BLOCK: Final = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "center",
        "dd",
        "details",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "amp-sidebar",
        "amp-carousel",
    ]
)
SILENT: Final = frozenset(
    ["script", "style", "template", "noscript", "head", "title", "select", "textarea", "svg", "button", "iframe", "object"]
)
BOXED: Final = frozenset(["span", "time", "a", "abbr"])
SEAM: Final = "\0"
"""Where one such element follows another without anything between: a style sheet may part them. No text of a page holds it."""

PARTED: Final = re.compile(r"(?<=[a-z.])\0+(?=[A-Z0-9])|(?<=\d)\0+(?=[A-Z0-9])")
HEADINGS: Final = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
PROSE_WORDS: Final = 15
"""Words of a line that is running text and no label, name or headline."""

MAX_LABEL: Final = 3
"""Words beside a time that are its label ("First published on"), not a sentence."""


class Line(NamedTuple):
    """A run of text between two breaks of the layout."""

    text: str
    element: Any
    """The innermost block around its beginning."""
    linked: int
    """Characters of it that are links."""

    @property
    def is_prose(self) -> bool:
        """Whether it is running text: long enough, ended like a sentence, mostly not a link."""
        return len(self.text.split()) >= PROSE_WORDS and self.text[-1] in ".!?…\"'”’»)。" and 2 * self.linked < len(self.text)


def lines(tree: Any) -> list[Line]:
    """The lines of a parsed page. Time is linear in its size."""
    return [line for line in _lines(tree) if line.text]


def _lines(tree: Any) -> Iterator[Line]:
    parts: list[str] = []
    blocks: list[Any] = [tree]
    linked = in_link = silent = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        name = element.tag if isinstance(element.tag, str) else ""
        is_end = event == "end"
        step = -1 if is_end else 1
        if name in BLOCK:
            yield Line(_text(parts), blocks[-1], linked)
            parts, linked = [], 0
            if name != "br":
                blocks = blocks[:-1] if is_end else [*blocks, element]
        silent += step * (name in SILENT)
        in_link += step * (name == "a")
        if not is_end and name in BOXED and blocks[-1].tag not in HEADINGS and _follows_closely(element):
            parts.append(SEAM)
        text = element.tail if is_end else element.text
        if text and not silent:
            parts.append(text)
            linked += len(text) if in_link else 0
    yield Line(_text(parts), tree, linked)


def _follows_closely(element: Any) -> bool:
    before = element.getprevious()
    return before is not None and before.tag in BOXED and not before.tail


def _text(parts: list[str]) -> str:
    """The parts of a line as one, with spaces where names, figures and words of two boxes would run into one another."""
    return " ".join(PARTED.sub(" ", "".join(parts)).replace(SEAM, "").split())


def words_before(element: Any) -> str:
    """The text on the element's own line before it, back to the last element."""
    before = element.getprevious()
    return ((element.getparent().text if before is None else before.tail) or "") if element.getparent() is not None else ""


def is_in_sentence(element: Any) -> bool:
    """Whether an inline element has words beside it, more than a label has."""
    return len(words_before(element).split()) > MAX_LABEL or len((element.tail or "").split()) > MAX_LABEL
