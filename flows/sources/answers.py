"""What comes back from a request: an answer, or why there is none."""

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Final, NamedTuple
from urllib.parse import urljoin

from flows.sources.values import Outcome
from transforms.clean.text import one_line

MEND: Final = "check the address, or try again later"


class FetchFault(Exception):
    """A fetch that brought nothing to read: refused by us, or failed out there."""

    def __init__(
        self,
        outcome: Outcome,
        reason: str,
        *,
        status: int | None = None,
        final_url: str | None = None,
        short: str = "",
        is_silent: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(reason)
        self.outcome, self.status, self.final_url, self.short = outcome, status, final_url, short
        self.reason = one_line(reason) or outcome
        self.is_silent = is_silent
        """The host did not answer at all."""
        self.retry_after = retry_after
        """Seconds after which another try may go better; 0 leaves it to us, None says that none will."""


class Answer(NamedTuple):
    """A whole body, decompressed, or the word that nothing changed (status 304, empty body)."""

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    """Lower-case names."""
    body: bytes
    fetched_at: datetime


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds to wait, by the header Retry-After (a number or a date); None where it tells nothing."""
    stated = headers.get("retry-after", "").strip()
    if stated.isdecimal() and len(stated) < 10:
        return max(float(stated), 0.01)
    try:
        moment = parsedate_to_datetime(stated)
        seconds: float = (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp() - now.timestamp()
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return max(seconds, 0.01)


def redirected(url: str, answer: Answer) -> str:
    """Where an answer to `url` redirects to. Raises FetchFault where it leads nowhere."""
    location = answer.headers.get("location")
    if not location:
        raise FetchFault("failed", f"{url}: redirects to nowhere; {MEND}", status=answer.status, final_url=answer.final_url)
    try:
        return urljoin(answer.final_url, location)
    except ValueError as broken:
        reason = f"{url}: redirects to {location!r}, which is no address; {MEND}"
        raise FetchFault("refused", reason, status=answer.status) from broken
