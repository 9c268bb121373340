"""Identifiers: hashes of raw, stable, mandatory fields, so that the same input always gets the same id."""

import hashlib
from typing import Final

ID_LENGTH: Final = 20
"""Hex digits of an id: 80 bits. A collision among a billion rows has a chance below one in a million."""

ID_PATTERN: Final = f"^[0-9a-f]{{{ID_LENGTH}}}$"


def make_id(kind: str, *parts: str | int) -> str:
    """The id of a `kind` of thing that is told apart by `parts`.

    `kind` keeps two tables from sharing an id by accident. Parts are joined with a separator that no part can hold
    (U+001F, a control character that cleaning removes), so ("a", "bc") and ("ab", "c") differ.
    """
    joined = "\x1f".join([kind, *map(str, parts)])
    return hashlib.sha256(joined.encode("utf-8", "surrogatepass")).hexdigest()[:ID_LENGTH]
