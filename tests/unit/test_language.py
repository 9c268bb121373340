"""Choosing a language pipeline: ours by their short names, any other by its folder."""

from pathlib import Path

import pytest
import spacy

from flows import language
from flows.errors import PipelineError
from flows.language import load_pipeline, pipeline_name, pipeline_version
from flows.settings import SHIPPED

OURS = {
    "standard": "EVENT, FAC, GPE, LAW, LOC, NORP, ORG, PERSON, PRODUCT, WORK_OF_ART",
    "fast": "EVENT, FAC, GPE, LOC, NORP, ORG, PERSON",
}


@pytest.mark.parametrize(("name", "labels"), OURS.items())
def test_a_pipeline_says_what_it_finds(name: str, labels: str, capsys: pytest.CaptureFixture[str]) -> None:
    language._loaded.cache_clear()
    load_pipeline(name)
    out, err = capsys.readouterr()
    assert out == ""
    assert err == f"language pipeline {SHIPPED[name].name} finds {labels}\n"


@pytest.mark.parametrize("name", OURS)
def test_either_of_ours_reads(name: str) -> None:
    doc = load_pipeline(name)("Amina Yusuf visited Kenya. She said it rained.")
    assert [(e.text, e.label_) for e in doc.ents] == [("Amina Yusuf", "PERSON"), ("Kenya", "GPE")]
    assert [s.text for s in doc.sents] == ["Amina Yusuf visited Kenya.", "She said it rained."]
    assert [t.dep_ for t in doc if t.text == "She"] == ["nsubj"]


def test_a_short_name_means_the_folder() -> None:
    assert pipeline_name("fast") == "wirehouse_news_sm"
    assert pipeline_version("fast") == pipeline_version(str(SHIPPED["fast"])) != pipeline_version("standard")


def test_no_name_means_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREHOUSE_PIPELINE", "fast")
    assert pipeline_name() == "wirehouse_news_sm"
    assert load_pipeline() is load_pipeline("fast")


def test_another_pipeline_is_named_by_its_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    other = spacy.load(SHIPPED["fast"], exclude=["gazetteer", "name_consistency"])
    other.to_disk(tmp_path / "other")
    assert load_pipeline(str(tmp_path / "other")).pipe_names == other.pipe_names
    assert "language pipeline other finds EVENT" in capsys.readouterr().err


def test_a_pipeline_that_cannot_read_news_is_refused(tmp_path: Path) -> None:
    spacy.blank("en").to_disk(tmp_path / "blank")
    with pytest.raises(PipelineError, match="has no parser and finds no names"):
        load_pipeline(str(tmp_path / "blank"))
    with pytest.raises(PipelineError, match="cannot be loaded"):
        load_pipeline("no_such_pipeline")
