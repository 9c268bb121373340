"""How fast, and in how much memory, an archive streams into the landing log; and whether a killed run goes on without loss or repeat.

    python benchmarks/archives.py [--megabytes 1000] [--packed] [--folder PATH]

Writes a WARC of that size (deterministic, our own text: pages of 37 kB on average, requests, pictures, missing pages), then measures in
processes of their own: reading without landing, landing, landing killed (SIGKILL) half way and begun anew, compacting, landing over http
from a server on loopback. Prints megabytes of the archive as stored, and the highest resident memory of each process.
"""

import gzip
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import click

from flows.context import RunContext, Versions, now
from flows.fetching import land_inputs
from flows.landing import Landing
from flows.landing_files import read_columns
from flows.landing_upkeep import compact
from flows.settings import Settings
from flows.sources import read_inputs
from tests.archives import PLACES, SENTENCES, http, info, record, url
from tests.integration.web import parts, serving

SYLLABLES = (
    "ba",
    "cor",
    "den",
    "fel",
    "gri",
    "hol",
    "im",
    "jus",
    "ker",
    "lam",
    "mon",
    "nor",
    "pel",
    "qui",
    "ras",
    "sto",
    "tem",
    "ul",
)
STORED = ("document_id", "digest", "is_stored")


def sentences(chance: random.Random) -> list[str]:
    """Sentences of ours, with made-up words between, so that packing gains what it gains on news."""
    words = ["".join(chance.choices(SYLLABLES, k=chance.randint(1, 4))) for _ in range(4_000)]
    return [
        chance.choice(SENTENCES).format(place=chance.choice(PLACES), n=chance.randint(2, 999))
        + f" They spoke of {' '.join(chance.choices(words, k=chance.randint(8, 30)))}."
        for _ in range(20_000)
    ]


def records(chance: random.Random) -> Iterator[bytes]:
    """A crawl without an end."""
    texts = sentences(chance)
    yield info()
    for number in count():
        paragraphs = "".join(f"<p>{text}</p>\n" for text in chance.choices(texts, k=chance.randint(20, 260)))
        title = f"Bridge number {number} in {PLACES[number % len(PLACES)]}"
        body = f"<!doctype html><html><head><title>{title}</title></head><body><article><h1>{title}</h1>\n{paragraphs}</article></body></html>"
        yield record(b"GET / HTTP/1.1\r\n\r\n", kind="request", url=url(number), Content_Type="application/http; msgtype=request")
        yield record(http(body.encode()), url=url(number))
        if number % 10 == 1:
            yield record(http(chance.randbytes(20_000), Content_Type="image/png"), url=f"{url(number)}.png")
        if number % 10 == 2:
            yield record(http(body.encode(), "404 Not Found"), url=f"{url(number)}x")


def generate(path: Path, size: int, packed: bool) -> int:
    """Write the archive; the bytes of its records before packing."""
    unpacked = 0
    with path.open("wb") as out:
        for one in records(random.Random(7)):
            unpacked += len(one)
            out.write(gzip.compress(one, 1, mtime=0) if packed else one)
            if out.tell() >= size:
                return unpacked
    return unpacked


def land(archive: str, home: str) -> None:
    """The land stage as a run has it."""
    settings = Settings(home=Path(home), allow_hosts=("127.0.0.1",))
    context = RunContext("0" * 20, "run", now(), settings, Versions("none", "none", "none"), Path(home) / "work", {})
    land_inputs(context, [archive], None, lambda *_: None)


def parse(archive: str, home: str) -> None:
    """Reading alone."""
    found = sum(len(part.documents) for part in read_inputs([archive], settings=Settings(), now=now))
    print(f"  {found:,} pages")


def unpack(archive: str, home: str) -> None:
    """What reading cannot be faster than: the file read, and unpacked where it is packed."""
    with gzip.open(archive) if archive.endswith(".gz") else Path(archive).open("rb") as file:
        while file.read(1 << 20):
            pass


def tidy(archive: str, home: str) -> None:
    """Compacting alone."""
    before, after = compact(Settings(home=Path(home)).landing)
    print(f"  {before.files} files, {before.bytes / 1e6:,.0f} MB -> {after.files} files, {after.bytes / 1e6:,.0f} MB")


