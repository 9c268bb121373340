"""A DuckLake as the warehouse, its catalog in a real PostgreSQL: it holds what a file would hold, whoever writes, reads or dies meanwhile."""

import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pytest

from flows import publishing, warehouse_lake_publish
from flows.cleaning import clean_documents
from flows.commands.asking import sql, status
from flows.context import RunContext, new_run
from flows.errors import AuditError, UsageError, WarehouseError
from flows.fetching import land_inputs
from flows.landing import Landing
from flows.orchestrator import quiet_tools
from flows.places import Lake
from flows.planning import to_deal_with
from flows.processing import Stages, process, read_and_audit, what_is_known
from flows.settings import Settings
from flows.warehouse import known, known_documents, query, read_only
from flows.warehouse_lake import NotThereError, writer
from flows.warehouse_lake_guard import check_query
from flows.warehouse_lake_publish import Told, publish_lake
from flows.warehouse_schema import Fit, fit_of
from flows.warehouse_write import bring_up
from tests.factories import an_id, insert, make
from tests.postgres import Postgres, postgres
from tests.property.test_invariants import records, save
from tests.warehouses import all_of, contents, one, rows

NOTHING = lambda *_: None  # noqa: E731
MADE = """
    select schema_name || '.' || view_name from duckdb_views() where schema_name = 'marts'
    union select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('marts', 'reference') order by all"""
CLOCK = ("fetched_at", "first_seen_at", "last_fetched_at", "median_hours_to_fetch")


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def lake(database: Postgres, tmp_path: Path) -> Lake:
    """A place for one, empty."""
    return Lake(database.database(), str(tmp_path / "lake"))


