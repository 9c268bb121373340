"""Renders the scores that the quality gate holds into docs/quality.md: `python docs/scores.py`, a part of `make render`."""

import json
import re
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parent.parent
PAGE: Final = ROOT / "docs/quality.md"
FLOORS: Final = ROOT / "tests/gate/floors.json"
PLACE: Final = re.compile(r"(?<=<!-- floors -->\n)(.*?)(?=<!-- end -->)", re.DOTALL)

ABOUT: Final = {
    "names": "names of people, organisations, places …, with their type",
    "quotes": "what was said, by whom",
    "quantities": "numbers with value, unit and bound",
    "paragraphs": "names in our own paragraphs from all parts of the world",
    "sentences": "where sentences start",
    "clusters": "names of one thing taken together",
    "pronouns": "whom “he”, “she”, “they” stand for",
    "nouns": "whom “the general”, “the company” stand for",
    "main_text": "the article within its page",
    "published_dates": "when a page was published",
    "rejected_pages": "pages without an article, told apart",
}


def rendered(page: str) -> str:
    """The page with the table of floors as tests/gate/floors.json has them now."""
    scores = json.loads(FLOORS.read_text(encoding="utf-8"))["scores"]
    rows = [
        f"| {ABOUT.get(name, name.replace('_', ' '))} | {_told(at, 'precision')} | {_told(at, 'f1')} |"
        for name, at in scores.items()
    ]
    lowered = [f"- {ABOUT.get(name, name)}: {at['lowered because']}." for name, at in scores.items() if "lowered because" in at]
    table = "\n".join(["| what is scored | precision, at least | F1, at least |", "| --- | --- | --- |", *rows])
    why = "\n".join(["", "Floors that were lowered, and why:", "", *lowered, ""]) if lowered else ""
    return PLACE.sub(lambda _: f"{table}\n{why}", page)


def _told(scores: dict[str, object], name: str) -> str:
    value = scores.get(name)
    return f"{value:.1f}" if isinstance(value, float) else ""


if __name__ == "__main__":
    PAGE.write_text(rendered(PAGE.read_text(encoding="utf-8")), encoding="utf-8", newline="\n")
