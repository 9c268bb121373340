"""A DuckLake as the warehouse, its catalog in a real PostgreSQL: it holds what a file would hold, whoever writes, reads or dies meanwhile."""

import pickle
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import duckdb
import pytest

from flows import auditing, publishing, warehouse_lake, warehouse_lake_publish
from flows.cleaning import clean_documents
from flows.commands.asking import sql, status
from flows.commands.mending import publish
from flows.commands.showing import dashboard
from flows.context import RunContext, new_run
from flows.errors import AuditError, UsageError, WarehouseError
from flows.fetching import land_inputs
from flows.landing import Landing
from flows.orchestrator import quiet_tools
from flows.places import Lake
from flows.planning import to_deal_with
from flows.processing import Stages, process, read_and_audit, what_is_known
from flows.settings import Settings
from flows.views import Made, build_views
from flows.warehouse import known, known_documents, query, read_only
from flows.warehouse_lake import NotThereError, writer
from flows.warehouse_lake_guard import check_query
from flows.warehouse_lake_publish import Told, publish_lake
from flows.warehouse_lake_views import Shell, put_views, shell_of
from flows.warehouse_schema import Fit, fit_of
from flows.warehouse_write import bring_up
from schemas import TABLES
from schemas.render import schema_sql
from tests.factories import an_id, insert, make
from tests.postgres import Postgres, postgres
from tests.property.test_invariants import records, save
from tests.warehouses import all_of, contents, one, rows

NOTHING = lambda *_: None  # noqa: E731
MADE = """
    select schema_name || '.' || view_name from duckdb_views() where schema_name = 'marts'
    union select schema_name || '.' || table_name from duckdb_tables() where schema_name in ('marts', 'reference') order by all"""


@pytest.fixture(scope="module")
def database() -> Iterator[Postgres]:
    with postgres() as server:
        yield server


@pytest.fixture
def lake(database: Postgres, tmp_path: Path) -> Lake:
    """A place for one, empty."""
    return Lake(database.database(), str(tmp_path / "lake"))


@pytest.fixture(scope="module", autouse=True)
def bare() -> Iterator[None]:
    """Runs do without Great Expectations, dbt and the search index, which take longest and have no say in where rows go."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(auditing, "audit", lambda frames, seen: [])
        patched.setattr(publishing, "build_views", lambda path, settings: [])
        patched.setattr(publishing, "build_search", lambda path, wanted: None)
        patched.setitem(
            warehouse_lake.CLOSED, "threads", 1
        )  # several have nothing to share out in so few rows, and take twice as long
        yield


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


@pytest.fixture(scope="module")
def into_file(bare: None, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one run over all records makes of them in a file."""
    home = tmp_path_factory.mktemp("file")
    work(home, records(), then=publishing.publish)
    return contents(home)


