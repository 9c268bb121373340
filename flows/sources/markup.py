"""XML of strangers: decoded by us, refused where it declares anything."""

import re
from typing import Final

from flows.sources.answers import Answer, FetchFault
from flows.sources.values import Outcome
from transforms.clean.complexity import overloaded_tag
from transforms.clean.decode import decode, header_charset

DECLARATION: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
XML_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
TAG: Final = re.compile(r"<(/?)[A-Za-z_][^<>]*?(/?)>")
MAX_DEPTH: Final = 256
"""Of elements within elements, as libxml2 has it; feedparser's time grows with its square. Feeds have some ten."""
XML_HEAD: Final = re.compile(r"\A\s*<\?xml[^>]*\?>", re.IGNORECASE)


def xml_text(answer: Answer, mend: str) -> str:
    """The text of an XML body without its own declaration, to be handed on as UTF-8.

    Raises FetchFault where it declares a document type or entities: they can blow up a parser or read files, and no feed or sitemap
    needs them; the one old format with a document type (RSS 0.91) is not read. It is decoded here, so that what was looked
    through is what the parser sees. Refused too is what is built to keep a parser busy: absurd depth, or tags of a thousand
    attributes.
    """
    declared = XML_ENCODING.search(answer.body[:400])
    charsets = [header_charset(answer.headers.get("content-type")), declared[1].decode("ascii") if declared else None]
    text = decode(answer.body, charsets)
    if DECLARATION.search(text):
        raise fault(answer, "refused", "declares a document type or entities, which can be an attack on the reader", mend)
    if (size := overloaded_tag(text)) is not None:
        raise fault(answer, "refused", f"is too complex ({size})", mend)
    if is_too_deep(text):
        raise fault(answer, "refused", f"is too complex (more than {MAX_DEPTH} elements within each other)", mend)
    return XML_HEAD.sub("", text)


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