@pytest.fixture
def no_views(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(publishing, "build_views", lambda path, settings: [])


def options(lake: Lake) -> dict[str, Any]:
    return {"warehouse_kind": "ducklake", "lake_catalog": lake.catalog, "lake_data": lake.data}


def work(home: Path, articles: list[dict[str, Any]], *, then: Callable[[RunContext, Any], Any], **given: Any) -> str:
    """A run over the articles in this process, without Prefect; `then` publishes it. Returns its id."""
    settings = Settings(home=home, pipeline="fast", **given)
    home.mkdir(parents=True, exist_ok=True)
    with new_run("run", settings) as context:
        landed = land_inputs(context, [str(save(home / "articles.jsonl", articles))], None, NOTHING)
        todo = to_deal_with(landed.document_ids, Landing(settings.landing).readable, what_is_known(context))
        each = lambda what: lambda context, parts: (what(context, *part) for part in parts)  # noqa: E731
        stages = Stages(clean=each(clean_documents), read=each(read_and_audit), publish=then)
        process(context, stages, todo, NOTHING, besides=len(set(landed.document_ids) - set(todo)))
        return context.run_id


@pytest.fixture
def into_file(no_views: None, tmp_path: Path) -> dict[str, Any]:
    """What one run over all records makes of them in a file."""
    work(tmp_path / "file", records(), then=publishing.publish)
    return contents(tmp_path / "file")


def test_a_run_into_a_lake_gives_what_a_file_has(
    lake: Lake, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With dbt's seeds, views and tests, and the commands that ask."""
    quiet_tools(tmp_path)
    work(tmp_path / "file", records(), then=publishing.publish)
    run_id = work(tmp_path / "lake-home", records(), then=publishing.publish, **options(lake))
    assert contents(lake) == contents(tmp_path / "file")
    made = [str(name) for (name,) in rows(tmp_path / "file", MADE)]
    assert len(made) > 20
    described = {name: f"select column_name, column_type from (describe {name})" for name in made}
    columns = all_of(lake, described)
    assert columns == all_of(tmp_path / "file", described)
    asked = {n: f"select {', '.join(str(c) for c, _ in columns[n] if c not in CLOCK)} from {n} order by all" for n in made}
    assert all_of(lake, asked) == all_of(tmp_path / "file", asked)
    for name, value in options(lake).items():
        monkeypatch.setenv(f"WIREHOUSE_{name.upper()}", value)
    home = ["--home", str(tmp_path / "lake-home")]
    question = "select count(*) as quotes from marts.who_said_what"
    sql.main([question, "--format", "csv", "--at", run_id[:8], *home], standalone_mode=False)
    assert capsys.readouterr().out == f"quotes\n{one(tmp_path / 'file', question)}\n"
    status.main(home, standalone_mode=False)
    assert "Last runs" in capsys.readouterr().out
    work(tmp_path / "lake-home", records(), then=publishing.publish, **options(lake))  # dbt has nothing to make anew
    assert contents(lake) == contents(tmp_path / "file")
    assert rows(lake, "select changes['views_created'] is null from ducklake_snapshots('lake') order by snapshot_id")[1:] == [
        (False,),
        (True,),
    ]


def at_once(*publishes: Callable[[], Any]) -> list[Any]:
    """What they give, each in a thread of its own."""
    with ThreadPoolExecutor(len(publishes)) as threads:
        return [future.result(timeout=200) for future in [threads.submit(publish) for publish in publishes]]


def test_two_writers_that_begin_at_one_snapshot_give_what_one_gives(
    lake: Lake, tmp_path: Path, into_file: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They share a document, a text under two documents, an article, names and a story; the lake is empty, and then it is not."""
    everything, tries, real = records(), [], publishing._build
    pieces = [(everything[:3], everything[1:4]), (everything[4:], [everything[0], *everything[3:]])]

    for number, (one_piece, other_piece) in enumerate(pieces):
        begun = threading.Barrier(2)

        def build(context: RunContext, *given: Any, begun: threading.Barrier = begun) -> Any:
            if context.run_id not in tries:
                begun.wait(timeout=200)  # both have begun, at the same snapshot
            tries.append(context.run_id)
            return real(context, *given)

        def outer(context: RunContext, **given: Any) -> Any:
            built: list[Any] = []

            def inner(other: RunContext, **also: Any) -> Any:
                built.extend(at_once(partial(publishing.publish, context, **given), partial(publishing.publish, other, **also)))
                return built[1]

            work(tmp_path / "other", other_piece, then=inner, **options(lake))  # noqa: B023
            return built[0]

        monkeypatch.setattr(publishing, "_build", build)
        work(tmp_path / "one", one_piece, then=outer, **options(lake))
        assert (len(tries), len(set(tries))) == (3 * (number + 1), 2 * (number + 1))  # one of the two had to do it again
    assert contents(lake) == into_file
    assert one(lake, "select count(*) from ops.runs where documents != revisions + duplicates + rejections") == 0


def test_readers_see_whole_snapshots_and_are_never_in_the_way(lake: Lake, tmp_path: Path, no_views: None) -> None:
    asked = "select count(*), (select count(*) from core.quotes), (select string_agg(run_id order by run_id) from ops.runs) from core.articles"
    everything = records()
    runs = [work(tmp_path / "writer", everything[:1], then=publishing.publish, **options(lake))]
    seen, failures, stop = set(), [], threading.Event()

    def read() -> None:
        while not stop.is_set():
            try:
                seen.add(rows(lake, asked)[0])
            except BaseException as failure:
                failures.append(failure)

    readers = [threading.Thread(target=read) for _ in range(2)]
    with read_only(lake) as patient:
        before = patient.execute(asked).fetchall()
        for reader in readers:
            reader.start()
        pieces = (everything[1:2], everything[2:4], everything[4:])
        runs += [work(tmp_path / "writer", piece, then=publishing.publish, **options(lake)) for piece in pieces]
        stop.set()
        for reader in readers:
            reader.join(timeout=30)
        after = patient.execute(asked).fetchall()
    assert failures == []
    states = [rows(lake._replace(run_id=run_id), asked)[0] for run_id in runs]
    assert seen <= set(states)
    assert [states.index(row) for row in (before[0], after[0])] == [0, 3]
    assert len({states[0], states[-1]} & seen) >= 1


def test_any_run_can_be_gone_back_to(lake: Lake, tmp_path: Path, no_views: None) -> None:
    everything = records()
    first = work(tmp_path / "home", everything[:2], then=publishing.publish, **options(lake))
    then = contents(lake)
    second = work(tmp_path / "home", everything[2:], then=publishing.publish, **options(lake))
    assert contents(lake) != then
    assert contents(lake._replace(run_id=first)) == contents(lake._replace(run_id=first[:10])) == then
    assert contents(lake._replace(run_id=second)) == contents(lake)
    for unknown in ("nothing", ""):
        with pytest.raises(UsageError, match=r"no snapshot|runs have ids"):
            query(lake._replace(run_id=unknown), "select 1")


def test_a_file_keeps_no_earlier_states(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="a DuckLake"):
        sql.main(["select 1", "--at", "abc", "--home", str(tmp_path)], standalone_mode=False)


KILLED = """
import pickle, sys, time
from flows import publishing
def hang(*arguments, **named):
    print("written", flush=True)
    time.sleep(600)
publishing.build_views = lambda path, settings: []
publishing.check_warehouse = hang
context, given = pickle.load(open(sys.argv[1], "rb"))
publishing.publish(context, **given)
"""


def test_a_publish_that_is_killed_leaves_the_last_snapshot(lake: Lake, tmp_path: Path, into_file: dict[str, Any]) -> None:
    everything = records()
    work(tmp_path / "home", everything[:2], then=publishing.publish, **options(lake))
    before = contents(lake)

    def killed(context: RunContext, **given: Any) -> Any:
        (tmp_path / "context").write_bytes(pickle.dumps((context, given)))
        command = [sys.executable, "-c", KILLED, str(tmp_path / "context")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "written\n"
            assert contents(lake) == before
            process.kill()
        assert process.returncode == -signal.SIGKILL
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(tmp_path / "home", everything[2:], then=killed, **options(lake))
    assert contents(lake) == before
    work(
        tmp_path / "home", everything[2:3], then=publishing.publish, **options(lake)
    )  # what was landed is picked up by the next run
    assert contents(lake) == into_file


@pytest.fixture(scope="module")
def small(database: Postgres, tmp_path_factory: pytest.TempPathFactory) -> Lake:
    """A lake with a few rows."""
    lake = Lake(database.database(), str(tmp_path_factory.mktemp("small")))
    publish_lake(lake, lambda c: insert(c, [make("sources", source_id="s")]), told=Told(an_id("run"), "run"), shell=None)
    return lake


ALLOWED = (
    "from core.sources",
    "with x as (select * from core.sources) select count(*) from x, range(3)",
    "describe core.sources",
    "show all tables",
    "summarize core.sources",
    "from core.sources at (version => 1)",
    "select snapshot_id, commit_message from ducklake_snapshots('lake')",
)
REFUSED = (
    "copy core.sources to '{data}/x.csv'",
    "explain analyze copy core.sources to '{data}/x.csv'",
    "export database '{data}'",
    "insert into core.sources select * from core.sources",
    "create table core.x (a int)",
    "drop table core.sources",
    "attach 'x.db'",
    "set lock_configuration = false",
    "select 1; select 2",
    "select * from postgres_scan('{catalog}', 'public', 'ducklake_snapshot')",
    "select * from (select * from POSTGRES_QUERY('lake', 'select 1'))",
    "select (select count(*) from postgres_query('lake', 'select 1'))",
    "from query('from postgres_query(''lake'', ''select 1'')')",
    "from query_table('__ducklake_metadata_lake.public.ducklake_snapshot')",
    "from __ducklake_metadata_lake.public.ducklake_snapshot",
    'select * from "__DUCKLAKE_metadata_lake".pg_catalog.pg_authid',
    "describe __ducklake_metadata_lake.public.ducklake_snapshot",
    "from ducklake_cleanup_old_files('lake', cleanup_all => true)",
    "call ducklake_merge_adjacent_files('lake')",
    "from duckdb_databases()",
    "from duckdb_settings()",
    "select current_setting('allowed_directories')",
    "from read_csv('/etc/passwd')",
    "from '{data}/core/sources/x.parquet'",
    "from glob('{data}/*')",
    "pivot core.sources on kind using count(*)",
    "selec 1",
)
EVEN_UNASKED = (
    "create table core.x (a int)",
    "delete from core.sources",
    "copy (select 1) to '/tmp/x.csv'",
    "from read_csv('/etc/passwd')",
    "load '/tmp/x.duckdb_extension'",
    "set lock_configuration = false",
)


def refused(ask: Callable[[str], Any], asked: str) -> bool:
    try:
        ask(asked)
    except (UsageError, duckdb.Error):
        return True
    return False


def test_what_is_a_query_is_answered_and_what_is_more_is_refused(small: Lake) -> None:
    files = sorted(Path(small.data).rglob("*"))
    with read_only(small) as connection:
        for asked in ALLOWED:
            check_query(connection, asked)
            assert connection.execute(asked).fetchall() != [], asked
        let_pass = [asked for asked in REFUSED if not refused(partial(check_query, connection), asked.format(**small._asdict()))]
        # The connection can do nothing else: what is looked at before is not all that stands in the way.
        let_pass += [statement for statement in EVEN_UNASKED if not refused(connection.execute, statement)]
    assert let_pass == []
    with pytest.raises(UsageError, match="one SELECT"):
        query(small, "copy (select 1) to 'x.csv'")
    assert sorted(Path(small.data).rglob("*")) == files


def test_a_lake_of_an_older_release_is_brought_up(small: Lake, database: Postgres, tmp_path: Path) -> None:
    lake = Lake(database.database(), str(tmp_path / "lake"))
    publish_lake(lake, lambda c: insert(c, [make("sources", source_id="s")]), told=Told(an_id("run"), "run"), shell=None)
    with writer(lake) as connection:
        connection.execute("drop table core.date_mentions; alter table core.sources drop column country")
    assert len(fit_of(lake).missing) == 2
    bring_up(Settings(home=tmp_path, **options(lake)))
    assert fit_of(lake) == Fit()
    assert rows(lake, "from core.sources") == rows(small, "from core.sources")
    with writer(lake) as connection:
        connection.execute("create table core.thoughts (a int)")
    with pytest.raises(WarehouseError, match="newer release"):
        bring_up(Settings(home=tmp_path, **options(lake)))


def test_checks_that_fail_publish_nothing(lake: Lake, tmp_path: Path, no_views: None, monkeypatch: pytest.MonkeyPatch) -> None:
    from flows.views import Made

    with monkeypatch.context() as patched:
        broken = Made("test", "a_test_that_fails", "select count(*) != 0 from core.articles", "")
        patched.setattr(publishing, "build_views", lambda path, settings: [broken])
        with pytest.raises(AuditError, match="a_test_that_fails"):
            work(tmp_path / "home", records(), then=publishing.publish, **options(lake))
    with pytest.raises(NotThereError, match="no warehouse yet"):
        query(lake, "from core.articles")
    assert known_documents(lake) == set()
    assert known(lake, pipeline_version="", rules_version="").outcomes == {}


def test_a_catalog_that_is_not_there_is_told_without_its_password(lake: Lake, tmp_path: Path) -> None:
    for catalog in ("host=/nowhere user=wire password=geheim dbname=lake", "postgresql://wire:geheim@127.0.0.1:9/lake"):
        with pytest.raises(WarehouseError, match="cannot be used") as told:
            query(Lake(catalog, str(tmp_path)), "select 1")
        assert "geheim" not in str(told.value)
        assert told.value.__suppress_context__


def test_other_writers_may_not_be_first_for_ever(small: Lake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warehouse_lake_publish, "TRIES", 2)
    monkeypatch.setattr(warehouse_lake_publish, "LONGEST_SECONDS", 0.01)

    def overtaken(connection: Any) -> None:
        publish_lake(small, lambda _: None, told=Told(an_id("other"), "run"), shell=None)

    with pytest.raises(WarehouseError, match="other writers published first 2 times"):
        publish_lake(small, overtaken, told=Told(an_id("run"), "run"), shell=None)


@pytest.mark.parametrize("kind", ["sqlite", "memory://"])
def test_one_machine_needs_no_postgres_and_files_may_be_anywhere_fsspec_writes(tmp_path: Path, kind: str) -> None:
    data = f"memory://{tmp_path.name}" if kind == "memory://" else str(tmp_path / "lake")
    lake = Lake(str(tmp_path / "lake.sqlite"), data)
    with pytest.raises(NotThereError):
        query(lake, "select 1")
    many = [make("sources", source_id=str(n)) for n in range(100)]
    publish_lake(lake, lambda c: insert(c, many), told=Told(an_id("one"), "run"), shell=None)
    publish_lake(
        lake, lambda c: c.execute("delete from core.sources where source_id < '5'"), told=Told(an_id("two"), "run"), shell=None
    )
    assert one(lake, "select count(*) from core.sources") == sum(str(n) >= "5" for n in range(100))
    assert one(lake._replace(run_id=an_id("one")), "select count(*) from core.sources") == 100
