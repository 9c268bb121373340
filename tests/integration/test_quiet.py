"""Runs that find nothing new: noted, and nothing derived anew, unless something that tables and marts are made of has changed."""

from pathlib import Path
from typing import Any

import pytest

from flows import publishing
from flows.quiet import NOTE
from tests.warehouses import contents, one

STORY = "Bridge opens\n\nThe bridge cost $12 million, Mayor Ana Ruiz said.\n"


def test_what_is_as_it_was_is_not_derived_anew(tmp_path: Path, run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, home = tmp_path / "in", tmp_path / "home"
    folder.mkdir()
    (folder / "a.txt").write_text(STORY, encoding="utf-8")
    (folder / "b.txt").write_bytes(b" ")  # rejected, and not tried again

    def derived_by(*arguments: Any) -> tuple[int, int]:
        """How many runs there are then, and how many of them came to the marts."""
        run(home, *arguments, pipeline="fast")
        return one(home, "select count(*) from ops.runs"), len(made)

    made: list[Path] = []
    monkeypatch.setattr(publishing, "build_views", lambda path, settings: made.append(path) or [])
    assert derived_by(folder) == (1, 1)
    before = contents(home)
    assert derived_by(folder) == (2, 1)
    assert derived_by() == (3, 1)
    assert contents(home) == before

    (home / "entity_aliases.csv").write_text("label,alias,name,wikidata_id\nPERSON,Ana Ruiz,Ana María Ruiz,\n", encoding="utf-8")
    assert derived_by(folder) == (4, 2)
    assert one(home, "select count(*) from core.entities where canonical_name = 'Ana María Ruiz'") == 1
    assert derived_by(folder) == (5, 2)
    (folder / "c.txt").write_text(STORY.replace("12", "13"), encoding="utf-8")
    assert derived_by(folder) == (6, 3)
    (home / NOTE).write_text("{", encoding="utf-8")
    assert derived_by(folder) == (7, 4)
