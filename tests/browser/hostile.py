"""A published file whose article was written by somebody who means harm: every text that a page shows is an attempt."""

import shutil
from pathlib import Path

import duckdb

from tests.factories import an_id, insert, make

SCRIPT = "<script>window.hacked = 1</script>"
IMAGE = '<img src="https://evil.example/x.png" onerror="window.hacked = 2">'
MARKDOWN = "**bold** [click](javascript:window.hacked=3) ![i](https://evil.example/y.png) :red[x] $x^2$ `code` # head"
RIGHT_TO_LEFT = "\u202eevil\u202c שלום עולם مرحبا"
WORD = "x" * 10_000
TITLE = f"{SCRIPT} {IMAGE} {MARKDOWN} {RIGHT_TO_LEFT}"
QUOTE = f'"We {SCRIPT} {IMAGE} {WORD} agree"'
SPEAKER = f'Eve "><svg onload="window.hacked = 4"> {RIGHT_TO_LEFT}'
SENTENCE = f"{QUOTE} said {SPEAKER}, of 7 {MARKDOWN} goats."
URL = "javascript:window.hacked=5"


def make_hostile(published: Path, path: Path) -> None:
    """Copy the published file, which lies in its home, and make it hostile. The copy bears its name, which the SQL of views and marts has."""
    shutil.copyfile(published, path)
    with duckdb.connect(str(path)) as connection:
        article, revision, text = connection.execute(
            """select a.article_id, r.revision_id, r.text from core.articles a join core.article_revisions r using (article_id)
               where a.url like '%rhone%' and r.revision_id = a.current_revision_id"""
        ).fetchall()[0]
        start = len(text) + 1
        connection.execute(
            "update core.article_revisions set title = ?, text = ? where revision_id = ?",
            [TITLE, f"{text}\n{SENTENCE}", revision],
        )
        connection.execute("update core.articles set url = ? where article_id = ?", [URL, article])
        connection.execute("update core.sources set name = ? where source_id = (select source_id from core.articles where article_id = ?)", [TITLE, article])  # fmt: skip
        connection.execute("update ops.rejections set detail = ?, url = ?", [TITLE, URL])
        insert(connection, _rows(revision, start))
        rebuild_marts(connection, published.parent)


def _rows(revision: str, start: int) -> list[object]:
    """What the pipeline would have found in the sentence."""

    def place(words: str) -> dict[str, int]:
        at = start + SENTENCE.index(words)
        return {"char_start": at, "char_end": at + len(words)}

    speaker, number = place(SPEAKER), place(f"7 {MARKDOWN} goats")
    inside = {"revision_id": revision, "sentence_id": an_id("sentence")}
    return [
        make("sentences", **inside, paragraph_index=99, sentence_index=99, **place(SENTENCE)),
        make("entities", entity_id=an_id("eve"), label="PERSON", canonical_name=SPEAKER),
        make("entity_aliases", entity_id=an_id("eve"), alias_text=MARKDOWN),
        make("entity_mentions", **inside, mention_id=an_id("mention"), cluster_id=an_id("c"), entity_id=an_id("eve"), mention_text=SPEAKER, label="PERSON", role_text=IMAGE, **speaker),
        make("quotes", **inside, quote_id=an_id("quote"), quote_type="direct", quote_text=QUOTE, cue_text="said", cue_lemma="say",
             speaker_text=SPEAKER, speaker_char_start=speaker["char_start"], speaker_char_end=speaker["char_end"], speaker_kind="named",
             speaker_entity_id=an_id("eve"), confidence=0.9, **place(QUOTE)),
        make("quote_spans", quote_id=an_id("quote"), span_index=0, **place(QUOTE)),
        make("numeric_facts", **inside, fact_id=an_id("fact"), fact_text=f"7 {MARKDOWN} goats", kind="count", value_low=7.0, value_high=7.0,
             modifier="exact", unit=IMAGE, measured_text=f"{MARKDOWN} goats", change="none", confidence=0.9, **number),
    ]  # fmt: skip


def rebuild_marts(connection: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Marts that are tables do not follow by themselves: they are made anew from the SQL that dbt left, those that need others last."""
    tables = connection.execute(
        "select table_name from information_schema.tables where table_schema = 'marts' and table_type = 'BASE TABLE'"
    )
    compiled = home / "dbt/compiled/wirehouse/models/marts"
    waiting = {name: (compiled / f"{name}.sql").read_text(encoding="utf-8") for (name,) in tables.fetchall()}
    while waiting:
        free = [name for name in waiting if not any(f'"{other}"' in waiting[name] for other in waiting if other != name)]
        for name in free:
            connection.execute(f"create or replace table marts.{name} as {waiting.pop(name)}")
