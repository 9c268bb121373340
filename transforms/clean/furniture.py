"""What stands on a page and is not its article, told by markup: taken out before the main text is looked for."""

import re
from collections import Counter
from typing import Any, Final

from transforms.clean.lines import SILENT

HIDDEN_STYLE: Final = re.compile(r"(?:^|;)\s*(?:display\s*:\s*none|visibility\s*:\s*hidden)", re.IGNORECASE)
UNSEEN: Final = frozenset({"template", "amp-consent", "amp-sidebar", "amp-ad", "figcaption", "dialog"})
KEPT: Final = frozenset({"html", "body", "main", "article", "h1", "head", "title"})

WORDS: Final = frozenset(
    [
        "cookiebar",
        "cookiebanner",
        "gdpr",
        "onetrust",
        "cmp",
        "related",
        "relatedposts",
        "relatedarticles",
        "jp-relatedposts",
        "recirc",
        "recommended",
        "recommendations",
        "outbrain",
        "taboola",
        "newsletter",
        "newsletterglue",
        "newsletters",
        "signup",
        "promo",
        "sharedaddy",
        "share",
        "sharing",
        "sharebar",
        "social",
        "comments",
        "disqus",
        "advert",
        "adverts",
        "advertisement",
        "ad",
        "ads",
        "sponsored",
        "caption",
        "credit",
        "breadcrumb",
        "breadcrumbs",
        "trending",
        "paywall",
        "regwall",
        "donate",
        "donation",
        "subscribe",
    ]
)
"""Words of class names and ids."""

PHRASES: Final = re.compile(
    r"\b(?:author-(?:bio|box|info|card)|about-(?:the-)?author|read-(?:more|next)|more-(?:links|stories|from|news)|most-(?:read|popular|viewed)"
    r"|also-(?:read|like)|inline-related|sign-up|card-grid|story-card|image-credit|message-container|comment-list|up-next|you-may-like)\b"
)
PULLED: Final = re.compile(r"\bpull-?quote\b")
CAMEL: Final = re.compile(r"(?<=[a-z])(?=[A-Z])")
MAX_SHARE: Final = 0.4
"""Of the page's letters: what holds more is the page itself, whatever its name (`<div class="newsletter-active">`)."""

CONSENT: Final = frozenset(["cookie", "cookies", "cookiebar", "cookiebanner", "gdpr", "onetrust", "consent", "cmp", "dialog"])
CONSENT_TEXT: Final = re.compile(
    r"\b(cookies?|consent|accept|partners|personal data|privacy|advert\w*|preferences|data)\b", re.IGNORECASE
)
MIN_CONSENT: Final = 2
MAX_CONSENT_SHARE: Final = 0.9
"""The same for consent boxes, which are longer than many an article."""

MAX_NAME: Final = 500


def without_furniture(tree: Any) -> None:
    """Take out, in place: consent boxes, related articles, newsletters, author notes, captions, comments, what is hidden, and
    pull quotes that repeat the article."""
    sizes = _sizes(tree)
    whole = max(1, sizes[tree])
    for element in list(tree.iter("*")):
        if element.tag in KEPT or element.getparent() is None or sizes[element] > MAX_CONSENT_SHARE * whole:
            continue
        if (_is_consent(element) and speaks_of_consent(element)) or (
            sizes[element] <= MAX_SHARE * whole and _is_furniture(element)
        ):
            drop(element)
    _drop_pull_quotes(tree)


def name_of(element: Any) -> str:
    """Class and id as lower-case words joined by hyphens: `relatedPosts--big` is "related-posts-big"."""
    raw = f"{element.get('class') or ''} {element.get('id') or ''}"[:MAX_NAME]
    return "-".join(re.findall(r"[a-z0-9]+", CAMEL.sub("-", raw).lower()))


def _sizes(tree: Any) -> Counter[Any]:
    """Letters of visible text under each element. Time is linear: children come before their parents in reverse order."""
    sizes: Counter[Any] = Counter()
    for element in reversed(list(tree.iter("*"))):
        own = 0 if element.tag in SILENT else len((element.text or "").strip())
        sizes[element] += own
        if (parent := element.getparent()) is not None:
            sizes[parent] += sizes[element] + len((element.tail or "").strip())
    return sizes


def _is_hidden(element: Any) -> bool:
    return element.get("hidden") is not None or HIDDEN_STYLE.search((element.get("style") or "")[:MAX_NAME]) is not None


def _is_consent(element: Any) -> bool:
    names = {*name_of(element).split("-"), element.get("role")}
    return not CONSENT.isdisjoint(names) and not _holds_article(element)


def speaks_of_consent(element: Any) -> bool:
    """Whether a box is about the reader's data. A class alone does not tell: `cookie-recipe`."""
    return len({found.lower() for found in CONSENT_TEXT.findall("".join(element.itertext()))}) >= MIN_CONSENT


def _is_furniture(element: Any) -> bool:
    if element.tag in UNSEEN or _is_hidden(element):
        return True
    name = name_of(element)
    is_named = bool(name) and (not WORDS.isdisjoint(name.split("-")) or PHRASES.search(name) is not None)
    return is_named and not _holds_article(element)


def _holds_article(element: Any) -> bool:
    return next(element.iter("h1", "article", "blockquote"), None) is not None


def drop(element: Any) -> None:
    """Take an element out, in place, and keep the text behind it."""
    parent, before = element.getparent(), element.getprevious()
    if before is not None:
        before.tail = (before.tail or "") + (element.tail or "")
    else:
        parent.text = (parent.text or "") + (element.tail or "")
    parent.remove(element)


def _drop_pull_quotes(tree: Any) -> None:
    pulled = [e for e in tree.iter("*") if e.tag not in KEPT and PULLED.search(name_of(e))][:50]
    if not pulled:
        return
    whole = _letters(tree)
    for element in pulled:
        letters = _letters(element)
        if letters and whole.find(letters, whole.find(letters) + 1) >= 0 and element.getparent() is not None:
            drop(element)


def _letters(element: Any) -> str:
    return "".join(c for c in "".join(element.itertext()).lower() if c.isalnum())
