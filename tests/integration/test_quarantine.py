"""Rejected documents as a workplace: explained, retried from the landing log, accepted by a person, and given back."""

import shutil
from pathlib import Path
from typing import Any

import pytest

from flows import main_job, quarantine
from flows.errors import UsageError
from flows.settings import ROOT, Settings
from flows.warehouse_rejections import Which, count_rejections, list_overrides, list_rejections, rejected_documents
from tests.warehouses import contents, one, rows

STORY = "Bridge opens\n\nThe bridge cost $12 million, Mayor Ana Ruiz said.\n"
SHORT = "<html lang=en><title>Pool to close</title><article><h1>Pool to close</h1><p>The council voted on Monday to close the pool, Ann Hale said.</p></article>"


def quiet(*_: Any) -> None:
    """Nobody is told of progress."""


def decided(name: str, *arguments: Any, **named: Any) -> Any:
    """One of main_job's functions, without words about its progress."""
    return getattr(main_job, name)(*arguments, progress=quiet, **named)


def settings_of(home: Path, **options: Any) -> Settings:
    return Settings(home=home, reports=0, pipeline="fast", **options)


def outcome(home: Path, name: str) -> object:
    return one(home, f"select outcome from ops.documents where url like '%{name}'")


def whole(home: Path) -> dict[str, Any]:
    """The tables, without who overruled what."""
    return {name: found for name, found in contents(home).items() if name != "ops.overrides"}


@pytest.fixture
def pages(tmp_path: Path) -> Path:
    """A folder with a good story, a page that is too short, and a file without any text."""
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "short.html").write_text(SHORT, encoding="utf-8")
    (folder / "empty.txt").write_bytes(b" ")
    return folder


def test_what_a_person_accepts_stays_accepted_until_it_is_revoked(tmp_path: Path, pages: Path, run: Any) -> None:
    home = tmp_path / "home"
    settings = settings_of(home)
    run(home, pages, pipeline="fast")
    before = whole(home)
    url = (pages / "short.html").as_uri()

    assert [r["reason"] for r in list_rejections(settings.warehouse, Which(stage="clean"), None).to_pylist()] == [
        "empty",
        "not_an_article",
    ]
    assert list_rejections(settings.warehouse, Which(reason="paywall"), None).num_rows == 0
    assert list_rejections(settings.warehouse, Which(source="files"), 1).num_rows == 1
    document_id = quarantine.one_document(settings, url)[0]
    assert quarantine.one_document(settings, document_id[:10])[0] == document_id
    for named in (document_id[:2], "https://nowhere.example/"):
        with pytest.raises(UsageError, match="names no document"):
            quarantine.one_document(settings, named)
    with pytest.raises(UsageError, match="cannot be overridden"):
        quarantine.to_accept(settings, [(pages / "empty.txt").as_uri()])
    with pytest.raises(UsageError, match="is not rejected"):
        quarantine.to_accept(settings, [(pages / "a.txt").as_uri()])
    decided("accept", settings, quarantine.to_accept(settings, [url]), reason="a brief is news too")
    assert (outcome(home, "short.html"), outcome(home, "empty.txt")) == ("revision", "rejection")
    assert one(home, "select count(*) from core.quotes where quote_text like '%close the pool%'") == 1
    (kept,) = list_overrides(settings.warehouse).to_pylist()
    assert (kept["became"], kept["rejected_for"], kept["reason"]) == ("revision", "not_an_article", "a brief is news too")
    assert kept["revoked_at"] is None

    shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("articles"))
    with (tmp_path / "seeds/titles.csv").open("a", encoding="utf-8") as seed:
        seed.write("\n")
    decided("backfill", settings_of(home, seeds=tmp_path / "seeds"), only_entities=False)
    assert outcome(home, "short.html") == "revision"
    assert one(home, "select count(distinct rules_version) from ops.extractions") == 1

    decided("revoke", settings, quarantine.to_revoke(settings, [url]), reason="it is an advert")
    run(home, pages, pipeline="fast")
    assert whole(home) == before
    assert rows(home, "select reason, revoked_at is not null from ops.overrides") == [("it is an advert", True)]
    with pytest.raises(UsageError, match="nobody accepted it"):
        quarantine.to_revoke(settings, [url])


