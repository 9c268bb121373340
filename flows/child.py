"""A scheduled run in a process of its own, which `serve` starts, watches and can end."""

import json
import os
import signal
import subprocess
import sys
import tempfile
import time
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from flows.schedule import Job

LOG_BYTES: Final = 10_000_000
"""The log of runs begins anew at this size; the one before is kept."""
LAST_SECONDS: Final = 10
"""How long a process that was told to stop has until it is killed."""
RETRIES: Final = "7"
"""How often a run asks a Prefect server that does not answer, at doubling intervals: it waits four minutes for it."""


class Ended(NamedTuple):
    """What came of a run."""

    state: str
    """completed, failed, cancelled, or crashed where it could not say."""
    message: str
    seconds: float


class Child:
    """One run."""

    def __init__(self, job: Job, run_id: UUID, api_url: str, log: Path) -> None:
        self.job, self.run_id, self.stopped = job, run_id, ""
        self._log, self._began = log, time.monotonic()
        self._kill_at: float | None = None
        self._said = tempfile.TemporaryFile()  # noqa: SIM115  it lives as long as the run
        environment = {**os.environ, "PREFECT_API_URL": api_url, "PREFECT_CLIENT_MAX_RETRIES": RETRIES}
        log.parent.mkdir(parents=True, exist_ok=True)
        if log.exists() and log.stat().st_size > LOG_BYTES:
            log.replace(log.with_suffix(".old.log"))
        with log.open("ab") as errors:
            # A session of its own: Ctrl-C reaches `serve`, which decides; and what the run starts can be ended with it.
            self._process = subprocess.Popen(  # noqa: S603
                [sys.executable, "-m", "flows.scheduled", str(run_id)],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=self._said,
                stderr=errors,
                start_new_session=True,
            )

    def is_over(self) -> bool:
        """Whether its process ended."""
        return self._process.poll() is not None

    def stop(self, why: str) -> None:
        """Tell it to end; asked again after LAST_SECONDS, kill it."""
        if self._kill_at is None:
            self.stopped, self._kill_at = why, time.monotonic() + LAST_SECONDS
            self._process.terminate()
        elif time.monotonic() > self._kill_at:
            self.kill(why)

    def kill(self, why: str) -> None:
        """End it at once, with all that it started."""
        self.stopped = why
        with suppress(ProcessLookupError):  # it is gone already
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()

    def end(self) -> Ended:
        """What came of it, after its process ended. What it started ends too."""
        stopped, seconds = self.stopped, time.monotonic() - self._began
        code = self._process.wait()
        self.kill(stopped)
        self._said.seek(0)
        for line in reversed(self._said.read().splitlines()):
            try:
                told = json.loads(line)
                return Ended(told["state"].lower(), told["message"] or "", seconds)
            except (ValueError, TypeError, KeyError):
                continue  # what a library printed
        ending = f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
        return Ended("crashed", f"its process ended with {ending}; {self._log} may say why", seconds)
