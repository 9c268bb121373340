"""Is a page one whole article? If not, why: an index, a paywall, an error page, a cookie notice, or nothing to read."""

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import Final, NamedTuple

from transforms.clean.boilerplate import SENTENCE_END, Block
from transforms.clean.furniture import name_of
from transforms.clean.lines import Line
from transforms.clean.metadata import Claims
from transforms.documents import Judgement

MIN_PROSE: Final = 40
"""Words of running prose below which a page is no article: the shortest news briefs have about fifty."""

MAX_TEASER: Final = 150
"""Words of a text before a paywall. What is longer and complete is taken: many papers print the whole text under a wall of style."""

MAX_LINK_SHARE: Final = 0.5
"""Above this share of linked characters a page is a list of articles."""

MIN_INDEX_HEADINGS: Final = 5
"""As many headings with links, and one for every second paragraph, make a list of articles, unless the page says otherwise."""

MIN_TEASERS: Final = 3
"""So many headings with links and as many links "Read more" do, too."""

CONSENT: Final = re.compile(
    r"\b(cookies?|consent|our partners|personal data|privacy (?:policy|settings)|your privacy)\b", re.IGNORECASE
)
MIN_CONSENT: Final = 3
"""So many different words of consent in less than MAX_CONSENT words are a cookie notice."""
MAX_CONSENT: Final = 200

WALL: Final = re.compile(
    r"\b(?:subscribe|register|sign (?:in|up)|log in|join|become a (?:paying )?(?:member|subscriber)|create (?:a|an|your) (?:free )?account"
    r"|start (?:a|your) (?:free )?trial)\b.{0,40}?\b(?:to|and) (?:continue|keep|read|finish|unlock|access|see the rest)\b"
    r"|\bunlock (?:this|the (?:full|rest of the)) (?:article|story)\b|\b(?:existing|current) (?:subscriber|member)s?\b|\bkeep reading (?:with|by|for)\b"
    r"|\balready (?:a |an? )?(?:subscriber|member|subscribed|registered)\b|\bto (?:continue reading|read (?:the (?:rest|full|whole)|this (?:article|story)|on))\b"
    r"|\b(?:article|story|content|page) is (?:only )?(?:for|available to|reserved for|exclusive to)\b.{0,20}\b(?:subscribers|members|registered)\b"
    r"|\byou(?:’ve|'ve| have) (?:read|reached|used)\b.{0,40}\b(?:free|limit)\b",
    re.IGNORECASE,
)
MAX_WALL_LINE: Final = 300
INDEX_TITLE: Final = re.compile(
    r"(?:search results\b.{0,80}|search ?: .{0,80}|(?:tag|category|author|topic|monthly) archives?\b.{0,80}|(?:tag|category|topic|archives?) ?: .{0,80}"
    r"|(?:latest|all|more) (?:news|stories|articles|headlines)|archives?)",
    re.IGNORECASE,
)
"""Headlines of pages that list articles."""

OUTSIDE: Final = frozenset({"nav", "footer", "header", "aside"})

GONE: Final = re.compile(
    r"(?:(?:error|http)[ :-]*)?404(?: ?[-–—|:] ?.{0,60}|(?: error)?(?: page)? not found.{0,60}| error)?"
    r"|.{0,60}\b(?:page|article|story) (?:(?:was |is |could |can )?not (?:be )?found|cannot be found|(?:does ?n[o’']t|no longer) exist).{0,60}"
    r"|.{0,60}\b(?:page|article|story) (?:is|has been) (?:no longer available|unavailable|removed|deleted|taken down).{0,60}"
    r"|.{0,60}\b(?:can[’']?t|cannot|could ?n[o’']t) find (?:that|this|the|your) (?:page|article|story).{0,60}",
    re.IGNORECASE,
)
MAX_GONE: Final = 200
CUT: Final = re.compile(r"(?:…|\.\.\.|\[…\])\s*[\"”’]?$")


class Verdict(NamedTuple):
    """Why a page is rejected: the short name of the reason, and the words for people."""

    reason: Judgement
    detail: str


def verdict(blocks: Sequence[Block], page: Sequence[Line], claims: Claims) -> Verdict | None:
    """What speaks against an article, or None. `page` are the lines of the page as it came."""
    words = sum(word_count(block.text) for block in blocks)
    prose = sum(word_count(block.text) for block in blocks if SENTENCE_END.search(block.text[-20:]))
    if words < MAX_GONE and any(GONE.fullmatch(title) for title in claims.titles if len(title) <= 160):
        return Verdict("not_found", "says that there is no such page")
    if is_walled(blocks, page, claims, prose):
        return Verdict("paywall", "shows the beginning of an article and a paywall")
    if _is_index(blocks, page, claims):
        return Verdict("index_page", "lists articles and is none itself")
    if prose < MIN_PROSE:
        return Verdict("not_an_article", f"has {prose} words of running text, too few for an article")
    text = " ".join(block.text for block in blocks)
    if words < MAX_CONSENT and len(set(map(str.lower, CONSENT.findall(text)))) >= MIN_CONSENT:
        return Verdict("not_an_article", "shows its cookie notice and no article")
    return None


def word_count(text: str) -> int:
    """Words between white space; two characters of Chinese, Japanese, Thai make one."""
    unspaced = sum(1 for c in text if "\u0e00" <= c <= "\u0eff" or "\u3040" <= c <= "\u9fff")
    return max(len(text.split()), unspaced // 2)


def is_walled(blocks: Sequence[Block], page: Sequence[Line], claims: Claims, prose: int) -> bool:
    """Whether a short or cut-off text is followed by the words of a paywall, or says itself that the rest is not free."""
    if prose >= MAX_TEASER:
        return False
    first = next((i for i, line in enumerate(page) if line.is_prose), None)
    if first is None:
        return False
    if claims.is_withheld and blocks and CUT.search(blocks[-1].text[-20:]):
        return True
    return any(len(line.text) <= MAX_WALL_LINE and WALL.search(line.text) and not _is_outside(line) for line in page[first + 1 :])


def _is_outside(line: Line) -> bool:
    """Whether a line stands in the frame of the page, where every page offers to sign in."""
    around = [line.element, *line.element.iterancestors()][:6]
    return any(e.tag in OUTSIDE or not OUTSIDE.isdisjoint(name_of(e).split("-")) for e in around)


def _is_index(blocks: Sequence[Block], page: Sequence[Line], claims: Claims) -> bool:
    linked = sum(block.linked for block in blocks)
    if blocks and linked > MAX_LINK_SHARE * sum(len(block.text) for block in blocks):
        return True
    if claims.is_article:
        return False
    if any(INDEX_TITLE.fullmatch(title) for title in claims.titles):
        return True
    if claims.linked_headings >= MIN_TEASERS <= claims.more_links:
        return True
    if (summed_up := _summed_up(page)) > MIN_TEASERS and 2 * summed_up >= len(blocks):
        return True
    return claims.linked_headings >= MIN_INDEX_HEADINGS and 2 * claims.linked_headings >= len(blocks)


def _summed_up(page: Sequence[Line]) -> int:
    """Lines that are a link of some words, followed by a line that is none: a headline and its summary."""
    return sum(
        one.linked >= len(one.text)
        and len(one.text.split()) > MIN_TEASERS
        and not two.linked
        and len(two.text.split()) > 2 * MIN_TEASERS
        for one, two in pairwise(page)
    )
