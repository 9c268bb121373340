"""What is to be done when: the jobs of `wirehouse serve`, and a journal of what was done, so that nothing is missed or done twice.

A job is due when the last time its schedule names has passed and nothing was started since: also when nobody was there at that time, and
once, however often it passed.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from itertools import compress
from pathlib import Path
from typing import Final, NamedTuple
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from flows.errors import InputError, UsageError
from flows.seeds import read_seeds
from flows.settings import Settings
from flows.sources import Input, configured

LISTED: Final = "listed"
OFF: Final = "off"
UPKEEP: Final = {
    "compact": "merge the small files of the landing log",
    "report": "write how the warehouse stands to reports/",
    "backfill": "read anew what an older pipeline or older rules wrote",
}


class Job(NamedTuple):
    """One line of the schedule: one Prefect deployment."""

    name: str
    flow: str
    """ingest, compact, report or backfill: the entry flow of that name in flows/run.py."""
    cron: str
    parameters: dict[str, str]
    """Of the flow, beside the home folder."""
    about: str


def jobs(settings: Settings) -> list[Job]:
    """The jobs that the settings and sources.csv ask for, in this order: ingestion, upkeep.

    Raises UsageError or InputError for a schedule that cannot be.
    """
    upkeep = [
        Job(flow, flow, cron, {}, about)
        for flow, about in UPKEEP.items()
        if (cron := _checked(getattr(settings, f"serve_{flow}"), f"serve_{flow}", UsageError)) != OFF
    ]
    return [*_ingestion(settings), *upkeep]


def _ingestion(settings: Settings) -> list[Job]:
    rows = read_seeds(settings.seeds)["sources"]
    configured(rows)  # says what is wrong with them
    wish = settings.serve_ingest
    if wish not in {LISTED, OFF}:
        _checked(wish, "serve_ingest", UsageError)
        return [Job("ingest", "ingest", wish, {}, f"all {len(rows)} sources")] if rows else []
    if wish == OFF:
        return []
    return [
        Job(f"ingest-{slug(cron)}", "ingest", cron, {"schedule": cron}, ", ".join(names))
        for cron, names in _by_schedule(rows).items()
    ]


def chosen(settings: Settings, schedule: str, names: Sequence[str] | None) -> list[Input]:
    """The configured sources: all, those with this schedule, or those of these ids. Raises UsageError for an id that is not there."""
    rows = read_seeds(settings.seeds)["sources"]
    if unknown := set(names or ()) - {row["source_id"] for row in rows}:
        raise UsageError(f"{', '.join(sorted(unknown))}: not in sources.csv; `wirehouse sources check` lists what is")
    wanted = [(not names or row["source_id"] in names) and schedule in {"", cron_of(row)} for row in rows]
    return list(compress(configured(rows), wanted))


def cron_of(row: Mapping[str, str]) -> str:
    """The schedule of a source, each field once spaced; empty where it has none."""
    return " ".join((row.get("schedule") or "").split())


def _by_schedule(rows: Iterable[Mapping[str, str]]) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for number, row in enumerate(rows, 1):
        if cron := cron_of(row):
            _checked(cron, f"sources.csv, row {number}", InputError)
            found.setdefault(cron, []).append(row["source_id"])
    return found


def slug(cron: str) -> str:
    """A schedule as a part of a name, where Prefect allows no slashes: */30 * * * * is every-30_any_any_any_any."""
    return cron.replace("*/", "every-").replace("/", "-by-").replace("*", "any").replace(" ", "_")


def _checked(cron: str, where: str, error: type[InputError | UsageError]) -> str:
    if cron == OFF:
        return cron
    try:
        if len(cron.split()) == 5 and next(CronSim(cron, datetime.now(UTC)), None):
            return cron
    except CronSimError:
        pass
    raise error(f'{where}: {cron!r} never comes; write five fields of cron, as in */30 * * * *, or "off"')


def zone_of(settings: Settings) -> ZoneInfo:
    """The time zone of the schedules. Raises UsageError for one that is not known."""
    try:
        return ZoneInfo(settings.serve_timezone)
    except (KeyError, ValueError, OSError):
        raise UsageError(
            f"serve_timezone: {settings.serve_timezone!r} is no time zone; write it as in Europe/Berlin, or UTC"
        ) from None


def last_time(job: Job, zone: ZoneInfo, now: datetime) -> datetime:
    """The latest time of the job's schedule that has passed."""
    return next(CronSim(job.cron, now.astimezone(zone), reverse=True))


def next_time(job: Job, zone: ZoneInfo, now: datetime) -> datetime:
    """The next time of the job's schedule."""
    return next(CronSim(job.cron, now.astimezone(zone)))


class Journal:
    """Up to when each job is done, in HOME/schedule.json. What is not known of ingestion is due, of upkeep it is not: it can wait."""

    def __init__(self, home: Path) -> None:
        self.path = home / "schedule.json"
        self._until: dict[str, datetime] = {}
        try:
            until = json.loads(self.path.read_text(encoding="utf-8"))["until"]
            self._until = {name: datetime.fromisoformat(text) for name, text in until.items()}
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            pass  # none yet; or one that is spoiled, which costs a run that was not needed

    def until(self, job: Job) -> datetime | None:
        """The moment up to which all times of the job are dealt with."""
        return self._until.get(job.name)

    def begin(self, todo: Iterable[Job], now: datetime) -> None:
        """Take note of upkeep that is new."""
        for job in todo:
            if job.flow in UPKEEP and job.name not in self._until:
                self.note(job, now)

    def note(self, job: Job, until: datetime | None) -> None:
        """What came up to `until` is dealt with; None: nothing is known."""
        if until is None:
            self._until.pop(job.name, None)
        else:
            self._until[job.name] = until
        part = self.path.with_suffix(".part")
        part.write_text(
            json.dumps({"until": {n: t.isoformat() for n, t in sorted(self._until.items())}}, indent=1), encoding="utf-8"
        )
        part.replace(self.path)

    def is_due(self, job: Job, zone: ZoneInfo, now: datetime) -> bool:
        """Whether the last time of the job's schedule passed with nothing done."""
        until = self._until.get(job.name)
        return until is None or until < last_time(job, zone, now)
