"""A Prefect server for the time of one run, where none is set up: started aside, silent, stopped at the end.

With PREFECT_API_URL set, runs report there and nothing is started. Otherwise a server of our own runs on loopback, without
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
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Final
from urllib.parse import quote

from flows.disk import refusal
from flows.errors import WirehouseError

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


@contextmanager
def prefect_server(home: Path, meanwhile: Callable[[], object] = lambda: None) -> Iterator[None]:
    """Point Prefect at a server for as long as the context lasts. `meanwhile` is called while the server starts, which takes seconds.

    Raises WirehouseError when the server that is named does not answer, or our own not within START_SECONDS; its log is named.
    """
    if url := os.environ.get("PREFECT_API_URL"):
        _check(url)
        yield
        return
    port, log = _free_port(), home / "logs" / "prefect-server.log"
    database = home.resolve() / "prefect" / f"history-{version('prefect')}.db"
    server = _start(port, database, log)
    try:
        from prefect.settings import PREFECT_API_URL, temporary_settings

        meanwhile()
        _wait(server, port, log)
        _ready(database).touch()
        with temporary_settings({PREFECT_API_URL: f"http://127.0.0.1:{port}/api"}), _told(log):
            yield
    finally:
        _stop(server)


@contextmanager
def _told(log: Path) -> Iterator[None]:
    """Turn what Prefect's client raises when our server fails it into a WirehouseError that names the server's log, and the disk."""
    try:
        yield
    except Exception as failure:
        if type(failure).__module__.partition(".")[0] not in {"prefect", "httpx", "httpcore"}:
            raise
        reason = refusal(Exception(_end_of(log))) or str(failure).splitlines()[0]
        raise WirehouseError(
            f"Prefect's server failed ({reason}); {log} says more; mend that, or run a server yourself and set PREFECT_API_URL"
        ) from failure


def _end_of(log: Path) -> str:
    try:
        return log.read_text(encoding="utf-8", errors="replace")[-20_000:]
    except OSError:
        return ""


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
        with closing(sqlite3.connect(f"file:{quote(str(database))}?mode=rw", uri=True)) as connection:
            return bool(connection.execute("pragma quick_check(1)").fetchall() == [("ok",)])
    except sqlite3.DatabaseError:
        return False


def _start(port: int, database: Path, log: Path) -> "subprocess.Popen[bytes]":
    for folder in (database.parent, log.parent):
        folder.mkdir(parents=True, exist_ok=True)
    if not (_ready(database).exists() and _is_sound(database)):
        _ready(database).unlink(missing_ok=True)
        for half in database.parent.glob(f"{database.name}*"):
            half.unlink()
    environment = {
        **os.environ,
        **{f"PREFECT_SERVER_SERVICES_{name}_ENABLED": "false" for name in IDLE_SERVICES},
        "PREFECT_UI_ENABLED": "false",
        "PREFECT_API_DATABASE_CONNECTION_URL": f"sqlite+aiosqlite:///{database}",
        # Migrating an existing database of the same release takes seconds and changes nothing.
        "PREFECT_API_DATABASE_MIGRATE_ON_START": str(not _ready(database).exists()).lower(),
    }
    command = [sys.executable, "-m", "flows.orchestrator", str(port)]
    with log.open("ab") as output:
        # A new session: Ctrl-C reaches the run first, which then stops its server itself.
        return subprocess.Popen(command, env=environment, stdout=output, stderr=output, start_new_session=True)  # noqa: S603


def _wait(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline and server.poll() is None:
        if _answers(port):
            return
        time.sleep(0.05)
    reason = refusal(Exception(_end_of(log)))
    raise WirehouseError(
        f"Prefect's server did not start{f' ({reason})' if reason else ''}; {log} says why; or run one yourself and set PREFECT_API_URL"
    )


def _answers(port: int) -> bool:
    try:
        with socket.create_connection(("127.0.0.1", port), timeout=1) as link:
            link.sendall(b"GET /api/health HTTP/1.0\r\nHost: 127.0.0.1\r\n\r\n")
            return b" 200 " in link.recv(64)
    except OSError:
        return False


def _stop(server: "subprocess.Popen[bytes]") -> None:
    server.terminate()
    try:
        server.wait(timeout=10)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


def _serve(port: int) -> None:
    """Be the server, for as long as the run that started it lives: also a run that is killed leaves none behind."""
    import uvicorn

    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    uvicorn.run(
        "prefect.server.api.server:create_app", factory=True, host="127.0.0.1", port=port, log_level="error", lifespan="on"
    )


def _die_with(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(1)
    os._exit(0)


if __name__ == "__main__":
    _serve(int(sys.argv[1]))
