"""Who may import what (DESIGN §1): the arrow schemas <- transforms <- flows, and one place for each side effect."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
OURS = ("schemas", "transforms", "flows", "dashboard")

SIDE_EFFECTS = {
    "duckdb",
    "prefect",
    "great_expectations",
    "dbt",
    "socket",
    "httpx",
    "requests",
    "urllib3",
    "sqlite3",
    "subprocess",
    "threading",
}
ONLY_IN = {
    "duckdb": ("flows/warehouse",),
    "great_expectations": ("flows/audit.py", "flows/audit_docs.py"),  # validates; renders what was validated
    "dbt": ("flows/views.py",),
    "dbt_common": ("flows/views.py",),
    "prefect": (
        "flows/run.py",
        "flows/orchestrator.py",
        "flows/serving.py",
        "flows/scheduled.py",
    ),  # serving: the deployments of `serve`, by the client alone; scheduled: the flows they name
    "onnxruntime": ("transforms/components/reader/",),
    "torch": (),  # trains the reader; nothing that ships needs it
    "onnx": (),
    "httpx": (
        "flows/sources/",
        "flows/orchestrator.py",
    ),  # what Prefect's client raises where its server is away are httpx's errors
    "feedparser": ("flows/sources/",),
    "warcio": ("flows/sources/archives/",),
    "fsspec": ("flows/sources/archives/",),
    "zipfile": ("flows/sources/archives/",),
    "tarfile": (),
    "streamlit": ("dashboard/", "flows/commands/showing.py"),
    "altair": ("dashboard/plots.py",),
    "playwright": (),  # drives a browser in tests
    "requests": (),
    "urllib.request": (),
    "socket": ("flows/sources/", "flows/orchestrator.py"),  # the orchestrator asks its own server on loopback whether it is up
}
"""Module -> the only files (by how their path starts) that may import it."""


def modules(*folders: str) -> Iterator[tuple[str, ast.Module]]:
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            yield path.relative_to(ROOT).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "relative imports hide where a module belongs"
            yield str(node.module)


def allowed(path: str, name: str) -> bool:
    return all(path.startswith(places) for module, places in ONLY_IN.items() if name == module or name.startswith(module + "."))


@pytest.mark.parametrize(
    ("room", "may"),
    [
        ("schemas", ["schemas"]),
        ("transforms", ["schemas", "transforms"]),
        ("flows", ["schemas", "transforms", "flows"]),
        ("dashboard", ["schemas", "flows", "dashboard"]),
    ],
)
def test_imports_follow_the_arrow(room: str, may: list[str]) -> None:
    wrong = [
        (path, name)
        for path, tree in modules(room)
        for name in imports(tree)
        if name.partition(".")[0] in {*OURS, "tests", "training", "benchmarks"} - set(may)
    ]
    assert wrong == []


def test_transforms_are_pure() -> None:
    wrong = [(p, n) for p, tree in modules("schemas", "transforms") for n in imports(tree) if n.partition(".")[0] in SIDE_EFFECTS]
    assert wrong == []


def test_transforms_do_not_read_the_clock() -> None:
    wrong = [
        (path, node.attr)
        for path, tree in modules("schemas", "transforms")
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute) and node.attr in {"now", "today", "utcnow", "perf_counter", "monotonic"}
    ]
    assert wrong == []


def test_each_side_effect_has_its_place() -> None:
    wrong = [(path, name) for path, tree in modules(*OURS) for name in imports(tree) if not allowed(path, name)]
    assert wrong == []


def test_models_are_loaded_in_one_place() -> None:
    loads = {
        path
        for path, tree in modules(*OURS)
        for node in ast.walk(tree)
        if isinstance(node, ast.Attribute)
        and node.attr == "load"
        and isinstance(node.value, ast.Name)
        and node.value.id == "spacy"
    }
    assert loads == {"flows/language.py"}


def test_every_folder_states_its_contract() -> None:
    silent = [p for p, tree in modules(*OURS) if p.endswith("__init__.py") and not ast.get_docstring(tree)]
    assert silent == []


def test_there_is_no_import_cycle() -> None:
    names = {path.removesuffix("/__init__.py").removesuffix(".py").replace("/", "."): tree for path, tree in modules(*OURS)}
    at_import = {
        name: {
            found
            for node in tree.body
            if isinstance(node, ast.Import | ast.ImportFrom)
            for found in imports(node)
            if found in names
        }
        for name, tree in names.items()
    }
    done: set[str] = set()

    def visit(name: str, trail: tuple[str, ...]) -> None:
        assert name not in trail, " -> ".join((*trail, name))
        if name not in done:
            for other in sorted(at_import[name] - {name}):
                visit(other, (*trail, name))
            done.add(name)

    for name in at_import:
        visit(name, ())


def test_dbt_holds_no_python() -> None:
    assert [path for path in (ROOT / "dbt").rglob("*.py") if "target" not in path.parts] == []


def test_python_is_as_declared() -> None:
    assert sys.version_info >= (3, 11)
