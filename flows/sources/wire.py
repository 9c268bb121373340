"""Connections that go where they were vetted to go, and do not swallow without end."""

import ssl
from collections.abc import Collection, Iterable
from contextvars import ContextVar
from typing import Any, Final

import httpcore
import httpx

from flows.sources.addresses import vetted

NAME_TIMEOUT: Final = 10.0
CONNECTIONS: Final = 256
"""More than are ever wanted at the same time: how many there are is for `hosts` to say."""


READ_BYTES: Final = 16_384
"""At once: parsing what came in small pieces must not keep other hosts waiting."""
HEAD_BYTES: Final = 262_144
"""Before the body: status, headers, and the interim answers (100 Continue) that a server may send without end."""


class Meter:
    """Counts what comes in before the body of one answer."""

    def __init__(self) -> None:
        self.left: int | None = HEAD_BYTES

    def count(self, size: int) -> None:
        """Raises httpcore.RemoteProtocolError when it is too much."""
        if self.left is not None:
            self.left -= size
            if self.left < 0:
                raise httpcore.RemoteProtocolError(f"more than {HEAD_BYTES:,} bytes came before the body")


METER: Final[ContextVar[Meter]] = ContextVar("meter")
"""That of the request under way: each is made in a task of its own, or one after another in one task."""


class MeteredStream(httpcore.AsyncNetworkStream):
    """A stream that tells the meter what it reads."""

    def __init__(self, inner: httpcore.AsyncNetworkStream) -> None:
        self._inner = inner

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        data = await self._inner.read(min(max_bytes, READ_BYTES), timeout)
        METER.get().count(len(data))
        return data

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        await self._inner.write(buffer, timeout)

    async def aclose(self) -> None:
        await self._inner.aclose()

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        return MeteredStream(await self._inner.start_tls(ssl_context, server_hostname, timeout))

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


class VettedBackend(httpcore.AsyncNetworkBackend):
    """Connects to vetted addresses only. It sits below HTTP and TLS: the Host header, SNI and the certificate keep the name."""

    def __init__(self, allow_hosts: Collection[str]) -> None:
        self._allow_hosts = allow_hosts
        self._inner: Final = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises AddressRefused, AddressUnknown, and httpcore's errors of the last address tried."""
        addresses = await vetted(host, port, allow_hosts=self._allow_hosts, timeout=timeout or NAME_TIMEOUT)
        for address in addresses[:-1]:
            try:
                return await self._connect(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._connect(addresses[-1], port, timeout)

    async def _connect(self, address: str, port: int, timeout: float | None) -> httpcore.AsyncNetworkStream:
        return MeteredStream(await self._inner.connect_tcp(address, port, timeout))


class VettedTransport(httpx.AsyncHTTPTransport):
    """httpx over a vetted backend. httpx has no public way to hand one in, so its pool is replaced; a test tells if that stops
    working."""

    def __init__(self, allow_hosts: Collection[str]) -> None:
        context = httpx.create_ssl_context()  # honours SSL_CERT_FILE: a company's own certificate authority
        super().__init__(verify=context, trust_env=False)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=context,
            max_connections=CONNECTIONS,
            max_keepalive_connections=CONNECTIONS,
            keepalive_expiry=15,
            network_backend=VettedBackend(allow_hosts),
        )
