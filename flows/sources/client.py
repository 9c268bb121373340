"""The guarded HTTP client: GET with everything capped, in turns that each host sets."""

import asyncio
from collections.abc import Callable, Collection
from datetime import datetime
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Final, NamedTuple, Self

import httpx

from flows.sources.addresses import AddressRefused, AddressUnknown, is_allowed
from flows.sources.answers import MEND, Answer, FetchFault, redirected, retry_after
from flows.sources.bodies import TooLarge, read_body
from flows.sources.hosts import Budget, Host, HostClosed, jittered
from flows.sources.parts import STATUSES, Part, read_part
from flows.sources.robots import READ_BYTES, Note, Robots, Rules
from flows.sources.unpack import ACCEPTED, Garbled
from flows.sources.values import Limits, Politeness, Remembered, Validators
from flows.sources.wire import METER, Meter, VettedTransport

USER_AGENT: Final = "wirehouse/0.1 (news warehouse; reads feeds and articles{contact})"
ACCEPT: Final = (
    "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,text/plain;q=0.8,*/*;q=0.1"
)
REDIRECTS: Final = (301, 302, 303, 307, 308)
COME_BACK: Final = (429, 503)
CONDITIONS: Final = {"if-none-match", "if-modified-since"}
NETWORK_FAULTS: Final = (httpx.ConnectError, httpx.ReadError, httpx.WriteError, httpx.RemoteProtocolError)
"""Worth another try. Timeouts are not: a server that does not answer will not the second time, and each try costs as much
again."""
LONGEST_URL: Final = 8_000
FIRST_FREE_PORT: Final = 1024
"""Below it, ports but 80 and 443 belong to other services, which a URL could make us speak to."""


class Ask(NamedTuple):
    """One request as its caller sees it."""

    url: str
    known: Validators
    politeness: Politeness
    max_bytes: int
    is_robots: bool = False
    part: Part | None = None
    """Of the body, where not all of it is asked for."""

    @property
    def conditions(self) -> dict[str, str | None]:
        """Headers on which the answer depends."""
        told: dict[str, str | None] = {"If-None-Match": self.known.etag, "If-Modified-Since": self.known.last_modified}
        return told | (self.part.headers if self.part else {})


