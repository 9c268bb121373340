"""HTTPS: the name is what is asked for and what the certificate must say, though the connection goes to a vetted number."""

import shutil
import ssl
import subprocess
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.settings import Settings
from flows.sources import Limits, read_inputs
from tests.integration.web import Server, page, serving

NOW = datetime(2024, 4, 1, 12, tzinfo=UTC)
QUICK = Limits(connect=2, read=2, total=4, backoff=0.01, delay=0)

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")


@pytest.fixture
def secured(names: None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Server]:
    """A server whose certificate says "town.example", signed by an authority that SSL_CERT_FILE names."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    subprocess.run(
        f"openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=town.example"
        f" -addext subjectAltName=DNS:town.example -keyout {key} -out {certificate}".split(),
        check=True,
        capture_output=True,
    )
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, key)
    server = Server()
    server.socket = context.wrap_socket(server.socket, server_side=True)
    with serving(server):
        yield server


@pytest.mark.parametrize(("host", "outcome"), [("town.example", "ok"), ("other.example", "failed")])
def test_the_certificate_is_checked_by_name(secured: Server, host: str, outcome: str) -> None:
    secured.routes["/a"] = page("<p>She said so.</p>")
    url = f"https://{host}:{secured.server_address[1]}/a"
    found = read_inputs([url], settings=Settings(allow_hosts=("town.example", "other.example")), limits=QUICK, now=lambda: NOW)
    (record,) = [part.fetch for part in found if part.fetch and part.fetch.kind != "robots"]
    assert record.outcome == outcome, record
    assert outcome == "ok" or "certificate" in str(record.reason).lower()
