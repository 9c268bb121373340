"""Blocks of text that come with an article and are not of it, told by their words."""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple

from transforms.clean.authors import split_authors
from transforms.clean.printed import is_head_line

MAX_BLOCK: Final = 400
"""Characters; a longer block is the article's, whatever it says."""

TAILS: Final = re.compile(
    r"(related (content|articles?|stories|topics|coverage)|read (more|next|also)|more (from|on|stories|in)\b.{0,60}"
    r"|you (may|might) also like.{0,40}|recommended( for you)?|most (read|popular)|share this (article|story|page)|share this"
    r"|follow us on .{0,80}|(©|copyright\b).{0,160}|all rights reserved.{0,80}|back to (index|top|home)"
    r"|\(?(additional )?(reporting|writing|editing|compiled) by .{2,160}|the post .{3,200} appeared first on .{2,60}"
    r"|(filed under|tags|tagged|posted in|topics|categories):? .{2,160}|(have|got) a (news )?tip\?.{0,160}|(for (more|further) information,? )?(please )?contact .{3,120}@.{3,80}|notes to editors|ends|end of (article|story))[.:!)]?",
    re.IGNORECASE,
)
"""Whole blocks that close a page and are not its article. Only trailing blocks are compared with it."""

ANYWHERE: Final = re.compile(
    r"((read (more|also|next)|also read|see also|related( (story|stories|article|articles|coverage))?|more on this( story)?|recommended"
    r"|don[’']t miss|in case you missed it|watch( now)?|listen)\s?[:|–—»>-].{2,200}"
    r"|(advertisement|story continues below( advertisement)?|article continues below( advertisement)?|continue reading|sponsored content|synopsis)"
    r"|(sign|signing) up (for|to) .{2,240}|subscribe (to|now|today) .{2,240}|(enjoying|like) (this|what you).{2,240}(subscribe|donate|support).{0,160}"
    r"|click here (to|for) .{2,160}|(join|follow) (us|our) .{0,40}(on|channel|newsletter|whatsapp|telegram|community).{0,120}"
    r"|.{0,160}\b(please )?(donate|make a donation|become a (member|supporter))\b.{0,40}\b(today|now|support)\b.{0,160}"
    r"|(photo(graph)?s?|picture|image|photo credit|image credit|credit)s?: .{2,100}|getty images.{0,40}|(updated|published) (at )?\d{1,2}[:.]\d\d\s?([ap]\.?m\.?)?"
    r"|this (web)?site uses cookies\b.{0,300}|we use cookies\b.{0,300})[.!]?",
    re.IGNORECASE,
)
"""Whole blocks that interrupt articles."""

ABOUT_AUTHOR: Final = re.compile(
    r"\b(covers|writes (about|for|on)|is (a|an|the|our)( [\w'’-]+){0,4} (reporter|correspondent|editor|writer|columnist|journalist|contributor|fellow|freelancer)"
    r"|(e-?mail|reach|contact|follow) (him|her|them|me)\b|joined the [A-Z])"
)
MAX_LINKED: Final = 0.9
MAX_HEADLINE: Final = 25
"""Words of a paragraph that is one link and no sentence: the headline of another article."""
MAX_LABEL: Final = 4
SENTENCE_END: Final = re.compile(r"[.!?…。！？][\"'”’»)\]」]*$")


class Block(NamedTuple):
    """A paragraph of the main text, with what tells furniture from it."""

    text: str
    kind: str
    """p, head, item, quote, cell or code."""
    linked: int
    """Characters of it that are links."""


def without_boilerplate(blocks: Sequence[Block], titles: Sequence[str], authors: Sequence[str]) -> list[Block]:
    """The blocks that are the article's: without headline and byline before, notes behind, and what interrupts."""
    kept = [block for block in blocks if not _interrupts(block)]
    start = _start(kept, titles)
    kept = [b for i, b in enumerate(kept) if i >= start and not (i < start + 3 and _is_byline(b, authors))]
    kept = _without_repeats(kept)
    while kept and (_fits(TAILS, kept[-1].text) or _is_about(kept[-1].text, authors) or _says_nothing(kept[-1])):
        kept.pop()
    return kept


def _interrupts(block: Block) -> bool:
    is_headline = block.linked > MAX_LINKED * len(block.text) and len(block.text.split()) <= MAX_HEADLINE
    says_nothing = not any(c.isalnum() for c in block.text)
    return says_nothing or _fits(ANYWHERE, block.text.strip(" -–—*•")) or (is_headline and block.text[-1] not in '.!?…”"')


def _fits(pattern: re.Pattern[str], text: str) -> bool:
    return len(text) <= MAX_BLOCK and pattern.fullmatch(text) is not None


def _start(blocks: Sequence[Block], titles: Sequence[str]) -> int:
    """Where the article starts: behind the headline where it is repeated near the top, and the bylines and dates that follow."""
    start = next((i + 1 for i, block in enumerate(blocks[:4]) if block.text in titles), 0)
    while start < len(blocks) and (blocks[start].text in titles or is_head_line(blocks[start].text)):
        start += 1
    return start


def _is_byline(block: Block, authors: Sequence[str]) -> bool:
    """A short line at the top that is an author's name, or says what authors are: "Plainsman staff writer"."""
    words = block.text.lower().split()
    is_role = len(words) <= 5 and words[-1] in ("writer", "reporter", "correspondent", "editor") and block.kind == "p"
    is_signature = len(words) <= 12 and len(names := set(split_authors(block.text))) > 0 and names <= set(authors)
    return is_signature or is_role or is_head_line(block.text)


def _without_repeats(blocks: list[Block]) -> list[Block]:
    """Without headings and quotations that repeat words of a paragraph: pull quotes."""
    letters = [_letters(block.text) for block in blocks]
    whole = "\n".join(letters)
    return [b for b, own in zip(blocks, letters, strict=True) if not (_may_repeat(b) and own in whole.replace(own, "", 1))]


def _may_repeat(block: Block) -> bool:
    return block.kind in ("quote", "head") and 4 <= len(block.text.split()) <= 40


def _letters(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalnum())


def _is_about(text: str, authors: Sequence[str]) -> bool:
    """Whether a block at the end tells who wrote the article: it begins with the name of an author."""
    return len(text) <= MAX_BLOCK and text.startswith(tuple(authors) or "\0") and ABOUT_AUTHOR.search(text) is not None


def _says_nothing(block: Block) -> bool:
    """A heading at the end has lost what it headed, and a word or two without a full stop are a label or a signature."""
    is_label = len(block.text.split()) <= MAX_LABEL and not SENTENCE_END.search(block.text[-20:])
    return block.kind == "head" or (is_label and block.kind in ("p", "cell"))
