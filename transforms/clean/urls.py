"""Canonical URLs: one address for one article."""

import re
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit, urlunsplit

MAX_URL: Final = 2000
TRACKING: Final = re.compile(
    r"(utm_\w*|fbclid|gclid|dclid|gbraid|wbraid|msclkid|yclid|twclid|igshid|mc_[ce]id|cmpid|cmp|icid|ocid|ito|ns_\w+|at_\w+|_ga|mkt_tok|ref_src)",
    re.IGNORECASE,
)
"""Query parameters that tell how a reader came, not what is read (campaign and click ids of the large platforms)."""

MIRRORS: Final = re.compile(r"^(www\d?|m|mobile|amp)\.")
SOLD: Final = frozenset(
    {"ai", "cc", "co", "eu", "fm", "gg", "io", "is", "la", "ly", "me", "nu", "sh", "st", "to", "tv", "vc", "ws"}
)
"""Top-level domains of countries that are used from anywhere, and the European Union's."""

DEFAULT_PORTS: Final = {"http": 80, "https": 443}


def clean_url(url: str | None) -> str | None:
    """The http(s) URL in its plainest form: host in lower case, no fragment, default port or tracking parameter. None for any
    other text."""
    parts = _split(url)
    if parts is None:
        return None
    query = "&".join(pair for pair in parts.query.split("&") if not TRACKING.fullmatch(pair.partition("=")[0]))
    return urlunsplit((parts.scheme, _host(parts), parts.path or "/", query, ""))


def is_web(url: str) -> bool:
    """Whether it is an http(s) URL."""
    return url[:8].lower().startswith(("http://", "https://"))


def host_of(url: str) -> str | None:
    """The host name of an http(s) URL, without "www."."""
    parts = _split(url)
    return MIRRORS.sub("", parts.hostname or "") or None if parts else None


def country_of(url: str) -> str | None:
    """The country of an address's top-level domain (ISO 3166-1): "GB" for `.co.uk`. None for `.com`, and for those sold to everybody."""
    parts = _split(url)
    top = (parts.hostname or "").rstrip(".").rpartition(".")[2] if parts else ""
    if len(top) != 2 or not top.isascii() or not top.isalpha() or top in SOLD:
        return None
    return "GB" if top == "uk" else top.upper()


def canonical_of(url: str, named: str | None) -> str:
    """The canonical URL of a page found at `url` that names `named` as its own.

    A page speaks for its own site only: another site's URL is passed over, and so is the home page, which careless templates name
    on every page. For a file any http(s) URL holds.
    """
    own = clean_url(url)
    candidate = clean_url(_joined(url, named.strip()) if own and named else named)
    if candidate is None or own is None:
        return candidate or url
    return own if (_is_home(candidate) and not _is_home(own)) or not _same_site(candidate, own) else candidate


def _joined(base: str, reference: str) -> str | None:
    try:
        return urljoin(base, reference)
    except ValueError:
        return None


def _split(url: str | None) -> SplitResult | None:
    text = (url or "").strip()
    if len(text) > MAX_URL or not is_web(text) or re.search(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff]", text):
        return None
    try:
        parts = urlsplit(text)
        return parts._replace(scheme=parts.scheme.lower()) if parts.hostname and parts.port != 0 else None
    except ValueError:
        return None


def _host(parts: SplitResult) -> str:
    name = (parts.hostname or "").rstrip(".")
    name = f"[{name}]" if ":" in name else name
    return name if parts.port in (None, DEFAULT_PORTS[parts.scheme]) else f"{name}:{parts.port}"


def _is_home(url: str) -> bool:
    parts = urlsplit(url)
    return parts.path in ("", "/") and not parts.query


def _same_site(one: str, other: str) -> bool:
    first, second = urlsplit(one), urlsplit(other)
    a, b = (MIRRORS.sub("", parts.hostname or "") for parts in (first, second))
    related = a == b or ("." in b and a.endswith("." + b)) or ("." in a and b.endswith("." + a))
    return related and (first.port or 0) == (second.port or 0)
