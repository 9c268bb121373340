"""The main text of a page: trafilatura finds it, we lay it out and put back what it lost."""

import configparser
import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from trafilatura import bare_extraction
from trafilatura.settings import DEFAULT_CONFIG

from transforms.clean.boilerplate import Block
from transforms.clean.lines import Line
from transforms.clean.text import one_line

MIN_CELL_WORDS: Final = 10
"""A table cell with fewer words is data, not prose: it would part numbers from the words that say what they count."""

BLOCKS: Final = ("p", "head", "item", "quote", "cell", "code")
AROUND: Final = ("list", "table", "row", "div", "body")
HEADINGS: Final = frozenset({"h2", "h3", "h4"})
MAX_HEADING_WORDS: Final = 20


def _config() -> configparser.ConfigParser:
    config = configparser.ConfigParser()
    config.read_dict(DEFAULT_CONFIG)
    config["DEFAULT"]["MAX_FILE_SIZE"] = str(10**9)  # the fetching side has limited it already
    return config


CONFIG: Final = _config()


def main_blocks(tree: Any, page: Sequence[Line], titles: Sequence[str]) -> list[Block]:
    """The blocks of the main text. `page` are the lines of the same tree, without furniture."""
    body = _main_body(tree)
    return _with_gaps(list(_blocks(body)), page, titles) if body is not None else []


def stated_blocks(text: str) -> list[Block]:
    """The paragraphs of a text that structured data repeats (`articleBody`): with markup or without."""
    plain = re.sub(r"<(?:br|/?p|/?div|/?li|/?h\d)\b[^<>]*>", "\n", text)
    return [Block(line, "p", 0) for part in re.sub(r"<[^<>]*>", "", plain).splitlines() if (line := one_line(part))]


def _main_body(tree: Any) -> Any:
    """trafilatura's tree of the main text, with links marked; None where it finds none.

    It is handed a tree and fetches nothing. Reader comments are left out. Its own failures on odd markup are no reason to stop a
    run.
    """
    try:
        found = bare_extraction(tree, include_comments=False, include_tables=True, include_links=True, config=CONFIG)
    except Exception:
        return None
    return getattr(found, "body", None)


def _blocks(element: Any) -> Iterator[Block]:
    """The paragraphs under an element of trafilatura's tree: headings, paragraphs, list items, quotations, prose in cells."""
    buffer, linked = [element.text or ""], 0
    for child in element:
        if child.tag in BLOCKS or child.tag in AROUND:
            yield from _flush(element, buffer, linked)
            yield from _blocks(child)
            buffer, linked = [child.tail or ""], 0
        else:
            buffer += [_inline(child), child.tail or ""]
            linked += sum(len("".join(ref.itertext())) for ref in child.iter("ref"))
    yield from _flush(element, buffer, linked)


def _flush(element: Any, buffer: list[str], linked: int) -> Iterator[Block]:
    for part in "".join(buffer).split("\n\n"):
        line = one_line(part)
        if line and (element.tag != "cell" or len(line.split()) >= MIN_CELL_WORDS):
            kind = "quote" if next(element.iterancestors("quote"), None) is not None else element.tag
            yield Block(line, kind, min(linked, len(line)))


def _inline(element: Any) -> str:
    """The text of links, emphasis and line breaks; two breaks in a row part paragraphs."""
    if element.tag == "lb":
        following = element.getnext()
        doubled = following is not None and following.tag == "lb" and not (element.tail or "").strip()
        return "\n\n" if doubled else " "
    return (element.text or "") + "".join(_inline(child) + (child.tail or "") for child in element)


def _with_gaps(blocks: list[Block], page: Sequence[Line], titles: Sequence[str]) -> list[Block]:
    """With the running text and the headings that stand between headline and end of the article and were passed over: a lede in a
    box of its own, the heading of an entry."""
    known = {block.text for block in blocks}
    found = [i for i, line in enumerate(page) if line.text in known]
    if not found:
        return blocks
    headline = next((i + 1 for i, line in enumerate(page[: found[-1]]) if line.text in titles), found[0])
    lost: list[Block] = []
    before: dict[str, list[Block]] = {}
    for line in page[headline : found[-1] + 1]:
        if line.text in known:
            before.setdefault(line.text, lost)
            lost = []
        elif line.is_prose or _is_heading(line, titles) or line.element.tag == "blockquote":
            lost.append(Block(line.text, "head" if line.element.tag in HEADINGS else "p", line.linked))
    return [block for known_block in blocks for block in (*before.pop(known_block.text, ()), known_block)]


def _is_heading(line: Line, titles: Sequence[str]) -> bool:
    is_short = len(line.text.split()) <= MAX_HEADING_WORDS and not line.linked
    return line.element.tag in HEADINGS and is_short and line.text not in titles
