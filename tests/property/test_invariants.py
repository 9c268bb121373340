"""The invariants of DESIGN §3 that a run by itself must keep: provenance, idempotence, order independence, conservation.

Runs are real: flow, Prefect server, landing log, DuckDB file. Only dbt's views are left out (tests/integration builds them).
"""

import json
from pathlib import Path
from typing import Any

import pytest

from flows.settings import Settings
from schemas import TABLES
from tests.warehouses import contents, one, rows

ARTICLES = Path(__file__).parents[2] / "seeds/articles"
Run = Any


def records(*, corrected: bool = True) -> list[dict[str, Any]]:
    """Articles with copies, a correction, two spellings of one name, and one that is no article."""
    quake = "At least 14 people were killed on Monday, Mayor Ana Ruiz said. “We lost 40 homes,” Ruiz told reporters in Quito."
    return [
        {"url": "https://a.example/quake", "title": "Quake", "text": quake, "published_at": "2026-03-02T10:00:00Z"},
        {"url": "https://a.example/quake?utm_source=x", "title": "Quake", "text": quake, "published_at": "2026-03-02T10:00:00Z"},
        {"url": "https://b.example/copy", "title": "Quake", "text": quake, "published_at": "2026-03-02T12:00:00Z"},
        {"url": "https://a.example/rates", "title": "Rates", "text": "The bank cut its rate by 0.5 percent to 3.25 percent, Chair Lena Voss said on Tuesday. The United States grew 2%.", "published_at": "2026-03-03"},
        *(
            [{"url": "https://a.example/quake", "title": "Quake", "text": quake.replace("14", "19"), "published_at": "2026-03-02T10:00:00Z", "modified_at": "2026-03-02T18:00:00Z"}]
            if corrected
            else []
        ),
        {"url": "https://b.example/us", "title": "Trade", "text": "Trade between the U.S. and Chile grew to $2.5 billion in 2025, up 12%, according to Lena Voss.", "published_at": "2026-03-04"},
        {"url": "https://b.example/broken", "title": "No text"},
    ]  # fmt: skip


def save(path: Path, articles: list[dict[str, Any]]) -> Path:
    path.write_text("".join(json.dumps(a) + "\n" for a in articles), encoding="utf-8")
    return path


@pytest.fixture
def once(tmp_path: Path, run: Run) -> Path:
    """The home of one run over all the records."""
    run(tmp_path / "once", save(tmp_path / "all.jsonl", records()))
    return tmp_path / "once"


def test_every_span_repeats_its_characters(tmp_path: Path, run: Run) -> None:
    """Invariant 1, in DuckDB's own count of characters, over every sample article."""
    run(tmp_path, ARTICLES)
    for table in TABLES.values():
        for span in table.spans:
            wrong, spans = rows(
                tmp_path,
                f"""select count_if(substr(r.text, s.{span.start} + 1, s.{span.end} - s.{span.start}) is distinct from s.{span.text}), count(*)
                    from {table.full_name} s join core.article_revisions r using (revision_id) where s.{span.text} is not null""",
            )[0]
            assert (wrong, spans > 0) == (0, True), (table.name, span)  # type: ignore[operator]


def test_the_same_input_twice_changes_nothing(tmp_path: Path, run: Run, once: Path) -> None:
    """Invariant 2."""
    before = contents(once)
    outcome = run(once, tmp_path / "all.jsonl")
    assert contents(once) == before
    assert (outcome.summary.revisions, outcome.summary.mentions) == (0, 0)
    assert one(once, "select count(*) from ops.runs") == 2


@pytest.mark.parametrize(("order", "batch_size"), [(1, 500), (-1, 1)])
def test_neither_order_nor_batches_matter(tmp_path: Path, run: Run, once: Path, order: int, batch_size: int) -> None:
    """Invariant 3: one run over all, runs of pieces from either end, batches of any size: the same tables.

    The pieces part an article from its copy and from its correction, so that either may come first.
    """
    everything = records()
    for number, piece in enumerate([everything[:1], everything[1:4], everything[4:]][::order]):
        run(tmp_path / "pieces", save(tmp_path / f"{number}.jsonl", piece[::order]), batch_size=batch_size)
    assert contents(tmp_path / "pieces") == contents(once)


def test_what_depends_on_the_whole_set_is_computed_over_it(once: Path) -> None:
    """The later text is the second revision, the copy is of the same story, both spellings are one entity."""
    assert rows(once, "select revision_number, text like '%19 people%' from core.article_revisions join core.articles using (article_id) where url like '%quake' order by 1") == [(1, False), (2, True)]  # fmt: skip
    assert one(once, "select count(distinct story_id) from core.articles where title_url in ('quake', 'copy')".replace("title_url", "regexp_extract(url, '[a-z]+$')")) == 1  # fmt: skip
    assert (
        one(once, "select count(distinct entity_id) from core.entity_mentions where mention_text in ('U.S.', 'United States')")
        == 1
    )


def test_every_document_is_accounted_for(once: Path) -> None:
    """Invariant 4: revision, known duplicate or rejection, and the counts of the run add up."""
    outcomes = dict(rows(once, "select outcome, count(*) from ops.documents group by 1"))  # type: ignore[arg-type]
    assert outcomes == {"revision": 5, "duplicate": 1, "rejection": 1}
    assert rows(once, "select documents, revisions, duplicates, rejections from ops.runs") == [(7, 5, 1, 1)]
    assert rows(once, "select stage, reason from ops.rejections") == [("clean", "bad_record")]
    assert one(once, "select count(*) from core.article_revisions") == one(once, "select count(*) from ops.extractions") == 5


def test_a_rejected_document_is_tried_again_once_it_is_mended(tmp_path: Path, run: Run) -> None:
    broken = {"url": "https://b.example/late", "title": "Late"}
    run(tmp_path, save(tmp_path / "a.jsonl", [broken]))
    assert one(tmp_path, "select count(*) from core.articles") == 0
    run(tmp_path, save(tmp_path / "a.jsonl", [broken | {"text": "The mayor said the bridge would open in May."}]))
    assert one(tmp_path, "select count(*) from core.articles") == 1
    assert dict(rows(tmp_path, "select outcome, count(*) from ops.documents group by 1")) == {"revision": 1, "rejection": 1}  # type: ignore[arg-type]


def test_an_edited_alias_relinks_without_reading_anything_anew(run: Run, once: Path) -> None:
    """What `backfill --entities` does; undone, everything is as before."""
    from flows import main_job

    def relink() -> list[tuple[str, str, int]]:
        settings = Settings(home=once)
        outcome = main_job.backfill(settings, only_entities=True, progress=lambda *_: None)
        return [(moved.before, moved.after, moved.clusters) for moved in outcome.relinked]

    before, read = contents(once), rows(once, "select revision_id, run_id from ops.extractions order by 1")
    assert relink() == []
    (once / "entity_aliases.csv").write_text("label,alias,name,wikidata_id\nGPE,Chile,Republic of Chile,Q298\n", encoding="utf-8")
    assert [after for _, after, _ in relink()] == ["republic of chile (alias)"]
    assert rows(once, "select canonical_name, wikidata_id from core.entities where wikidata_id = 'Q298'") == [("Republic of Chile", "Q298")]  # fmt: skip
    assert rows(once, "select revision_id, run_id from ops.extractions order by 1") == read
    (once / "entity_aliases.csv").unlink()
    assert [before for before, _, _ in relink()] == ["Chile (alias)"]
    assert contents(once) == before
