"""search: the published warehouse's articles, quotes and numbers by their words."""

from pathlib import Path

import click

from flows.commands.asking import FORMAT, OUTPUT
from flows.commands.options import HOME, moment_of, settings_of


@click.command()
@click.argument("words", nargs=-1, required=True)
@click.option("--in", "kinds", type=click.Choice(["articles", "quotes", "facts"]), multiple=True, help="Default: all three.")
@click.option("--speaker", metavar="NAME", help="Only what this person or body says; any part of the name.")
@click.option("--source", metavar="NAME", help="Only of this publisher; any part of its name or address.")
@click.option("--since", metavar="DATE", help="Only what was published then or later (2020-02-14).")
@click.option("--until", metavar="DATE", help="Only what was published before then.")
@click.option("--all", "every", is_flag=True, help="Only what has all the words.")
@click.option("--limit", type=click.IntRange(min=1), default=20, show_default=True, help="Finds shown.")
@FORMAT
@OUTPUT
@HOME
def search(
    words: tuple[str, ...],
    kinds: tuple[str, ...],
    speaker: str | None,
    source: str | None,
    since: str | None,
    until: str | None,
    every: bool,
    limit: int,
    form: str | None,
    output: Path | None,
    home: Path | None,
) -> None:
    """Find articles, quotes and numbers by their words, the best first.

    Words are compared by their stems (sanctions finds sanctioned), without case and accents, and ranked by BM25. Copies of a story
    are one find. The id is that of the article, quote (quote_id) or numeric fact (fact_id).

    \b
    wirehouse search sanctions --speaker Trump --since 2020-01-01
    wirehouse search "bridge collapse" --in quotes --all --format csv
    """
    from flows.asking import limits_of, put
    from flows.searching import answer
    from flows.warehouse_search import INDEXED
    from flows.warehouse_search import search as find

    settings = settings_of(home)
    found = find(
        settings.warehouse,
        " ".join(words),
        kinds or tuple(INDEXED),
        limit=limit,
        limits=limits_of(settings),
        speaker=speaker,
        source=source,
        since=moment_of(since, "--since"),
        until=moment_of(until, "--until"),
        all=every,
    )
    put(answer(found), form, output)
