import os
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from flows.settings import ROOT

ARTICLES = ROOT / "seeds/articles"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of one run over the sample articles, with Prefect's server started and stopped by the run itself."""
    home = tmp_path_factory.mktemp("published")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows.cli", "run", str(ARTICLES), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=250, check=False)
    (home / "stdout").write_text(done.stdout, encoding="utf-8")
    (home / "stderr").write_text(done.stderr, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return home


@pytest.fixture
def names(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every name that ends in ".example" is at 127.0.0.1: a web of many hosts on one port."""
    real = socket.getaddrinfo

    def ask(host: str, port: int, *args: Any, **named: Any) -> Any:
        return real("127.0.0.1" if str(host).endswith(".example") else host, port, *args, **named)

    monkeypatch.setattr(socket, "getaddrinfo", ask)
