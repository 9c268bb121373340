"""What the stages of one run share: its id, its settings, the versions in force, and the folder its stages leave their work in."""

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, NamedTuple

from flows.language import pipeline_name, pipeline_version
from flows.seeds import read_aliases, rules_version
from flows.settings import Settings
from schemas import make_id

TOLD: Final = "told"
"""The work folder that outlives the parts of a run: what the run's report tells of those that are published."""


class Versions(NamedTuple):
    """What decides about rows, beside the text."""

    pipeline_name: str
    pipeline_version: str
    rules_version: str


class RunContext(NamedTuple):
    """One run."""

    run_id: str
    command: str
    started_at: datetime
    settings: Settings
    versions: Versions
    work: Path
    """Folder of this run's work files: `land/`, `clean-0000/`, `read-0000/`, … each holding `<table>.parquet` files."""
    seconds: dict[str, float]
    """Stage -> what it has taken so far."""

    def folder(self, stage: str, number: int | None = None) -> Path:
        """The folder of a stage, or of one batch of it."""
        return self.work / (stage if number is None else f"{stage}-{number:04d}")

    @contextmanager
    def timed(self, stage: str) -> Iterator[None]:
        """What is done within counts as that stage's time."""
        started = time.monotonic()
        try:
            yield
        finally:
            self.seconds[stage] = self.seconds.get(stage, 0.0) + time.monotonic() - started

    def folders(self, *stages: str) -> list[Path]:
        """Every folder that the named stages left, in order."""
        return [path for stage in stages for path in sorted(self.work.glob(f"{stage}*")) if path.is_dir()]

    def clear(self) -> None:
        """Remove the work files of a part, which are published; what its report will tell stays."""
        for path in self.work.glob("*"):
            if path.name != TOLD:
                shutil.rmtree(path, ignore_errors=True)


@contextmanager
def new_run(command: str, settings: Settings) -> Iterator[RunContext]:
    """A run's context; its work files are removed at the end, also those that an interrupted run left."""
    started_at = now()
    run_id = make_id("runs", started_at.isoformat(), os.getpid(), os.urandom(8).hex())
    versions = versions_of(settings)
    read_aliases(settings)  # a line that says nothing sensible is told now, not when everything has been read
    home = settings.home / "work"
    shutil.rmtree(home, ignore_errors=True)
    try:
        yield RunContext(run_id, command, started_at, settings, versions, home / run_id, {})
    finally:
        shutil.rmtree(home, ignore_errors=True)


def versions_of(settings: Settings) -> Versions:
    """The versions in force. Raises PipelineError and InputError where there is no such pipeline or no seeds."""
    return Versions(pipeline_name(settings.pipeline), pipeline_version(settings.pipeline), rules_version(settings.seeds))


def now() -> datetime:
    """The time, UTC. The only clock that runs read."""
    return datetime.now(UTC)
