"""What the marts cost and how fast they answer, on warehouses of growing size.

    python benchmarks/marts.py [--quotes 10000 100000 1000000] [--folder DIR]

Fills the declared tables with synthetic rows, straight in DuckDB: five quotes, six numbers, 20 sentences and 25 mentions an article; 500
sources of uneven size; three years; entities and speakers as frequent as names in news are (Zipf), and so are the 2,000 things measured; one article in four is a copy of
another, and every fifth copy has another number in one sentence; one in fifty has a second revision. Then has dbt build the marts as a publish does, and asks each mart what people ask: its rows,
ten of them, those of one speaker, of one week, of one source, of one article. Each figure is the best of three, in a connection that is
opened as `wirehouse sql` opens it. On a busy machine only the seconds of a processor mean something.
"""

import argparse
import json
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from flows.settings import Settings
from flows.views import build_views
from flows.warehouse_reading import query, session
from flows.warehouse_search import build_search, search
from schemas.render import schema_sql

IN_ARTICLE = 5
"""Quotes of one article."""
WORDS = [
    "council",
    "port",
    "bridge",
    "flood",
    "budget",
    "school",
    "harvest",
    "rail",
    "clinic",
    "strike",
    "wage",
    "river",
    "bank",
    "court",
    "union",
    "vote",
    "storm",
    "mine",
    "road",
    "tax",
]

SYNTHETIC = """
create temp macro id(kind, n) as substr(sha256(kind || ':' || n), 1, 20);
create temp macro zipf(n, most) as cast(floor(pow(most, (hash(n) % 1000003) / 1000003.0)) as bigint);
create temp macro pick(n, words) as words[cast(1 + hash(n) % len(words) as bigint)];
create temp macro prose(n, more) as concat_ws(' ', 'The', pick(n, $words), 'of', pick(n * 7 + 1, $words), 'needs', n % 97 + more, pick(n * 13 + 2, $words), 'in', pick(n * 17 + 3, $words), 'number', n) || '.';

create temp table a as select i, case when i % 4 = 3 then i - 3 else i end as told, zipf(i * 31, 500) as source,
    timestamptz '2023-01-01' + to_seconds(told * 94608000 // $articles + (i - told) * 1200) as moment from range($articles) t(i);
create temp table r as select id('r', i) as revision_id, *, 1 as number from a
    union all select id('r2', i), *, 2 from a where i % 50 = 0;
insert into core.sources select 'source' || s, 'Paper ' || s, 'feed', null, null, 'en' from range(501) t(s);
create temp table p as select revision_id, i, told, s, case when i % 20 = 3 and s = 2 then 100 else 0 end as more, prose(told * 20 + s + case when number = 2 and s = 3 then 7 else 0 end, more) as words from r, range(20) t(s);
create temp table s as select *, coalesce(sum(len(words) + 1) over (partition by revision_id order by s rows between unbounded preceding and 1 preceding), 0)::bigint as char_start, len(words) as width from p;
insert into core.article_revisions by name select revision_id, id('a', i) as article_id, number as revision_number, sha256(revision_id) as content_hash,
    'Headline ' || i as title, told.text, 'en' as language, moment as published_at, 'meta' as published_at_origin, moment + interval 2 hour as fetched_at, 200 as word_count, sha256('d' || i) as landing_digest
    from r join (select revision_id, string_agg(words, ' ' order by s) as text from p group by all) told using (revision_id);
insert into core.articles select id('a', i), 'source' || source, 'https://s' || source || '.example/' || i, 'https://s' || source || '.example/' || i,
    id('y', told), case when i % 50 = 0 then id('r2', i) else id('r', i) end, moment from a;
insert into core.sentences select id('t' || revision_id, s), revision_id, s // 3, s, char_start, char_start + width from s;
insert into core.entities select id('e', e), ['PERSON', 'ORG', 'GPE', 'NORP'][1 + e % 4], 'Name ' || e, null, null, null from range(1, 1 + $articles // 2) t(e);
insert into core.entity_mentions by name select id('m' || revision_id, m) as mention_id, revision_id, id('t' || revision_id, m % 20) as sentence_id,
    id('c' || revision_id, zipf(told * 25 + m, $articles // 2)) as cluster_id, id('e', zipf(told * 25 + m, $articles // 2)) as entity_id, m * 40 as char_start, m * 40 + 8 as char_end,
    'Name' as mention_text, ['PERSON', 'ORG', 'GPE', 'NORP'][1 + zipf(told * 25 + m, $articles // 2) % 4] as label from r, range(25) t(m);
insert into core.entity_clusters by name select distinct on (cluster_id) cluster_id, revision_id, entity_id, label, 'Name' as canonical_name, 'name ' || entity_id as name_key, 'name' as link_rule from core.entity_mentions;
insert into core.quotes by name select id('q' || revision_id, s) as quote_id, revision_id, id('t' || revision_id, s) as sentence_id, 'direct' as quote_type, char_start, char_start + width as char_end,
    words as quote_text, 'said' as cue_text, 'say' as cue_lemma, 'Name' as speaker_text, 'named' as speaker_kind, id('e', zipf(told * 5 + s, $articles // 2)) as speaker_entity_id,
    0.5 + (hash(s + i) % 50) / 100 as confidence, 'rule' as rule from s where s < 5;
insert into core.quote_spans select quote_id, 0, char_start, char_end from core.quotes;
insert into core.numeric_facts by name select id('f' || revision_id, s) as fact_id, revision_id, id('t' || revision_id, s) as sentence_id, char_start + 2 as char_start, char_start + 4 as char_end, (told + s) % 97 + more || ' ' || pick(told + s, $words) as fact_text,
    'count' as kind, (told + s) % 97 + more as value_low, (told + s) % 97 + more as value_high, 'exact' as modifier, 'thing' || zipf(told * 20 + s, 2000) as unit, 'thing' || zipf(told * 20 + s, 2000) as measured_text, 'none' as change,
    false as is_negated, case when s < 3 then id('q' || revision_id, s) end as quote_id, 0.8 as confidence, 'count' as rule from s where s < 6;
insert into ops.runs by name select id('run', d) as run_id, 'run' as command, timestamptz '2023-01-01' + to_days(d::int) as started_at, timestamptz '2023-01-01' + to_days(d::int) as ended_at, 0 as documents, 0 as revisions, 0 as duplicates, 0 as rejections, 0 as findings, 'p' as pipeline_name, 'v' as pipeline_version, 'u' as rules_version from range(1096) t(d);
insert into ops.documents by name select id('d' || revision_id, 0) as document_id, id('run', i * 1095 // $articles) as run_id, 'source' || source as source_id, 'Paper' as source_name, 'feed' as source_kind, '' as url, '' as canonical_url, sha256('d' || i) as landing_digest, moment as fetched_at, 'revision' as outcome, id('a', i) as article_id, revision_id from r;
insert into ops.extractions by name select revision_id, run_id, document_id, 'p' as pipeline_name, 'v' as pipeline_version, 'u' as rules_version, fetched_at as extracted_at from ops.documents;
"""

