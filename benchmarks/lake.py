"""What a publish into a DuckLake costs, against one into a file.

    python benchmarks/lake.py [--no-views] [--catalog "host=127.0.0.1 dbname=lake user=wire"] [--articles 300] [--parts 3] [--new 5]

Reads the sample articles, each many times under another URL and with other numbers, once; publishes what was read, part by part, into
a file and into a lake, one after the other in the same process, and prints the seconds of each publish and their ratio. The last part is
small (`--new` articles), as in a run that finds a little. Without `--catalog` the lake's catalog is an SQLite file. Its database must
be empty. dbt builds its views in all of it, which takes longest; the first publish of a lake includes the building of the shell. `--no-views`
leaves dbt out.
"""

import itertools
import json
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import click

from flows import publishing
from flows.cleaning import clean_documents
from flows.context import RunContext, new_run, now
from flows.fetching import land_inputs
from flows.landing import Landing
from flows.orchestrator import quiet_tools
from flows.processing import Batch, Stages, Work, process, read_and_audit
from flows.settings import ROOT, Settings
from flows.sources import read_inputs


@click.command()
@click.option("--catalog", default="", help="The lake's catalog; an empty PostgreSQL database.")
@click.option("--articles", default=300, show_default=True, help="Articles that are published before the small part.")
@click.option("--parts", default=3, show_default=True, help="In how many parts.")
@click.option("--no-views", is_flag=True, help="Leave dbt out of both.")
@click.option("--new", default=5, show_default=True, help="Articles in the small part.")
def main(catalog: str, articles: int, parts: int, no_views: bool, new: int) -> None:
    """Measure publishes into a file and into a lake."""
    if no_views:
        publishing.build_views = lambda *_: []
    with tempfile.TemporaryDirectory() as scratch:
        home = Path(scratch) / "home"
        quiet_tools(home)
        settings = Settings(home=home, pipeline="fast", publish_every=-(-articles // parts))
        lake = {"warehouse_kind": "ducklake", "lake_catalog": catalog, "lake_data": f"{scratch}/lake"}
        click.echo(f"{'articles':>8}  {'file, s':>8}  {'lake, s':>8}  {'ratio':>6}")
        texts = _copies()
        for number, count in ((0, articles), (1, new)):
            lines = Path(scratch) / f"articles-{number}.jsonl"
            lines.write_text("".join(json.dumps(one) + "\n" for one in itertools.islice(texts, count)), encoding="utf-8")
            with new_run("run", settings) as context:
                landed = land_inputs(context, [str(lines)], None, lambda *_: None)
                process(context, _stages(lake), landed.document_ids, lambda *_: None)
        for path in (settings.warehouse, Path(scratch) / "lake"):
            files = [path] if path.is_file() else [p for p in path.rglob("*") if p.is_file()]
            click.echo(f"{path.name}: {sum(p.stat().st_size for p in files) / 1e6:.1f} MB in {len(files)} files")


def _stages(lake: dict[str, Any]) -> Stages:
    """The stages of a run, in this process; what they publish is published twice, and told."""

    def measure(context: RunContext, **given: Any) -> Any:
        seconds = []
        for change in ({}, lake):
            settings = context.settings.model_copy(update=change)
            started = time.perf_counter()
            built = publishing.publish(context._replace(settings=settings), **given)
            seconds.append(time.perf_counter() - started)
        articles = len(Landing(context.settings.landing).readable.difference(given["waiting"]))
        click.echo(f"{articles:>8}  {seconds[0]:>8.2f}  {seconds[1]:>8.2f}  {seconds[1] / seconds[0]:>6.2f}")
        return built

    return Stages(clean=_each(clean_documents), read=_each(read_and_audit), publish=measure)


def _each(work: Work) -> Any:
    def each(context: RunContext, parts: Sequence[Batch]) -> Iterable[object]:
        return (work(context, number, ids) for number, ids in parts)

    return each


def _copies() -> Iterator[dict[str, str]]:
    """The sample articles over and over, each time as another article."""
    documents = [d for part in read_inputs([str(ROOT / "seeds/articles")], settings=Settings(), now=now) for d in part.documents]
    texts = [d.body.decode(errors="replace") for d in documents if d.url.endswith(".txt")]
    for number in itertools.count():
        for index, text in enumerate(texts):
            title, _, body = text.partition("\n")
            lines = (line + f" The count was {number * 31 + index}." if line.strip() else line for line in body.splitlines())
            yield {
                "url": f"https://copies-{number % 7}.example/{index}/{number}",
                "title": f"{title} {number}",
                "text": "\n".join(lines),
            }


if __name__ == "__main__":
    main()
