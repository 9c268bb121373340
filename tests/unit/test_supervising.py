"""What begins, what is cancelled and what is made up for; the Prefect side and the processes are written down and not started."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from flows import supervising
from flows.child import Ended
from flows.schedule import Job, Journal
from flows.settings import Settings
from flows.supervising import Supervisor
from flows.warehouse import only_writer

INGEST, COMPACT = Job("ingest", "ingest", "*/30 * * * *", {}, ""), Job("compact", "compact", "10 3 * * *", {}, "")
NOW = datetime(2026, 3, 2, 12, 5, tzinfo=UTC)
HOUR = timedelta(hours=1)


class Board:
    """Writes down what Prefect would be told."""

    url = ""

    def __init__(self) -> None:
        self.cancelled: list[str] = []
        self.paused: set[str] = set()

    def settle(self, run_id: UUID, state: str, why: str) -> None:
        if state == "Cancelled":
            self.cancelled.append(why)

    def is_registered(self) -> bool:
        return True

    def ask_for(self, job: Job) -> UUID | None:
        return None if job.name in self.paused else uuid4()


class Desk:
    """A supervisor of two jobs, with the time standing still."""

    def __init__(self, home: Path, until: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun: list[str] = []
        self.board, self.home = Board(), home
        home.mkdir()
        journal = Journal(home)
        for job in (INGEST, COMPACT):
            journal.note(job, until)
        monkeypatch.setattr(supervising, "Child", self._child)
        monkeypatch.setattr(supervising, "now", lambda: NOW)
        settings = Settings(home=home, seeds=home)
        self.supervisor = Supervisor(settings, [INGEST, COMPACT], self.board, lambda: False, lambda line: None)  # type: ignore[arg-type]

    def _child(self, job: Job, *_: Any) -> Any:
        self.begun.append(job.name)
        return SimpleNamespace(job=job, run_id=uuid4(), stopped="", is_over=lambda: True, end=lambda: Ended("completed", "", 1.0))

    def take(self, *due: tuple[Job, datetime], by_schedule: bool = True) -> None:
        self.supervisor._take([SimpleNamespace(run_id=uuid4(), job=j, expected_at=at, by_schedule=by_schedule) for j, at in due])  # type: ignore[misc]

    def end(self) -> None:
        self.supervisor._reap()

    def make_up(self) -> None:
        self.supervisor._make_up(NOW)


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """Everything was done an hour ago: of the two, ingestion is due."""
    return Desk(tmp_path / "home", NOW - HOUR, monkeypatch)


def test_of_what_was_missed_the_last_one_begins(desk: Desk) -> None:
    desk.take((INGEST, NOW - HOUR / 2), (INGEST, NOW - HOUR / 12))
    assert (desk.begun, desk.board.cancelled) == (["ingest"], ["a later run makes up for it"])


def test_what_was_dealt_with_does_not_begin_again_unless_a_person_asks(desk: Desk) -> None:
    desk.take((INGEST, NOW - 2 * HOUR))
    assert (desk.begun, desk.board.cancelled) == ([], ["a later run makes up for it"])
    desk.take((INGEST, NOW - 2 * HOUR), by_schedule=False)
    assert desk.begun == ["ingest"]


def test_what_is_due_while_another_job_is_at_work_is_cancelled_and_made_up_for_once(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.take((INGEST, NOW))
    night = NOW.replace(hour=3, minute=12) + timedelta(days=1)
    monkeypatch.setattr(supervising, "now", lambda: night)
    desk.take((COMPACT, night))
    assert desk.board.cancelled == ["ingest is at work; made up for afterwards"]
    desk.end()
    desk.supervisor._journal.note(INGEST, night)
    for _ in range(3):
        desk.supervisor._make_up(night)
        desk.end()
    assert desk.begun == ["ingest", "compact"]


def test_what_is_due_while_its_own_last_run_is_at_work_is_not_made_up_for(desk: Desk) -> None:
    desk.take((INGEST, NOW))
    desk.take((INGEST, NOW + HOUR / 2))
    assert desk.board.cancelled == ["its last run is still at work"]
    desk.end()
    desk.supervisor._make_up(NOW + HOUR / 2)
    assert desk.begun == ["ingest"]


def test_a_run_that_a_person_asks_for_is_cancelled_too_and_not_made_up_for(desk: Desk) -> None:
    desk.take((INGEST, NOW))
    desk.take((COMPACT, NOW), by_schedule=False)
    desk.end()
    desk.make_up()
    assert (desk.begun, desk.board.cancelled) == (["ingest"], ["ingest is at work"])


def test_downtime_is_made_up_for_once(desk: Desk) -> None:
    desk.supervisor._journal.note(INGEST, NOW - 300 * HOUR)
    for _ in range(3):
        desk.make_up()
        desk.end()
    assert desk.begun == ["ingest"]


def test_a_paused_deployment_is_not_made_up_for(desk: Desk) -> None:
    desk.board.paused = {"ingest"}
    desk.make_up()
    assert desk.begun == []


def test_while_the_home_is_held_nothing_begins(desk: Desk) -> None:
    with only_writer(desk.home):
        desk.take((INGEST, NOW))
        desk.make_up()
    assert desk.begun == []
    assert "is at work here" in desk.board.cancelled[0]
    desk.make_up()
    assert desk.begun == ["ingest"]


def test_a_run_that_was_stopped_is_due_again(desk: Desk) -> None:
    desk.take((INGEST, NOW))
    child = desk.supervisor._child
    assert child is not None
    child.stopped, child.end = "what it published before stays", lambda: Ended("crashed", "signal SIGTERM", 1.0)  # type: ignore[method-assign]
    desk.end()
    assert desk.board.cancelled == ["what it published before stays"]
    desk.make_up()
    assert desk.begun == ["ingest", "ingest"]
