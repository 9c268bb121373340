"""`wirehouse serve` as real processes, on a real Prefect server: what begins, what is cancelled, what is made up for, how it ends."""

import json
import os
import signal
import sqlite3
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from flows.settings import ROOT
from flows.warehouse import only_writer
from tests.integration.web import Request, serving

YEARLY = "59 23 31 12 *"


class Slow:
    """A page that answers (with nothing) when it is let go; counts who asked."""

    def __init__(self) -> None:
        self.asked, self.go = 0, threading.Event()

    def __call__(self, request: Request) -> None:
        self.asked += 1
        self.go.wait(60)
        request.answer(b"no such page", status=404)


class Served:
    """A `wirehouse serve` and what it says."""

    def __init__(self, home: Path, seeds: Path, host: str, *arguments: str, server: bool) -> None:
        # Without the name of the tests' server it brings its own.
        kept = {k: v for k, v in os.environ.items() if server or not k.startswith("PREFECT_")}
        settings = {"SEEDS": str(seeds), "ALLOW_HOSTS": json.dumps([host]), "PIPELINE": "fast", "SERVE_POLL": "0.2"}
        environment = {**kept, **{f"WIREHOUSE_{name}": value for name, value in settings.items()}}
        self._errors = home.parent / f"stderr-{time.monotonic_ns()}"
        with self._errors.open("wb") as errors:
            command = [sys.executable, "-m", "flows.cli", "serve", "--home", str(home), *arguments]
            self.process = subprocess.Popen(command, env=environment, stdout=errors, stderr=errors)

    @property
    def said(self) -> list[str]:
        """Its lines, without their times."""
        return [line.partition("Z ")[2] or line for line in self._errors.read_text(encoding="utf-8").splitlines()]

    def until(self, is_so: Callable[[], object], seconds: float = 60) -> None:
        deadline = time.monotonic() + seconds
        while not is_so():
            assert time.monotonic() < deadline, self.said
            time.sleep(0.05)

    def until_said(self, words: str) -> None:
        self.until(lambda: any(words in line for line in self.said) or self.process.poll() is not None)
        assert any(words in line for line in self.said), self.said

    def end(self) -> int:
        return self.process.wait(timeout=60)


@pytest.fixture
def serve(tmp_path: Path, seeds: Path) -> Iterator[Callable[..., Served]]:
    """`serve(host, *arguments, server=…)` starts one; what a test leaves is ended."""
    started: list[Served] = []

    def start(host: str, *arguments: str, server: bool) -> Served:
        started.append(Served(tmp_path / "home", seeds, host, *arguments, server=server))
        return started[-1]

    yield start
    for one in started:
        one.process.kill()
        one.process.wait()


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    """Our seeds, without sources."""
    folder = tmp_path / "seeds"
    folder.mkdir()
    for path in (ROOT / "seeds").glob("*.csv"):
        (folder / path.name).symlink_to(path)
    (folder / "sources.csv").unlink()
    return folder


@contextmanager
def slow_source(seeds: Path) -> Iterator[tuple[Any, Slow]]:
    """One source, which takes its time."""
    with serving() as web:
        web.routes = {"/feed": (slow := Slow())}
        row = f"slow,Slow,feed,{web.url('/feed')},GB,en,{YEARLY},delay=0"
        (seeds / "sources.csv").write_text(
            f"source_id,name,kind,url,country,language,schedule,politeness\n{row}\n", encoding="utf-8"
        )
        try:
            yield web, slow
        finally:
            slow.go.set()


def processes(home: Path, module: str) -> list[tuple[int, list[str]]]:
    """Processes of ours that run a module for this home: (id, arguments)."""
    found = []
    for path in Path("/proc").glob("[0-9]*"):
        try:
            words = (path / "cmdline").read_text().split("\0")
            environment = (path / "environ").read_text()
        except OSError:
            continue  # it ended
        if module in words and f"PREFECT_HOME={home.resolve() / 'prefect'}\0" in environment:
            found.append((int(path.name), words))
    return found


def trigger(api: str, flow: str) -> str:
    """What a person does who presses Run: a run of the deployment, now."""
    wanted = {"flows": {"name": {"any_": [f"wirehouse-scheduled-{flow}"]}}, "limit": 10, "sort": "NAME_ASC"}
    (deployment,) = httpx.post(f"{api}/deployments/filter", json=wanted).json()
    for _ in range(50):
        answer = httpx.post(f"{api}/deployments/{deployment['id']}/create_flow_run", json={})
        if answer.status_code < 500:  # SQLite is busy, now and then
            break
        time.sleep(0.2)
    return str(answer.raise_for_status().json()["id"])


