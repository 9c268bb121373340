"""What everything around the language pipeline costs.

    python benchmarks/overhead.py [FOLDER] [--copies 20] [--repeat 3] [--workers 1,2]

Reads the folder's articles (default: the samples), each `copies` times under another URL and with another first line, and measures:

- raw: `nlp.pipe` of the shipped pipeline over the texts, with `nlp.memory_zone()`, in one process, on one thread;
- run: the whole flow from files to the published warehouse (Prefect server running, imports done), into an empty home, with so many
  worker processes as `--workers` says (1: in the same one process).

Prints words per second of each and their ratios, and where the time of a run goes. Words are runs of characters between white space.
"""

import itertools
import json
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click

from flows import main_job
from flows.cleaning import clean_one
from flows.context import now
from flows.language import load_pipeline
from flows.orchestrator import prefect_server, quiet_tools
from flows.settings import ROOT, Settings
from flows.sources import read_inputs
from transforms.revisions import Candidate


@click.command()
@click.argument("folder", default=str(ROOT / "seeds/articles"), type=click.Path(exists=True))
@click.option("--copies", default=20, show_default=True, help="How often each article is read.")
@click.option("--repeat", default=3, show_default=True, help="Measurements; the best of each counts.")
@click.option("--workers", default="1", show_default=True, help="Numbers of worker processes, with commas between.")
def main(folder: str, copies: int, repeat: int, workers: str) -> None:
    """Measure words per second of a run against the raw pipeline on the same texts."""
    texts = _texts(folder)
    articles = [_copy(text, f"{i}-{n}") for n in range(copies) for i, text in enumerate(texts)]
    words = sum(len(a["text"].split()) for a in articles)
    raw = min(_raw([a["text"] for a in articles]) for _ in range(repeat))
    click.echo(f"{len(articles)} articles, {words} words")
    click.echo(f"raw nlp.pipe: {raw:.1f} s, {words / raw:,.0f} words/s")
    with tempfile.TemporaryDirectory() as scratch, _server(Path(scratch)):
        lines = Path(scratch) / "articles.jsonl"
        lines.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
        few = Path(scratch) / "few.jsonl"
        few.write_text("".join(json.dumps(a) + "\n" for a in articles[:20]), encoding="utf-8")
        _run(few, Path(scratch) / "warm", 1)  # imports, first parse of the dbt project
        for count in (int(part) for part in workers.split(",")):
            runs = [_run(lines, Path(scratch) / f"home-{count}-{n}", count) for n in range(repeat)]
            stages = min(runs, key=lambda r: sum(r.values()))
            whole = sum(stages.values())
            click.echo(
                f"whole run, {count} worker{'s'[: count > 1]}: {whole:.1f} s, {words / whole:,.0f} words/s, {raw / whole:.1%} of the raw pipeline's"
            )
            click.echo("of it: " + ", ".join(f"{name} {seconds:.1f} s" for name, seconds in stages.items()))


def _texts(folder: str) -> list[str]:
    documents = (d for part in read_inputs([folder], settings=Settings(), now=now) for d in part.documents)
    return [c.revision.text for d in documents if isinstance(c := clean_one(d), Candidate)]


def _copy(text: str, name: str) -> dict[str, str]:
    """The article under another URL; its first line differs, so that it is another text."""
    return {
        "url": f"https://bench.example/{name}",
        "title": f"Copy {name}",
        "text": f"Copy {name}.\n\n{text}",
        "published_at": "2026-03-02",
    }


def _raw(texts: list[str]) -> float:
    nlp = load_pipeline()
    started = time.perf_counter()
    with nlp.memory_zone():
        for _doc in nlp.pipe(texts, batch_size=32):
            pass
    return time.perf_counter() - started


@contextmanager
def _server(scratch: Path) -> Iterator[None]:
    quiet_tools(scratch)
    with prefect_server(scratch):
        from prefect.settings import PREFECT_API_URL

        os.environ["PREFECT_API_URL"] = str(PREFECT_API_URL.value())
        yield


def _run(lines: Path, home: Path, workers: int) -> dict[str, float]:
    """Seconds of each stage, in order."""
    marks: list[tuple[str, float]] = [("start", time.perf_counter())]

    def progress(stage: str, done: int, of: int) -> None:
        marks.append((stage, time.perf_counter()))

    main_job.run([str(lines)], Settings(home=home, workers=workers), published=None, progress=progress)
    marks.append(("end", time.perf_counter()))
    stages: dict[str, Any] = {}
    for (_, since), (stage, until) in itertools.pairwise(marks):
        stages[stage] = stages.get(stage, 0.0) + until - since
    return stages


if __name__ == "__main__":
    main()
