"""Which links lead to an article, told from their addresses alone."""

import re
from typing import Final
from urllib.parse import SplitResult, urlsplit

from transforms.clean.urls import MIRRORS

DATED: Final = re.compile(r"/(19|20)\d\d[/-]?(0?[1-9]|1[0-2]|[a-z]{3})([/-]|$)|(19|20)\d\d-[01]\d-[0-3]\d", re.IGNORECASE)
"""/2024/02/…, /2024/feb/…, …-2024-02-01"""
NUMBERED: Final = re.compile(r"\d{5,}|(?=[a-z]*\d)(?=\d*[a-z])[a-z0-9]{10,}\b", re.IGNORECASE)
"""A number that counts articles, or an id that mixes letters and digits."""
QUERIED: Final = re.compile(r"(^|&)(id|p|article|story|artid|articleid|storyid|newsid)=\w*\d", re.IGNORECASE)
SLUG_WORDS: Final = 4
"""Words from which the last part of a path is a headline. Section names have up to three ("arts-and-culture")."""
NO_ARTICLES: Final = """
    tag tags topic topics category categories author authors profile profiles people staff search login log-in signin sign-in logout
    register registration subscribe subscription subscriptions account accounts user users newsletter newsletters about about-us
    contact contact-us privacy privacy-policy terms terms-of-use terms-and-conditions cookies cookie-policy advertise advertising
    jobs careers help faq feed feeds rss sitemap archive archives video videos gallery galleries podcast podcasts audio photos
    pictures games crossword crosswords puzzles weather tv-guide share print comment comments cart shop store wp-admin wp-login.php
    cdn-cgi
"""
"""Parts of a path that no article's address has, or that lead to what has no text."""
NO_ARTICLE_PARTS: Final = frozenset(NO_ARTICLES.split())
FILES: Final = re.compile(
    r"\.(pdf|jpe?g|png|gif|webp|svg|ico|avif|mp[34]|m4[av]|mov|avi|webm|wav|ogg|zip|gz|rar|7z|exe|dmg|apk|css|m?js|json|xml|rss|atom"
    r"|docx?|xlsx?|pptx?|csv|txt|epub|ics|woff2?)$",
    re.IGNORECASE,
)
PAGE_ENDS: Final = re.compile(r"\.(html?|php|aspx?|jsp|shtml|amp)$", re.IGNORECASE)


def is_same_site(url: str, other: str) -> bool:
    """Whether two http(s) URLs belong to one site: one host (without "www."), or one inside the other."""
    one, two = _site(url), _site(other)
    return bool(one and two) and (one == two or one.endswith("." + two) or two.endswith("." + one))


def is_article_link(url: str) -> bool:
    """Whether an http(s) URL looks like an article's: dated, numbered, or with a headline in it, and nothing against it."""
    parts = _split(url)
    if parts is None:
        return False
    segments = [segment for segment in parts.path.lower().split("/") if segment]
    if FILES.search(parts.path) or NO_ARTICLE_PARTS.intersection(segments):
        return False
    if QUERIED.search(parts.query):
        return True
    if not segments:
        return False
    last = PAGE_ENDS.sub("", segments[-1])
    return bool((DATED.search(parts.path) and _says_more(last)) or NUMBERED.search(last) or _words(last) >= SLUG_WORDS)


def _says_more(segment: str) -> bool:
    """Whether the last part of a dated path is more than a part of the date: else it is the list of a day's articles."""
    return not re.fullmatch(r"\d{1,4}|[a-z]{3}", segment)


def _words(segment: str) -> int:
    return len([word for word in re.split(r"[-_+]|%20", segment) if word])


def _site(url: str) -> str:
    parts = _split(url)
    return MIRRORS.sub("", (parts.hostname or "").rstrip(".")) if parts else ""


def _split(url: str) -> SplitResult | None:
    try:
        return urlsplit(url)
    except ValueError:
        return None
