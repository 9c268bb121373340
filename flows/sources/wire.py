"""Connections that go where they were vetted to go, and end in time."""

import ssl
import time
from collections.abc import Collection, Iterable
from typing import Any, Final

import httpcore
import httpx

from flows.sources.addresses import vetted


class Deadline:
    """The moment by which a request must be done."""

    def __init__(self, seconds: float) -> None:
        self._end = time.monotonic() + seconds

    def remaining(self, at_most: float | None = None) -> float:
        """Seconds left, never more than `at_most`. Raises httpcore.ReadTimeout when there are none."""
        left = self._end - time.monotonic()
        if left <= 0:
            raise httpcore.ReadTimeout("the time for the whole request is over")
        return left if at_most is None else min(left, at_most)


class Clock:
    """Holds the deadline of the request under way. The client makes one request at a time."""

    def __init__(self) -> None:
        self.deadline = Deadline(0)


class TimedStream(httpcore.NetworkStream):
    """A stream whose every wait is cut to what is left of the whole request's time, so that a slow drip cannot go on for ever."""

    def __init__(self, inner: httpcore.NetworkStream, clock: Clock) -> None:
        self._inner, self._clock = inner, clock

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, self._clock.deadline.remaining(timeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, self._clock.deadline.remaining(timeout))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        secured = self._inner.start_tls(ssl_context, server_hostname, self._clock.deadline.remaining(timeout))
        return TimedStream(secured, self._clock)

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class VettedBackend(httpcore.NetworkBackend):
    """Connects to vetted addresses only. It sits below HTTP and TLS: the Host header, SNI and the certificate keep the name."""

    def __init__(self, clock: Clock, allow_hosts: Collection[str]) -> None:
        self._clock, self._allow_hosts = clock, allow_hosts
        self._inner: Final = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Raises AddressRefused, AddressUnknown, and httpcore's errors of the last address tried."""
        addresses = vetted(host, port, allow_hosts=self._allow_hosts, timeout=self._clock.deadline.remaining(timeout))
        for address in addresses[:-1]:
            try:
                return self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return self._connect(addresses[-1], port, timeout)

    def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.NetworkStream:
        return TimedStream(self._inner.connect_tcp(address, port, self._clock.deadline.remaining(timeout)), self._clock)


class VettedTransport(httpx.HTTPTransport):
    """httpx over a vetted backend. httpx has no public way to hand one in, so its pool is replaced; a test tells if that stops
    working."""

    def __init__(self, clock: Clock, allow_hosts: Collection[str]) -> None:
        context = httpx.create_ssl_context()  # honours SSL_CERT_FILE: a company's own certificate authority
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.ConnectionPool(
            ssl_context=context,
            max_connections=4,
            max_keepalive_connections=4,
            keepalive_expiry=15,
            network_backend=VettedBackend(clock, allow_hosts),
        )
