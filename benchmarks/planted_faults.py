"""The share of planted faults that the audit and the checks catch.

    python benchmarks/planted_faults.py [--home FOLDER] [--draws 3] [--missed]

Reads the sample articles (or takes a published home folder of them), plants each fault of `tests/planted/` in turn, and looks whether anything is
found that was not found before. Faults of rows are planted `draws` times, each time in other rows. Prints the share caught by ring and class:
as errors, and with warnings; and what the clean sample is charged with, which should be nothing.
"""

import tempfile
from collections import defaultdict
from pathlib import Path

import click

from flows import main_job
from flows.landing import Landing
from flows.settings import ROOT, Settings
from flows.warehouse_checks import failing_checks
from tests.planted import BATCH_FAULTS, WAREHOUSE_FAULTS
from tests.planted.measure import batch_findings, found, opened, sample_frames, warehouse_findings


@click.command()
@click.option("--home", type=click.Path(exists=True, path_type=Path), help="A home folder with the sample articles, published.")
@click.option("--draws", default=3, show_default=True, help="How often each fault of rows is planted, in other rows each time.")
@click.option("--missed", is_flag=True, help="Name what is missed, and of what is caught by which check.")
def main(home: Path | None, draws: int, missed: bool) -> None:
    """Measure the share of planted faults that is caught."""
    with tempfile.TemporaryDirectory() as scratch:
        measure(home or _published(Path(scratch) / "home"), Path(scratch), draws, missed)


def _published(home: Path) -> Path:
    main_job.run([str(ROOT / "seeds/articles")], Settings(home=home), published=None, progress=lambda *_: None)
    return home


def measure(home: Path, scratch: Path, draws: int, missed: bool) -> None:
    """Print the tables."""
    counts: dict[tuple[str, str, str], list[tuple[bool, bool]]] = defaultdict(list)
    landed = set(Landing(home / "landing").readable)
    with opened(home, scratch) as connection:
        clean = sample_frames(connection)
        click.echo(f"clean sample: {len(found(clean))} findings, {len(failing_checks(connection, landed))} failing checks")
        for fault in BATCH_FAULTS:
            for draw in range(draws):
                findings = batch_findings(fault, clean, draw)
                is_error = any(f.severity == "error" for f in findings)
                counts["rows", fault.kind, "fresh" if fault.is_fresh else "first"].append((is_error, bool(findings)))
                if missed:
                    _tell(fault.kind, fault.name, sorted({f"{f.table_name}.{f.check_name} ({f.severity})" for f in findings}))
        for planted in WAREHOUSE_FAULTS:
            names = warehouse_findings(planted, connection, landed)
            counts["warehouse", planted.kind, "fresh" if planted.is_fresh else "first"].append((bool(names), bool(names)))
            if missed:
                _tell(planted.kind, planted.name, names)
    for (ring, kind, written), outcomes in sorted(counts.items(), key=lambda item: (item[0][2], item[0])):
        errors, any_finding = (100 * sum(o[i] for o in outcomes) / len(outcomes) for i in (0, 1))
        faults = len(outcomes) // (draws if ring == "rows" else 1)
        click.echo(
            f"{written} list, {ring:9} {kind:10} {faults:3} faults: {any_finding:5.1f} % caught, {errors:5.1f} % as errors"
        )


def _tell(kind: str, name: str, by: list[str]) -> None:
    click.echo(f"  {'caught' if by else 'MISSED'}  {kind:10} {name}: {', '.join(by)[:200]}")


if __name__ == "__main__":
    main()
