"""README by example: its outputs are what the commands print (`pytest tests/integration/test_readme.py --regenerate` writes them)."""

import io
import re
from pathlib import Path

import pytest

from flows.console import show
from flows.settings import ROOT
from flows.warehouse import query

README = ROOT / "README.md"
BLOCK = re.compile(r"<!-- (?P<what>run|sql): ?(?P<query>.*?) ?-->\n\n(?P<text>(?:    .*\n)+)")


def output(what: str, sql: str, home: Path) -> str:
    """What the command prints, indented as Markdown wants it."""
    if what == "run":
        printed = (home / "stdout").read_text(encoding="utf-8").partition("\n\n")[0]
        lines = [line for line in printed.splitlines() if not line.startswith("seconds")]
    else:
        out = io.StringIO()
        show(query(home / "wirehouse.duckdb", sql), "table", out)
        lines = [f'$ wirehouse sql "{sql}"', *out.getvalue().splitlines()]
    return "".join(f"    {line}\n" for line in lines)


def test_outputs_are_what_the_commands_print(published: Path, request: pytest.FixtureRequest) -> None:
    told = README.read_text(encoding="utf-8")
    assert len(BLOCK.findall(told)) == 4

    def true(block: re.Match[str]) -> str:
        return block[0].replace(block["text"], output(block["what"], block["query"], published))

    now = BLOCK.sub(true, told)
    if request.config.getoption("--regenerate"):
        README.write_text(now, encoding="utf-8")
    assert README.read_text(encoding="utf-8") == now
