"""Connections that go where they were vetted to go."""

from collections.abc import Collection, Iterable
from typing import Any, Final

import httpcore
import httpx

from flows.sources.addresses import vetted

NAME_TIMEOUT: Final = 10.0
CONNECTIONS: Final = 256
"""More than are ever wanted at the same time: how many there are is for `hosts` to say."""


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
                return await self._inner.connect_tcp(address, port, timeout)
            except (httpcore.ConnectError, httpcore.ConnectTimeout):
                continue
        return await self._inner.connect_tcp(addresses[-1], port, timeout)


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
