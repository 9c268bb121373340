"""Reads the seeds a person edits, and tells which version of them and of the rules is in force."""

import csv
import hashlib
from pathlib import Path
from typing import Final

import transforms
from flows.errors import InputError
from flows.settings import Settings
from transforms.entities.aliases import Alias, aliases
from transforms.lexicon import Lexicon, lexicon

CODE: Final = Path(transforms.__file__).resolve().parent.parent
"""Where `transforms` and `schemas` lie."""
JUDGING: Final = "transforms/audit"
"""What judges rows and makes none."""

ALIASES: Final = "entity_aliases.csv"
"""Read at publish, over the whole warehouse: an edit makes no extraction stale."""


def read_seeds(folder: Path) -> dict[str, list[dict[str, str]]]:
    """Every CSV of the folder: name without .csv -> rows. Raises InputError for a folder without any."""
    tables = {}
    for path in sorted(folder.glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as lines:
            tables[path.stem] = list(csv.DictReader(lines))
    if not tables:
        raise InputError(f"{folder}: holds no seeds (*.csv); point WIREHOUSE_SEEDS at the seeds folder")
    return tables


def read_lexicon(folder: Path) -> Lexicon:
    """The lexicon of a seeds folder. Raises InputError naming a seed or column that is missing."""
    try:
        return lexicon(read_seeds(folder))
    except KeyError as missing:
        raise InputError(f"{folder}: a seed or column is missing: {missing}; restore it from the repository") from missing


def source_countries(folder: Path) -> dict[str, str | None]:
    """source_id -> ISO 3166-1 alpha-2 code of its country, where `sources.csv` tells it. Raises InputError for a folder without seeds."""
    return {row["source_id"]: row["country"] or None for row in read_seeds(folder)["sources"]}


def read_aliases(settings: Settings) -> list[Alias]:
    """What `entity_aliases.csv` says of names: the seeds', then the one a user keeps in the home folder, which overrules it.

    Raises InputError naming the file and the line that says nothing sensible.
    """
    lines: list[dict[str, str]] = []
    titles = read_lexicon(settings.seeds).names.plain_titles
    found: list[Alias] = []
    for path in (settings.seeds / ALIASES, settings.root / ALIASES):
        try:
            lines += _lines(path)
            found = aliases(lines, titles)
        except ValueError as wrong:  # a file that is no UTF-8 too
            raise InputError(f"{path}: {wrong}") from wrong
    return found


def _lines(path: Path) -> list[dict[str, str]]:
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as lines:
        rows = csv.DictReader(lines)
        missing = {"label", "alias", "name"} - set(rows.fieldnames or ())
        if missing:
            raise InputError(
                f"{path}: has no column {', '.join(sorted(missing))}; its first line is label,alias,name,wikidata_id,url"
            )
        return list(rows)


def rules_version(seeds: Path) -> str:
    """A content hash of everything but the model that decides about rows (`rule_files`): names and bytes, nothing kept by hand.

    Raises InputError for a folder without seeds: here, before anything is fetched.
    """
    read_seeds(seeds)
    digest = hashlib.sha256()
    for name, path in sorted(rule_files(seeds).items()):
        digest.update(name.encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def rule_files(seeds: Path, code: Path = CODE) -> dict[str, Path]:
    """What decides about rows, by a name that is the same on every machine: `transforms` (but what only judges rows: one more rule of
    the audit makes nothing stale), how ids are made, and the seeds."""
    modules = [p for p in (code / "transforms").rglob("*.py") if code / JUDGING not in p.parents]
    modules.append(code / "schemas" / "ids.py")
    lists = [path for path in seeds.glob("*.csv") if path.name != ALIASES]
    return {p.relative_to(code).as_posix(): p for p in modules} | {f"seeds/{p.name}": p for p in lists}
