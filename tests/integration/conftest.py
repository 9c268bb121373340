import socket
from typing import Any

import pytest


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name that ends in ".example" is at 127.0.0.1: a web of many hosts on one port."""
    real = socket.getaddrinfo

    def ask(host: str, port: int, *args: Any, **named: Any) -> Any:
        return real("127.0.0.1" if str(host).endswith(".example") else host, port, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
