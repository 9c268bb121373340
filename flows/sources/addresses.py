"""Which hosts and addresses may be connected to."""

import asyncio
import contextlib
import ipaddress
import socket
import threading
from collections.abc import Collection
from typing import Final

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

PLATFORM_ADDRESSES: Final = frozenset(map(ipaddress.ip_address, ("168.63.129.16",)))
"""Public by number but inside the cloud: Azure's platform address. Other metadata addresses are link-local or private."""

GLOBAL_UNICAST: Final = ipaddress.ip_network("2000::/3")
"""All IPv6 addresses that are given out to anybody (RFC 4291, IANA)."""

NOT_PUBLIC: Final = tuple(map(ipaddress.ip_network, ("192.0.0.0/24", "192.88.99.0/24", "2001::/23", "3fff::/20")))
"""IANA special-purpose blocks that `ipaddress` calls global, in some or all Python versions."""

NAT64: Final = ipaddress.ip_network("64:ff9b::/96")


class AddressRefused(Exception):
    """A host that may not be connected to; the message says why."""


class AddressUnknown(Exception):
    """A host name that has no address."""


async def vetted(host: str, port: int, *, allow_hosts: Collection[str], timeout: float) -> list[str]:
    """The addresses of a host, all of them public, or the host explicitly allowed ("feeds.internal", "localhost:8000").

    What is returned is to be connected to as it is, without a second look-up: between two look-ups a hostile name server can
    change its answer (DNS rebinding). Numbers in any notation (2130706433, 0x7f.1) pass through the same look-up and so the same
    check. Raises AddressRefused where any address is not public, AddressUnknown where there is none.
    """
    addresses = await _look_up(host, port, timeout)
    if not is_allowed(host, port, allow_hosts):
        for address in addresses:
            if not is_public(ipaddress.ip_address(address)):
                raise AddressRefused(
                    f"{host} is at {address}, which is no public address; allow it with WIREHOUSE_ALLOW_HOSTS if it is yours"
                )
    return addresses


def is_allowed(host: str, port: int, allow_hosts: Collection[str]) -> bool:
    """Whether a host is on the list, alone or with this port."""
    name = f"[{host}]" if ":" in host else host
    return bool({name.lower(), f"{name.lower()}:{port}"} & {allowed.lower() for allowed in allow_hosts})


def is_public(address: Address) -> bool:
    """Whether an address is one anybody can reach: not loopback, private, link-local, shared, multicast, reserved or a platform's
    own.

    An IPv4 address wrapped in an IPv6 one (mapped, 6to4, Teredo, NAT64) counts as what it wraps.
    """
    if isinstance(address, ipaddress.IPv6Address) and (inner := _wrapped(address)) is not None:
        return is_public(inner)
    if address.version == 6 and address not in GLOBAL_UNICAST:
        return False
    special = address.is_multicast or address.is_reserved or address in PLATFORM_ADDRESSES
    return address.is_global and not special and not any(address in network for network in NOT_PUBLIC)


def _wrapped(address: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if address in NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)


async def _look_up(host: str, port: int, timeout: float) -> list[str]:
    """The numbers of a host name. The system's resolver has no timeout of its own, so it is waited for and left behind: in a
    thread of its own, since the event loop waits for those of its pool when it ends."""
    loop = asyncio.get_running_loop()
    answer: asyncio.Future[list[str]] = loop.create_future()

    def told(addresses: list[str]) -> None:
        if not answer.done():
            answer.set_result(addresses)

    def ask() -> None:
        found = _asked(host, port)
        with contextlib.suppress(RuntimeError):  # the loop has ended meanwhile
            loop.call_soon_threadsafe(told, found)

    threading.Thread(target=ask, daemon=True).start()
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(answer, timeout)
    if answer.cancelled() or not answer.result():
        raise AddressUnknown(f"{host} has no address that can be found; check the spelling and the network")
    return answer.result()


def _asked(host: str, port: int) -> list[str]:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return []
    return list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
