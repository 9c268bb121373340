"""Where we may connect to: by name, number and notation, and that nothing is connected to before it was vetted."""

import asyncio
import ipaddress
import socket
import threading
from datetime import UTC, datetime
from typing import Any

import pytest

from flows.sources.addresses import AddressRefused, AddressUnknown, is_allowed, is_public, vetted
from flows.sources.answers import Answer, FetchFault
from flows.sources.client import Client
from flows.sources.values import Limits
from tests.integration.web import page, redirect, serving

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
QUICK = Limits(connect=2, read=2, total=4, backoff=0.01, delay=0)

PRIVATE = """
127.0.0.1 127.8.9.10 0.0.0.0 10.1.2.3 172.16.0.1 172.31.255.255 192.168.1.1 169.254.169.254 169.254.0.1 100.64.0.1 100.100.100.200
192.0.0.192 192.0.2.1 198.18.0.1 198.51.100.1 203.0.113.1 224.0.0.1 239.255.255.255 240.0.0.1 255.255.255.255 168.63.129.16 192.88.99.1
::1 100::1 5f00::1 3fff::1 2001:2::1 64:ff9b:1::1 :: fe80::1 fc00::1 fd00:ec2::254 fec0::1 ff02::1 2001:db8::1 ::ffff:127.0.0.1 ::ffff:10.0.0.1 ::ffff:169.254.169.254 ::127.0.0.1
2002:7f00:1:: 2002:a9fe:a9fe:: 64:ff9b::7f00:1 64:ff9b::a9fe:a9fe 2001:0:4136:e378:8000:63bf:80ff:fffe ::ffff:a83f:8110
"""
PUBLIC = "8.8.8.8 1.1.1.1 151.101.0.81 172.32.0.1 100.128.0.1 2606:4700::1111 2a04:4e42::81 ::ffff:8.8.8.8 2002:808:808:: 64:ff9b::808:808"


def get(url: str, *allow_hosts: str) -> Answer:
    async def ask() -> Answer:
        async with Client(max_bytes=1000, limits=QUICK, now=lambda: NOW, allow_hosts=allow_hosts) as client:
            return await client.get(url)

    return asyncio.run(ask())


def addresses(host: str, *, allow_hosts: tuple[str, ...] = (), timeout: float = 1) -> list[str]:
    return asyncio.run(vetted(host, 80, allow_hosts=allow_hosts, timeout=timeout))


@pytest.mark.parametrize("address", PRIVATE.split())
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize("address", PUBLIC.split())
def test_public_addresses(address: str) -> None:
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(
    ("host", "port", "allowed", "expected"),
    [
        ("localhost", 8000, ("localhost:8000",), True),
        ("localhost", 8001, ("localhost:8000",), False),
        ("LOCALHOST", 8000, ("localhost:8000",), True),
        ("feeds.internal", 80, ("feeds.internal",), True),
        ("feeds.internal", 8080, ("Feeds.Internal",), True),
        ("other.internal", 80, ("feeds.internal",), False),
        ("feeds.internal.evil.example", 80, ("feeds.internal",), False),
        ("::1", 8000, ("[::1]:8000",), True),
        ("127.0.0.1", 80, (), False),
    ],
)
def test_allowed_hosts(host: str, port: int, allowed: tuple[str, ...], expected: bool) -> None:
    assert is_allowed(host, port, allowed) is expected


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "2130706433",
        "0x7f000001",
        "0177.0.0.1",
        "127.1",
        "0",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "localhost",
    ],
)
def test_loopback_in_any_notation_is_not_connected_to(host: str) -> None:
    with serving() as server:
        server.routes["/"] = page("secret")
        with pytest.raises(FetchFault) as fault:
            get(f"http://{host}:{server.server_address[1]}/")
        assert fault.value.outcome == "refused", fault.value.reason
        assert server.log == []


def test_a_refusal_says_how_to_allow_the_host() -> None:
    with pytest.raises(AddressRefused, match="WIREHOUSE_ALLOW_HOSTS"):
        addresses("127.0.0.1")


@pytest.mark.parametrize(
    "target", ["http://127.0.0.1:{port}/secret", "//localhost:{port}/secret", "http://2130706433:{port}/secret"]
)
def test_every_redirect_is_vetted(target: str, resolver: dict[str, str]) -> None:
    resolver["town.example"] = "127.0.0.1"
    with serving() as server:
        port = server.server_address[1]
        server.routes |= {"/": redirect(target.format(port=port)), "/secret": page("secret")}
        with pytest.raises(FetchFault) as fault:
            get(f"http://town.example:{port}/", "town.example")
        assert fault.value.outcome == "refused"
        assert [path for path, _ in server.log] == ["/"]


@pytest.fixture
def resolver(monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Name -> address, and "asked" counts in `resolver.asked`: a name server of our own."""
    names: dict[str, str] = {}
    real = socket.getaddrinfo

    def ask(host: str, port: int, *args: Any, **named: Any) -> Any:
        if host in names:
            names[f"asked {host}"] = names.get(f"asked {host}", "") + "x"
        return real(names.get(host, host), port, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
    return names


def test_a_name_is_looked_up_once_and_kept_in_the_request(resolver: dict[str, str]) -> None:
    """What was vetted is what is connected to: a second look-up could be answered differently (DNS rebinding)."""
    resolver["town.example"] = "127.0.0.1"
    with serving() as server:
        port = server.server_address[1]
        server.routes |= {"/": page("hello"), "/robots.txt": page("")}
        assert get(f"http://town.example:{port}/", "town.example").body == b"hello"
        assert server.log[0][1]["host"] == f"town.example:{port}"
    assert resolver["asked town.example"] == "x"


def test_a_name_with_one_private_address_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    answers = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 80)) for address in ("8.8.8.8", "10.0.0.1")]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: answers)
    with pytest.raises(AddressRefused, match=r"10\.0\.0\.1"):
        addresses("town.example")
    assert addresses("town.example", allow_hosts=("town.example",)) == ["8.8.8.8", "10.0.0.1"]


def test_a_name_without_an_address(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "no such name")

    monkeypatch.setattr(socket, "getaddrinfo", fail)
    with pytest.raises(FetchFault) as fault:
        get("http://no-such-host.example/")
    assert (fault.value.outcome, "no address" in fault.value.reason) == ("failed", True)


def test_a_name_server_that_never_answers(monkeypatch: pytest.MonkeyPatch) -> None:
    waiting = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: waiting.wait(20) and [])
    with pytest.raises(AddressUnknown):
        addresses("town.example", timeout=0.1)
    waiting.set()


@pytest.mark.parametrize(
    "url",
    [
        "ftp://town.example/",
        "file:///etc/hostname",
        "http:///x",
        "http://[broken/",
        "http://a b/",
        "https://",
        "http://\u2100.example/x y",
    ],
)
def test_other_addresses_are_not_fetched(url: str) -> None:
    with pytest.raises(FetchFault) as fault:
        get(url)
    assert fault.value.outcome in ("refused", "failed")
    assert "\n" not in fault.value.reason


def test_credentials_are_refused_and_not_repeated() -> None:
    with pytest.raises(FetchFault) as fault:
        get("http://ann:pa55@town.example/")
    assert "pa55" not in fault.value.reason
