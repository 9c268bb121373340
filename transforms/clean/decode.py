"""Bytes to text: byte order mark, UTF-8, what is declared, Windows-1252, a detector; never an error."""

import codecs
import re
from collections.abc import Iterable
from typing import Final

BYTE_ORDER_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
"""UTF-32 before UTF-16: the little-endian mark of one begins with that of the other."""

CHARSETS: Final = re.compile(
    r"utf-?(8|16|32)(-?[lb]e)?|us-ascii|ascii|latin-?1|iso-?8859-\d{1,2}|(windows|cp)-?125\d|mac-?roman|macintosh|koi8-[ru]"
    r"|big5|gb2312|gbk|gb18030|euc-(jp|kr)|shift[-_]jis"
)
"""Names that may be declared. Python knows codecs that are no charsets (unicode_escape, punycode), and a page must not choose
those."""

LATIN_1: Final = re.compile(r"us-ascii|ascii|latin-?1|iso-?8859-1")
"""Read as Windows-1252, as browsers do (WHATWG Encoding Standard): its curly quotes are control characters in ISO 8859-1."""

SIGNATURES: Final = (b"%PDF-", b"PK\x03\x04", b"\x1f\x8b", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\xd0\xcf\x11\xe0", b"\x7fELF")
"""First bytes of PDF, ZIP and Office files, gzip, pictures, old Office files and programs."""

CONTROLS: Final = bytes(set(range(32)) - set(b"\t\n\v\f\r\x1b"))
FEW_CONTROLS: Final = 4
"""Stray ones happen in text, and cleaning drops them."""
SAMPLE_BYTES: Final = 65536


def is_binary(body: bytes, declared: str | None = None) -> bool:
    """Whether the bytes are no text: a known signature, or more than a few control characters and more than one in a hundred."""
    if body.startswith(SIGNATURES):
        return True
    if body.startswith(tuple(mark for mark, _ in BYTE_ORDER_MARKS)) or charset_name(declared).startswith(("utf-16", "utf-32")):
        return False
    sample = body[:SAMPLE_BYTES]
    return len(sample) - len(sample.translate(None, CONTROLS)) > max(FEW_CONTROLS, len(sample) / 100)


def decode(body: bytes, declared: Iterable[str | None] = ()) -> str:
    """The text of the bytes. `declared`: charset names by header or markup, most trusted first; odd or wrong ones are passed
    over.

    Bytes that are valid UTF-8 are UTF-8 whatever is declared: other charsets hardly ever look like it, and declarations are often
    wrong. Where mostly UTF-8 is broken in places, those places become U+FFFD.
    """
    for mark, charset in BYTE_ORDER_MARKS:
        if body.startswith(mark):
            return body[len(mark) :].decode(charset, "replace")
    candidates = ["utf-8", *map(charset_name, declared)]
    if b"\0" in body:
        candidates = [*(c for c in candidates if c.startswith(("utf-16", "utf-32"))), *candidates]
    for charset in candidates:
        text = _strict(body, charset)
        if text is not None:
            return text
    if _is_mostly_utf8(body):
        return body.decode("utf-8", "replace")
    return _strict(body, "cp1252") or _detected(body)


def charset_name(declared: str | None) -> str:
    """A codec name for a declared charset; "" for none, or one that is not to be trusted."""
    name = (declared or "").strip().strip("\"'").lower()
    if not CHARSETS.fullmatch(name):
        return ""
    return "cp1252" if LATIN_1.fullmatch(name) else name


def header_charset(content_type: str | None) -> str | None:
    """The charset parameter of a Content-Type header."""
    found = re.search(r"charset\s*=\s*[\"']?([\w.:-]+)", content_type or "", re.IGNORECASE)
    return found[1] if found else None


def _strict(body: bytes, charset: str) -> str | None:
    try:
        return body.decode(charset) if charset else None
    except (UnicodeError, LookupError):
        return None


def _is_mostly_utf8(body: bytes) -> bool:
    """More well-formed multi-byte characters than broken places: a damaged UTF-8 text, not one in another charset."""
    text = body.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    return sum(1 for c in text if c > "\x7f") - broken > broken


def _detected(body: bytes) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(body[:SAMPLE_BYTES]).best()
    return body.decode(charset_name(best.encoding.replace("_", "-") if best else None) or "cp1252", "replace")
