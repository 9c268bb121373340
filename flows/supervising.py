"""`wirehouse serve`: begins what is due, one run at a time, and ends cleanly when told to.

    tick    what is due begins; what is due while another run is at work is cancelled, and made up for afterwards
    stop    first signal: the run may go on for `serve_grace` seconds, then it is stopped; second signal: it is stopped at once

A run that is stopped or killed has published whole parts or nothing (the warehouse file is the transaction), and is due again.
"""

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID

from flows.child import Child, Ended
from flows.context import now
from flows.errors import BusyError, InputError, UsageError, WarehouseError, WirehouseError
from flows.orchestrator import AWAY, SCHEDULING, START_SECONDS, Revive, is_our_fault, prefect_server, quiet_tools
from flows.schedule import Job, Journal, jobs, zone_of
from flows.settings import Settings
from flows.warehouse import only_writer

if TYPE_CHECKING:
    from flows.serving import Board, Due

Say = Callable[[str], None]

SETTLED: Final = timedelta(seconds=30)
"""So long after its time a run of the schedule that Prefect did not plan is asked for."""
CHECK_SECONDS: Final = 60
"""How often it is checked that the server still knows our deployments."""
WORDS: Final = {"completed": "done", "failed": "failed", "cancelled": "skipped", "crashed": "crashed"}


class Signals:
    """Counts SIGTERM and SIGINT; before there is a loop that looks, the first one ends the process."""

    def __init__(self) -> None:
        self.count, self.is_watched = 0, False
        self._came = threading.Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._handle)

    def _handle(self, *_: Any) -> None:
        self.count += 1
        self._came.set()
        if not self.is_watched:
            raise SystemExit(0)

    def wait(self, seconds: float) -> None:
        """Wait, at most until the next signal."""
        self._came.wait(seconds)
        self._came.clear()


def serve(settings: Settings, say: Say, *, once: bool) -> bool:
    """Keep the schedule until a signal comes; with `once` do what is due and return. Whether all runs that ended did so well.

    Raises UsageError or InputError for a schedule that cannot be, BusyError where another `serve` is at work in this home folder,
    WirehouseError where Prefect's server does not start.
    """
    todo, _ = jobs(settings), zone_of(settings)
    if not todo:
        raise UsageError("nothing is scheduled; give sources a schedule in sources.csv, or set serve_ingest")
    if once and not _is_anything_due(settings, todo):
        return True
    signals = Signals()
    quiet_tools(settings.home)
    os.environ["PREFECT_CLIENT_MAX_RETRIES"] = (
        "0"  # a tick that fails is tried again soon; retrying within would keep signals waiting
    )
    with _only_one(settings.home), prefect_server(settings.home, _import_client, () if once else SCHEDULING) as revive:
        from flows.serving import Board

        supervisor = Supervisor(settings, todo, Board(settings.home, settings.serve_timezone), revive, say)
        signals.is_watched = True
        supervisor.until_told(signals, once=once)
    return not supervisor.failures


def _is_anything_due(settings: Settings, todo: Sequence[Job]) -> bool:
    journal = Journal(settings.home)
    with _only_one(settings.home):
        journal.begin(todo, now())
    return any(journal.is_due(job, zone_of(settings), now()) for job in todo)


def _import_client() -> None:
    import flows.serving  # noqa: F401


def alive_file(home: Path) -> Path:
    """The file whose time says when `serve` last reached Prefect."""
    return home / "logs" / "serve.alive"


@contextmanager
def _only_one(home: Path) -> Iterator[None]:
    from filelock import FileLock, Timeout

    try:
        alive_file(home).parent.mkdir(parents=True, exist_ok=True)
        lock = FileLock(home / ".serve-lock")
        lock.acquire(timeout=0)
    except Timeout:
        raise BusyError(f"{home}: another `wirehouse serve` is at work here; stop it, or use another --home") from None
    except OSError as failure:
        raise WarehouseError(f"{home}: cannot be written ({failure.strerror or failure}); choose another --home") from failure
    try:
        yield
    finally:
        alive_file(home).unlink(missing_ok=True)
        lock.release()


