"""How a run's memory and time grow with the number of articles, and what a run costs that finds nothing new.

    python -m benchmarks.growth [--articles 1000,5000,20000] [--words 60] [--pipeline fast] [--workers 1]

Writes so many short articles (`benchmarks/newsroom.py`, cut to `words`), runs `wirehouse run` over them in a process of its own, into an empty home,
and then again over the same file. Tells of each the seconds and the most memory that the process, and each of its workers, ever had.
"""

import json
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import click

from benchmarks.newsroom import printed
from flows.settings import ROOT

CHILD = """
import os, resource, sys, time
from pathlib import Path
from flows import main_job
from flows.settings import Settings
import flows.run
seconds = []
for again in range(2):
    since = time.perf_counter()
    main_job.run([sys.argv[1]], Settings(home=Path(sys.argv[2])), published=None, progress=lambda *_: None)
    seconds.append(round(time.perf_counter() - since, 1))
own, of_children = (resource.getrusage(who).ru_maxrss // 1024 for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
print(*seconds, own, of_children)
"""


@click.command()
@click.option("--articles", default="1000,5000,20000", show_default=True, help="Numbers of articles, with commas between.")
@click.option("--words", default=60, show_default=True, help="Words of an article.")
@click.option("--pipeline", default="fast", show_default=True)
@click.option("--workers", default=1, show_default=True)
def main(articles: str, words: int, pipeline: str, workers: int) -> None:
    """Measure memory and time of runs of growing size."""
    counts = [int(part) for part in articles.split(",")]
    made = printed(max(counts))
    click.echo("articles  first run s  again s  memory MB  of a child MB  file MB")
    for count in counts:
        with tempfile.TemporaryDirectory() as scratch:
            lines = Path(scratch) / "articles.jsonl"
            with lines.open("w", encoding="utf-8") as file:
                for article in made[:count]:
                    file.write(json.dumps({"url": article.name, "text": " ".join(article.text.split()[:words])}) + "\n")
            settings = {"WIREHOUSE_PIPELINE": pipeline, "WIREHOUSE_WORKERS": str(workers), "OMP_NUM_THREADS": "1"}
            done = subprocess.run(
                [sys.executable, "-c", CHILD, str(lines), f"{scratch}/home"],
                env=os.environ | settings, cwd=ROOT, capture_output=True, text=True, check=True,
            )  # fmt: skip
            first, again, own, of_children = done.stdout.split()[-4:]
            size = (Path(scratch) / "home/wirehouse.duckdb").stat().st_size // 2**20
            click.echo(f"{count:8}  {first:>11}  {again:>7}  {own:>9}  {of_children:>13}  {size:>7}")


if __name__ == "__main__":
    main()
