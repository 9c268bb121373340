"""XML of strangers: decoded by us, refused where it declares anything."""

import re
from typing import Final

from flows.sources.answers import Answer, FetchFault
from flows.sources.values import Outcome
from transforms.clean.decode import decode, header_charset

DECLARATION: Final = re.compile(r"<!\s*(DOCTYPE|ENTITY|ELEMENT|ATTLIST|NOTATION)", re.IGNORECASE)
XML_ENCODING: Final = re.compile(rb"<\?xml[^>]{0,100}encoding\s*=\s*[\"']([\w.:-]{1,40})[\"']", re.IGNORECASE)
XML_HEAD: Final = re.compile(r"\A\s*<\?xml[^>]*\?>", re.IGNORECASE)


def xml_text(answer: Answer, mend: str) -> str:
    """The text of an XML body without its own declaration, to be handed on as UTF-8.

    Raises FetchFault where it declares a document type or entities: they can blow up a parser or read files, and no feed or sitemap
    needs them; the one old format with a document type (RSS 0.91) is not read. It is decoded here, so that what was looked
    through is what the parser sees.
    """
    declared = XML_ENCODING.search(answer.body[:400])
    charsets = [header_charset(answer.headers.get("content-type")), declared[1].decode("ascii") if declared else None]
    text = decode(answer.body, charsets)
    if DECLARATION.search(text):
        raise fault(answer, "refused", "declares a document type or entities, which can be an attack on the reader", mend)
    return XML_HEAD.sub("", text)


def fault(answer: Answer, outcome: Outcome, what: str, mend: str) -> FetchFault:
    """A fault of what an answer holds."""
    return FetchFault(outcome, f"{answer.url}: {what}; {mend}", status=answer.status, final_url=answer.final_url)
