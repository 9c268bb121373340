"""Section pages and front pages: the links that lead to articles."""

import re
from collections.abc import Iterator
from typing import Any, Final
from urllib.parse import urljoin

from lxml import etree  # type: ignore[import-untyped]
from lxml.html import HTMLParser, document_fromstring  # type: ignore[import-untyped]

from flows.sources.answers import Answer
from flows.sources.links import is_article_link, is_same_site
from flows.sources.markup import fault
from flows.sources.values import Entry
from transforms.clean.complexity import overloaded_tag, too_complex
from transforms.clean.decode import decode, header_charset
from transforms.clean.text import tidy
from transforms.clean.urls import clean_url, is_web

MEND: Final = "give the address of a page that lists articles, or its feed or sitemap"
META_CHARSET: Final = re.compile(rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]{1,40})", re.IGNORECASE)
NOT_FOLLOWED: Final = frozenset({"nofollow", "sponsored", "ugc"})
LINKS: Final = "//a[@href][not(ancestor::nav or ancestor::footer or ancestor::*[@role='navigation' or @role='contentinfo'])]"


def read_section(answer: Answer) -> list[Entry]:
    """The articles on its own site that a page links to, each once, in the page's order.

    Links in navigation and at the foot of the page are passed over, and those that a page asks not to follow. Raises FetchFault for
    a page without any, or of absurd size.
    """
    own = {clean_url(answer.final_url), clean_url(answer.url)}
    links = dict.fromkeys(
        link for link in _links(_tree(answer), answer.final_url) if is_same_site(link, answer.final_url) and is_article_link(link)
    )
    entries = [Entry(link) for link in links if link not in own]
    if not entries:
        raise fault(answer, "failed", "links to nothing that looks like an article", MEND)
    return entries


def _tree(answer: Answer) -> Any:
    declared = META_CHARSET.search(answer.body[:4096])
    charsets = [header_charset(answer.headers.get("content-type")), declared[1].decode("ascii") if declared else None]
    text = tidy(decode(answer.body, charsets))
    if (size := overloaded_tag(text)) is not None:
        raise fault(answer, "refused", f"is too complex ({size})", MEND)
    try:
        tree = document_fromstring(text.encode("utf-8", "replace"), parser=HTMLParser(encoding="utf-8", huge_tree=False))
    except (etree.LxmlError, ValueError, AssertionError) as failure:
        raise fault(answer, "failed", "has no markup that can be read", MEND) from failure
    if (size := too_complex(tree)) is not None:
        raise fault(answer, "refused", f"is too complex ({size})", MEND)
    return tree


def _links(tree: Any, url: str) -> Iterator[str]:
    bases = tree.xpath("//base/@href")
    base = _joined(url, str(bases[0])) if bases else url
    for anchor in tree.xpath(LINKS):
        if NOT_FOLLOWED.intersection(anchor.get("rel", "").lower().split()):
            continue
        link = clean_url(_joined(base, anchor.get("href").strip()))
        if link is not None:
            yield link


def _joined(base: str, reference: str) -> str:
    try:
        joined = urljoin(base, reference)
    except ValueError:
        return base
    return joined if is_web(joined) else base