def measured(what: str, archive: Path | str, home: Path, kill_at: float | None = None) -> tuple[float, float, float]:
    """Seconds, those of a processor, and peak megabytes of a process of its own; killed after `kill_at` seconds."""
    started = time.perf_counter()
    process = subprocess.Popen([sys.executable, __file__, "--step", what, "--folder", str(home), "--archive", str(archive)])
    if kill_at is not None:
        time.sleep(kill_at)
        process.send_signal(signal.SIGKILL)
    _, _, usage = os.wait4(process.pid, 0)
    return time.perf_counter() - started, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def landed(home: Path) -> tuple[int, int, int]:
    """Documents, distinct ones, and bodies stored twice in a landing log."""
    rows = [row for path in (home / "landing").glob("*.parquet") for row in read_columns(path, STORED)]
    stored = [digest for _, digest, is_stored in rows if is_stored]
    return len(rows), len({document_id for document_id, _, _ in rows}), len(stored) - len(set(stored))


@click.command()
@click.option("--megabytes", default=1000, show_default=True)
@click.option("--packed", is_flag=True, help="Write a .warc.gz, packed record by record.")
@click.option("--folder", type=click.Path(path_type=Path), help="Keep the archive and the homes here.")
@click.option("--step", hidden=True)
@click.option("--archive", hidden=True)
def main(megabytes: int, packed: bool, folder: Path | None, step: str | None, archive: str | None) -> None:
    """Measure."""
    if step and archive and folder:
        {"land": land, "parse": parse, "tidy": tidy, "unpack": unpack}[step](archive, str(folder))
        return
    with tempfile.TemporaryDirectory() as scratch:
        measure(megabytes, packed, folder or Path(scratch))


def measure(megabytes: int, packed: bool, folder: Path) -> None:
    """Everything, told line by line."""
    path, whole, killed = folder / f"crawl.warc{'.gz' if packed else ''}", folder / "whole", folder / "killed"
    folder.mkdir(parents=True, exist_ok=True)
    unpacked = generate(path, megabytes * 1_000_000, packed)
    size = path.stat().st_size / 1e6
    click.echo(f"{path.name}: {size:,.0f} MB, {unpacked / 1e6:,.0f} MB unpacked")
    for home in (whole, killed):
        shutil.rmtree(home, ignore_errors=True)
    tell("parse", size, *measured("parse", path, whole))
    tell("unpack and nothing else", size, *measured("unpack", path, whole))
    seconds, processor, memory = measured("land", path, whole)
    tell("land", size, seconds, processor, memory)
    measured("land", path, killed, kill_at=seconds / 2)
    reached = landed(killed)
    tell("land the rest after SIGKILL", size, *measured("land", path, killed))
    click.echo(f"documents, distinct, bodies twice: whole {landed(whole)}, at the kill {reached}, after it {landed(killed)}")
    same = Landing(whole / "landing").where.keys() == Landing(killed / "landing").where.keys()
    click.echo(f"the same documents: {same}")
    tell("land again, unchanged", size, *measured("land", path, whole))
    tell("compact", size, *measured("tidy", path, whole))
    click.echo(f"the same documents: {Landing(whole / 'landing').where.keys() == Landing(killed / 'landing').where.keys()}")
    far = folder / "far"
    shutil.rmtree(far, ignore_errors=True)
    with serving() as server:
        server.routes[f"/{path.name}"] = parts(path.read_bytes(), ETag='"1"')
        tell("land over http, half a second between requests", size, *measured("land", server.url(f"/{path.name}"), far))
    click.echo(f"documents, distinct, bodies twice: {landed(far)}")
    click.echo(f"this process itself: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:,.0f} MB")


def tell(what: str, size: float, seconds: float, processor: float, memory: float) -> None:
    """One line of figures."""
    click.echo(
        f"{what}: {seconds:.1f} s, {processor:.1f} s of a processor, {size / processor:,.0f} MB/s of it, peak {memory:,.0f} MB"
    )


if __name__ == "__main__":
    main()
