"""Which clusters are one entity, over the whole warehouse: a real DuckDB file, whatever the order of arrival."""

import random
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows.errors import InputError
from flows.seeds import read_aliases, rules_version
from flows.settings import Settings
from flows.warehouse_entities import link_entities
from schemas import make_id
from tests.factories import insert, make, make_file
from transforms.entities.aliases import Alias, aliases
from transforms.entities.names import name_key

Told = tuple[str, str]
"""Article and name."""


def clusters(spec: Iterable[str]) -> list[Any]:
    """Rows of articles given as "a1: PERSON Ana Ruiz = Ruiz; ORG Port Union": clusters, their other names behind "="."""
    rows: list[Any] = []
    for line in spec:
        article, _, named = line.partition(": ")
        revision = make_id("revision", article)
        story = make_id("s", article.partition("=")[0])  # "a2=1" is a copy of a2
        rows.append(make("articles", article_id=make_id("a", article), story_id=story, url=f"https://x.example/{article}"))
        rows.append(make("article_revisions", revision_id=revision, article_id=make_id("a", article), text=line))
        for part in named.split("; "):
            label, _, names = part.partition(" ")
            full, *others = names.split(" = ")
            key, entity = name_key(full, label), make_id("entities", label, name_key(full, label))
            cluster = make_id("cluster", revision, label, key)
            rows.append(make("entity_clusters", cluster_id=cluster, revision_id=revision, entity_id=entity, label=label, canonical_name=full, name_key=key))  # fmt: skip
            rows += [make("entity_cluster_names", cluster_id=cluster, revision_id=revision, name_key=k, mentions=1) for k in {key, *(name_key(o, label) for o in others)}]  # fmt: skip
            rows.append(make("entity_mentions", mention_id=make_id("m", cluster), cluster_id=cluster, revision_id=revision, entity_id=entity, label=label, mention_text=full))  # fmt: skip
            rows.append(make("quotes", quote_id=make_id("q", cluster), revision_id=revision, speaker_mention_id=make_id("m", cluster), speaker_entity_id=entity, speaker_kind="named", quote_text="x"))  # fmt: skip
    return rows


def linked(path: Path, rows: Sequence[Any], known: Sequence[Alias] = ()) -> dict[str, list[tuple[Any, ...]]]:
    make_file(path)
    with duckdb.connect(str(path)) as connection:
        insert(connection, rows)
        link_entities(connection, known)
        tables = ("entities", "entity_aliases", "entity_clusters", "entity_mentions", "quotes")
        return {name: connection.execute(f"from core.{name} order by all").fetchall() for name in tables}


def whose(path: Path, spec: Sequence[str], known: Sequence[Alias] = ()) -> dict[Told, tuple[str, str]]:
    """(article, name) -> (the entity's usual name, why it is that)."""
    linked(path, clusters(spec), known)
    with duckdb.connect(str(path)) as connection:
        found = connection.execute(
            """select regexp_extract(a.url, '[^/]+$'), c.canonical_name, e.canonical_name, c.link_rule
               from core.entity_clusters c join core.entities e using (entity_id)
               join core.article_revisions r using (revision_id) join core.articles a using (article_id)"""
        ).fetchall()
    return {(article, name): (entity, rule) for article, name, entity, rule in found}


IN_FULL = [
    "a1: PERSON Ana Ruiz = Ruiz; ORG Port Union",
    "a2: PERSON Ana Ruiz = Ruiz; ORG Port Union; ORG Harbour Board",
]


def test_a_surname_alone_is_whose_it_is_in_full_elsewhere(tmp_path: Path) -> None:
    found = whose(tmp_path / "w.duckdb", [*IN_FULL, "a3: PERSON Ruiz; ORG Port Union"])
    assert found["a3", "Ruiz"] == ("Ana Ruiz", "short_name")


