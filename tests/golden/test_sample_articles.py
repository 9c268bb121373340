"""Golden pairs: every sample article and the rows expected of it (`<name>.rows.jsonl` beside it).

`make golden` writes the expected rows anew; read the difference before you commit it: it is what a change does to real articles.
"""

import json
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import pytest

from flows.extracting import Problem, extract_rows
from flows.settings import ROOT, Settings
from flows.sources.files import article_files

ARTICLES = ROOT / "seeds/articles"
SAMPLES = list(article_files(ARTICLES))

SHOWN = {
    "article_revisions": ("title", "published_at", "published_at_origin", "modified_at", "word_count"),
    "article_authors": ("author_text",),
    "entity_mentions": ("char_start", "mention_text", "label", "entity", "role_text"),
    "quotes": ("char_start", "quote_type", "quote_text", "cue_text", "speaker_text", "speaker_kind", "speaker", "rule"),
    "numeric_facts": ("char_start", "fact_text", "kind", "value_low", "value_high", "modifier", "unit", "measured_text", "change", "is_negated", "in_quote", "as_of_start", "rule"),
    "date_mentions": ("char_start", "date_text", "date_start", "date_end", "precision", "anchor"),
}  # fmt: skip
"""What a person checks. Ids are left out: they are hashes of what stands here."""


def expected_file(sample: Path) -> Path:
    return sample.with_suffix(".rows.jsonl")


def shown(rows: Iterable[dict[str, Any] | Problem]) -> Iterator[dict[str, Any]]:
    """The rows as the golden files keep them, article by article."""
    found = list(rows)
    yield from ({"problem": p.message.partition(": ")[2]} for p in found if isinstance(p, Problem))
    for url, of_article in groupby((r for r in found if not isinstance(r, Problem)), key=lambda r: r["url"]):
        everything = list(of_article)
        names = {r["entity_id"]: r["canonical_name"] for r in everything if r["table"] == "entities"}
        if not url.startswith("file:"):
            yield {"article": url}
        for row in everything:
            row |= {"entity": names.get(row.get("entity_id")), "speaker": names.get(row.get("speaker_entity_id")), "in_quote": bool(row.get("quote_id"))}  # fmt: skip
            if row["table"] in SHOWN:
                yield {"table": row["table"], **{c: row[c] for c in SHOWN[row["table"]] if row[c] not in (None, False)}}


def as_lines(sample: Path) -> list[str]:
    rows = shown(extract_rows([str(sample)], Settings(), published=None))
    return [json.dumps(row, ensure_ascii=False, default=lambda value: value.isoformat()) for row in rows]


@pytest.mark.parametrize("sample", SAMPLES, ids=[path.name for path in SAMPLES])
def test_rows_are_as_expected(sample: Path, request: pytest.FixtureRequest) -> None:
    lines = as_lines(sample)
    assert lines, "neither rows nor a problem"
    if request.config.getoption("--regenerate"):
        expected_file(sample).write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert lines == expected_file(sample).read_text(encoding="utf-8").splitlines()


def test_every_expectation_has_its_article() -> None:
    left_over = set(ARTICLES.glob("*.rows.jsonl")) - {expected_file(sample) for sample in SAMPLES}
    assert left_over == set()
    assert len(SAMPLES) >= 16
