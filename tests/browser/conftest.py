"""The dashboard as people see it: one server, one Chromium, one folder whose published file is renamed into place by the tests."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

pytest.importorskip("playwright", reason="playwright is not installed; the development environment has it")
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

CHROMIUM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
PATIENCE = 30_000
"""Milliseconds a page may take; on an idle machine it is one second."""


class Site(NamedTuple):
    """A running dashboard and the home it shows."""

    url: str
    home: Path

    def publish(self, file: Path) -> None:
        """Rename a copy of the file over the published one, as a run does."""
        copy = self.home / "next.duckdb"
        shutil.copyfile(file, copy)
        copy.replace(self.home / "wirehouse.duckdb")

    def unpublish(self) -> None:
        """Leave no warehouse."""
        (self.home / "wirehouse.duckdb").unlink(missing_ok=True)


class Visit(NamedTuple):
    """A page, the site it looks at, and what its browser complained of or asked for."""

    page: Page
    site: Site
    complaints: list[str]
    requests: list[str]

    def open(self, address: str, sees: str) -> None:
        """Go to an address and wait until the page shows the text."""
        self.page.goto(f"{self.site.url}/{address}")
        self.sees(sees)

    def sees(self, text: str) -> None:
        """Wait until the page shows the text."""
        self.page.get_by_text(text).first.wait_for(state="visible")

    def settled(self) -> None:
        """Wait until the server has answered what was last done."""
        self.page.wait_for_selector("[data-test-script-state=notRunning]")


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """`wirehouse dashboard` in a process of its own."""
    home = tmp_path_factory.mktemp("site")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [sys.executable, "-m", "flows.cli", "dashboard", "--home", str(home), "--port", str(port)]
    with (home / "said").open("wb") as said:
        server = subprocess.Popen(command, stdout=said, stderr=said, env={**os.environ, "HOME": str(home)})
        try:
            _wait(f"http://127.0.0.1:{port}/_stcore/health", server)
            yield Site(f"http://127.0.0.1:{port}", home)
        finally:
            server.send_signal(signal.SIGINT)
            server.wait(20)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's own Chromium, headless."""
    if CHROMIUM is None:
        pytest.skip("no Chromium is installed (apt-get install chromium): pages are not looked at")
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield chromium
        chromium.close()


@pytest.fixture
def visit(browser: Browser, site: Site) -> Iterator[Visit]:
    """A fresh page; afterwards nothing may have been complained of, or asked for elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, accept_downloads=True)
    context.set_default_timeout(PATIENCE)
    found = Visit(context.new_page(), site, [], [])
    _listen(context, found)
    yield found
    context.close()
    assert found.complaints == []
    assert [
        url for url in found.requests if not url.startswith((site.url, site.url.replace("http", "ws"), "data:", "blob:"))
    ] == []


def _listen(context: BrowserContext, visit: Visit) -> None:
    def console(message: Any) -> None:
        # Streamlit looks for its server below the page's own address first, and finds it at the root.
        is_probe = message.location.get("url", "").endswith(("/_stcore/health", "/_stcore/host-config"))
        if message.type in ("error", "warning") and not is_probe:
            visit.complaints.append(message.text)

    context.on("console", console)
    context.on("weberror", lambda error: visit.complaints.append(str(error.error)))
    context.on("request", lambda request: visit.requests.append(request.url))
    visit.page.on("websocket", lambda socket: visit.requests.append(socket.url))
    visit.page.on("dialog", lambda dialog: (visit.complaints.append(f"dialog: {dialog.message}"), dialog.dismiss()))


def _wait(url: str, server: "subprocess.Popen[bytes]") -> None:
    while server.poll() is None:
        try:
            with urllib.request.urlopen(url, timeout=5):
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("the dashboard ended before it answered")
