"""A Prefect server for the time of one run or of `serve`, where none is set up: started aside, silent, stopped at the end.

With PREFECT_API_URL set, runs report there and nothing is started. Otherwise a server of our own runs on loopback, for a single run without
the services that only schedules need, its history in the home folder and its output in a log file. (Prefect's own temporary
server prints to our output, allows itself 20 seconds to start, and keeps its database elsewhere.)
"""

import os
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import quote

import httpx

from flows.disk import refusal
from flows.errors import WirehouseError

AWAY: Final = (httpx.TransportError, httpx.HTTPStatusError)
"""What Prefect's client raises where its server does not answer, or not sensibly."""
START_SECONDS: Final = 120
IDLE_SERVICES: Final = (
    "SCHEDULER",
    "LATE_RUNS",
    "FOREMAN",
    "PAUSE_EXPIRATIONS",
    "TRIGGERS",
    "CANCELLATION_CLEANUP",
    "REPOSSESSOR",
)
"""What Prefect's server does besides answering; none of it is of use to a single run."""
SCHEDULING: Final = ("SCHEDULER", "LATE_RUNS", "CANCELLATION_CLEANUP")
"""Those that schedules need: they plan runs, mark late ones, and cancel what a cancelled run began."""
QUIET: Final = {
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "PREFECT_CLOUD_ENABLE_ORCHESTRATION_TELEMETRY": "false",
    "GX_ANALYTICS_ENABLED": "false",
    "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
}
"""Telemetry of every tool, off."""


def quiet_tools(home: Path) -> None:
    """Set the environment, before the tools are imported, so that none phones home or litters the user's own folders."""
    os.environ.update(QUIET)
    os.environ.setdefault("PREFECT_HOME", str(home.resolve() / "prefect"))
    if not os.environ.get("PREFECT_API_URL"):
        # A failure reaches the caller as an exception; nobody reads the logs of a server that ends with the run.
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_LOGGING_TO_API_ENABLED", "false")
    os.environ.setdefault("PREFECT_LOGGING_LEVEL", "WARNING")
    os.environ.setdefault("PREFECT_LOGGING_TO_API_WHEN_MISSING_FLOW", "ignore")


Revive = Callable[[], bool]
"""Starts our server again, at the same address and with the same history, where it ended; whether it had. Does not wait for it."""


