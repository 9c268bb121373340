"""Each host's turn: how many requests at once, how long between them, and when to leave a host alone."""

import asyncio
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final

from flows.sources.values import Limits, Politeness


class HostClosed(Exception):
    """A host that is not asked now; the message says why and what to do."""


class Host:
    """One host of one crawl. Delays count from the end of one request to the start of the next, so that a slow host is given
    more."""

    def __init__(self, name: str, limits: Limits) -> None:
        self._name, self._limits = name, limits
        self._delay: float | None = None
        self._crawl_delay = 0.0
        self._connections: int | None = None
        self._busy = 0
        self._free_at = float("-inf")
        self._closed_until = float("-inf")
        self._first_at: float | None = None
        self._unanswered = 0
        self._changed: Final = asyncio.Condition()

    @property
    def delay(self) -> float:
        """Seconds to leave between two requests."""
        return max(self._limits.delay if self._delay is None else self._delay, self._crawl_delay)

    @property
    def connections(self) -> int:
        """Requests at the same time."""
        return 1 if self._crawl_delay else self._connections or self._limits.connections

    def wish(self, politeness: Politeness) -> None:
        """Take a source's word on how to treat this host; of several sources the gentlest counts."""
        if politeness.delay is not None:
            self._delay = max(politeness.delay, self._delay or 0.0)
        if politeness.connections is not None:
            self._connections = min(politeness.connections, self._connections or politeness.connections)

    def crawl_delay(self, seconds: float) -> None:
        """Take the word of the host's robots.txt."""
        self._crawl_delay = max(seconds, self._crawl_delay)

    def close(self, seconds: float) -> None:
        """Ask nothing for so long: the host said Retry-After."""
        self._closed_until = max(self._closed_until, time.monotonic() + seconds)

    def told(self, answered: bool) -> None:
        """Count how often in a row the host left a request unanswered."""
        self._unanswered = 0 if answered else self._unanswered + 1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """Waits for this host's turn and holds it. Raises HostClosed where the wait would be too long, or has no prospect."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._busy < self.connections)
            self._busy += 1
        try:
            await self._wait()
            yield
        finally:
            self._free_at = max(self._free_at, time.monotonic() + self.delay)
            async with self._changed:
                self._busy -= 1
                self._changed.notify()

    async def _wait(self) -> None:
        while True:
            self._check()
            now = time.monotonic()
            left = max(self._free_at, self._closed_until) - now
            if left <= 0:
                break
            await asyncio.sleep(left)
        self._first_at = now if self._first_at is None else self._first_at
        self._free_at = now + self.delay

    def _check(self) -> None:
        now = time.monotonic()
        if self._unanswered >= self._limits.give_up:
            raise HostClosed(f"{self._name} left {self._unanswered} requests in a row unanswered; run again later")
        closed = self._closed_until - now
        if closed > self._limits.retry_after:
            raise HostClosed(f"{self._name} asks to be left alone for {closed:.0f} more seconds; run again then")
        if self._first_at is not None and max(self._free_at, now) - self._first_at > self._limits.patience:
            raise HostClosed(
                f"{self._name} has had the {self._limits.patience:.0f} seconds of one run, with {self.delay:g} between requests;"
                " run again to go on"
            )


class Budget:
    """The time left to a request, spent hop by hop and try by try."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    @asynccontextmanager
    async def spend(self) -> AsyncIterator[None]:
        """Raises TimeoutError in the middle of what goes on when the time is over."""
        started = time.monotonic()
        try:
            async with asyncio.timeout(self._left):
                yield
        finally:
            self._left -= time.monotonic() - started


def jittered(seconds: float) -> float:
    """Between half of it and all of it, so that many clients do not come back at one moment."""
    return seconds * random.uniform(0.5, 1)  # noqa: S311  nothing secret hangs on it
