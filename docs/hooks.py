"""What mkdocs is told beyond its settings: which pages there are, the tables of the marts, and where links that leave docs/ lead."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import yaml

DOCS: Final = Path(__file__).resolve().parent
ROOT: Final = DOCS.parent
MARTS: Final = "marts.md"

SECTIONS: Final[dict[str, tuple[str, ...]]] = {
    "Start": ("index.md", "quick_start.md", "concepts.md", "faq.md"),
    "Ask": ("dashboard.md", "cookbook.md", "search.md", MARTS, "data_dictionary.md"),
    "Run": ("operations.md", "scheduling.md", "scaling.md"),
    "Understand": ("extraction.md", "quality.md", "measurements.md", "model_card.md", "architecture.md"),
    "Project": ("contributing.md", "changelog.md"),
}
"""Section -> its pages, in order. What is not there is left out, and what no pattern names comes last."""

BORROWED: Final = {
    "model_card.md": "models/README.md",
    "contributing.md": "CONTRIBUTING.md",
    "changelog.md": "CHANGELOG.md",
}
"""Pages of the site that are files elsewhere in the repository."""

LINK: Final = re.compile(r"(?<!!)\[([^\]]*)\]\(([^)\s]+)\)")


def nav() -> list[dict[str, list[str]]]:
    """The pages that there are, by section."""
    there = [*sorted(path.name for path in DOCS.glob("*.md")), MARTS, *BORROWED]
    placed = {
        title: [name for pattern in patterns for name in there if Path(name).match(pattern)]
        for title, patterns in SECTIONS.items()
    }
    rest = [name for name in there if not any(name in names for names in placed.values())]
    return [{title: names} for title, names in (placed | {"More": rest}).items() if names]


def borrowed() -> dict[str, str]:
    """Page -> text of those that do not lie in docs/."""
    return {MARTS: marts()} | {page: (ROOT / path).read_text(encoding="utf-8") for page, path in BORROWED.items()}


def marts() -> str:
    """The tables for analysts, as dbt's own descriptions tell them."""
    models = [model for path in sorted((ROOT / "dbt/models/marts").glob("[!_]*.yml")) for model in _models(path)]
    return "\n\n".join(["# Tables for analysts", "All are in the schema `marts`; see also [the normalized tables](data_dictionary.md).", *map(_mart, models)])  # fmt: skip


def inside(page: str, text: str) -> str:
    """The page with links to files outside docs/ leading to the page they are on the site, or to nowhere: then they are words."""
    folder = (ROOT / BORROWED[page]).parent if page in BORROWED else DOCS

    def lead(link: re.Match[str]) -> str:
        words, target = link.groups()
        path, _, anchor = target.partition("#")
        if "://" in target or not path:
            return link[0]
        found = (folder / path).resolve()
        pages = {(ROOT / place).resolve(): name for name, place in BORROWED.items()}
        name = pages.get(found) or (found.relative_to(DOCS).as_posix() if found.is_relative_to(DOCS) else None)
        return f"[{words}]({name}{'#' if anchor else ''}{anchor})" if name else words

    return LINK.sub(lead, text)


def on_config(config: Any) -> Any:
    """Mkdocs asks before anything else."""
    config.nav = nav()
    return config


def on_files(files: Any, config: Any) -> Any:
    """Adds the pages that do not lie in docs/."""
    from mkdocs.structure.files import File

    for name, text in borrowed().items():
        files.append(File.generated(config, name, content=text))
    return files


def on_page_markdown(markdown: str, page: Any, **_: Any) -> str:
    """Turns links before they are checked."""
    return inside(page.file.src_uri, markdown)


def _models(path: Path) -> Iterator[dict[str, Any]]:
    yield from yaml.safe_load(path.read_text(encoding="utf-8")).get("models", [])


def _mart(model: dict[str, Any]) -> str:
    columns = "\n".join(
        f"| `{c['name']}` | {c.get('data_type', '')} | {_cell(c.get('description', ''))} |" for c in model.get("columns", [])
    )
    return (
        f"## {model['name']}\n\n{model.get('description', '')}\n\n| Column | Type | Description |\n| --- | --- | --- |\n{columns}"
    )


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")
