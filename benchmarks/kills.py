"""Kills runs at random instants of every stage, and at every step of a publish, and holds what the next run makes of it against a run
that was left alone.

    python benchmarks/kills.py [--kills 200] [--steps all] [--seed 1] [--in-a-row 6] [--power 0.3]

Each round begins with an empty home, or one that holds part of the articles; runs are killed in it one after the other (SIGKILL, the whole
process group), and the last is let finish. After every kill the published file must be the one of before, or the finished one; at
the end every stable table must be equal, row by row, to that of an uninterrupted run. Some kills are failures of power too: what the run
had not synced is cut, zeroed, garbled or gone. Prints a line a round, then how many kills came in which stage, and what failed.
"""

import os
import random
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING

import click

from flows.orchestrator import prefect_server, quiet_tools

if TYPE_CHECKING:
    from tests.killing import Kill, Killer

REPEATED = {"sync": 3, "replace": 2, "_delete_replaced": 3}
"""How often a publish takes the step, where it is not once."""
LATE = ("build_views", "build_search", "replace_published", "publish_waiting", "sync", "replace", "close")
"""Steps that are died at once in a round; of those before them, several in a row."""
IN_A_ROW = 4
WHILE_READING = ("clean", "read", "audit")


@click.command()
@click.option("--kills", default=200, show_default=True, help="At random instants.")
@click.option(
    "--steps",
    default="all",
    show_default=True,
    help="Steps of a publish to die before and after: all, none, or names with commas.",
)
@click.option("--seed", default=1, show_default=True)
@click.option("--in-a-row", default=6, show_default=True, help="Kills, at most, before a run is let finish.")
@click.option("--power", default=0.3, show_default=True, help="Share of the kills that are failures of power too.")
@click.option(
    "--workers", default=0.08, show_default=True, help="Share of the rounds that clean and read in two worker processes."
)
@click.option("--bare", is_flag=True, help="Leave Prefect, Great Expectations and dbt out: a run then takes a second.")
@click.option("--minutes", default=1e9, help="Begin no further round after that time.")
def main(kills: int, steps: str, seed: int, in_a_row: int, power: float, workers: float, bare: bool, minutes: float) -> None:
    """Kill runs, and compare."""
    with tempfile.TemporaryDirectory() as folder:
        scratch = Path(folder).resolve()
        quiet_tools(scratch / "server")
        with nullcontext() if bare or os.environ.get("PREFECT_API_URL") else _server(scratch / "server"):
            from tests.killing import Killer, prepare, sample, small_project

            prepare(bare=bare)
            killer = Killer(scratch, sample(scratch / "inputs"), seed, small_project(scratch / "project"))
            campaign = Campaign(killer, random.Random(seed), power, workers, bare, time.monotonic() + 60 * minutes)
            failures = campaign.all(kills, in_a_row, steps)
    sys.exit(bool(failures))


@contextmanager
def _server(home: Path) -> Iterator[None]:
    """A Prefect server, for this process and its forks."""
    with prefect_server(home):
        from prefect.settings import PREFECT_API_URL

        os.environ["PREFECT_API_URL"] = str(PREFECT_API_URL.value())
        yield


