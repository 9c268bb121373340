"""Replay: what older rules wrote is read anew in parts, and what comes of it equals a warehouse made by the new rules alone."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from flows import context as contexts
from flows import main_job, processing
from flows.landing_upkeep import prune
from flows.settings import Settings
from flows.warehouse_stale import Staleness, Wanted, staleness
from tests.property.test_invariants import records, save
from tests.warehouses import contents, one, rows

Rules = Callable[[str], None]


@pytest.fixture(scope="module")
def rules(server: None) -> Iterator[Rules]:
    """`rules("new")`: other rules are in force. The old ones cut what stands in brackets at the end of a text, and let no short one pass."""
    from flows import auditing, cleaning, publishing
    from transforms.documents import Rejected

    real = cleaning.clean
    version = ["old"]

    def clean(document: Any, *arguments: Any, **named: Any) -> Any:
        article = real(document, *arguments, **named)
        if isinstance(article, Rejected) or version[0] == "new":
            return article
        if len(article.text) < 30:
            return Rejected("clean", "too_short", "shorter than 30 characters")
        return article._replace(text=article.text.partition(" [")[0])

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(cleaning, "clean", clean)
        patched.setattr(contexts, "rules_version", lambda seeds: version[0])
        patched.setattr(publishing, "build_views", lambda path, settings: None)
        patched.setattr(publishing, "build_search", lambda path, wanted: None)
        patched.setattr(auditing, "audit", lambda frames, seen: [])  # takes seconds a batch, and nothing here is about it
        yield lambda name: version.__setitem__(0, name)


def changing() -> list[dict[str, Any]]:
    """Articles that old rules take for one text and new rules for two, or the other way round, or did not let pass."""
    quake = "The quake killed 14 people in Quito on Monday, Mayor Ana Ruiz said."
    return [
        *records(),
        {"url": "https://c.example/x", "text": quake, "published_at": "2026-03-05"},
        {"url": "https://c.example/x?utm_source=a", "text": f"{quake} [More of this]", "published_at": "2026-03-05"},
        {"url": "https://c.example/x?utm_source=b", "text": f"{quake} [More of this]", "published_at": "2026-03-05"},
        {"url": "https://c.example/short", "text": "Ana Ruiz won 12% more.", "published_at": "2026-01-05"},
    ]


def backfill(home: Path, **options: Any) -> Any:
    wanted = Wanted(**{k: options.pop(k) for k in Wanted._fields if k in options})
    return main_job.backfill(Settings(home=home, pipeline="fast", **options), wanted=wanted, progress=lambda *_: None)


def stale(home: Path, rules_version: str) -> Staleness:
    from flows.context import Versions
    from flows.language import pipeline_version

    return staleness(home / "wirehouse.duckdb", Versions("", pipeline_version("fast"), rules_version))


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory, rules: Rules) -> Path:
    """A folder with two homes of the same articles: `old` that the old rules wrote, and `new`; the new ones are in force."""
    folder = tmp_path_factory.mktemp("homes")
    path = save(folder / "all.jsonl", changing())
    for version in ("old", "new"):
        rules(version)
        main_job.run([str(path)], Settings(home=folder / version, pipeline="fast"), published=None, progress=lambda *_: None)
    return folder


@pytest.fixture
def both(homes: Path, tmp_path: Path) -> tuple[Path, dict[str, Any]]:
    """A home that the old rules wrote, and what the new ones make of the same articles."""
    shutil.copytree(homes / "old", tmp_path / "home")
    return tmp_path / "home", contents(homes / "new")


def test_a_backfill_in_parts_that_is_broken_off_ends_as_if_the_new_rules_had_read_it_all(
    both: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Invariant 8. What was published before the break is not read again, and no article is half old."""
    home, expected = both
    assert contents(home) != expected
    assert stale(home, "new") == Staleness(articles=5, rejections=2)
    real, parts = processing._read_part, []

    def break_off(*arguments: Any, **named: Any) -> Any:
        parts.append(1)
        if len(parts) == 3:
            raise KeyboardInterrupt
        return real(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(processing, "_read_part", break_off)
        with pytest.raises(KeyboardInterrupt):
            backfill(home, publish_every=3)
    half = stale(home, "new")
    assert 0 < half.articles < 5
    assert one(home, "select count(*) from (select article_id from ops.extractions join core.article_revisions using (revision_id) group by all having count(distinct rules_version) > 1)") == 0  # fmt: skip
    done = set(rows(home, "select revision_id, run_id from ops.extractions where rules_version = 'new'"))
    backfill(home, publish_every=3)
    assert contents(home) == expected
    assert done <= set(rows(home, "select revision_id, run_id from ops.extractions"))
    assert stale(home, "new") == Staleness(0, 0)
    assert rows(home, "select count(*) from ops.runs where documents != revisions + duplicates + rejections") == [(0,)]
    assert backfill(home).summary.documents == 0


def test_a_backfill_takes_what_is_asked_for(both: tuple[Path, dict[str, Any]]) -> None:
    from datetime import UTC, datetime

    home, _ = both
    backfill(home, limit=1)
    assert rows(home, "select distinct url from core.articles join core.article_revisions using (article_id) join ops.extractions using (revision_id) where rules_version = 'new'") == [("https://c.example/x",)]  # fmt: skip
    backfill(home, source_id="b.example", since=datetime(2026, 3, 4, tzinfo=UTC))
    assert stale(home, "new") == Staleness(articles=3, rejections=1)


def test_a_rebuild_from_landing_alone_is_the_same_warehouse(
    both: tuple[Path, dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Broken off once; the old file stays beside it, and the history of runs goes on."""
    home, expected = both
    settings = Settings(home=home, pipeline="fast", publish_every=4)
    real = processing._read_part
    with monkeypatch.context() as patched:

        def once(context: Any, *arguments: Any, **named: Any) -> Any:
            if (seen := home / "rebuild/seen").exists():
                raise ZeroDivisionError
            seen.touch()
            return real(context, *arguments, **named)

        patched.setattr(processing, "_read_part", once)
        with pytest.raises(ZeroDivisionError):
            main_job.rebuild(settings, progress=lambda *_: None)
    assert one(home, "select count(*) from ops.extractions where rules_version = 'new'") == 0
    outcome, kept = main_job.rebuild(settings, progress=lambda *_: None)
    assert contents(home) == expected
    assert kept is not None
    assert kept.exists()
    assert sorted(p.name for p in home.glob("*.duckdb")) == sorted(["wirehouse.duckdb", kept.name])
    assert not (home / "rebuild").exists()
    assert rows(home, "select command, rules_version, documents from ops.runs order by started_at") == [("run", "old", 11), ("rebuild", "new", 4), ("rebuild", "new", 7)]  # fmt: skip
    assert outcome.summary.documents == 7


def test_a_rebuild_does_without_a_file_that_is_broken(both: tuple[Path, dict[str, Any]]) -> None:
    home, expected = both
    (home / "wirehouse.duckdb").write_bytes(b"not a database" * 1000)
    main_job.rebuild(Settings(home=home, pipeline="fast"), progress=lambda *_: None)
    assert contents(home) == expected


@pytest.mark.parametrize("url", ["https://c.example/x", "https://c.example/x?utm_source=a"])
def test_what_was_pruned_keeps_its_rows_and_stands_in_no_way(both: tuple[Path, dict[str, Any]], url: str) -> None:
    """The first leads to the revision its copies leave; the second would have left it."""
    home, _ = both
    (pruned,) = rows(home, f"select document_id from ops.documents where url = '{url}'")[0]
    assert prune(home / "landing", {str(pruned): "a test"}).documents == 1
    outcome = backfill(home)
    assert outcome.unreadable == 1
    assert stale(home, "new").rejections == 0
    assert rows(home, "select count(*) from core.article_revisions join core.articles using (article_id) where url like 'https://c.example/x%'") == [(2,)]  # fmt: skip
    assert backfill(home).summary.documents == 0
