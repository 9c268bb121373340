"""What reading one record of an archive brings."""

from collections.abc import Callable
from datetime import datetime
from typing import Final, NamedTuple

from flows.sources.values import refused_document
from transforms.clean.text import one_line
from transforms.documents import Given, MediaType, RawDocument, Rejected

MEND: Final = "mend the archive and run again, or leave it out"


class Step(NamedTuple):
    """One record, and what it amounts to: a document, a refusal, or nothing that is read."""

    stop: int
    """Where the next one starts."""
    document: RawDocument | None = None
    refused: tuple[RawDocument, Rejected] | None = None
    is_record: bool = True
    """False for what is a part of the archive but no record, such as the end of a member."""


class Archive(NamedTuple):
    """What every record of an archive needs to know."""

    uri: str
    given: Given
    max_bytes: int
    """Of one record, packed and unpacked."""
    now: Callable[[], datetime]

    def refuse(self, stop: int, place: str, reason: str, why: str, *, url: str | None = None, mend: str = MEND) -> Step:
        """A record that is not landed: `why` continues the name of its place."""
        detail = one_line(f"{place}: {why}; {mend}") or reason
        return Step(stop, refused=refused_document(self.document(url or place, b"", "text/html"), reason, detail))

    def too_large(self, stop: int, place: str, *, url: str | None = None) -> Step:
        """A record that is larger than allowed, packed or unpacked."""
        why = f"is larger than {self.max_bytes:,} bytes"
        return self.refuse(stop, place, "too_large", why, url=url, mend="raise WIREHOUSE_MAX_BYTES, or leave it out")

    def document(self, url: str, body: bytes, media_type: MediaType) -> RawDocument:
        """A document of this archive, read now."""
        return RawDocument(url, media_type, body, {}, self.now(), self.given)


class Unreadable(Exception):
    """An archive, or the rest of it, that cannot be read; the message continues its name: what, and what to do."""
