"""In which order texts stand, and which is current: tables of what was fetched when."""

from datetime import timedelta
from pathlib import Path
from typing import Any, NamedTuple

import duckdb
import pytest

from flows.warehouse_revisions import CURRENT, settle_revisions
from flows.warehouse_write import open_private
from tests.factories import NOON, an_id, insert, make, make_file


class Text(NamedTuple):
    """One document: its text by name, the hours at which it was fetched, and what it says of its dates."""

    name: str
    fetched: tuple[int, ...]
    modified: int | None = None
    published: int | None = None
    kind: str = "page"


def at(hour: int | None) -> Any:
    return None if hour is None else NOON + timedelta(hours=hour)


def rows_of(texts: list[Text]) -> list[Any]:
    found: list[Any] = []
    for number, text in enumerate(texts):
        document, origin = an_id(f"{text}"), "fetched" if text.published is None else "meta"
        shared = {"revision_id": an_id(text.name), "article_id": an_id("a")}
        found.append(make("documents", document_id=document, fetched_at=at(text.fetched[0]), source_kind=text.kind, outcome="revision", **shared))  # fmt: skip
        found += [make("sightings", document_id=document, fetched_at=at(hour)) for hour in text.fetched[1:]]
        if text.name not in {t.name for t in texts[:number]}:
            published = text.fetched[0] if text.published is None else text.published
            found.append(make("article_revisions", text=text.name, fetched_at=at(text.fetched[0]), published_at=at(published), published_at_origin=origin, modified_at=at(text.modified), **shared))  # fmt: skip
    return found


def settled(path: Path, texts: list[Text]) -> tuple[str, str, list[Any]]:
    """The texts in order, the current one, and when each was first fetched."""
    path.unlink(missing_ok=True)
    make_file(path, rows_of(texts))
    with duckdb.connect(str(path)) as connection:
        settle_revisions(connection)
        once = connection.execute("select text, fetched_at from core.article_revisions order by revision_number").fetchall()
        settle_revisions(connection)
        assert (
            connection.execute("select text, fetched_at from core.article_revisions order by revision_number").fetchall() == once
        )
        assert connection.execute("select count(*) from core.article_revisions where published_at_origin = 'fetched' and published_at != fetched_at").fetchone() == (0,)  # fmt: skip
        current = connection.execute(f"select text from core.article_revisions join ({CURRENT}) using (revision_id)").fetchall()
    return "".join(name for name, _ in once), current[0][0], [when for _, when in once]


CASES = {
    "seen one after the other": ([Text("A", (1,)), Text("B", (2,))], "AB", "B"),
    "a date that comes late is older than the fetch": ([Text("A", (10,)), Text("B", (20,), published=1)], "AB", "B"),
    "a date of change that goes away": ([Text("A", (10,), modified=9, published=1), Text("B", (20,), published=1)], "AB", "B"),
    "archives read in another order": ([Text("B", (20,), kind="archive"), Text("A", (10,), kind="archive")], "AB", "B"),
    "taken back with other bytes around": ([Text("A", (1,)), Text("B", (2,)), Text("A", (3,), modified=3)], "AB", "A"),
    "taken back, byte by byte": ([Text("A", (1, 3)), Text("B", (2,))], "AB", "A"),
    "an older capture found later": ([Text("A", (5, 1)), Text("B", (2, 4))], "AB", "A"),
    "files by what they state": ([Text("B", (1,), modified=8, published=1, kind="file"), Text("A", (2,), published=1, kind="file")], "AB", "B"),
    "files, one without a date": ([Text("A", (1,), kind="file"), Text("B", (2,), published=-9, kind="file")], "AB", "B"),
    "a file between two visits": ([Text("A", (1,)), Text("C", (5,)), Text("B", (9,), modified=3, kind="folder")], "ABC", "C"),
    "a dump read after the page was seen": ([Text("B", (5,)), Text("A", (9,), published=1, kind="file")], "AB", "B"),
}  # fmt: skip


@pytest.mark.parametrize(("texts", "order", "current"), CASES.values(), ids=CASES)
def test_order_and_current_text(tmp_path: Path, texts: list[Text], order: str, current: str) -> None:
    """Also whatever came first."""
    names = [text.name for text in texts]
    for arrived in (texts, texts[::-1]) if len(set(names)) == len(names) else [texts]:
        found = settled(tmp_path / "w.duckdb", arrived)
        assert found[:2] == (order, current)
        firsts = {n: min(h for t in texts if t.name == n for h in t.fetched) for n in names}
        assert [when.astimezone(NOON.tzinfo) for when in found[2]] == [at(firsts[name]) for name in order]


def test_a_file_of_before_sightings_were_kept(tmp_path: Path) -> None:
    """It gets the table, and its revisions the order in which their documents were fetched; a later visit counts from then on."""
    make_file(tmp_path / "w.duckdb", rows_of([Text("B", (2,), published=1), Text("A", (1,), published=9)]))
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        connection.execute("drop table ops.sightings; insert into ops.schema_versions values ('0123456789abcdef', 1, '0.0.9')")
    with open_private(tmp_path / "w.duckdb") as connection:
        settle_revisions(connection)
        order = "select text from core.article_revisions order by revision_number"
        current = f"select text from core.article_revisions join ({CURRENT}) using (revision_id)"
        assert connection.execute(order).fetchall() == [("A",), ("B",)]
        assert connection.execute(current).fetchall() == [("B",)]
        document = connection.execute("select document_id from ops.documents order by fetched_at limit 1").fetchall()[0][0]
        insert(connection, [make("sightings", document_id=document, fetched_at=at(hour)) for hour in (5, 4, 3)])
        settle_revisions(connection)
        assert connection.execute(current).fetchall() == [("A",)]
        assert connection.execute("select fetched_at from ops.sightings order by all").fetchall() == [(at(3),), (at(5),)]