class Campaign:
    """Rounds of kills."""

    def __init__(self, killer: "Killer", chance: random.Random, power: float, workers: float, bare: bool, until: float) -> None:
        self.killer, self.chance, self.power, self.workers, self.bare, self.until = killer, chance, power, workers, bare, until
        self.started = time.monotonic()
        self.counts: Counter[str] = Counter()
        self.failures: list[str] = []
        self.base: Path | None = None

    def all(self, kills: int, in_a_row: int, steps: str) -> list[str]:
        """Everything asked for; what failed."""
        self._measure()
        for planned in self._steps(steps):
            self._round(planned)
        done = 0
        while done < kills and time.monotonic() < self.until:
            number = min(self.chance.randint(1, in_a_row), kills - done)
            self.killer.workers = 2 if not self.bare and self.chance.random() < self.workers else 1
            done += self._round([self._random() for _ in range(number)])
        for name, count in self.counts.items():
            click.echo(f"{name:40} {count}")
        kills = sum(n for name, n in self.counts.items() if name.startswith(("stage", "step")))
        click.echo(f"{kills} kills, {len(self.failures)} failures, {(time.monotonic() - self.started) / 60:.0f} minutes")
        for failure in self.failures:
            click.echo(f"FAILED {failure}")
        return self.failures

    def _measure(self) -> None:
        from tests.killing import lengths

        killer = self.killer
        killer.views = not self.bare
        killer.begin(None)
        killer.run(inputs=killer.inputs[:1])
        self.base = killer.scratch / "base"
        killer.home.rename(self.base)
        self.before = Counter(path.name for path in self.base.iterdir())
        killer.begin(self.base)
        self.base_contents = killer.contents()
        ended = killer.run()
        self.wanted, self.lengths = killer.contents(), lengths(ended)
        self.stages = list(self.lengths)
        click.echo(f"an uninterrupted run: {ended.stages[-1][1]:.1f} s, {self.lengths}, {self.wanted}")
        if self.wanted == self.base_contents:
            raise click.ClickException("the articles of the second run change nothing")

    def _random(self) -> "Kill":
        from tests.killing import Kill

        stage = self.chance.choice(WHILE_READING if self.killer.workers > 1 else self.stages)
        return Kill(stage=stage, share=self.chance.random(), alone=self.killer.workers > 1 and self.chance.random() < 0.5)

    def _steps(self, which: str) -> "list[list[Kill]]":
        from tests.killing import SQL_STEPS, STEPS, Kill

        names = [*STEPS, *SQL_STEPS] if which == "all" else [] if which == "none" else which.split(",")
        kills = [Kill(step=n, after=a, nth=i + 1) for n in names for i in range(REPEATED.get(n, 1)) for a in (False, True)]
        early = [kill for kill in kills if kill.step not in LATE]
        rows = [early[i : i + IN_A_ROW] for i in range(0, len(early), IN_A_ROW)]
        return [*rows, *([kill] for kill in kills if kill.step in LATE)]

    def _round(self, planned: "list[Kill]") -> int:
        """Kill, again and again, then finish; how many kills there were."""
        killer = self.killer
        base = self.chance.choice((None, self.base)) if not planned[0].step else self.base
        killer.is_in_parts = not planned[0].step and self.chance.random() < 0.25
        late = any(
            k.stage in ("views", "rename", "report", "end") or k.step in ("build_views", "replace_published") for k in planned
        )
        started, killed = time.monotonic(), 0
        killer.begin(base)
        what = f"{'second' if base else 'first'} run{', in parts' * killer.is_in_parts}, {killer.workers} workers, " + ", ".join(
            _told(k) for k in planned
        )
        try:
            for kill in planned:
                killer.views = not self.bare and (kill.stage in ("views", "report") or kill.step == "build_views")
                ended = killer.run(kill, lengths=self.lengths)
                killed += ended.killed
                self.counts[
                    f"{'step' if kill.step else 'stage'} {kill.step or kill.stage}" if ended.killed else "came too late"
                ] += 1
                if ended.killed and self.chance.random() < self.power:
                    self.counts["of them failures of power"] += 1
                    self.counts["of them, things spoilt"] += killer.fail_power(ended)
                self._published_is_whole(base)
            killer.views = not self.bare and (late or self.chance.random() < 0.1)
            killer.run()
            self._compare(killer.contents(), killer.views, what)
        except RuntimeError:
            self.failures.append(f"{what}: a run failed: {(killer.scratch / 'told').read_text(errors='replace')[-1500:]}")
        click.echo(f"{what}: {len(self.failures)} failures, {time.monotonic() - started:.0f} s")
        return max(killed, 1)

    def _published_is_whole(self, base: Path | None) -> None:
        published = self.killer.home / "wirehouse.duckdb"
        before = base / published.name if base else None
        if not published.exists():
            if before:
                raise RuntimeError("the published file is gone")
        elif before is None or published.read_bytes() != before.read_bytes():
            found = self.killer.contents()
            if not self.killer.is_in_parts or found.startswith("unreadable"):
                self._compare(found, False, "right after a kill")

    def _compare(self, found: str, views: bool, what: str) -> None:
        wanted = self.wanted if views else self.wanted.split()[0]
        if (found if views else found.split()[0]) != wanted:
            self.failures.append(f"{what}: {found} instead of {wanted}")


def _told(kill: "Kill") -> str:
    return f"{'after' if kill.after else 'before'} {kill.step} {kill.nth}" if kill.step else f"{kill.stage} {kill.share:.2f}"


if __name__ == "__main__":
    main()
