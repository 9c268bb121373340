"""serve: the schedule."""

import time
from datetime import UTC
from pathlib import Path
from typing import Final

import click

from flows.commands.options import HOME, settings_of
from flows.errors import WirehouseError
from flows.settings import Settings

FRESH_SECONDS: Final = 60


@click.command()
@click.option("--once", is_flag=True, help="Do what is due and exit, as from cron; 1 where a run failed.")
@click.option("--check", is_flag=True, help="Tell the schedule, and whether `serve` is alive here; 1 where it is not.")
@click.option(
    "--timezone", metavar="NAME", help="What schedules count in, as in Europe/Berlin. Default: serve_timezone, else UTC."
)
@click.option(
    "--grace", type=float, metavar="SECONDS", help="How long a run may go on after a signal. Default: serve_grace, else 60."
)
@HOME
def serve(once: bool, check: bool, timezone: str | None, grace: float | None, home: Path | None) -> None:
    """Keep the schedule, as Prefect deployments on this machine, until stopped.

    Sources that have the same `schedule` in seeds/sources.csv are read together, in one run. Nightly the landing log is compacted and a
    report written; on Sundays what older rules wrote is read anew. `wirehouse config` tells the settings serve_*, which move any of
    them or switch it off.

    One run at a time. What was missed (this was not running, another run was at work, Prefect was away) is made up for once. A run
    ends as one line on standard error; logs/serve.log in the home folder has the rest. SIGTERM or Ctrl-C stops: the run at work may
    go on for a while; a second one stops it at once.
    """
    settings = settings_of(home, serve_timezone=timezone, serve_grace=grace)
    if check:
        _check(settings)
        return
    from flows.supervising import serve as keep

    if not keep(settings, _say, once=once) and once:
        raise WirehouseError(f"a run failed; {settings.home / 'logs' / 'serve.log'} may say why")


def _say(line: str) -> None:
    click.echo(f"{time.strftime('%Y-%m-%dT%H:%M:%SZ', time.gmtime())} {line}", err=True)


def _check(settings: Settings) -> None:
    from flows.console import table
    from flows.context import now
    from flows.schedule import Journal, jobs, next_time, zone_of
    from flows.supervising import alive_file

    zone, journal, at = zone_of(settings), Journal(settings.home), now()
    lines = []
    for job in jobs(settings):
        until = journal.until(job)
        times = until.astimezone(UTC) if until else None, next_time(job, zone, at).astimezone(UTC)
        lines.append((job.name, job.cron, *(t.strftime("%Y-%m-%d %H:%M") if t else "" for t in times), job.about))
    table(["job", "schedule", "last_utc", "next_utc", "what"], lines)
    alive = alive_file(settings.home)
    if not alive.exists() or time.time() - alive.stat().st_mtime > FRESH_SECONDS:
        raise WirehouseError(f"{settings.home}: no `wirehouse serve` is alive here, or it has not reached Prefect for a minute")
