"""Writes the files rendered from the declared tables, or tells which are stale: `python -m flows.render [--check]`."""

from pathlib import Path
from typing import Final

import click

from flows.settings import ROOT
from schemas import TABLES
from schemas.pages import NOTICE, data_dictionary, dbt_sources, staging_model
from schemas.render import comments, schema_sql

STAGING: Final = Path("dbt/models/staging")


def rendered() -> dict[Path, str]:
    """Every rendered file: its path below the repository root -> its text."""
    texts = {
        Path("docs/schema.sql"): _schema_page(),
        Path("docs/data_dictionary.md"): data_dictionary(),
        STAGING / "_sources.yml": dbt_sources(),
    }
    for table in TABLES.values():
        sql, about = staging_model(table)
        texts[STAGING / f"stg_{table.name}.sql"] = sql
        texts[STAGING / f"stg_{table.name}.yml"] = about
    return texts


def stale(root: Path) -> list[Path]:
    """The files below `root` that differ from what is declared, are missing, or belong to no declared table."""
    texts = rendered()
    differing = [path for path, text in texts.items() if not (root / path).exists() or (root / path).read_text("utf-8") != text]
    return sorted(differing + _left_over(root, texts))


def write(root: Path) -> list[Path]:
    """Bring the files below `root` up to date; gives those that were stale."""
    texts, changed = rendered(), stale(root)
    for path in changed:
        if path in texts:
            (root / path).parent.mkdir(parents=True, exist_ok=True)
            (root / path).write_text(texts[path], "utf-8", newline="\n")
        else:
            (root / path).unlink()
    return changed


def _left_over(root: Path, texts: dict[Path, str]) -> list[Path]:
    """Staging files of tables that are no longer declared."""
    found = (path.relative_to(root) for path in (root / STAGING).glob("stg_*"))
    return [path for path in found if path not in texts]


def _schema_page() -> str:
    about = "\n".join(statement for table in TABLES.values() for statement in comments(table))
    return f"-- {NOTICE}\n\n{schema_sql()}\n{about}\n"


@click.command()
@click.option("--check", is_flag=True, help="Change nothing; exit with 1 where a file is stale.")
def main(*, check: bool) -> None:
    """Render docs/ and dbt/models/staging/ from the tables declared in schemas/."""
    changed = stale(ROOT) if check else write(ROOT)
    for path in changed:
        click.echo(f"{'stale' if check else 'wrote'} {path}")
    if check and changed:
        raise click.ClickException("run `python -m flows.render` and look at the difference")


if __name__ == "__main__":
    main()