def test_a_run_into_a_lake_gives_what_a_file_has(
    lake: Lake, tmp_path: Path, into_file: dict[str, Any], capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what dbt makes, and the commands that ask."""
    quiet_tools(tmp_path)
    monkeypatch.setattr(publishing, "build_views", build_views)
    run_id = work(tmp_path, records(), then=publishing.publish, **options(lake))
    assert contents(lake) == into_file
    shell = shell_of(Settings(home=tmp_path, **options(lake)), build_views)  # made already
    made = [str(name) for (name,) in rows(tmp_path / "shell", MADE)]
    assert len(made) > 20
    described = {name: f"select column_name, column_type from (describe {name})" for name in made}
    columns = all_of(lake, described)
    assert columns == all_of(tmp_path / "shell", described)
    asked = {n: f"select {', '.join(str(c) for c, _ in columns[n])} from {n} order by all" for n in made}
    told = all_of(lake, asked)
    for name, value in options(lake).items():
        monkeypatch.setenv(f"WIREHOUSE_{name.upper()}", value)
    home = ["--home", str(tmp_path)]
    question = "select count(*) as quotes from marts.who_said_what"
    sql.main([question, "--format", "csv", "--at", run_id[:8], *home], standalone_mode=False)
    assert capsys.readouterr().out == f"quotes\n{len(told['marts.who_said_what'])}\n"
    status.main(home, standalone_mode=False)
    assert "Last runs" in capsys.readouterr().out
    publish_lake(lake, lambda _: None, told=Told(an_id("again"), "run"), shell=shell)
    assert all_of(lake, asked) == told  # tables are made anew, views stay
    assert rows(lake, "select changes['views_created'] is null from ducklake_snapshots('lake') order by snapshot_id")[1:] == [
        (False,),
        (True,),
    ]
    assert told == in_a_file(lake, shell, tmp_path / "wirehouse.duckdb", asked)


def in_a_file(lake: Lake, shell: Shell, path: Path, asked: dict[str, str]) -> dict[str, list[tuple[object, ...]]]:
    """What is told by a file that has the lake's rows, and in which DuckDB alone computes what dbt makes of them."""
    with read_only(lake) as connection:
        held = {t.full_name: connection.execute(f"from {t.full_name}").to_arrow_table() for t in TABLES.values()}
    with duckdb.connect() as connection:
        connection.execute(f"attach '{path}' as lake; attach '{shell.path}' as shell (read_only); use lake; set TimeZone = 'UTC'")
        connection.execute(schema_sql())
        for name, table in held.items():
            connection.register("held", table)
            connection.execute(f"insert into {name} by name from held")
        put_views(connection, shell, in_force=None)
    return all_of(path.parent, asked)


def at_once(*publishes: Callable[[], Any]) -> list[Any]:
    """What they give, each in a thread of its own."""
    with ThreadPoolExecutor(len(publishes)) as threads:
        return [future.result(timeout=200) for future in [threads.submit(publish) for publish in publishes]]


def test_two_writers_may_both_be_the_first(lake: Lake) -> None:
    begun, tries = threading.Barrier(2), []

    def build(name: str, connection: duckdb.DuckDBPyConnection) -> None:
        if name not in tries:
            begun.wait(timeout=200)
        tries.append(name)
        insert(connection, [make("sources", source_id=name)])

    at_once(
        *(
            partial(publish_lake, lake, partial(build, name), told=Told(an_id(name), "run"), shell=None)
            for name in ("one", "other")
        )
    )
    assert (len(tries), rows(lake, "select source_id from core.sources order by all")) == (3, [("one",), ("other",)])


def test_what_is_for_files_only_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from dashboard import asking

    settings = Settings(home=tmp_path, warehouse_kind="ducklake")
    settings.waiting.touch()
    assert settings.newest == settings.published  # a file that waits is none of the lake's
    assert Settings(home=tmp_path).newest == settings.waiting
    monkeypatch.setenv("WIREHOUSE_HOME", str(tmp_path))
    monkeypatch.setenv("WIREHOUSE_WAREHOUSE_KIND", "ducklake")
    for command in (publish, dashboard):
        with pytest.raises(UsageError, match=r"lake.sqlite: .* (at once or not at all|files only)"):
            command.main([], standalone_mode=False)
    with pytest.raises(WarehouseError, match="the dashboard shows files only"):
        asking.ask("select 1")
    assert asking.missing_file() is None


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
ASKED = "select count(*), (select count(*) from core.quotes), (select string_agg(run_id order by run_id) from ops.runs) from core.articles"


class History(NamedTuple):
    """What became of a lake: a run; one that was killed as all its rows were in; then two at once, while somebody read."""

    lake: Lake
    runs: list[str]
    """In the order in which they published."""
    tries: list[str]
    """The runs of the two at once that built what was to be published, each time they did."""
    first: dict[str, Any]
    """What the first run left."""
    at_death: dict[str, Any]
    """What was read when the second had put its rows in."""
    after_death: dict[str, Any]
    seen: set[Any]
    """Answers to `ASKED` during the two at once."""
    patient: tuple[Any, Any]
    """What one connection was told before and after them."""


@pytest.fixture(scope="module")
def history(database: Postgres, bare: None, tmp_path_factory: pytest.TempPathFactory) -> History:
    folder, everything = tmp_path_factory.mktemp("history"), records()
    lake, home = Lake(database.database(), str(folder / "lake")), folder / "home"
    first = work(home, everything[:2], then=publishing.publish, **options(lake))
    states = [contents(lake)]

    def killed(context: RunContext, **given: Any) -> Any:
        (folder / "context").write_bytes(pickle.dumps((context, given)))
        command = [sys.executable, "-c", KILLED, str(folder / "context")]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None
            assert process.stdout.readline() == "written\n"
            states.append(contents(lake))
            process.kill()
        assert process.returncode == -signal.SIGKILL
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(home, everything[2:5], then=killed, **options(lake))
    states.append(contents(lake))
    with read_only(lake) as connection, reading_along(lake) as seen:
        before = connection.execute(ASKED).fetchall()
        # They share documents, a text under two documents, an article, names and a story, among themselves and with what is there.
        tries = two_at_once(lake, (home, everything[:3]), (folder / "other", [everything[0], *everything[3:]]))
        after = connection.execute(ASKED).fetchall()
    runs = [first, *sorted(set(tries), key=lambda run_id: tries[-1] == run_id)]
    return History(lake, runs, tries, *states, seen=seen, patient=(before[0], after[0]))


Piece: TypeAlias = tuple[Path, list[dict[str, Any]]]


def two_at_once(lake: Lake, one_piece: Piece, other_piece: Piece) -> list[str]:
    """Two runs, each in a home folder of its own, that publish from the same snapshot on; the id of each at every try."""
    tries: list[str] = []
    begun, real = threading.Barrier(2), publishing._build

    def build(context: RunContext, *given: Any) -> Any:
        if context.run_id not in tries:
            begun.wait(timeout=200)  # both have begun, at the same snapshot
        tries.append(context.run_id)
        return real(context, *given)

    def outer(context: RunContext, **given: Any) -> Any:
        built: list[Any] = []

        def inner(other: RunContext, **also: Any) -> Any:
            built.extend(at_once(partial(publishing.publish, context, **given), partial(publishing.publish, other, **also)))
            return built[1]

        work(*other_piece, then=inner, **options(lake))
        return built[0]

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(publishing, "_build", build)
        work(*one_piece, then=outer, **options(lake))
    return tries


@contextmanager
def reading_along(lake: Lake) -> Iterator[set[Any]]:
    """The answers that somebody has who asks again and again; what fails there fails here."""
    seen: set[Any] = set()
    stop = threading.Event()

    def read() -> None:
        while True:
            seen.add(rows(lake, ASKED)[0])
            if stop.wait(0.2):
                return

    with ThreadPoolExecutor(1) as threads:
        reader = threads.submit(read)
        try:
            yield seen
        finally:
            stop.set()
        reader.result(timeout=60)


def test_two_writers_that_begin_at_one_snapshot_give_what_one_gives(history: History, into_file: dict[str, Any]) -> None:
    assert (len(history.tries), len(history.runs)) == (3, 3)  # one of the two had to do it again
    assert contents(history.lake) == into_file
    assert one(history.lake, "select count(*) from ops.runs where documents != revisions + duplicates + rejections") == 0


def test_readers_see_whole_snapshots_and_are_never_in_the_way(history: History) -> None:
    states = [rows(history.lake._replace(run_id=run_id), ASKED)[0] for run_id in history.runs]
    assert len(set(states)) == 3
    assert history.seen <= set(states)
    assert history.patient == (states[0], states[-1])  # each query of a connection sees the newest


def test_any_run_can_be_gone_back_to(history: History) -> None:
    lake, first, last = history.lake, history.runs[0], history.runs[-1]
    assert contents(lake._replace(run_id=first)) == contents(lake._replace(run_id=first[:10])) == history.first
    assert contents(lake._replace(run_id=last)) == contents(lake) != history.first
    for unknown in ("nothing", ""):
        with pytest.raises(UsageError, match=r"no snapshot|runs have ids"):
            query(lake._replace(run_id=unknown), "select 1")


def test_a_publish_that_is_killed_leaves_the_last_snapshot(history: History) -> None:
    """What was landed is picked up by a next run: see the two writers."""
    assert history.at_death == history.after_death == history.first


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


def test_checks_that_fail_publish_nothing(lake: Lake, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
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
