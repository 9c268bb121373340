"""Stories do not depend on the order, the batches or the number of the articles beside them."""

from pathlib import Path
from typing import Any

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from flows.warehouse_stories import find_stories
from schemas import make_id
from tests.factories import insert, make, make_file
from transforms.stories.clusters import Text, stories
from transforms.stories.signatures import signature

PARTS = [" ".join(f"{name}{i}" for i in range(30)) for name in "abcdefgh"]
SPEC = st.lists(
    st.lists(st.lists(st.sampled_from(PARTS), min_size=1, max_size=6), min_size=1, max_size=2), min_size=1, max_size=12
)
"""Articles, each with one or two texts, each of some of the paragraphs, so that copies, chains and strangers all turn up."""


def texts(spec: list[list[list[str]]]) -> list[Text]:
    found = []
    for number, versions in enumerate(spec):
        rows = [signature("0" * 20, "\n".join(parts)) for parts in versions]
        found += [Text(f"a{number:02}", r.text_hash, r.shingle_count, r.signature, r is rows[-1]) for r in rows]
    return found


@settings(max_examples=150)
@given(spec=SPEC, data=st.data())
def test_stories_do_not_depend_on_order(spec: list[list[list[str]]], data: Any) -> None:
    rows = texts(spec)
    found = stories(rows)
    assert stories(data.draw(st.permutations(rows))) == found
    assert sorted(article for members in found.values() for article in members) == sorted({t.article_id for t in rows})


@settings(max_examples=100)
@given(spec=SPEC)
def test_the_same_words_are_one_story_and_a_stranger_changes_nothing(spec: list[list[list[str]]]) -> None:
    rows = texts(spec)
    found = stories(rows)
    whose = {article: story for story, members in found.items() for article in members}
    current = {}
    for row in rows:
        if row.is_current:
            assert whose[current.setdefault(row.text_hash, row.article_id)] == whose[row.article_id]
    stranger = signature("0" * 20, " ".join(f"z{i}" for i in range(99)))
    assert stories([*rows, Text("zz", *stranger[1:], True)]) == found | {"zz": ["zz"]}


@settings(max_examples=10)
@given(spec=SPEC, data=st.data())
def test_story_ids_do_not_depend_on_the_order_of_arrival(tmp_path: Path, spec: list[list[list[str]]], data: Any) -> None:
    rows: list[Any] = []
    for number, versions in enumerate(spec):
        for version, parts in enumerate(versions, 1):
            revision = make_id("r", number, version)
            rows.append(make("article_revisions", revision_id=revision, article_id=make_id("a", number), revision_number=version, text="x"))  # fmt: skip
            rows.append(signature(revision, "\n".join(parts)))

    def found(ordered: list[Any]) -> list[Any]:
        path = tmp_path / "w.duckdb"
        path.unlink(missing_ok=True)
        make_file(path, ordered)
        with duckdb.connect(str(path)) as connection:
            find_stories(connection)
            return connection.execute("from story_of order by all").fetchall()

    assert found(data.draw(st.permutations(rows))) == found(rows)


def test_a_story_is_called_after_the_article_published_first(tmp_path: Path) -> None:
    """So a copy that is found later does not rename it; a time of fetching is none of publication; unread articles are alone."""
    make_file(tmp_path / "w.duckdb")
    story = {name: make_id("stories", make_id("a", name)) for name in "abcd"}
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        for name, day, origin in (("b", 3, "meta"), ("a", 4, "meta"), ("c", 1, "fetched")):
            revision = make_id("r", name)
            when = f"2026-03-{day:02} 10:00:00+00"
            insert(connection, [make("article_revisions", revision_id=revision, article_id=make_id("a", name), text="x", published_at=when, published_at_origin=origin), signature(revision, PARTS[0])])  # fmt: skip
        insert(connection, [make("article_revisions", revision_id=make_id("r", "d"), article_id=make_id("a", "d"), text="x")])
        find_stories(connection)
        found = dict(connection.execute("from story_of").fetchall())
    assert found == {make_id("a", name): story["d" if name == "d" else "b"] for name in "abcd"}
