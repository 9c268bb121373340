"""What the language pipelines cost: load time, size, words per second on one core, and memory over many articles.

    python benchmarks/language.py [--articles 20000]

Texts are our own paragraphs (`training/paragraphs/`), a few to an article, each article with names and numbers that no other has, so that
whatever a pipeline keeps of what it read shows. Each pipeline is measured in a process of its own; speeds are also given as a ratio.
"""

import json
import random
import re
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import click

ROOT = Path(__file__).parent.parent
MARK = re.compile(r"\[([^\[\]|]+)\|[A-Z_]+\]")
BATCH = 500


def articles(count: int) -> Iterator[str]:
    """Articles of two paragraphs, each with a name and a number of its own."""
    files = sorted((ROOT / "training" / "paragraphs").glob("*.txt"))
    lines = [
        MARK.sub(r"\1", line).replace(" ¦ ", " ") for file in files for line in file.read_text(encoding="utf-8").splitlines()
    ]
    rng = random.Random(1)
    for k in range(count):
        own = f"Ref{k}son{rng.randrange(10**6)} of Unit {rng.randrange(10**9)} filed it."
        yield "\n\n".join((own, *rng.sample(lines, 2)))


def measure(name: str, count: int) -> dict[str, float]:
    """Seconds to load, MB on disk, words per second (median over batches), MB of memory after a tenth and after all articles."""
    from flows.language import load_pipeline
    from flows.settings import SHIPPED

    started = time.perf_counter()
    nlp = load_pipeline(name)
    loaded = time.perf_counter() - started
    words, speeds, memory = 0, [], []
    batch: list[str] = []
    for k, text in enumerate(articles(count), 1):
        batch.append(text)
        if len(batch) == BATCH or k == count:
            started = time.perf_counter()
            with nlp.memory_zone():
                for _doc in nlp.pipe(batch):
                    pass
            read = sum(len(t.split()) for t in batch)
            speeds.append(read / (time.perf_counter() - started))
            words += read
            batch = []
        if k in {max(1, count // 10), count}:
            memory.append(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
    size = sum(file.stat().st_size for file in SHIPPED[name].rglob("*") if file.is_file()) / 1e6
    return {
        "load s": loaded,
        "MB": size,
        "words": words,
        "words/s": statistics.median(speeds),
        "MB early": memory[0],
        "MB late": memory[-1],
    }


@click.command()
@click.option("--articles", "count", default=20_000, show_default=True)
@click.option("--only", help="Measure one pipeline in this process and print JSON.")
def main(count: int, only: str | None) -> None:
    """Measure the shipped language pipelines."""
    if only:
        print(json.dumps(measure(only, count)))
        return
    speeds = {}
    for name in ("standard", "fast"):
        command = [sys.executable, __file__, "--articles", str(count), "--only", name]
        done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=ROOT)
        found = json.loads(done.stdout.splitlines()[-1])
        speeds[name] = found["words/s"]
        print(name + ":", ", ".join(f"{what} {value:,.1f}" for what, value in found.items()))
    print(f"standard / fast: {speeds['standard'] / speeds['fast']:.2f} of the words per second")


if __name__ == "__main__":
    main()
