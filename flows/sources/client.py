"""The guarded HTTP client: one GET at a time, everything capped."""

import time
import zlib
from collections.abc import Callable, Collection, Iterator
from datetime import datetime
from types import TracebackType
from typing import Final, NamedTuple, Self
from urllib.parse import urljoin

import httpx

from flows.sources.addresses import AddressRefused, AddressUnknown
from flows.sources.values import Limits, Outcome, Validators
from flows.sources.wire import Clock, Deadline, VettedTransport
from transforms.clean.text import one_line

USER_AGENT: Final = "wirehouse/0.1 (news warehouse; reads feeds and articles)"
ACCEPT: Final = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
)
REDIRECTS: Final = (301, 302, 303, 307, 308)
CONDITIONS: Final = {"if-none-match", "if-modified-since"}
NETWORK_FAULTS: Final = (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""Worth another try. Timeouts are not: a server that does not answer will not the second time, and each try costs as much
again."""

MEND: Final = "check the address, or try again later"


class FetchFault(Exception):
    """A fetch that brought nothing to read: refused by us, or failed out there."""

    def __init__(
        self, outcome: Outcome, reason: str, *, status: int | None = None, final_url: str | None = None, short: str = ""
    ) -> None:
        super().__init__(reason)
        self.outcome, self.status, self.final_url, self.short = outcome, status, final_url, short
        self.reason = one_line(reason) or outcome


class Answer(NamedTuple):
    """A whole body, decompressed, or the word that nothing changed (status 304, empty body)."""

    url: str
    final_url: str
    status: int
    headers: dict[str, str]
    """Lower-case names."""
    body: bytes
    fetched_at: datetime


class Client:
    """GET with limits. Keeps connections while it is open and nothing else: no cookies, no credentials.

    Proxies of the environment are not used: a proxy looks names up itself, so the address it connects to could not be checked
    here.
    """

    def __init__(
        self, *, max_bytes: int, allow_hosts: Collection[str] = (), limits: Limits | None = None, now: Callable[[], datetime]
    ) -> None:
        self._limits, self._max_bytes, self.now = limits or Limits(), max_bytes, now
        self._clock = Clock()
        self._asked_at: dict[str, float] = {}
        self._http = httpx.Client(
            transport=VettedTransport(self._clock, allow_hosts),
            timeout=httpx.Timeout(self._limits.read, connect=self._limits.connect),
            headers={"User-Agent": USER_AGENT, "Accept": ACCEPT, "Accept-Encoding": "gzip, deflate"},
            trust_env=False,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        self._http.close()

    def get(self, url: str, known: Validators | None = None) -> Answer:
        """The answer for an http(s) URL, after redirects. Raises FetchFault with a reason in one line."""
        self._clock.deadline = Deadline(self._limits.total)
        hop = url
        for _ in range(self._limits.redirects + 1):
            answer = self._one(url, hop, known or Validators())
            if answer.status not in REDIRECTS:
                return answer
            hop = _target(url, answer)
        raise FetchFault(
            "refused", f"{url}: redirects more than {self._limits.redirects} times; give the last address", final_url=hop
        )

    def _one(self, url: str, hop: str, known: Validators) -> Answer:
        """One hop with its retries."""
        request = self._request(url, hop, known)
        for attempt in range(self._limits.retries + 1):
            self._wait(request.url.host)
            try:
                return self._send(url, request)
            except NETWORK_FAULTS as fault:
                if attempt == self._limits.retries:
                    raise FetchFault("failed", f"{url}: the connection failed ({fault}); {MEND}", final_url=hop) from fault
                time.sleep(min(self._limits.backoff * 2**attempt, self._limits.total))
        raise AssertionError("a loop of at least one round ends within it")

    def _request(self, url: str, hop: str, known: Validators) -> httpx.Request:
        headers = {"If-None-Match": known.etag, "If-Modified-Since": known.last_modified}
        try:
            request = self._http.build_request("GET", hop, headers={name: value for name, value in headers.items() if value})
        except (httpx.InvalidURL, ValueError, UnicodeError) as broken:
            raise FetchFault("refused", f"{url}: {hop!r} is no address ({broken}); check the spelling") from broken
        if request.url.scheme not in ("http", "https") or not request.url.host:
            raise FetchFault("refused", f"{url}: {hop!r} is not http or https; nothing else is fetched", final_url=hop)
        if request.url.userinfo:
            raise FetchFault("refused", f"{request.url.host}: its address carries a user name or password; leave them out")
        return request

    def _send(self, url: str, request: httpx.Request) -> Answer:
        hop = str(request.url)
        try:
            response = self._http.send(request, stream=True, follow_redirects=False)
            try:
                return self._read(url, response)
            finally:
                response.close()
                self._http.cookies.clear()
        except AddressRefused as refused:
            raise FetchFault("refused", f"{url}: {refused}", final_url=hop) from refused
        except AddressUnknown as unknown:
            raise FetchFault("failed", f"{url}: {unknown}", final_url=hop) from unknown
        except httpx.TimeoutException as late:
            raise FetchFault("failed", f"{url}: did not answer in time; {MEND}", final_url=hop) from late
        except (httpx.DecodingError, httpx.UnsupportedProtocol, zlib.error) as garbled:
            raise FetchFault(
                "failed", f"{url}: sent a body that cannot be unpacked ({garbled}); {MEND}", final_url=hop
            ) from garbled

    def _read(self, url: str, response: httpx.Response) -> Answer:
        """The whole answer. A body is read for 200 only."""
        hop, status = str(response.url), response.status_code
        expected = (200, *REDIRECTS, *((304,) if CONDITIONS & response.request.headers.keys() else ()))
        if status not in expected:
            raise FetchFault(
                "failed", f"{url}: answered {status} {response.reason_phrase}; {MEND}".strip(), status=status, final_url=hop
            )
        body = b"".join(self._body(url, response)) if status == 200 else b""
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(url, hop, status, headers, body, self.now())

    def _body(self, url: str, response: httpx.Response) -> Iterator[bytes]:
        """The decompressed body in pieces. Raises FetchFault as soon as it is longer than allowed, packed or unpacked."""
        packed = unpacked = 0
        unpack = _unpacker(response)
        if _length(response) > self._max_bytes:
            raise self._too_large(url, response)
        for chunk in response.iter_raw(65536):
            packed += len(chunk)
            piece = unpack.feed(chunk, self._max_bytes + 1 - unpacked)
            unpacked += len(piece)
            if max(packed, unpacked) > self._max_bytes:
                raise self._too_large(url, response)
            yield piece
        unpack.finish()

    def _too_large(self, url: str, response: httpx.Response) -> FetchFault:
        reason = f"{url}: is larger than {self._max_bytes:,} bytes; raise WIREHOUSE_MAX_BYTES or give the articles one by one"
        return FetchFault("refused", reason, status=response.status_code, final_url=str(response.url), short="too_large")

    def _wait(self, host: str) -> None:
        """Leaves the host its pause since the last request."""
        since = time.monotonic() - self._asked_at.get(host, float("-inf"))
        if since < self._limits.pause:
            time.sleep(self._limits.pause - since)
        self._asked_at[host] = time.monotonic()


class _Plain:
    """A body that is not packed."""

    def feed(self, chunk: bytes, room: int) -> bytes:
        return chunk

    def finish(self) -> None:
        return None


class _Zlib:
    """gzip (in any number of members) or deflate, unpacked no further than there is room."""

    def __init__(self) -> None:
        self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)

    def feed(self, chunk: bytes, room: int) -> bytes:
        out = b""
        while chunk and len(out) < room:
            if self._inflate.eof:
                self._inflate = zlib.decompressobj(zlib.MAX_WBITS | 32)
            out += self._inflate.decompress(chunk, room - len(out))
            chunk = self._inflate.unused_data.lstrip(b"\0")
        return out

    def finish(self) -> None:
        if not self._inflate.eof:
            raise zlib.error("it ends in the middle")


def _unpacker(response: httpx.Response) -> _Plain | _Zlib:
    coding = response.headers.get("content-encoding", "identity").strip().lower()
    if coding in ("", "identity"):
        return _Plain()
    if coding in ("gzip", "x-gzip", "deflate"):
        return _Zlib()
    raise httpx.DecodingError(f"packed with {coding!r}, which was not asked for")


def _length(response: httpx.Response) -> int:
    stated = response.headers.get("content-length", "")
    return int(stated) if stated.isdecimal() and len(stated) < 20 else 0


def _target(url: str, answer: Answer) -> str:
    location = answer.headers.get("location")
    if not location:
        raise FetchFault("failed", f"{url}: redirects to nowhere; {MEND}", status=answer.status, final_url=answer.final_url)
    try:
        return urljoin(answer.final_url, location)
    except ValueError as broken:
        raise FetchFault(
            "refused", f"{url}: redirects to {location!r}, which is no address; {MEND}", status=answer.status
        ) from broken
