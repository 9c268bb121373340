"""What people type is run on the published file and on nothing else: queries, searches and exports of a small real file."""

import csv
import hashlib
import io
import json
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from click.testing import CliRunner, Result

from flows.asking import parameters_of
from flows.cli import main
from flows.errors import UsageError, WirehouseError
from flows.searching import snippet
from flows.warehouse_reading import Limits, asking, query, session
from flows.warehouse_search import INDEXED, build_search
from schemas.ops import SchemaVersion
from schemas.versions import SCHEMA_GENERATION, schema_digest
from tests.factories import NOON, an_id, make, make_file

TEXT = "The “sanctions” on Ísland cost $14 million in 2020, the minister said. Nobody was sanctioned before."
MARTS = """
    create schema marts;
    create table marts.who_said_what as
        from (values ('q1', 'Ana Ruiz', '“Sanctions work,” she said.', 'The Wire', timestamptz '2020-02-14 09:00:00+00', 2),
                     ('q2', 'Ben Cole', '=cmd|''/c calc''!A1 were sanctioned', 'Town / Paper', null, 1))
            t(quote_id, speaker, quote_text, source, published_at, outlets) select *, 'https://x.example/1' as url;
    create table marts.numeric_claims as
        select 'f1' as fact_id, '$14 million' as fact_text, 'The “sanctions” on Ísland cost $14 million.' as sentence, 'Ana Ruiz' as speaker,
            'The Wire' as source, 'https://x.example/1' as url, timestamptz '2020-02-14 09:00:00+00' as published_at, 14e6 as value_low
        union all select 'f2', '2020', 'The “sanctions” on Ísland cost $14 million.', null, 'The Wire', 'https://x.example/1', null, 2020;
    comment on table marts.who_said_what is 'One row per quote.';
    comment on column marts.who_said_what.speaker is 'Who | said it.';"""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose warehouse has one story in two copies, two quotes, two numbers, and the index of all."""
    folder = tmp_path_factory.mktemp("home")
    path = folder / "wirehouse.duckdb"
    copies: list[Any] = [
        SchemaVersion(schema_digest(), SCHEMA_GENERATION, "unreleased"),
        make("sources", source_id="s", name="The Wire"),
    ]
    for n in ("1", "2"):
        ids = {"article_id": an_id("a" + n), "revision_id": an_id("r" + n)}
        copies.append(
            make(
                "article_revisions",
                **ids,
                title="Trade",
                text=TEXT,
                word_count=16,
                revision_number=1,
                published_at=NOON if n == "1" else None,
            )
        )
        copies.append(make("articles", article_id=ids["article_id"], source_id="s", story_id=an_id("y"), current_revision_id=ids["revision_id"], url=f"https://x.example/{n}"))  # fmt: skip
    make_file(path, copies)
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'")
        connection.execute(MARTS)
    build_search(path)
    return folder


@pytest.fixture
def ask(home: Path) -> Any:
    """`ask("sql", …)`: the command in this process, on that home."""
    return lambda command, *arguments, **named: CliRunner().invoke(
        main, [command, *map(str, arguments), "--home", str(home)], **named
    )


HOSTILE = [
    # Statements that are no queries
    ("insert into core.sources values ('x')", "INSERT is refused"),
    ("update core.sources set name = 'x'", "UPDATE is refused"),
    ("delete from core.sources", "DELETE is refused"),
    ("truncate core.sources", "DELETE is refused"),
    ("merge into core.sources s using core.sources t on true when matched then delete", "MERGE"),
    ("drop table core.sources", "DROP is refused"),
    ("alter table core.sources add column x int", "ALTER is refused"),
    ("create table core.x (i int)", "CREATE is refused"),
    ("create temp table x as select 1", "CREATE is refused"),
    ("create macro f() as 1", "CREATE"),
    ("create secret (type s3)", "CREATE"),
    ("comment on table core.sources is 'x'", "is refused"),
    ("copy core.sources to '/tmp/x.csv'", "COPY is refused"),
    ("copy (select 1) to '/tmp/x.parquet' (format parquet)", "COPY is refused"),
    ("copy core.sources from '/etc/passwd'", "COPY is refused"),
    ("export database '/tmp/x'", "EXPORT is refused"),
    ("import database '/tmp/x'", "disabled"),
    ("attach 'other.duckdb'", "ATTACH is refused"),
    ("attach ':memory:' as m", "ATTACH is refused"),
    ("detach wirehouse", "DETACH is refused"),
    ("use core", "SET is refused"),
    ("set memory_limit = '100GB'", "SET is refused"),
    ("set enable_external_access = true", "SET is refused"),
    ("reset lock_configuration", "is refused"),
    ("set variable x = 1", "SET is refused"),
    ("pragma memory_limit = '1TB'", "is refused"),
    ("pragma enable_profiling", "is refused"),
    ("call enable_logging()", "CALL is refused"),
    ("checkpoint", "is refused"),
    ("vacuum", "is refused"),
    ("begin", "TRANSACTION is refused"),
    ("prepare p as select 1", "PREPARE is refused"),
    ("execute p", "EXECUTE is refused"),
    ("install httpfs", "LOAD is refused"),
    ("force install fts from community", "LOAD is refused"),
    ("load fts", "LOAD is refused"),
    # Queries that would reach beyond the file
    ("from read_csv('/etc/passwd')", "disabled"),
    ("from read_text('/etc/passwd')", "disabled"),
    ("from read_blob('/etc/passwd')", "disabled"),
    ("from read_parquet('/tmp/*.parquet')", "disabled"),
    ("from read_json('/etc/passwd')", "disabled"),
    ("from read_csv('https://example.org/x.csv')", "does not run"),
    ("from '/etc/passwd'", "does not exist"),
    ("from 'x.parquet'", "does not run"),
    ("from glob('/*')", "disabled"),
    ("from sniff_csv('/etc/passwd')", "disabled"),
    ("from parquet_metadata('/tmp/x.parquet')", "disabled"),
    ("from read_duckdb('/tmp/x.duckdb')", "does not run"),
    ("from duckdb_secrets()", "disabled"),
    ("select getenv('HOME')", "does not exist"),
    ("from query('copy core.sources to ''/tmp/x.csv''')", "does not run"),
    ("explain analyze copy (select 1) to '/tmp/x.csv'", "disabled"),
    ("explain analyze delete from core.sources", "read-only"),
    ("from hidden", "does not exist"),  # a variable of ours, which DuckDB's Python client would take for a table
    # Several at once, or none
    ("select 1; select 2", "2 statements"),
    ("select 1; drop table core.sources", "DROP is refused"),
    ("pivot core.sources on kind using count(*)", "PIVOT without IN"),
    ("", "asks nothing"),
    ("-- only a comment", "asks nothing"),
    ("selekt 1", "does not run"),
    # Too much
    ("select list(i) from range(1000000000) t(i)", "more memory"),
    ("select count(*) from range(100000000000) a, range(100000) b", "stopped after"),
]


def test_what_is_no_query_or_reaches_beyond_the_file_is_refused(home: Path) -> None:
    hidden = pa.table({"secret": [1]})
    before = (home / "wirehouse.duckdb").read_bytes()
    for sql, why in HOSTILE:
        with pytest.raises(WirehouseError, match=r"(?s).*") as refused:
            query(home / "wirehouse.duckdb", sql, limits=Limits("60MB", 0.3 if why == "stopped after" else 60))
        assert why in str(refused.value), sql
        assert isinstance(refused.value, UsageError), sql
    assert hidden.num_rows == 1
    assert (home / "wirehouse.duckdb").read_bytes() == before
    assert [p.name for p in home.iterdir()] == ["wirehouse.duckdb"]


def test_the_command_says_so_in_a_line_and_exits(ask: Any) -> None:
    done = ask("sql", "drop table core.sources")
    assert (done.exit_code, done.stdout, len(done.stderr.splitlines())) == (2, "", 1)
    assert done.stderr.startswith("wirehouse: DROP is refused")


@pytest.mark.parametrize(
    ("sql", "near"),
    [
        ("select speker from marts.who_said_what", '"speaker"'),
        ("from marts.who_said", "who_said_what"),
        ("from cores.sources", "core"),
    ],
)
def test_errors_name_what_was_nearly_meant(ask: Any, sql: str, near: str) -> None:
    assert near in ask("sql", sql).stderr


@pytest.mark.parametrize(
    "sql",
    ["values (1)", "describe core.quotes", "show all tables", "summarize core.sources", "table core.sources", "explain select 1",
     "with x as (select 1) from x", "select 1;", "pivot core.sources on kind in ('feed') using count(*)"],
)  # fmt: skip
def test_every_kind_of_query_runs(home: Path, sql: str) -> None:
    assert query(home / "wirehouse.duckdb", sql).num_rows > 0


def out(done: Result) -> str:
    assert done.exit_code == 0, done.stderr
    return done.stdout


def test_parameters_are_values_and_never_sql(ask: Any) -> None:
    wanted = "select speaker from marts.who_said_what where speaker = $who"
    assert out(ask("sql", wanted, "-p", "who=Ana Ruiz", "--format", "csv")) == "speaker\nAna Ruiz\n"
    assert out(ask("sql", wanted, "-p", "who=' or true --", "--format", "csv")) == "speaker\n"
    since = "select count(*) as n from marts.who_said_what where published_at >= $since limit $n"
    assert out(ask("sql", since, "-p", "since=2020-01-01", "-p", "n:int=1", "--format", "csv")) == "n\n1\n"
    assert "not provided" in ask("sql", wanted).stderr


@pytest.mark.parametrize(
    "given", ["who", "=x", "a b=x", "n:int=ten", "n:integer=1", "d:date=14.2.2020", "b:bool=perhaps", "t:timestamp=noon"]
)
def test_a_parameter_that_is_none_is_told(given: str) -> None:
    with pytest.raises(UsageError, match="--param"):
        parameters_of([given])


def test_a_query_comes_from_a_file_or_standard_input(ask: Any, tmp_path: Path) -> None:
    (tmp_path / "q.sql").write_text("select 'é' as x", encoding="utf-8")
    assert out(ask("sql", "-f", tmp_path / "q.sql", "--format", "jsonl")) == '{"x": "é"}\n'
    assert out(ask("sql", "-", "--format", "jsonl", input="select 'é' as x")) == '{"x": "é"}\n'
    for wrong in ([], ["select 1", "-f", tmp_path / "q.sql"]):
        assert ask("sql", *wrong).exit_code == 2


def test_every_format_has_the_same_rows(ask: Any, tmp_path: Path) -> None:
    sql = "select i, case when i = 1 then 'a,\"b\"' end as t, [1, 2] as l, 'nan'::double as x, date '2020-02-14' as d, 1.50 as m from range(3) r(i)"
    files = {form: tmp_path / f"x.{form}" for form in ("csv", "json", "jsonl", "parquet")}
    for path in files.values():
        assert ask("sql", sql, "-o", path).stderr == f"{path}: 3 rows\n"
    expected = [{"i": i, "t": 'a,"b"' if i == 1 else None, "l": [1, 2], "x": None, "d": "2020-02-14", "m": 1.5} for i in range(3)]
    assert json.loads(files["json"].read_text()) == expected
    assert [json.loads(line) for line in files["jsonl"].read_text().splitlines()] == expected
    assert list(csv.reader(files["csv"].read_text(encoding="utf-8").splitlines()))[2] == [
        "1",
        'a,"b"',
        "[1, 2]",
        "nan",
        "2020-02-14",
        "1.50",
    ]
    assert pq.read_table(files["parquet"]).column("t").to_pylist() == [None, 'a,"b"', None]
    assert json.loads(out(ask("sql", "select 1 where false", "--format", "json"))) == []
    assert pq.read_table(io.BytesIO(ask("sql", sql, "--format", "parquet").stdout_bytes)).num_rows == 3
    assert "cast it to text" in ask("sql", "select interval 3 day", "-o", tmp_path / "i.parquet").stderr
    assert "choose --format" in ask("sql", sql, "-o", tmp_path / "x.txt", "--format", "table").stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["x.csv", "x.json", "x.jsonl", "x.parquet"]


def test_rows_stream_and_a_limit_ends_them(home: Path, ask: Any) -> None:
    """A hundred million rows do not fit into 60 MB; the first of them are had at once."""
    with asking(
        home / "wirehouse.duckdb", "select i, i || ' words' as w from range(100000000) t(i)", limits=Limits("60MB", 60)
    ) as rows:
        assert rows.read_next_batch().num_rows <= 10_000
    assert out(ask("sql", "from range(100000000)", "--format", "csv", "--limit", 3)) == "range\n0\n1\n2\n"
    assert len(out(ask("sql", "from range(20000)")).splitlines()) == 10_002
    assert "RANGE" in out(ask("sql", "from range(3)", "--explain"))


def test_two_ask_at_once_in_one_process(home: Path) -> None:
    with (
        session(home / "wirehouse.duckdb") as one,
        session(home / "wirehouse.duckdb", limits=Limits("80MB", 9), search=True) as other,
    ):
        assert one("select 1 as x").read_all() == other("select 1 as x").read_all()


def test_a_session_sees_one_snapshot(home: Path, tmp_path: Path) -> None:
    path, newer = tmp_path / "w.duckdb", tmp_path / "newer.duckdb"
    for file, rows in ((path, 1), (newer, 2)):
        make_file(file, [make("sources", source_id=f"s{n}") for n in range(rows)])
    with session(path) as one:
        assert one("select count(*) from core.sources").read_all().to_pylist() == [{"count_star()": 1}]
        newer.replace(path)
        assert one("select count(*) from core.sources").read_all().to_pylist() == [{"count_star()": 1}]


def test_an_index_does_not_keep_others_from_the_file(home: Path) -> None:
    """A reader without the extension opens the file and asks everything but the search itself."""
    offline = {"autoload_known_extensions": "false", "autoinstall_known_extensions": "false"}
    with duckdb.connect(str(home / "wirehouse.duckdb"), read_only=True, config=offline) as connection:
        tables = connection.execute("select database_name, schema_name, table_name from duckdb_tables()").fetchall()
        for _, schema, table in tables:
            connection.execute(f"select * from {schema}.{table}").fetchall()
        assert connection.execute("select count(*) from information_schema.columns").fetchone() > (100,)
        with pytest.raises(duckdb.CatalogException, match="stem"):
            connection.execute("select fts_marts_who_said_what.match_bm25('q1', 'x')")


def found(done: Result) -> list[tuple[str, str]]:
    return [(row["what"], row["id"]) for row in map(json.loads, out(done).splitlines())]


@pytest.mark.parametrize(
    ("asked", "expected"),
    [
        (["sanction"], [("article", an_id("a1")), ("fact", "f1"), ("quote", "q1"), ("quote", "q2")]),  # stems; copies once
        (["SANCTIONS", "--in", "quotes"], [("quote", "q1"), ("quote", "q2")]),
        (["sanctions", "--in", "quotes", "--speaker", "ruiz"], [("quote", "q1")]),
        (["sanctions", "--in", "quotes", "--since", "2020-02-14"], [("quote", "q1")]),
        (["sanctions", "--in", "quotes", "--until", "2020-02-14"], []),
        (["sanctions", "--in", "quotes", "--source", "town"], [("quote", "q2")]),
        (["iceland"], []),
        (["island", "--in", "facts"], [("fact", "f1")]),  # accents and quote marks are no part of a word
        (["14", "--in", "facts"], [("fact", "f1")]),
        (["sanctions", "work", "--in", "quotes", "--all"], [("quote", "q1")]),
        (["sanctions", "--limit", "1"], [("article", an_id("a1"))]),
        (["'; drop table x; --", "--in", "quotes"], []),
    ],
)
def test_search_finds_words_by_stem_and_copies_once(ask: Any, asked: list[str], expected: list[tuple[str, str]]) -> None:
    told = found(ask("search", *asked, "--format", "jsonl"))
    assert sorted(told) == sorted(expected)


def test_search_marks_the_hit_and_says_where_it_is(ask: Any) -> None:
    (row,) = map(json.loads, out(ask("search", "sanctions", "--in", "facts", "--format", "jsonl")).splitlines())
    assert row["snippet"] == "The “*sanctions*” on Ísland cost $14 million."
    assert (row["speaker"], row["url"], row["published_at"][:10]) == ("Ana Ruiz", "https://x.example/1", "2020-02-14")


@pytest.mark.parametrize(
    ("text", "hits", "width", "expected"),
    [
        ("no hit here", ["x"], 40, "no hit here"),
        ("Été à Paris", ["ete"], 40, "*Été* à Paris"),
        ("a b c d e f g hit i j k l m n", ["hit"], 8, "…g *hit* i j…"),
        ("hit and far away from there two hits: hit hit", ["hit"], 16, "…hits: *hit* *hit*"),
        ("", ["x"], 10, ""),
    ],
)
def test_a_snippet_is_where_most_hits_are(text: str, hits: list[str], width: int, expected: str) -> None:
    assert snippet(text, hits, width) == expected


@pytest.mark.parametrize(("words", "why"), [("…", "has no word"), (" ", "has no word")])
def test_a_search_for_nothing_is_told(ask: Any, words: str, why: str) -> None:
    done = ask("search", words)
    assert (done.exit_code, why in done.stderr) == (2, True)


def test_what_is_not_indexed_is_told(tmp_path: Path) -> None:
    make_file(tmp_path / "wirehouse.duckdb")
    build_search(tmp_path / "wirehouse.duckdb", ["articles"])  # an empty table, and no marts
    done = CliRunner().invoke(main, ["search", "x", "--home", str(tmp_path)])
    assert (done.exit_code, "no index of quotes, facts" in done.stderr) == (1, True)
    assert CliRunner().invoke(main, ["search", "x", "--in", "articles", "--home", str(tmp_path)]).exit_code == 0
    build_search(tmp_path / "wirehouse.duckdb", [])
    assert query(tmp_path / "wirehouse.duckdb", "from duckdb_schemas() where schema_name like 'fts%'").num_rows == 0
    assert set(INDEXED) == {"articles", "quotes", "facts"}


def test_an_export_says_what_is_in_it(ask: Any, tmp_path: Path) -> None:
    done = ask("export", "who_said_what", "core.sources", "--to", tmp_path / "out", "--format", "csv")
    assert out(done).splitlines()[2].split()[:3] == ["marts.who_said_what", "1", "2"]
    package = json.loads((tmp_path / "out/datapackage.json").read_text(encoding="utf-8"))
    quotes, sources = package["resources"]
    assert (quotes["path"], quotes["rows"], quotes["description"]) == ("who_said_what.csv", 2, "One row per quote.")
    assert quotes["schema"]["fields"][1] == {"name": "speaker", "type": "string", "description": "Who | said it."}
    assert [field["type"] for field in quotes["schema"]["fields"] if field["name"] == "published_at"] == ["datetime"]
    assert sources["schema"]["primaryKey"] == ["source_id"]
    written = (tmp_path / "out/who_said_what.csv").read_bytes()
    assert (quotes["hash"], quotes["bytes"]) == ("sha256:" + hashlib.sha256(written).hexdigest(), len(written))
    assert [len(row) for row in csv.reader(io.StringIO(written.decode()))] == [len(quotes["schema"]["fields"])] * 3
    assert "Who \\| said it." in (tmp_path / "out/data_dictionary.md").read_text(encoding="utf-8")


def test_an_export_is_parted_by_month_or_source(ask: Any, tmp_path: Path) -> None:
    for by, folders in (
        ("month", ["month=2020-02", "month=__none__"]),
        ("source", ["source=The%20Wire", "source=Town%20%2F%20Paper"]),
    ):
        out(ask("export", "who_said_what", "--to", tmp_path / by, "--partition-by", by))
        assert sorted(p.name for p in (tmp_path / by / "who_said_what").iterdir()) == folders
        assert sum(pq.read_metadata(p).num_rows for p in (tmp_path / by).rglob("*.parquet")) == 2
        (resource,) = json.loads((tmp_path / by / "datapackage.json").read_text())["resources"]
        assert [file["rows"] for file in resource["files"]] == [1, 1]


def test_cells_that_a_spreadsheet_would_run_are_guarded_on_wish(ask: Any, tmp_path: Path) -> None:
    out(ask("export", "who_said_what", "--to", tmp_path / "a", "--format", "csv", "--excel-safe"))
    out(ask("export", "who_said_what", "--to", tmp_path / "b", "--format", "csv"))
    cells = [
        list(csv.DictReader(io.StringIO((tmp_path / name / "who_said_what.csv").read_text(encoding="utf-8"))))[1]["quote_text"]
        for name in "ab"
    ]
    assert [cell[:2] for cell in cells] == ["'=", "=c"]
    assert ask("export", "--to", tmp_path / "c", "--excel-safe").exit_code == 2


def test_an_export_replaces_nothing_unasked_and_leaves_nothing_half_done(ask: Any, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    out(ask("export", "who_said_what", "--to", folder))  # an empty folder is no loss
    assert "--force" in ask("export", "numeric_claims", "--to", folder).stderr
    assert (folder / "who_said_what.parquet").exists()
    out(ask("export", "numeric_claims", "--to", folder, "--force"))
    assert sorted(p.name for p in folder.iterdir()) == ["data_dictionary.md", "datapackage.json", "numeric_claims.parquet"]
    assert "did you mean marts.numeric_claims" in ask("export", "numeric_claim", "--to", folder, "--force").stderr
    assert "no column that tells the month" in ask("export", "core.sources", "--to", folder, "--force", "--partition-by", "month").stderr  # fmt: skip
    assert [p.name for p in tmp_path.iterdir()] == ["out"]
    assert (folder / "numeric_claims.parquet").exists()
