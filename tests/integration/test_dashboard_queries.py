"""Every query of the dashboard, run on a published file: no browser, so every change of a mart is felt at once."""

import re
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest

from dashboard import queries
from dashboard.views.said import NO_FILTER
from flows.warehouse import query
from tests.warehouses import rows

QUERIES: Final = {
    name: sql for name, sql in vars(queries).items() if name.isupper() and not name.startswith("_") and "select " in sql
}
SOME: Final[dict[str, Any]] = {"grain": "week", "limit": 50, "offset": 0, "labels": (), "measured": "people", "unit": "person", "revised": False}  # fmt: skip
NARROW: Final[dict[str, Any]] = {
    "speaker": "ó", "words": "e", "sources": ("Transmeridian News Agency",), "classes": ("speech",), "kinds": ("direct", "count"),
    "since": date(2020, 1, 1), "until": date(2030, 1, 1), "confidence": 0.5,
}  # fmt: skip


@pytest.fixture(scope="module")
def known(published: Path) -> dict[str, Any]:
    """Ids that are there."""
    article, story, revision = rows(
        published,
        """select a.article_id, a.story_id, a.current_revision_id
           from core.articles a join marts.revision_changes c using (article_id) order by all limit 1""",
    )[0]
    entity = rows(
        published,
        """select q.speaker_entity_id from marts.who_said_what q join core.entity_mentions m on m.entity_id = q.speaker_entity_id
           join core.articles a on m.revision_id = a.current_revision_id where m.role_text is not null order by 1 limit 1""",
    )[0][0]
    entities = [row[0] for row in rows(published, "select entity_id from core.entities order by 1 limit 100")]
    return {"entity": entity, "revision": revision, "article": article, "story": story, "entities": entities}


def asked(published: Path, sql: str, **values: Any) -> list[dict[str, Any]]:
    named = set(re.findall(r"\$(\w+)", sql))
    given = {name: list(value) if isinstance(value, tuple) else value for name, value in values.items() if name in named}
    assert set(given) == named
    found: list[dict[str, Any]] = query(published / "wirehouse.duckdb", sql, given).to_pylist()
    return found


@pytest.mark.parametrize("name", QUERIES)
def test_every_query_runs_wide_and_narrow(published: Path, known: dict[str, Any], name: str) -> None:
    sql = QUERIES[name]
    if name == "CONFLICTS" and not asked(published, queries.HAS_CONFLICTS)[0]["is_there"]:
        pytest.skip("the marts of this release have no numbers_in_conflict")
    by_entity = {} if name.startswith("SAID") else known
    wide = asked(published, sql, **known | NO_FILTER | SOME | by_entity)
    narrow = asked(published, sql, **known | NO_FILTER | SOME | by_entity | NARROW)
    assert len(narrow) <= len(wide)
    assert wide or name in {"FINDINGS", "STORY"}, "the sample articles give this query nothing to find"
    assert "limit" in sql.lower() or len(wide) == 1


def test_filters_of_quotes_leave_what_they_say(published: Path, known: dict[str, Any]) -> None:
    def found(**filters: Any) -> list[dict[str, Any]]:
        return asked(published, queries.SAID, **SOME | NO_FILTER | filters | {"limit": 1000})

    everything = found()
    assert len(everything) == rows(published, "select count(*) from marts.who_said_what")[0][0]
    assert all(quote["sentence"] for quote in everything)
    for filters, holds in (
        ({"speaker": "HALLSD"}, lambda q: "hallsd" in q["speaker"].lower()),
        ({"words": "percent"}, lambda q: "percent" in q["quote_text"].lower()),
        ({"sources": ("The Harbor Ledger",)}, lambda q: q["source"] == "The Harbor Ledger"),
        ({"classes": ("denial", "warning")}, lambda q: q["cue_class"] in ("denial", "warning")),
        ({"kinds": ("mixed",)}, lambda q: q["quote_type"] == "mixed"),
        ({"confidence": 0.95}, lambda q: q["confidence"] >= 0.95),
        (
            {"since": date(2026, 9, 9), "until": date(2026, 9, 9)},
            lambda q: q["published_at"] and q["published_at"].date() == date(2026, 9, 9),
        ),
        ({"entity": known["entity"]}, lambda q: q["speaker_entity_id"] == known["entity"]),
    ):
        left = {quote["quote_id"] for quote in found(**filters)}
        assert left == {quote["quote_id"] for quote in everything if holds(quote)}, filters
        assert 0 < len(left) < len(everything), filters


def test_what_is_typed_is_no_sql(published: Path) -> None:
    for words in ("'; drop table core.quotes; --", "%e%", "$speaker", "\\"):
        assert asked(published, queries.SAID_COUNT, **SOME | NO_FILTER | {"words": words})[0]["quotes"] == 0