ASKED = {
    "who_said_what": {"speaker": "speaker = 'Name 3'", "week": "published_at between '2024-03-01' and '2024-03-08'", "source": "source = 'Paper 2'", "article": "url = 'https://s{s}.example/{i}'"},
    "numeric_claims": {"speaker": "speaker = 'Name 3'", "week": "published_at between '2024-03-01' and '2024-03-08'", "source": "source = 'Paper 2'", "article": "url = 'https://s{s}.example/{i}'"},
    "numbers_in_conflict": {"week": "first_published_at between '2024-03-01' and '2024-03-08'", "source": "first_source = 'Paper 2'", "article": "first_url = 'https://s{s}.example/{i}'"},
    "entity_daily": {"speaker": "canonical_name = 'Name 3'", "week": "day between '2024-03-01' and '2024-03-08'"},
    "entity_cooccurrence": {"speaker": "name = 'Name 3'", "week": "last_at between '2024-03-01' and '2024-03-08'"},
    "entity_links": {"speaker": "canonical_name = 'Name 3'"},
    "article_facts": {"week": "published_at between '2024-03-01' and '2024-03-08'", "source": "source = 'Paper 2'", "article": "url = 'https://s{s}.example/{i}'"},
    "revision_changes": {"week": "published_at between '2024-03-01' and '2024-03-08'", "source": "source = 'Paper 2'", "article": "url = 'https://s{s}.example/{i}'"},
    "source_activity": {"week": "day between '2024-03-01' and '2024-03-08'", "source": "source = 'Paper 2'"},
    "data_quality_daily": {"week": "day between '2024-03-01' and '2024-03-08'"},
}  # fmt: skip
TOP = {
    "who_said_what": "outlets desc, quote_id",
    "numeric_claims": "outlets desc, fact_id",
    "numbers_in_conflict": "confidence desc",
    "entity_daily": "stories desc, entity_id",
    "entity_cooccurrence": "stories desc, entity_id",
    "entity_links": "revisions desc, entity_id",
    "article_facts": "quotes desc, article_id",
    "revision_changes": "similarity desc, old_id",
    "source_activity": "articles desc, source_id",
    "data_quality_daily": "day desc",
}