def state(api: str, run_id: str) -> tuple[str, str]:
    told = httpx.get(f"{api}/flow_runs/{run_id}").json()["state"]
    return told["type"], told["message"] or ""


def test_a_day_of_serve(tmp_path: Path, seeds: Path, serve: Callable[..., Served]) -> None:
    """Its server dies in the middle of a run; other runs come meanwhile; the run ends; another is stopped in its middle."""
    home = tmp_path / "home"
    with slow_source(seeds) as (web, slow):
        served = serve(web.host, "--grace", "0.2", server=False)
        served.until(lambda: slow.asked == 1)  # a new home: ingestion is due at once
        ((_, running),) = processes(home, "flows.scheduled")
        ((server_id, words),) = processes(home, "flows.orchestrator")
        api = f"http://127.0.0.1:{words[-2]}/api"

        os.kill(server_id, signal.SIGKILL)
        served.until_said("Prefect's server ended; it is started again")
        served.until_said("Prefect's server answers again")
        assert processes(home, "flows.scheduled")[0][1] == running, "the run goes on"

        for flow, why in (("compact", "ingest-59_23_31_12_any is at work"), ("ingest", "its last run is still at work")):
            run_id = trigger(api, flow)
            served.until(lambda run_id=run_id: state(api, run_id)[0] == "CANCELLED")
            assert why in state(api, run_id)[1]
            served.until_said(f"skipped: {state(api, run_id)[1]}")

        (home / "entity_aliases.csv").write_text("nonsense\n", encoding="utf-8")  # a run that fails, and soon
        slow.go.set()
        served.until_said("failed after")
        assert state(api, running[-2]) == ("FAILED", next(line for line in served.said if "failed" in line).partition(" s: ")[2])
        (home / "entity_aliases.csv").unlink()

        slow.go.clear()
        run_id = trigger(api, "ingest")
        served.until(lambda: slow.asked == 2)
        served.process.send_signal(signal.SIGTERM)
        assert served.end() == 0, served.said
        assert "stopped after" in served.said[-1]
        assert [*processes(home, "flows.scheduled"), *processes(home, "flows.orchestrator")] == []
        assert not (home / "wirehouse.duckdb").exists()
    (history,) = (home / "prefect").glob("history-*.db")
    with sqlite3.connect(history) as connection:
        counts = connection.execute(
            "select f.name, r.state_type, count(*) from flow_run r join flow f on f.id = r.flow_id"
            " where state_type <> 'SCHEDULED' group by 1, 2 order by 1, 2"
        ).fetchall()
        ((planned,),) = connection.execute("select count(distinct deployment_id) from flow_run where auto_scheduled")
    assert planned == 4
    assert [(name.rpartition("-")[2], *rest) for name, *rest in counts] == [
        ("compact", "CANCELLED", 1),
        ("ingest", "CANCELLED", 2),
        ("ingest", "FAILED", 1),
    ]


def test_a_second_signal_does_not_wait_and_what_was_stopped_or_missed_is_made_up_for_once(
    tmp_path: Path, seeds: Path, server: None, serve: Callable[..., Served]
) -> None:
    home, journal = tmp_path / "home", tmp_path / "home/schedule.json"
    with slow_source(seeds) as (web, slow):
        with only_writer(home):
            served = serve(web.host, "--grace", "600", server=True)
            served.until_said("not now: ")
            assert "is at work here" in served.said[0]
            second = serve(web.host, server=True)
            assert second.end() == 1
            assert "another `wirehouse serve` is at work here" in second.said[-1]
            assert slow.asked == 0
        served.until(lambda: slow.asked == 1)
        served.process.send_signal(signal.SIGINT)
        served.until_said("may go on for 600 s; a second signal stops it at once")
        assert served.process.poll() is None
        served.process.send_signal(signal.SIGTERM)
        assert served.end() == 0
        assert processes(home, "flows.scheduled") == []

        slow.go.set()
        (home / "entity_aliases.csv").write_text("nonsense\n", encoding="utf-8")  # a run that fails, and soon
        until = json.loads(journal.read_text(encoding="utf-8"))["until"]
        assert until.keys() == {"compact", "report", "backfill"}, "ingestion is due again"
        journal.write_text(json.dumps({"until": until | {"compact": "2020-01-01T00:00:00+00:00"}}), encoding="utf-8")
        later = serve(web.host, "--once", server=True)
        assert later.end() == 1
        assert [line.partition(" after ")[0] for line in later.said[:-1]] == ["ingest-59_23_31_12_any: failed", "compact: done"]
        until = json.loads(journal.read_text(encoding="utf-8"))["until"]
        assert min(until["compact"], *(until[name] for name in until if name.startswith("ingest"))) > until["report"]
