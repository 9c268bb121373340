"""Batches side by side, in processes or on a Dask cluster, give the tables that one process gives; a worker that dies costs nothing."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from flows.workers import SMALLEST, Workers, batch_size_for, workers_for
from tests.conftest import Run
from tests.property.test_invariants import records, save
from tests.warehouses import contents


@pytest.fixture(scope="module")
def articles(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return save(tmp_path_factory.mktemp("articles") / "all.jsonl", records())


@pytest.fixture
def alone(run: Run, articles: Path, tmp_path: Path) -> dict[str, Any]:
    """What one process makes of the articles."""
    run(tmp_path / "alone", articles, pipeline="fast", workers=1)
    return contents(tmp_path / "alone")


def test_two_processes_give_the_same_tables(run: Run, articles: Path, alone: dict[str, Any], tmp_path: Path) -> None:
    run(tmp_path / "two", articles, pipeline="fast", workers=2, batch_size=2)
    assert contents(tmp_path / "two") == alone


def _die_once(mark: Path, number: int, document_ids: Any) -> None:
    if not mark.exists():
        mark.touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (mark.parent / f"done-{number}").touch()


def _die(context: Any, number: int, document_ids: Any) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def test_a_worker_that_dies_is_replaced(tmp_path: Path) -> None:
    with Workers() as workers:
        workers.doing(_die_once, 1)(tmp_path / "mark", 7, [])
    assert (tmp_path / "done-7").exists()


def test_work_that_kills_every_worker_is_told() -> None:
    from flows.errors import WirehouseError

    with Workers() as workers, pytest.raises(WirehouseError, match="WIREHOUSE_WORKERS"):
        workers.doing(_die, 1)(None, 0, [])


@pytest.mark.parametrize(
    ("documents", "workers", "processes", "batch_size"),
    [(SMALLEST, 0, 1, SMALLEST), (3, 2, 2, SMALLEST), (100_000, 3, 3, 500), (1_000, 4, 4, 250)],
)
def test_work_is_shared_out(documents: int, workers: int, processes: int, batch_size: int) -> None:
    settings = Settings(workers=workers)
    assert workers_for(documents, settings) == processes
    assert batch_size_for(documents, settings) == batch_size


@pytest.fixture(scope="module")
def cluster() -> Iterator[tuple[str, list["subprocess.Popen[bytes]"]]]:
    """A scheduler and two workers, each a process of its own, on loopback: the scheduler's address, and the workers."""
    from distributed import Client

    dask = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0", "--no-dashboard"]
    scheduler = subprocess.Popen(dask, stderr=subprocess.PIPE)
    assert scheduler.stderr is not None
    address = next(line.split()[-1].decode() for line in scheduler.stderr if b"Scheduler at:" in line)
    threading.Thread(target=scheduler.stderr.read, daemon=True).start()
    options = ["--nthreads", "1", "--no-dashboard", "--no-nanny", "--host", "127.0.0.1"]
    workers = [
        subprocess.Popen([sys.executable, "-m", "distributed.cli.dask_worker", address, *options], stderr=subprocess.DEVNULL)
        for _ in range(2)
    ]
    with Client(address) as client:
        client.wait_for_workers(2, timeout=60)
    yield address, workers
    for process in [*workers, scheduler]:
        process.kill()
        process.wait()
    scheduler.stderr.close()


def test_a_dask_cluster_gives_the_same_tables_though_a_worker_is_killed(
    run: Run, articles: Path, alone: dict[str, Any], tmp_path: Path, cluster: tuple[str, list["subprocess.Popen[bytes]"]]
) -> None:
    address, workers = cluster

    def kill() -> None:
        while not list((tmp_path / "dask" / "work").glob("*/read-*")):
            time.sleep(0.02)
        workers[0].kill()

    killer = threading.Thread(target=kill)
    killer.start()
    run(tmp_path / "dask", articles, pipeline="fast", batch_size=1, extract_runner="dask", dask_address=address)
    killer.join(timeout=1)
    assert workers[0].wait(timeout=5) == -signal.SIGKILL
    assert contents(tmp_path / "dask") == alone


@pytest.mark.parametrize(
    ("address", "told"),
    [("", "no dask_address is set"), ("tcp://127.0.0.1:9", "no Dask scheduler answers"), ("nonsense://x", "no Dask")],
)
def test_a_cluster_that_is_not_there_is_told(run: Run, articles: Path, tmp_path: Path, address: str, told: str) -> None:
    from flows.errors import WirehouseError

    with pytest.raises(WirehouseError, match=told):
        run(tmp_path / "home", articles, pipeline="fast", extract_runner="dask", dask_address=address)
    assert not (tmp_path / "home" / "wirehouse.duckdb").exists()