def fill(path: Path, quotes: int) -> None:
    """A warehouse with so many quotes (of current revisions), and every other table in proportion."""
    words = "[" + ", ".join(f"'{word}'" for word in WORDS) + "]"
    with duckdb.connect(str(path)) as connection:
        connection.execute("SET TimeZone = 'UTC'; SET preserve_insertion_order = true")
        connection.execute(schema_sql())
        for statement in SYNTHETIC.replace("$articles", str(quotes // IN_ARTICLE)).replace("$words", words).split(";\n"):
            connection.execute(statement)


def ask(path: Path, sql: str) -> tuple[float, int]:
    """Milliseconds of the best of three, the connection apart, and the rows."""
    took = []
    with session(path) as one:
        for _ in range(3):
            start = time.perf_counter()
            rows = one(sql).read_all()
            took.append(1000 * (time.perf_counter() - start))
    return min(took), rows.num_rows


def questions(mart: str, article: int, source: int) -> dict[str, str]:
    """What people ask of a mart: name -> SQL."""
    found = {"count": f"select count(*) from marts.{mart}", "top": f"from marts.{mart} order by {TOP[mart]} limit 10"}
    for name, condition in ASKED[mart].items():
        found[name] = f"from marts.{mart} where {condition.format(s=source, i=article)} limit 1000"
    return found


def measure(folder: Path, quotes: int, kinds: tuple[str, ...]) -> None:
    """Print one size: the build, the file, the queries."""
    path = folder / f"{quotes}" / "wirehouse.duckdb"
    path.parent.mkdir(parents=True, exist_ok=True)
    filled = path.with_name("filled.duckdb")
    if not filled.exists():
        _timed(f"{quotes:,} quotes: filling", lambda: fill(path, quotes))
        path.rename(filled)
    shutil.copyfile(filled, path)
    before = path.stat().st_size
    _timed(f"{quotes:,} quotes: marts", lambda: build_views(path, Settings(home=path.parent)))
    built = path.stat().st_size
    for kind in kinds:
        _timed(f"  search index of {kind}", lambda kind=kind: build_search(path, kinds[: kinds.index(kind) + 1]))
    print(
        f"  file: {before / 1e6:,.0f} MB of tables, {built / 1e6:,.0f} with marts, {path.stat().st_size / 1e6:,.0f} with search"
    )
    slowest = sorted(
        json.loads((path.parent / "dbt/run_results.json").read_text())["results"], key=lambda r: -r["execution_time"]
    )[:6]
    print("  slowest of dbt: " + ", ".join(f"{r['unique_id'].split('.')[2]} {r['execution_time']:.1f} s" for r in slowest))
    (source,) = ask_one(path, "select cast(source_id[7:] as int) from core.articles where url like '%/7'")
    for mart in ASKED:
        told = {name: ask(path, sql) for name, sql in questions(mart, 7, source).items()}
        print(
            f"  {mart:<20} {ask_one(path, f'select count(*) from marts.{mart}')[0]:>10,} rows  "
            + "  ".join(f"{name} {ms:.0f}" for name, (ms, _) in told.items())
        )
    for kind in kinds:
        took = []
        for words in ("flood", "flood number 4711"):
            start = time.perf_counter()
            search(path, words, [kind], limit=10)
            took.append(1000 * (time.perf_counter() - start))
        print(f"  search in {kind:<10} one common word {took[0]:.0f} ms, with a rare one {took[1]:.0f} ms")


def ask_one(path: Path, sql: str) -> tuple[Any, ...]:
    """The only row of a query."""
    return tuple(query(path, sql).to_pylist()[0].values())


def _timed(what: str, work: Callable[[], None]) -> None:
    start, processor = time.perf_counter(), time.process_time()
    work()
    print(f"{what}: {time.perf_counter() - start:.1f} s, {time.process_time() - processor:.1f} s of a processor", flush=True)


def main() -> None:
    """Measure each size asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--quotes", type=int, nargs="+", default=[10_000, 100_000, 1_000_000], help="quotes of each warehouse")
    parser.add_argument(
        "--search",
        nargs="*",
        default=["facts", "quotes", "articles"],
        choices=["articles", "quotes", "facts"],
        help="what is indexed",
    )
    parser.add_argument("--folder", type=Path, help="keep the warehouses here, and do not fill again those that are here")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        for quotes in given.quotes:
            measure(given.folder or Path(scratch), quotes, tuple(given.search))


if __name__ == "__main__":
    main()