@pytest.mark.parametrize(
    ("why", "spec"),
    [
        ("nobody is named with her there who is elsewhere", [*IN_FULL, "a3: PERSON Ruiz; ORG Bakers Guild"]),
        ("a country is no company", ["a1: PERSON Ana Ruiz = Ruiz; GPE Chile", "a2: PERSON Ana Ruiz = Ruiz; GPE Chile", "a3: PERSON Ruiz; GPE Chile"]),
        ("another has the surname", [*IN_FULL, "a4: PERSON Ben Ruiz = Ruiz; ORG Port Union", "a3: PERSON Ruiz; ORG Port Union"]),
        ("one article is no evidence", [IN_FULL[0], "a2: ORG Port Union", "a3: PERSON Ruiz; ORG Port Union"]),
        ("a copy is no second story", [IN_FULL[0], "a1=2: PERSON Ana Ruiz = Ruiz; ORG Port Union", "a3: PERSON Ruiz; ORG Port Union"]),
        ("two who can be meant are named in full", [*IN_FULL, "a3: PERSON Ana Ruiz; PERSON Ben Ruiz; PERSON Ruiz; ORG Port Union"]),
        ("a given name is no surname", ["a1: PERSON Ruiz Park = Ruiz; ORG Port Union", "a2: PERSON Ruiz Park = Ruiz; ORG Port Union", "a3: PERSON Ruiz; ORG Port Union"]),
    ],
)  # fmt: skip
def test_a_surname_alone_is_left_alone_where(tmp_path: Path, why: str, spec: list[str]) -> None:
    found = whose(tmp_path / "w.duckdb", spec)
    assert found["a3", "Ruiz"] == ("Ruiz", "name"), why


def test_an_acronym_alone_is_whose_it_is_elsewhere(tmp_path: Path) -> None:
    spec = ["a1: ORG Port Labour Union = PLU; PERSON Ana Ruiz", "a2: ORG Port Labour Union = PLU; PERSON Ana Ruiz", "a3: ORG PLU; PERSON Ana Ruiz"]  # fmt: skip
    assert whose(tmp_path / "w.duckdb", spec)["a3", "PLU"] == ("Port Labour Union", "short_name")


def test_a_part_of_a_name_is_no_acronym(tmp_path: Path) -> None:
    spec = ["a1: ORG White House Press Club = White House; PERSON Ana Ruiz", "a2: ORG White House Press Club = White House; PERSON Ana Ruiz", "a3: ORG White House; PERSON Ana Ruiz"]  # fmt: skip
    assert whose(tmp_path / "w.duckdb", spec)["a3", "White House"] == ("White House", "name")


def test_a_line_for_one_article_can_exempt_it(tmp_path: Path) -> None:
    lines = [
        {"label": "ORG", "alias": "PLU", "name": "Port Labour Union", "wikidata_id": "Q1"},
        {"label": "ORG", "alias": "PLU", "name": "PLU", "url": "https://x.example/a2"},
        {"label": "ORG", "alias": "PLU", "name": "Park Lane United", "url": "https://x.example/a3"},
    ]
    found = whose(tmp_path / "w.duckdb", ["a1: ORG PLU", "a2: ORG PLU", "a3: FAC PLU", "a4: GPE PLU"], aliases(lines, ()))
    assert [found[f"a{n}", "PLU"] for n in (1, 2, 3, 4)] == [
        ("Port Labour Union", "alias"),
        ("PLU", "name"),
        ("Park Lane United", "alias"),
        ("PLU", "name"),  # a place is no union
    ]


def test_spellings_are_one_entity_by_their_key(tmp_path: Path) -> None:
    found = whose(tmp_path / "w.duckdb", ["a1: PERSON Andrés Peña", "a2: PERSON Andres Pena", "a3: PERSON Andrés M. Peña"])
    assert {entity for entity, _ in found.values()} == {"Andrés M. Peña"}


def test_aliases_say_whose_a_name_is(tmp_path: Path) -> None:
    lines = [
        {"label": "ORG", "alias": "the Citadel", "name": "Ministry of War", "wikidata_id": "Q42"},
        {"label": "PERSON", "alias": "Ana Ruiz", "name": "Ana Ruiz (baker)", "url": "https://x.example/a2"},
    ]
    spec = ["a1: FAC Citadel; PERSON Ana Ruiz", "a2: ORG Ministry of War; PERSON Ana Ruiz"]
    found = whose(tmp_path / "w.duckdb", spec, aliases(lines, ()))
    assert found["a1", "Citadel"] == ("Ministry of War", "alias")
    assert found["a2", "Ministry of War"] == ("Ministry of War", "name")
    assert (found["a1", "Ana Ruiz"], found["a2", "Ana Ruiz"]) == (("Ana Ruiz", "name"), ("Ana Ruiz (baker)", "alias"))
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        told = connection.execute("select label, wikidata_id from core.entities where canonical_name = 'Ministry of War'").fetchall()  # fmt: skip
    assert told == [("ORG", "Q42")]


