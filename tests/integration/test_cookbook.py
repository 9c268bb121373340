"""The cookbook by example: each question's answer is what the command prints (`pytest tests/integration/test_cookbook.py --regenerate`)."""

import io
import re
from pathlib import Path

import pytest

from flows.asking import parameters_of
from flows.console import show
from flows.settings import ROOT
from flows.warehouse_reading import session

COOKBOOK = ROOT / "docs/cookbook.md"
QUESTION = re.compile(r"(?P<asked>### .+\n(?:.*\n)*?```sql\n(?P<sql>(?:.*\n)*?)```\n)(?P<answer>\n```text\n(?:.*\n)*?```\n)?")
PARAMETER = re.compile(r"^-- -p (.+)$", re.MULTILINE)


def test_answers_are_what_the_commands_print(published: Path, request: pytest.FixtureRequest) -> None:
    told = COOKBOOK.read_text(encoding="utf-8")
    questions = list(QUESTION.finditer(told))
    assert len(questions) == told.count("\n### ") >= 25
    with session(published / "wirehouse.duckdb") as ask:

        def answered(question: re.Match[str]) -> str:
            found = ask(question["sql"], parameters_of(PARAMETER.findall(question["sql"]))).read_all()
            assert found.num_rows, f"no answer to {question['asked']}"
            out = io.StringIO()
            show(found, "table", out)
            return f"{question['asked']}\n```text\n{out.getvalue()}```\n"

        now = QUESTION.sub(answered, told)
    if request.config.getoption("--regenerate"):
        COOKBOOK.write_text(now, encoding="utf-8")
    assert COOKBOOK.read_text(encoding="utf-8") == now
