"""XML of strangers: decoded by us, refused where it declares anything."""

import re
from collections.abc import Iterator
from typing import Final

from lxml import etree  # type: ignore[import-untyped]

from flows.sources.answers import Answer, FetchFault
from flows.sources.values import Outcome
from transforms.clean.complexity import overloaded_tag
from transforms.clean.decode import decode, header_charset

DECLARATION: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
SECTIONS: Final = {"<!--": "-->", "<![CDATA[": "]]>"}
SECTION: Final = re.compile("|".join(map(re.escape, SECTIONS)))
ROOT: Final = re.compile(r"<[^\W\d]")
XML_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
TAG: Final = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
MAX_DEPTH: Final = 256
"""Of elements within elements, as libxml2 has it; feedparser's time grows with its square. Feeds have some ten."""
XML_HEAD: Final = re.compile(r"\A\s*<\?xml[^>]*\?>", re.IGNORECASE)


def xml_text(answer: Answer, mend: str) -> str:
    """The text of an XML body without its own declaration, to be handed on as UTF-8.

    Raises FetchFault where it declares a document type or entities, other than in an article that speaks of them: they can blow up a parser or read files, and no feed or sitemap
    needs them; the one old format with a document type (RSS 0.91) is not read. It is decoded here, so that what was looked
    through is what the parser sees. Refused too is what is built to keep a parser busy: absurd depth, or tags of a thousand
    attributes.
    """
    declared = XML_ENCODING.search(answer.body[:400])
    charsets = [header_charset(answer.headers.get("content-type")), declared[1].decode("ascii") if declared else None]
    text = decode(answer.body, charsets)
    if (size := overloaded_tag(text)) is not None:
        raise fault(answer, "refused", f"is too complex ({size})", mend)
    if is_too_deep(text):
        raise fault(answer, "refused", f"is too complex (more than {MAX_DEPTH} elements within each other)", mend)
    text = XML_HEAD.sub("", text)
    if DECLARATION.search(text) and not is_only_spoken_of(text):
        raise fault(answer, "refused", "declares a document type or entities, which can be an attack on the reader", mend)
    return text


def is_only_spoken_of(text: str) -> bool:
    """Whether what looks like declarations stands within CDATA and comments only, so that nothing is declared.

    Readers of markup differ in where a comment ends, and in what they make of one before the root element; so this holds only where
    the text is well-formed, where a parser that knows declarations finds none, and where none is spoken of before the root.
    """
    pieces = list(_outside(text))
    root = next((found.start() for piece in pieces if (found := ROOT.search(text, *piece))), len(text))
    if DECLARATION.search(text, 0, root) or any(DECLARATION.search(text, *piece) for piece in pieces):
        return False
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, huge_tree=False)
    try:
        told = etree.fromstring(text.encode("utf-8", "replace"), parser).getroottree().docinfo
    except (etree.XMLSyntaxError, ValueError):
        return False
    return not told.doctype and told.internalDTD is None


def _outside(text: str) -> Iterator[tuple[int, int]]:
    """[start, end) of what stands outside of comments and CDATA. One that does not end hides nothing."""
    place = 0
    while opened := SECTION.search(text, place):
        start = opened.start()
        end = text.find(SECTIONS[opened[0]], opened.end())
        if end < 0:
            break
        yield place, start
        place = end + 3
    yield place, len(text)


def is_too_deep(text: str) -> bool:
    """Whether more start tags are open at one place than any feed has. What stands in CDATA is text."""
    depth = 0
    for tag in TAG.finditer(_without_cdata(text)):
        depth = max(depth - 1, 0) if tag[1] else depth if tag[2] else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False


def _without_cdata(text: str) -> str:
    """Found piece by piece: an expression would look for the end of each open section anew."""
    kept, place = [], 0
    while (start := text.find("<![CDATA[", place)) >= 0:
        kept.append(text[place:start])
        end = text.find("]]>", start)
        place = end + 3 if end >= 0 else len(text)
    return "".join([*kept, text[place:]])


def fault(answer: Answer, outcome: Outcome, what: str, mend: str) -> FetchFault:
    """A fault of what an answer holds."""
    return FetchFault(outcome, f"{answer.url}: {what}; {mend}", status=answer.status, final_url=answer.final_url)