class Client:
    """GET with limits. Keeps connections while it is open and nothing else: no cookies, no credentials.

    Proxies of the environment are not used: a proxy looks names up itself, so the address it connects to could not be checked
    here.
    """

    def __init__(
        self,
        *,
        max_bytes: int,
        now: Callable[[], datetime],
        allow_hosts: Collection[str] = (),
        limits: Limits | None = None,
        remembered: Remembered | None = None,
        contact: str = "",
        note_robots: Note | None = None,
    ) -> None:
        self.limits, self._max_bytes, self._allow_hosts, self.now = limits or Limits(), max_bytes, allow_hosts, now
        self.remembered = remembered or Remembered()
        self._robots = Robots(self._get_robots, note_robots or _no_note, self.remembered.robots, now)
        self._hosts: dict[str, Host] = {}
        self._http = httpx.AsyncClient(
            transport=VettedTransport(allow_hosts),
            timeout=httpx.Timeout(self.limits.read, connect=self.limits.connect),
            headers={
                "User-Agent": USER_AGENT.format(contact=f"; {contact}" if contact else ""),
                "Accept": ACCEPT,
                "Accept-Encoding": ACCEPTED,
            },
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),
            trust_env=False,
        )

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None) -> None:
        await self._http.aclose()

    async def get(self, url: str, known: Validators | None = None, politeness: Politeness | None = None) -> Answer:
        """The answer for an http(s) URL, after redirects. Raises FetchFault with a reason in one line."""
        return await self._follow(Ask(url, known or Validators(), politeness or Politeness(), self._max_bytes))

    async def get_part(self, url: str, part: Part, politeness: Politeness | None = None) -> Answer:
        """A part of a file, as it is stored: status 206; or 200 with the whole of it, or 416. Raises FetchFault."""
        return await self._follow(Ask(url, Validators(), politeness or Politeness(), self._max_bytes, part=part))

    async def _get_robots(self, url: str, known: Validators) -> Answer:
        return await self._follow(Ask(url, known, Politeness(), READ_BYTES, is_robots=True))

    async def _follow(self, ask: Ask) -> Answer:
        budget, hop = Budget(self.limits.total), ask.url
        for _ in range(self.limits.redirects + 1):
            request = self._request(ask, hop)
            host = self._host(request.url.host, ask.politeness)
            if not ask.is_robots:
                await self._obey(ask, request, host)
            answer = await self._tried(ask, request, host, budget)
            if answer.status not in REDIRECTS:
                return answer
            hop = redirected(ask.url, answer)
        reason = f"{ask.url}: redirects more than {self.limits.redirects} times; give the last address"
        raise FetchFault("refused", reason, final_url=hop)

    def _host(self, name: str, politeness: Politeness) -> Host:
        host = self._hosts.setdefault(name, Host(name, self.limits))
        host.wish(politeness)
        return host

    async def allows(self, url: str) -> bool:
        """Whether a URL's robots.txt lets us fetch it. Raises FetchFault where that cannot be known."""
        request = self._request(Ask(url, Validators(), Politeness(), self._max_bytes), url)
        return (await self._rules(request)).allows(url)

    async def _rules(self, request: httpx.Request) -> Rules:
        return await self._robots.rules(f"{request.url.scheme}://{request.url.netloc.decode('ascii')}")

    async def _obey(self, ask: Ask, request: httpx.Request, host: Host) -> None:
        hop = str(request.url)
        try:
            rules = await self._rules(request)
        except FetchFault as fault:
            reason = f"{ask.url}: may not be fetched while its robots.txt cannot be read ({fault.reason})"
            if isinstance(fault.__cause__, AddressRefused | AddressUnknown):
                reason = f"{ask.url}: {fault.__cause__}"  # has nothing to do with the file
            raise FetchFault(fault.outcome, reason, final_url=hop) from fault
        if not rules.allows(hop):
            reason = f"{ask.url}: the robots.txt of {request.url.host} forbids {hop}; leave it out, or ask the publisher"
            raise FetchFault("refused", reason, final_url=hop)
        host.crawl_delay(rules.crawl_delay)

    async def _tried(self, ask: Ask, request: httpx.Request, host: Host, budget: "Budget") -> Answer:
        """One hop with its retries."""
        for attempt in range(self.limits.retries + 1):
            try:
                async with host.turn():
                    answer = await self._timed(ask, request, budget)
            except HostClosed as closed:
                raise FetchFault("failed", f"{ask.url}: {closed}", final_url=str(request.url)) from closed
            except FetchFault as fault:
                if fault.retry_after:
                    host.close(fault.retry_after)
                if fault.retry_after is None or attempt == self.limits.retries or fault.retry_after > self.limits.retry_after:
                    host.told(not fault.is_silent)
                    raise
                if not fault.retry_after:
                    await asyncio.sleep(jittered(self.limits.backoff * 2**attempt))
            else:
                host.told(True)
                return answer
        raise AssertionError("a loop of at least one round ends within it")

    def _request(self, ask: Ask, hop: str) -> httpx.Request:
        url, known = ask.url, ask.known
        if len(hop) > LONGEST_URL:
            raise FetchFault("refused", f"{url[:200]}: the address is longer than {LONGEST_URL:,} characters; shorten it")
        ask = ask._replace(known=known if hop == (known.final_url or url) else Validators())
        try:
            request = self._http.build_request("GET", hop, headers={k: value for k, value in ask.conditions.items() if value})
        except (httpx.InvalidURL, ValueError, UnicodeError) as broken:
            raise FetchFault("refused", f"{url}: {hop!r} is no address ({broken}); check the spelling") from broken
        self._check(url, hop, request.url)
        return request

    def _check(self, url: str, hop: str, target: httpx.URL) -> None:
        if target.scheme not in ("http", "https") or not target.host:
            raise FetchFault("refused", f"{url}: {hop!r} is not http or https; nothing else is fetched", final_url=hop)
        if target.userinfo:
            raise FetchFault("refused", f"{target.host}: its address carries a user name or password; leave them out")
        port = target.port
        is_web_port = port is None or port in (80, 443) or port >= FIRST_FREE_PORT
        if not is_web_port and not is_allowed(target.host, port or 0, self._allow_hosts):
            reason = f"{url}: port {port} is no web port; allow it with WIREHOUSE_ALLOW_HOSTS if it is yours"
            raise FetchFault("refused", reason, final_url=hop)

    async def _timed(self, ask: Ask, request: httpx.Request, budget: "Budget") -> Answer:
        try:
            async with budget.spend():
                return await self._send(ask, request)
        except (httpx.TimeoutException, TimeoutError) as late:
            reason = f"{ask.url}: did not answer in time; {MEND}"
            raise FetchFault("failed", reason, final_url=str(request.url), is_silent=True) from late

    async def _send(self, ask: Ask, request: httpx.Request) -> Answer:
        hop, url = str(request.url), ask.url
        response = None
        METER.set(meter := Meter())
        try:
            response = await self._http.send(request, stream=True, follow_redirects=False)
            meter.left = None
            try:
                return await self._read(ask, response)
            finally:
                await response.aclose()
        except AddressRefused as refused:
            raise FetchFault("refused", f"{url}: {refused}", final_url=hop) from refused
        except AddressUnknown as unknown:
            raise FetchFault("failed", f"{url}: {unknown}", final_url=hop, is_silent=True) from unknown
        except NETWORK_FAULTS as fault:
            reason = f"{url}: the connection failed ({fault}); {MEND}"
            raise FetchFault("failed", reason, final_url=hop, is_silent=response is None, retry_after=0) from fault
        except (Garbled, httpx.DecodingError, httpx.UnsupportedProtocol) as garbled:
            reason = f"{url}: sent a body that cannot be unpacked ({garbled}); {MEND}"
            raise FetchFault("failed", reason, final_url=hop) from garbled

    async def _read(self, ask: Ask, response: httpx.Response) -> Answer:
        """The whole answer. A body is read for 200 only, and for 206 where a part was asked for."""
        hop, status = str(response.url), response.status_code
        expected = (
            200,
            *REDIRECTS,
            *((304,) if CONDITIONS & response.request.headers.keys() else ()),
            *(STATUSES if ask.part else ()),
        )
        if status not in expected:
            reason = f"{ask.url}: answered {status} {response.reason_phrase}; {MEND}".strip()
            wait = retry_after(response.headers, self.now()) if status in COME_BACK else None
            raise FetchFault("failed", reason, status=status if status < 600 else None, final_url=hop, retry_after=wait)
        try:
            body = await _body(ask, response)
        except TooLarge:
            raise self._too_large(ask, response) from None
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(ask.url, hop, status, headers, body, self.now())

    def _too_large(self, ask: Ask, response: httpx.Response) -> FetchFault:
        if response.status_code == 206:
            return FetchFault(
                "failed", f"{ask.url}: sent more than was asked for; {MEND}", status=206, final_url=str(response.url)
            )
        reason = f"{ask.url}: is larger than {ask.max_bytes:,} bytes; raise WIREHOUSE_MAX_BYTES or give the articles one by one"
        return FetchFault("refused", reason, status=response.status_code, final_url=str(response.url), short="too_large")


async def _body(ask: Ask, response: httpx.Response) -> bytes:
    if ask.part is not None:
        return await read_part(response, ask.part, ask.max_bytes)
    return await read_body(response, ask.max_bytes, cut=ask.is_robots) if response.status_code == 200 else b""


async def _no_note(*_: object) -> None:
    return None
