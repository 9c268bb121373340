"""What a host's robots.txt allows us: asked for once a day, kept from run to run, parsed by Protego (RFC 9309)."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime, timedelta
from typing import Final

from protego import Protego

from flows.sources.answers import Answer, FetchFault
from flows.sources.values import RobotsFile, Validators
from transforms.clean.decode import decode

AGENT: Final = "wirehouse"
"""The name by which a robots.txt may address us."""
FRESH: Final = timedelta(hours=24)
"""How long a robots.txt is taken to hold without asking (RFC 9309, 2.4)."""
READ_BYTES: Final = 512_000
"""What is read of a robots.txt (RFC 9309, 2.5, wants at least 500 KiB)."""
LONGEST_DELAY: Final = 86_400.0

Get = Callable[[str, Validators], Awaitable[Answer]]
Note = Callable[[str, RobotsFile | None, FetchFault | None], Awaitable[None]]


class Rules:
    """The rules of one origin."""

    def __init__(self, file: RobotsFile) -> None:
        self._parsed = Protego.parse(file.content_text)

    def allows(self, url: str) -> bool:
        return self._parsed.can_fetch(url, AGENT)

    @property
    def crawl_delay(self) -> float:
        """Seconds, by Crawl-delay or Request-rate; 0 where neither is told."""
        rate = self._parsed.request_rate(AGENT)
        by_rate = rate.seconds / rate.requests if rate and rate.requests else 0.0
        delay = max(self._parsed.crawl_delay(AGENT) or 0.0, by_rate)
        return min(delay, LONGEST_DELAY) if delay > 0 else 0.0  # also what is no number


class Robots:
    """The rules of every origin that a crawl comes to.

    `get` fetches without asking here; `note` is told of each request for a robots.txt: its URL, and what it said or why it cannot
    be known.
    """

    def __init__(self, get: Get, note: Note, remembered: Mapping[str, RobotsFile], now: Callable[[], datetime]) -> None:
        self._get, self._note, self._remembered, self._now = get, note, remembered, now
        self._asked: dict[str, asyncio.Task[Rules]] = {}

    async def rules(self, origin: str) -> Rules:
        """The rules of "https://news.example". Raises FetchFault where they cannot be known: then nothing may be fetched (RFC
        9309, 2.3.1.4)."""
        if origin not in self._asked:
            self._asked[origin] = asyncio.create_task(self._rules(origin))
        return await asyncio.shield(self._asked[origin])

    async def _rules(self, origin: str) -> Rules:
        kept = self._remembered.get(origin)
        if kept is not None and self._now() - kept.fetched_at < FRESH:
            return Rules(kept)
        url = f"{origin}/robots.txt"
        try:
            file = await self._file(origin, kept)
        except FetchFault as fault:
            await self._note(url, None, fault)
            if kept is None:
                raise
            return Rules(kept)  # what it said last is the best guess (RFC 9309, 2.4)
        await self._note(url, file, None)
        return Rules(file)

    async def _file(self, origin: str, kept: RobotsFile | None) -> RobotsFile:
        """What it says now. An origin that says it has none allows everything; one that cannot say forbids everything."""
        known = Validators(kept.etag, kept.last_modified) if kept else Validators()
        try:
            answer = await self._get(f"{origin}/robots.txt", known)
        except FetchFault as fault:
            if fault.status is None or not 400 <= fault.status < 500 or fault.status == 429:
                raise
            return RobotsFile(origin, fault.status, "", self._now())
        if answer.status == 304 and kept is not None:
            return kept._replace(fetched_at=answer.fetched_at)
        text = decode(answer.body[:READ_BYTES]).replace("\0", "")
        headers = answer.headers
        return RobotsFile(origin, answer.status, text, answer.fetched_at, headers.get("etag"), headers.get("last-modified"))
