"""Worker processes: batches side by side on all cores.

Not spaCy's `n_process`, which hands Docs between processes, and not Prefect's process pool, whose workers import all of Prefect: a worker
here gets ids and folder names, and leaves Parquet files.
"""

import multiprocessing
import os
import signal
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from typing import Any, Final

from flows.errors import WirehouseError
from flows.orchestrator import die_with
from flows.settings import Settings

SMALLEST: Final = 100
"""Articles that are worth a worker: to start one takes as long as to read a few dozen."""
WORKER_BYTES: Final = 2_000_000_000
"""Memory of the machine for each worker: about twice what one needs with the standard pipeline and a batch of long articles."""
TRIES: Final = 3


def workers_for(documents: int, settings: Settings) -> int:
    """How many processes are to deal with that many documents: as many as are set; else as many as there are cores, and memory for.

    What memory is free just now does not count: most of what is not, holds files, and is given up when it is asked for.
    """
    if settings.workers:
        return settings.workers
    if documents <= SMALLEST:
        return 1
    return max(1, min(_cores(), _memory() // WORKER_BYTES))


def batch_size_for(documents: int, settings: Settings) -> int:
    """Documents in a batch, so that every worker has one, and none is too small to be worth it."""
    share = -(-documents // workers_for(documents, settings))
    return min(settings.batch_size, max(SMALLEST, share))


class Workers:
    """A pool of processes that is started when it is first needed, and ends with this process, however that ends."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pool: ProcessPoolExecutor | None = None
        self._is_stopped = False

    def __enter__(self) -> "Workers":
        return self

    def __exit__(self, *failure: object) -> None:
        self._end(self._pool)

    @contextmanager
    def stopped_on_failure(self) -> Iterator[None]:
        """Where what is within fails or is interrupted, nobody waits for the batches still at work."""
        try:
            yield
        except BaseException:
            self._is_stopped = True
            self._end(self._pool)
            raise

    def doing(self, work: Callable[..., None], count: int) -> Callable[..., None]:
        """The same work on a batch, done in one of `count` processes."""

        def call(context: Any, number: int, document_ids: Any) -> None:
            self._call(count, work, (context, number, document_ids))

        return call

    def _call(self, count: int, work: Callable[..., None], arguments: tuple[Any, ...]) -> None:
        """Do it; where a worker dies meanwhile (its own fault or another's), in new ones. Raises what the work raises."""
        for _ in range(TRIES):
            pool = self._started(count)
            try:
                future: Future[None] = pool.submit(work, *arguments)
                return future.result()
            except BrokenProcessPool:
                if self._is_stopped:
                    raise
                self._end(pool)
        raise WirehouseError(
            f"{TRIES} worker processes died at work, probably for want of memory; set WIREHOUSE_WORKERS or WIREHOUSE_BATCH_SIZE lower"
        )

    def _started(self, count: int) -> ProcessPoolExecutor:
        with self._lock:
            if self._pool is None:
                # Forking would copy the threads' locks of Prefect in whatever state they are.
                self._pool = ProcessPoolExecutor(
                    count, mp_context=multiprocessing.get_context("spawn"), initializer=_begin, initargs=(os.getpid(),)
                )
            return self._pool

    def _end(self, pool: ProcessPoolExecutor | None) -> None:
        with self._lock:
            if pool is None or pool is not self._pool:
                return
            self._pool = None
        running = list((pool._processes or {}).values())
        pool.shutdown(wait=False, cancel_futures=True)
        for process in running:  # what is not done by now is not wanted: the run failed, or a sibling died
            process.terminate()
        for process in running:
            process.join()


def _begin(parent: int) -> None:
    """Die with the run, also with one that is killed; use one thread, as each core has a worker of its own."""
    os.environ["OMP_NUM_THREADS"] = "1"
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the run to deal with
    threading.Thread(target=die_with, args=(parent,), daemon=True).start()


def _memory() -> int:
    return os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") if hasattr(os, "sysconf") else WORKER_BYTES


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
