"""Full text search: DuckDB's index over articles, quotes and numbers, made anew at each publish, and the query that asks it.

The index is plain tables and macros in the schemas `fts_*` of the file (BM25, Porter's stems). A reader without the extension opens the
file and queries everything else; only the macros need it.
"""

from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final, NamedTuple

import duckdb
import pyarrow as pa

from flows.errors import UsageError, WarehouseError
from flows.warehouse_reading import DEFAULT, Limits, asking, load_search, query


class Indexed(NamedTuple):
    """A table that is searched: its key, and the columns with words."""

    table: str
    key: str
    columns: tuple[str, ...]

    @property
    def schema(self) -> str:
        """Where DuckDB keeps the index of the table."""
        return "fts_" + self.table.replace(".", "_")


INDEXED: Final = {
    "articles": Indexed("core.article_revisions", "revision_id", ("title", "text")),
    "quotes": Indexed("marts.who_said_what", "quote_id", ("quote_text",)),
    "facts": Indexed("marts.numeric_claims", "fact_id", ("sentence",)),
}
NO_WORD: Final = r"[^\pL\pN]+"
"""What parts words: everything but letters and digits. DuckDB's own default drops digits and keeps curly quotes on words."""

FOUND: Final = {
    "articles": """
        select 'article' as what, a.article_id as id, r.title as said, r.text, null as speaker, s.name as source, a.url,
            case when r.published_at_origin is distinct from 'fetched' then r.published_at end as published_at, a.story_id as grouped,
            fts_core_article_revisions.match_bm25(r.revision_id, $words, conjunctive := $all) as score
        from core.articles a join core.article_revisions r on r.revision_id = a.current_revision_id join core.sources s using (source_id)
        where $speaker is null or r.revision_id in (
            select q.revision_id from core.quotes q left join core.entities e on e.entity_id = q.speaker_entity_id
            where contains(lower(coalesce(e.canonical_name, q.speaker_text)), lower($speaker)))""",
    "quotes": """
        select 'quote' as what, quote_id as id, quote_text as said, quote_text as text, speaker, source, url, published_at,
            quote_id as grouped, fts_marts_who_said_what.match_bm25(quote_id, $words, conjunctive := $all) as score
        from marts.who_said_what where $speaker is null or contains(lower(speaker), lower($speaker))""",
    "facts": r"""
        select 'fact' as what, fact_id as id, fact_text as said, sentence as text, speaker, source, url, published_at,
            trim(regexp_replace(lower(sentence), '[^\pL\pN]+', ' ', 'g')) as grouped, fts_marts_numeric_claims.match_bm25(fact_id, $words, conjunctive := $all) as score
        from marts.numeric_claims where $speaker is null or contains(lower(speaker), lower($speaker))""",
}
"""Each kind of thing found. Copies are one: of a story the best article, of a sentence, whatever its marks, the first number in it."""

SEARCH: Final = """
    with found as ({found}),
    wanted as (
        select * from found
        where score is not null and ($source is null or contains(lower(source), lower($source)) or contains(lower(url), lower($source)))
            and ($since is null or published_at >= cast($since as timestamptz)) and ($until is null or published_at < cast($until as timestamptz))
        qualify row_number() over (partition by what, grouped order by score desc, published_at, id) = 1),
    ranked as (select *, row_number() over (partition by what order by score desc, published_at desc nulls last, id) as place from wanted),
    best as (select * from ranked order by place, what limit $limit),
    stems as (select list(distinct stem(word, 'porter')) as stems from (select unnest(string_split(trim(regexp_replace(lower(strip_accents($words)), '{no_word}', ' ', 'g')), ' ')) as word))
    select what, id, score, said, text, speaker, source, url, published_at,
        list_filter(list_distinct(string_split(regexp_replace(lower(strip_accents(text)), '{no_word}', ' ', 'g'), ' ')), lambda word: word != '' and list_contains(stems, stem(word, 'porter'))) as hits
    from best, stems order by place, what"""


def build_search(path: Path, wanted: Sequence[str] = tuple(INDEXED)) -> None:
    """Index the wanted kinds in a warehouse file anew, and drop the index of the others. Marts that are not there are left out."""
    with duckdb.connect(str(path)) as connection:
        load_search(connection)
        there = {
            f"{schema}.{name}"
            for schema, name in connection.execute("select schema_name, table_name from duckdb_tables()").fetchall()
        }
        for kind, indexed in INDEXED.items():
            connection.execute(f"drop schema if exists {indexed.schema} cascade")
            if kind in wanted and indexed.table in there:
                columns = ", ".join(f"'{column}'" for column in indexed.columns)
                connection.execute(
                    f"pragma create_fts_index('{indexed.table}', '{indexed.key}', {columns}, ignore = '{NO_WORD}')"
                )
        connection.execute("checkpoint")


def search(path: Path, words: str, kinds: Sequence[str], *, limit: int, limits: Limits = DEFAULT, **filters: Any) -> pa.Table:
    """What is found, best first, kinds taking turns: what, id, score, said, text, speaker, source, url, published_at, hits (words of
    the text that were meant). `filters` are speaker, source, since, until (None: any) and all (every word must stand there).

    Raises UsageError for nothing to search for, WarehouseError where a kind has no index.
    """
    if not any(character.isalnum() for character in words):
        raise UsageError(f"{words!r}: has no word to search for; give one or more")
    there = {name for (name,) in query(path, "select schema_name from duckdb_schemas()").to_pandas().itertuples(index=False)}
    if missing := [kind for kind in kinds if INDEXED[kind].schema not in there]:
        raise WarehouseError(
            f"{path}: has no index of {', '.join(missing)}; the next `wirehouse run` makes it, unless WIREHOUSE_SEARCH leaves it out"
        )
    sql = SEARCH.format(found=" union all ".join(f"({FOUND[kind]})" for kind in kinds), no_word=NO_WORD)
    values = {
        "words": words,
        "limit": limit,
        "all": False,
        "speaker": None,
        "source": None,
        "since": None,
        "until": None,
        **filters,
    }
    with asking(path, sql, values, limits=limits, search=True) as rows:
        return rows.read_all()