def test_the_audits_judgements_can_be_overruled_its_invariants_cannot(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An extractor that errs: implausible values in one article (twice landed), spans that are wrong in another."""
    from transforms import extract as extracting

    real_facts, real_entities = extracting.numeric_facts, extracting.entities

    def facts(doc: Any, *arguments: Any, **named: Any) -> Any:
        found = real_facts(doc, *arguments, **named)
        turned = [f._replace(value_low=9e9, modifier="between") if "$13" in doc.text else f for f in found.facts]
        return found._replace(facts=turned)

    def entities(doc: Any, *arguments: Any, **named: Any) -> Any:
        found = real_entities(doc, *arguments, **named)
        return found._replace(mentions=[m._replace(mention_text="X") if "$14" in doc.text else m for m in found.mentions])

    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    for name, cost in (("a", "12"), ("b", "13"), ("c", "14")):
        (folder / f"{name}.txt").write_text(STORY.replace("12", cost), encoding="utf-8")
    settings = settings_of(home)
    with monkeypatch.context() as patched:
        patched.setattr(extracting, "numeric_facts", facts)
        patched.setattr(extracting, "entities", entities)
        run(home, folder, pipeline="fast")
        assert count_rejections(settings.warehouse, Which()).to_pylist()[0]["documents"] == 2
        judged, broken = (quarantine.explain(settings, (folder / f"{name}.txt").as_uri()) for name in "bc")
        assert {f["check_name"] for f in judged["findings"] if f["severity"] == "error"} == {"check__values_in_order"}
        assert "span__mention_text" in {f["check_name"] for f in broken["findings"]}
        assert "wirehouse accept" in judged["next"][0]
        assert "cannot be accepted" in broken["next"][0]
        assert judged["landed"]["bytes"] == (folder / "b.txt").stat().st_size
        assert judged["first_lines"] == ["Bridge opens", "The bridge cost $13 million, Mayor Ana Ruiz said."]
        with pytest.raises(UsageError, match="would break the warehouse"):
            quarantine.to_accept(settings, [broken["document_id"]])
        decided("accept", settings, quarantine.to_accept(settings, [judged["document_id"][:12]]), reason="a typo of theirs")
        assert (outcome(home, "b.txt"), outcome(home, "c.txt")) == ("revision", "rejection")
        assert rows(home, "select distinct severity from ops.audit_findings where check_name like '%values_in_order'") == [
            ("accepted",)
        ]
        decided("revoke", settings, quarantine.to_revoke(settings, [judged["document_id"]]), reason="not theirs after all")
        assert (outcome(home, "b.txt"), one(home, "select count(*) from core.article_revisions")) == ("rejection", 1)
        assert rows(home, "select distinct severity from ops.audit_findings where check_name like '%values_in_order'") == [
            ("error",)
        ]

    wanted = quarantine.to_retry(settings, [], Which(stage="audit"))  # the extractors are mended
    assert len(wanted) == 2
    shutil.rmtree(folder)  # nothing is fetched
    decided("retry", settings, [r.document_id for r in wanted])
    assert one(home, "select count(*) from ops.documents where outcome = 'revision'") == 3
    assert (
        one(
            home,
            "select (select count(*) from ops.rejections) + (select count(*) from ops.audit_findings where severity != 'warn')",
        )
        == 0
    )
    assert rejected_documents(settings.warehouse, Which()) == []


def test_a_document_whose_text_is_now_read_otherwise_leaves_no_revision_behind(
    tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A mended cleaning step gives another text: the old one goes, and the counts add up (a backfill after a change of rules)."""
    from flows import cleaning

    real = cleaning.clean
    (tmp_path / "a.txt").write_text(STORY, encoding="utf-8")
    home = tmp_path / "home"
    run(home, tmp_path / "a.txt", pipeline="fast")
    shutil.copytree(ROOT / "seeds", tmp_path / "seeds", ignore=shutil.ignore_patterns("articles"))
    with (tmp_path / "seeds/titles.csv").open("a", encoding="utf-8") as seed:
        seed.write("\n")

    def mended(document: Any, **named: Any) -> Any:
        return real(document, **named)._replace(text="Another text, Mayor Ana Ruiz said.")

    monkeypatch.setattr(cleaning, "clean", mended)
    decided("backfill", settings_of(home, seeds=tmp_path / "seeds"), only_entities=False)
    assert rows(home, "select text from core.article_revisions") == [("Another text, Mayor Ana Ruiz said.",)]
