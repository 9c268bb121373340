"""`<br><br>` to paragraphs: what looks like a paragraph on the page is one in the text."""

from typing import Any, Final

from lxml import etree  # type: ignore[import-untyped]

from transforms.clean.lines import BLOCK, is_in_sentence

BLANK: Final = " \t\n\r\xa0"
INLINE: Final = frozenset(["span", "font", "b", "i", "em", "strong", "small", "big", "center", "p"])
"""What may hold several paragraphs in careless markup. It becomes a `div`."""


def split_paragraphs(tree: Any) -> None:
    """Put a `<p>` around each run of text between double breaks, in place. Single breaks stay."""
    parents = dict.fromkeys(br.getparent() for br in tree.iter("br") if _is_double(br))
    for parent in parents:
        if parent is not None and parent.tag != "pre":
            _as_block(parent)
            _split(parent)


def unwrap_times(tree: Any) -> None:
    """Make `<time>` within a sentence plain text, in place: it would be taken for a date line and dropped."""
    for time in list(tree.iter("time")):
        if is_in_sentence(time):
            time.tag = "span"
            time.attrib.clear()


def join_articles(tree: Any) -> None:
    """Make one article, in place, of one that is written as several side by side (an advertisement between them)."""
    found = list(tree.iter("article"))
    are_side_by_side = len({article.getparent() for article in found}) == 1
    headed = [article for article in found if next(article.iter("h1", "h2", "h3"), None) is not None]
    if len(found) > 1 and are_side_by_side and headed == found[:1]:
        for article in found:
            article.tag = "div"
        found[0].getparent().tag = "article"


def _is_double(br: Any) -> bool:
    following = br.getnext()
    return following is not None and following.tag == "br" and not (br.tail or "").strip(BLANK)


def _as_block(element: Any) -> None:
    while element is not None and element.tag in INLINE:
        element.tag = "div"
        element = element.getparent()


def _split(parent: Any) -> None:
    """Lay the content of an element out anew: inline runs in paragraphs, blocks between them as they are."""
    children, text = list(parent), parent.text or ""
    for child in children:
        parent.remove(child)
    parent.text = None
    paragraph, breaks = etree.SubElement(parent, "p"), 0
    paragraph.text = text
    for child in children:
        tail, child.tail = child.tail or "", None
        if child.tag == "br":
            breaks += 1
        elif child.tag in BLOCK:
            parent.append(child)
            paragraph, breaks = etree.SubElement(parent, "p"), 0
        else:
            paragraph, breaks = _after_breaks(parent, paragraph, breaks), 0
            paragraph.append(child)
        if tail.strip(BLANK):
            paragraph, breaks = _after_breaks(parent, paragraph, breaks), 0
        _append_text(paragraph, tail)


def _after_breaks(parent: Any, paragraph: Any, breaks: int) -> Any:
    if breaks > 1:
        return etree.SubElement(parent, "p")
    if breaks == 1:
        etree.SubElement(paragraph, "br")
    return paragraph


def _append_text(paragraph: Any, text: str) -> None:
    if len(paragraph):
        paragraph[-1].tail = (paragraph[-1].tail or "") + text
    else:
        paragraph.text = (paragraph.text or "") + text