SPEC = [
    *IN_FULL,
    "a3: PERSON Ruiz; ORG Port Union",
    "a4: ORG Port Labour Union = PLU; PERSON Ana Ruiz",
    "a5: ORG Port Labour Union = PLU; PERSON Ben Cole; ORG Port Union",
    "a6: ORG PLU; PERSON Ben Cole; PERSON Ruiz",
    "a7: PERSON Cole; ORG Port Labour Union",
]


@pytest.mark.parametrize("seed", range(6))
def test_the_order_of_arrival_does_not_matter(tmp_path: Path, seed: int) -> None:
    """Invariant 3, also where what came first was linked before the rest came."""
    rows = clusters(SPEC)
    whole = linked(tmp_path / "whole.duckdb", rows)
    random.Random(seed).shuffle(rows)
    assert linked(tmp_path / "shuffled.duckdb", rows) == whole
    make_file(tmp_path / "pieces.duckdb")
    with duckdb.connect(str(tmp_path / "pieces.duckdb")) as connection:
        for piece in (rows[: len(rows) // 2], rows[len(rows) // 2 :]):
            insert(connection, piece)
            for table in ("entities", "entity_aliases"):
                connection.execute(f"delete from core.{table}")
            link_entities(connection, ())
        assert {name: connection.execute(f"from core.{name} order by all").fetchall() for name in whole} == whole


def test_what_points_to_a_cluster_follows_it(tmp_path: Path) -> None:
    linked(tmp_path / "w.duckdb", clusters(SPEC))
    with duckdb.connect(str(tmp_path / "w.duckdb")) as connection:
        for table, column in (("entity_mentions", "entity_id"), ("quotes", "speaker_entity_id")):
            key = "mention_id" if table == "entity_mentions" else "speaker_mention_id"
            wrong = connection.execute(
                f"""select count(*) from core.{table} t join core.entity_mentions m on m.mention_id = t.{key}
                    join core.entity_clusters c on c.cluster_id = m.cluster_id where t.{column} != c.entity_id"""
            ).fetchone()
            assert wrong == (0,)


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("PERSONN,Ana,Ana Ruiz,", "is no label"),
        ("PERSON,,Ana Ruiz,", "needs an alias and a name"),
        ("PERSON,Ana R,Ana Ruiz,42", "no Wikidata item"),
        ("PERSON,Ana A,Ana B,\nPERSON,Ana B,Ana C,\nPERSON,Ana C,Ana A,", "circle"),
    ],
)
def test_a_bad_line_is_named(tmp_path: Path, line: str, reason: str) -> None:
    (tmp_path / "entity_aliases.csv").write_text(f"label,alias,name,wikidata_id\n{line}\n", encoding="utf-8")
    with pytest.raises(InputError, match=reason) as told:
        read_aliases(Settings(home=tmp_path))
    assert str(tmp_path / "entity_aliases.csv") in str(told.value)


def test_a_user_overrules_the_seed_without_making_extractions_stale(tmp_path: Path) -> None:
    before = rules_version(Settings(home=tmp_path).seeds)
    (tmp_path / "entity_aliases.csv").write_text("label,alias,name\nORG,WHO,Wagga Hiking Outfit\n", encoding="utf-8")
    found = {a.alias_key: a.name for a in read_aliases(Settings(home=tmp_path)) if a.label == "ORG"}
    assert found["who"] == "Wagga Hiking Outfit"
    assert rules_version(Settings(home=tmp_path).seeds) == before


def test_the_shipped_aliases_are_sound() -> None:
    known = read_aliases(Settings())
    assert len(known) > 300
    assert all(a.name_key != a.alias_key or a.wikidata_id is None for a in known)
    assert {a.name for a in known if a.alias_key in {"un", "pentagon", "isis"}} == {"United Nations", "Department of Defense", "Islamic State"}  # fmt: skip