class Supervisor:
    """What runs, and what is to be run next."""

    def __init__(self, settings: Settings, todo: Sequence[Job], board: "Board", revive: Revive, say: Say) -> None:
        self._settings, self._zone, self._revive, self._say = settings, zone_of(settings), revive, say
        self._jobs, self._journal = list(todo), Journal(settings.home)
        self._journal.begin(todo, now())
        self._board = board
        self._child: Child | None = None
        self._before: datetime | None = None
        """What the journal said of the child's job before it began."""
        self._checked_at = self._deadline = self._away_at = 0.0
        self._sources_at = self._changed_at()
        self._is_registered = self._was_busy = False
        self.failures = 0

    def until_told(self, signals: Signals, *, once: bool) -> None:
        """Tick until a signal comes, or with `once` until nothing is due."""
        try:
            while True:
                self._reap()
                if signals.count:
                    if self._is_finished(signals.count):
                        return
                elif self._tick(timedelta(0) if once else SETTLED) and once and self._child is None:
                    return
                elif once and self._away_at and time.monotonic() - self._away_at > START_SECONDS:
                    raise WirehouseError("Prefect's server did not come back; look after it, and run this again")
                signals.wait(0.1 if signals.count or once else self._settings.serve_poll)
        finally:
            if self._child is not None:
                self._child.kill("`serve` ended")

    def _tick(self, settled: timedelta) -> bool:
        """One look at the server; whether it answered."""
        try:
            if self._revive():
                self._say("Prefect's server ended; it is started again")
            self._board.settle_rest()
            self._register()
            # A run that has begun is due until its process says so.
            self._take([item for item in self._board.due(now()) if self._child is None or item.run_id != self._child.run_id])
            if self._child is None:
                self._make_up(now() - settled)
            elif self._board.is_to_be_cancelled(self._child.run_id):
                self._before = now()  # a person does not want it: not made up for
                self._child.stop("cancelled through Prefect; what it published before stays")
        except AWAY as failure:
            if is_our_fault(failure):
                raise
            if not self._away_at:
                self._say(
                    f"Prefect's server does not answer ({failure or type(failure).__name__}); what runs goes on, what is due waits"
                )
            self._away_at, self._checked_at = self._away_at or time.monotonic(), 0.0
            return False
        if self._away_at:
            self._say("Prefect's server answers again")
        self._away_at = 0.0
        alive_file(self._settings.home).touch()
        return True

    def _register(self) -> None:
        """Have the server know our jobs: at the start, when sources.csv changed, and when the server forgot them."""
        self._reread()
        if self._is_registered and time.monotonic() - self._checked_at > CHECK_SECONDS:
            self._is_registered = self._board.is_registered()
        if not self._is_registered:
            self._board.register(self._jobs)
            if self._child is None:
                self._board.close_orphans()
            self._is_registered = True
        if self._checked_at == 0 or time.monotonic() - self._checked_at > CHECK_SECONDS:
            self._checked_at = time.monotonic()

    def _changed_at(self) -> float:
        path = self._settings.seeds / "sources.csv"
        return path.stat().st_mtime if path.exists() else 0.0

    def _reread(self) -> None:
        if (changed := self._changed_at()) == self._sources_at:
            return
        self._sources_at = changed
        try:
            self._jobs = jobs(self._settings)
        except (InputError, UsageError) as wrong:
            self._say(f"{wrong}; the schedule stays as it was")
        else:
            self._is_registered = False
            self._say("sources.csv changed; the schedule is read anew")

    def _take(self, due: "Sequence[Due]") -> None:
        """Begin the first of the runs that Prefect says are due, and cancel the others."""
        newest = {item.job.name: item for item in due}
        for item in due:
            until = self._journal.until(item.job)
            if item is not newest[item.job.name] or (item.by_schedule and until is not None and item.expected_at <= until):
                self._board.settle(item.run_id, "Cancelled", "a later run makes up for it")
            elif reason := self._why_not(item.job):
                is_same = self._child is not None and self._child.job.name == item.job.name
                if item.by_schedule and not is_same:
                    reason += "; made up for afterwards"
                self._board.settle(item.run_id, "Cancelled", reason)
                self._say(f"{item.job.name}: skipped: {reason}")
                if is_same:
                    self._journal.note(item.job, item.expected_at)
            else:
                self._begin(item.job, item.run_id)

    def _make_up(self, at: datetime) -> None:
        """Begin the first job whose time passed by `at` with nothing done: while we were not there, or something else was at work."""
        for job in self._jobs:
            if not self._journal.is_due(job, self._zone, at):
                continue
            reason = self._why_not(job)
            if reason and not self._was_busy:
                self._say(f"{job.name}: not now: {reason}")
            self._was_busy = bool(reason)
            if reason:
                return
            if not self._board.is_registered():
                self._is_registered = False
                return
            if not (run_id := self._board.ask_for(job)):
                self._journal.note(job, now())
                continue
            self._begin(job, run_id)
            return

    def _why_not(self, job: Job) -> str:
        """Why nothing can begin now; empty where it can."""
        if self._child is not None:
            is_same = self._child.job.name == job.name
            return "its last run is still at work" if is_same else f"{self._child.job.name} is at work"
        try:
            with only_writer(self._settings.home):
                return ""
        except BusyError as busy:
            return str(busy)

    def _begin(self, job: Job, run_id: UUID) -> None:
        self._before = self._journal.until(job)
        self._journal.note(job, now())
        self._child = Child(job, run_id, self._board.url, self._settings.home / "logs" / "serve.log")

    def _reap(self) -> None:
        """Tell what came of a run that ended."""
        child = self._child
        if child is None or not child.is_over():
            return
        self._child = None
        ended, word = child.end(), ""
        if child.stopped and ended.state != "completed":
            ended, word = Ended("cancelled", child.stopped, ended.seconds), "stopped"
        self._board.settle(child.run_id, ended.state.capitalize(), ended.message)
        self._say(f"{child.job.name}: {word or WORDS[ended.state]} after {ended.seconds:.0f} s: {ended.message}")
        if ended.state == "cancelled":
            self._journal.note(child.job, self._before)
        self.failures += ended.state in {"failed", "crashed"}

    def _is_finished(self, count: int) -> bool:
        """Whether nothing runs any more; what does is told to stop when its time is over."""
        child, grace = self._child, self._settings.serve_grace
        if child is None:
            return True
        if not self._deadline:
            self._deadline = time.monotonic() + grace
            self._say(f"stopping: {child.job.name} may go on for {grace:g} s; a second signal stops it at once")
        if count > 1:
            child.kill("what it published before stays")
        elif time.monotonic() >= self._deadline:
            child.stop("what it published before stays")
        return False
