"""The Prefect side of `wirehouse serve`: its jobs as deployments, the runs that are due, and what became of each.

Only the client is used. Prefect's own runner is not: it queues what overlaps, ends when its server is away for half a minute, and kills
what runs when it is stopped. Nor is Prefect's limit per deployment: it says nothing of other deployments, and hangs on leases that
a server forgets when it is started again, which ends the run that holds one. One run at a time is kept by `flows/supervising.py`.
"""

import hashlib
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Final, NamedTuple
from uuid import UUID

from prefect.client.orchestration import get_client
from prefect.client.schemas.actions import DeploymentScheduleCreate
from prefect.client.schemas.filters import DeploymentFilter, FlowRunFilter
from prefect.client.schemas.objects import State, StateType
from prefect.client.schemas.responses import DeploymentResponse
from prefect.client.schemas.schedules import CronSchedule
from prefect.client.schemas.sorting import DeploymentSort, FlowRunSort
from prefect.exceptions import ObjectNotFound

from flows.orchestrator import AWAY
from flows.schedule import Job

OPEN: Final = [StateType.PENDING, StateType.RUNNING, StateType.CANCELLING]
TAG: Final = "wirehouse"


class Due(NamedTuple):
    """A run that Prefect says is to begin."""

    run_id: UUID
    job: Job
    expected_at: datetime
    by_schedule: bool
    """Whether the schedule asked for it, and not a person."""


class Board:
    """The deployments of one home folder on one Prefect server."""

    def __init__(self, home: Path, timezone: str) -> None:
        self._home, self._timezone = home.resolve(), timezone
        self._mark = f"{self._home.name} {hashlib.sha256(str(self._home).encode()).hexdigest()[:6]}"
        self._ids: dict[UUID, Job] = {}
        self._unsettled: dict[UUID, State[None]] = {}
        self._client = get_client(sync_client=True)

    @property
    def url(self) -> str:
        """The API of the server."""
        return str(self._client.api_url)

    def register(self, jobs: Sequence[Job]) -> None:
        """Make the deployments what the jobs say, and remove those that are no jobs any more."""
        known = self._known()
        self._ids = {self._deploy(job, known): job for job in jobs}
        for gone in known.keys() - {self._name(job) for job in jobs}:
            self._client.delete_deployment(known[gone].id)

    def is_registered(self) -> bool:
        """Whether the server still knows all of them: one with a new database does not."""
        return self._ids.keys() <= {deployment.id for deployment in self._known().values()}

    def close_orphans(self) -> None:
        """Say of runs whose process is gone, since `serve` was killed, that they crashed."""
        wanted = {"state": {"type": {"any_": OPEN}}, "deployment_id": {"any_": list(self._ids)}}
        runs = self._client.read_flow_runs(
            flow_run_filter=FlowRunFilter.model_validate(wanted), limit=200, sort=FlowRunSort.START_TIME_DESC
        )
        for run in runs:
            self.settle(run.id, "Crashed", "the process that ran it is gone")

    def due(self, now: datetime) -> list[Due]:
        """The runs that are to begin, the one that waits longest first."""
        runs = self._client.get_scheduled_flow_runs_for_deployments(list(self._ids), scheduled_before=now)
        found = [
            Due(run.id, self._ids[run.deployment_id], run.expected_start_time or now, bool(run.auto_scheduled))
            for run in runs
            if run.deployment_id in self._ids
        ]
        return sorted(found, key=lambda due: due.expected_at)

    def ask_for(self, job: Job) -> UUID | None:
        """A run of the job, now, beside its schedule; None where a person paused its deployment."""
        (deployment_id,) = (i for i, known in self._ids.items() if known.name == job.name)
        if self._client.read_deployment(deployment_id).paused:
            return None
        return self._client.create_flow_run_from_deployment(deployment_id, tags=[TAG, "made-up-for"]).id

    def is_to_be_cancelled(self, run_id: UUID) -> bool:
        """Whether somebody asked Prefect to cancel the run."""
        try:
            state = self._client.read_flow_run(run_id).state
        except ObjectNotFound:  # the server has a new database; the run need not end for that
            return False
        return state is not None and state.type in {StateType.CANCELLING, StateType.CANCELLED}

    def settle(self, run_id: UUID, state: str, why: str) -> None:
        """Say what became of a run, where it did not say the same itself; later, where the server is away."""
        kind = StateType[state.upper()]
        self._unsettled[run_id] = State(type=kind, name=state, message=why)
        with suppress(*AWAY):  # the next tick comes back to it
            self.settle_rest()

    def settle_rest(self) -> None:
        """Say what could not be said while the server was away."""
        for run_id, state in list(self._unsettled.items()):
            try:
                current = self._client.read_flow_run(run_id).state
                if current is None or current.type != state.type:
                    self._client.set_flow_run_state(run_id, state, force=True)
            except ObjectNotFound:
                pass  # gone with the server's database
            del self._unsettled[run_id]

    def _known(self) -> dict[str, DeploymentResponse]:
        wanted = DeploymentFilter.model_validate({"tags": {"all_": [TAG, self._mark]}})
        return {
            deployment.name: deployment
            for deployment in self._client.read_deployments(deployment_filter=wanted, limit=200, sort=DeploymentSort.NAME_ASC)
        }

    def _name(self, job: Job) -> str:
        return f"{job.name} ({self._mark})"

    def _deploy(self, job: Job, known: dict[str, DeploymentResponse]) -> UUID:
        before = known.get(self._name(job))
        flow_id = self._client.create_flow_from_name(f"wirehouse-scheduled-{job.flow}")
        return self._client.create_deployment(
            flow_id,
            self._name(job),
            schedules=[DeploymentScheduleCreate(schedule=CronSchedule(cron=job.cron, timezone=self._timezone))],
            parameters={"home": str(self._home), **job.parameters},
            description=job.about,
            tags=[TAG, self._mark],
            entrypoint=f"flows.scheduled.{job.flow}",
            enforce_parameter_schema=False,
            paused=before.paused if before else None,
        )
