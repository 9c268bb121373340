"""Versions are hashes of content: what decides about rows changes them, and nothing else does."""

import shutil
from pathlib import Path

import pytest

from flows import seeds as seeding
from flows.language import pipeline_version
from flows.seeds import rule_files, rules_version
from flows.settings import ROOT


@pytest.fixture
def copied(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the code and the seeds, which versions are told of."""
    for folder in ("transforms", "schemas", "flows"):
        shutil.copytree(ROOT / folder, tmp_path / folder, ignore=shutil.ignore_patterns("__pycache__"))
    (tmp_path / "seeds").mkdir()
    for path in (ROOT / "seeds").glob("*.csv"):
        shutil.copy(path, tmp_path / "seeds")
    monkeypatch.setattr(seeding.rule_files, "__defaults__", (tmp_path,))
    return tmp_path


def test_a_copy_elsewhere_has_the_same_version(copied: Path) -> None:
    assert rule_files(copied / "seeds").keys() == rule_files(ROOT / "seeds", ROOT).keys()
    assert rules_version(copied / "seeds") == rules_version(copied / "seeds")


def test_any_change_to_a_rule_or_seed_changes_the_rules_version(copied: Path) -> None:
    before, seen = rules_version(copied / "seeds"), set()
    rules = [p for p in (copied / "transforms").rglob("*.py") if p.parent.name != "audit"]
    wanted = [*rules, *(copied / "seeds").glob("*.csv"), copied / "schemas/ids.py"]
    for path in (p for p in wanted if p.name != "entity_aliases.csv"):
        content = path.read_bytes()
        path.write_bytes(content + b"\n#")
        seen.add(rules_version(copied / "seeds"))
        path.write_bytes(content)
    assert len(wanted) > 100
    assert len(seen) == len(wanted) - 1, "a file that changes nothing, or two that change the same"
    assert before not in seen
    assert rules_version(copied / "seeds") == before


def test_moving_a_rule_to_another_module_changes_the_rules_version(copied: Path) -> None:
    before = rules_version(copied / "seeds")
    one, two = copied / "transforms/quotes/words.py", copied / "transforms/numbers/words.py"
    texts = one.read_bytes(), two.read_bytes()
    one.write_bytes(texts[1])
    two.write_bytes(texts[0])
    assert rules_version(copied / "seeds") != before


@pytest.mark.parametrize(
    "path",
    [
        "flows/run.py",
        "flows/meanings.py",
        "schemas/core.py",
        "seeds/entity_aliases.csv",
        "transforms/notes.md",
        "transforms/audit/quoting.py",
    ],
)
def test_what_does_not_decide_about_rows_changes_no_version(copied: Path, path: str) -> None:
    before = rules_version(copied / "seeds")
    with (copied / path).open("a", encoding="utf-8") as file:
        file.write("\n# a remark\n")
    assert rules_version(copied / "seeds") == before


def test_any_change_to_a_model_file_changes_the_pipeline_version(tmp_path: Path) -> None:
    folder = tmp_path / "model"
    (folder / "parser").mkdir(parents=True)
    files = [folder / "config.cfg", folder / "parser/model", folder / "parser/cfg"]
    for path in files:
        path.write_bytes(b"weights")
    versions = [pipeline_version(str(folder))]
    for path in files:
        path.write_bytes(b"weight5")
        versions.append(pipeline_version(str(folder)))
    (folder / "parser/cfg").rename(folder / "cfg")
    versions.append(pipeline_version(str(folder)))
    assert len(set(versions)) == len(versions)
    (tmp_path / "model").rename(tmp_path / "elsewhere")
    assert pipeline_version(str(tmp_path / "elsewhere")) == versions[-1]
