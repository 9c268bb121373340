"""JSON with articles in it to one raw document an article."""

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any, Final, Protocol

from flows.sources.values import refused_document
from transforms.clean.decode import decode
from transforms.documents import Given, RawDocument, Rejected

MAX_URL: Final = 2000
UTF8_MARK: Final = b"\xef\xbb\xbf"


class RecordParts:
    """Gathers the records of a JSON Lines file, line by line, until they are taken."""

    def __init__(self, uri: str, given: Given, fetched_at: datetime, *, max_bytes: int) -> None:
        self._uri, self._given, self._fetched_at, self._max_bytes = uri, given, fetched_at, max_bytes
        self._documents: list[RawDocument] = []
        self._refused: list[tuple[RawDocument, Rejected]] = []
        self.size = 0

    @property
    def count(self) -> int:
        return len(self._documents) + len(self._refused)

    def add(self, number: int, line: bytes) -> None:
        """Takes line `number` (from 1) with its line end; blank lines are no records."""
        place = f"{self._uri}#line:{number}"
        if len(line) > self._max_bytes:
            document = RawDocument(place, "application/json", b"", {}, self._fetched_at, self._given)
            detail = f"{place}: is longer than {self._max_bytes:,} bytes; split it, or raise WIREHOUSE_MAX_BYTES"
            self._refused.append(refused_document(document, "too_large", detail))
        elif body := line.removeprefix(UTF8_MARK if number == 1 else b"").strip():
            self.size += len(body)
            url = url_of(_parsed(body)) or place
            self._documents.append(RawDocument(url, "application/json", body, {}, self._fetched_at, self._given))

    def add_empty(self) -> None:
        """An empty file is one empty document, for cleaning to reject: nothing that was given goes unmentioned."""
        self._documents.append(RawDocument(self._uri, "application/json", b"", {}, self._fetched_at, self._given))

    def take(self) -> tuple[list[RawDocument], list[tuple[RawDocument, Rejected]]]:
        """What was gathered since the last time."""
        taken = self._documents, self._refused
        self._documents, self._refused, self.size = [], [], 0
        return taken


def split_json(document: RawDocument) -> list[RawDocument]:
    """One document for each article of a JSON text: an object, a list of them, or {"articles": [...]}.

    The only article of a text keeps the bytes; of several each gets its own, and `#item:N` (from 1) after the URL where it names
    none. A text that is not JSON or holds no article stays whole: cleaning says what is wrong with it.
    """
    found = _parsed(document.body)
    items = found["articles"] if isinstance(found, dict) and isinstance(found.get("articles"), list) else found
    if not isinstance(items, list) or not items:
        return [document._replace(url=url_of(found) or document.url)]
    return [
        document._replace(url=url_of(item) or f"{document.url}#item:{number}", body=json.dumps(item).encode("ascii"))
        for number, item in enumerate(items, 1)
    ]


class Lines(Protocol):
    """What has lines."""

    def readline(self, at_most: int, /) -> bytes: ...


def capped_lines(file: Lines, max_bytes: int) -> Iterator[bytes]:
    """The lines of a file with their ends. Of a line longer than `max_bytes` only the first `max_bytes` + 1 bytes are kept."""
    while line := file.readline(max_bytes + 1):
        whole = line.endswith(b"\n")
        yield line
        while not whole and (rest := file.readline(65536)):
            whole = rest.endswith(b"\n")


def url_of(record: object) -> str | None:
    """The URL that a record names as its own, as given; None for none that could be one."""
    url = record.get("url") if isinstance(record, dict) else None
    return url if isinstance(url, str) and 0 < len(url) <= MAX_URL and url.isprintable() and not url.isspace() else None


def _parsed(body: bytes) -> Any:
    try:
        return json.loads(decode(body), strict=False)
    except (ValueError, RecursionError):
        return None