@contextmanager
def prefect_server(
    home: Path, meanwhile: Callable[[], object] = lambda: None, services: Collection[str] = ()
) -> Iterator[Revive]:
    """Point Prefect at a server for as long as the context lasts. `meanwhile` is called while the server starts, which takes seconds.

    Raises WirehouseError when the server that is named does not answer, or our own not within START_SECONDS; its log is named.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        _check(url)
        yield lambda: False
        return
    server = Server(_free_port(), home, services)
    try:
        from prefect.settings import PREFECT_API_URL, temporary_settings

        meanwhile()
        server.wait()
        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{server.port}/api"}), server.failures_told():
            yield server.revive
    finally:
        server.stop()


class Server:
    """A Prefect server of our own, a process."""

    def __init__(self, port: int, home: Path, services: Collection[str]) -> None:
        self.port = port
        self._log = home / "logs" / "prefect-server.log"
        self._database = home.resolve() / "prefect" / f"history-{version('prefect')}.db"
        self._services = services
        self._process = self._start()

    def wait(self) -> None:
        """Return when it answers. Raises WirehouseError when it does not, or not soon enough."""
        deadline = time.monotonic() + START_SECONDS
        while time.monotonic() < deadline and self._process.poll() is None:
            if _answers(self.port):
                _ready(self._database).touch()
                return
            time.sleep(0.05)
        reason = f" ({told})" if (told := self._refusal()) else ""
        raise WirehouseError(
            f"Prefect's server did not start{reason}; {self._log} says why; or run one yourself and set PREFECT_API_URL"
        )

    def revive(self) -> bool:
        """Start it again where it ended."""
        if self._process.poll() is None:
            return False
        self._process = self._start()
        return True

    def stop(self) -> None:
        """End it, by force where it does not end by itself."""
        self._process.terminate()
        try:
            self._process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    @contextmanager
    def failures_told(self) -> Iterator[None]:
        """Turn what Prefect's client raises when the server fails it into a WirehouseError that names its log, and what the disk refuses."""
        try:
            yield
        except Exception as failure:
            if type(failure).__module__.partition(".")[0] not in {"prefect", "httpx", "httpcore"}:
                raise
            reason = self._refusal() or str(failure).splitlines()[0]
            raise WirehouseError(
                f"Prefect's server failed ({reason}); {self._log} says more; mend that, or run a server yourself and set PREFECT_API_URL"
            ) from failure

    def _refusal(self) -> str | None:
        """What the disk refused the server, by the end of its log."""
        try:
            return refusal(Exception(self._log.read_text(encoding="utf-8", errors="replace")[-20_000:]))
        except OSError:
            return None

    def _start(self) -> "subprocess.Popen[bytes]":
        for folder in (self._database.parent, self._log.parent):
            folder.mkdir(parents=True, exist_ok=True)
        if not (_ready(self._database).exists() and _is_sound(self._database)):
            _ready(self._database).unlink(missing_ok=True)
            for half in self._database.parent.glob(f"{self._database.name}*"):
                half.unlink()
        idle = [name for name in IDLE_SERVICES if name not in self._services]
        environment = {
            **os.environ,
            **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in idle},
            "PREFECT_UI_ENABLED": "false",
            "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{self._database}",
            # Migrating an existing database of the same release takes seconds and changes nothing.
            "PREFECT_API_DATABASE_MIGRATE_ON_START": str(not _ready(self._database).exists()).lower(),
        }
        command = [sys.executable, "-m", "flows.orchestrator", str(self.port)]
        with self._log.open("ab") as output:
            # A new session: Ctrl-C reaches the run first, which then stops its server itself.
            return subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)  # noqa: S603


def wait_for_server() -> None:
    """Return when the server that is named answers, or after START_SECONDS in any case: Prefect's client does not wait for a first time."""
    from prefect.client.orchestration import get_client

    deadline = time.monotonic() + START_SECONDS
    with get_client(sync_client=True) as client:
        while client.api_healthcheck() is not None and time.monotonic() < deadline:
            time.sleep(1)


def is_our_fault(failure: Exception) -> bool:
    """Whether the server is there and refuses what was asked of it: waiting does not mend that."""
    return isinstance(failure, httpx.HTTPStatusError) and failure.response.status_code < 500


def _check(url: str) -> None:
    from prefect.client.orchestration import get_client

    with get_client(sync_client=True) as client:
        failure = client.api_healthcheck()
    if failure is not None:
        raise WirehouseError(
            f"{url}: no Prefect server answers there ({str(failure) or type(failure).__name__}); start it, or unset PREFECT_API_URL"
        )


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _ready(database: Path) -> Path:
    """The file that says the database was made to its end: a run that was killed may leave a half of one."""
    return database.with_suffix(".ready")


def _is_sound(database: Path) -> bool:
    """Whether the history can be read: power that fails may garble it. It is no part of the warehouse, and then begun anew."""
    try:
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=rw", timeout=0, uri=True)) as connection:
            tables = connection.execute("select count(*) from sqlite_master where name = 'flow_run'").fetchone()
            return bool(tables == (1,) and connection.execute("pragma quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.OperationalError:  # another server of this home folder is writing to it
        return database.exists()
    except sqlite3.DatabaseError:
        return False


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"GET /api/health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in link.recv(64)
    except OSError:
        return False


def _serve(port: int) -> None:
    """Be the server, for as long as the run that started it lives: also a run that is killed leaves none behind."""
    import uvicorn

    die_with_parent()
    uvicorn.run(
        "prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=port, log_level="error", lifespan="on"
    )


def die_with_parent() -> None:
    """End this process, wherever it is, when the one that started it is gone."""
    threading.Thread(target=die_with, args=(os.getppid(),), daemon=True).start()


def die_with(parent: int) -> None:
    """End this process when that parent does. For a thread of its own: a run that is killed can tell its children nothing."""
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
