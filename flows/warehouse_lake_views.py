"""dbt's seeds, views and tests in a lake, as part of the transaction that publishes.

dbt opens a database of its own and sees what is committed; the audit of a lake must come before that. So dbt builds everything in a file
without a row, the shell, anew only where its project, the seeds or the declared tables changed: contracts are enforced there, and seeds
get their types. What it made is then put into the lake by its own compiled SQL, and its tests run there on the rows to be published.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final, NamedTuple

import duckdb

from flows.errors import AuditError
from flows.settings import Settings
from flows.views import Made
from flows.warehouse_lake import NAME, literal, rows
from schemas.render import schema_sql
from schemas.versions import schema_digest

MOST: Final = 3
"""Failed tests that an error names."""


class Shell(NamedTuple):
    """What dbt makes."""

    path: Path
    """A DuckDB file with every table, view and seed; only seeds have rows."""
    made: list[Made]
    """In the order in which they can be made."""
    digest: str
    """Of all it depends on."""


def shell_of(settings: Settings, build: Callable[[Path, Settings], list[Made]]) -> Shell:
    """The shell of these settings, built with `build` (`flows.views.build_views`) where what it depends on changed.

    Raises AuditError where dbt cannot build it.
    """
    folder = settings.home / "shell"
    path, known, digest = folder / "wirehouse.duckdb", folder / "made.json", _digest(settings)
    if known.exists():
        told = json.loads(known.read_text(encoding="utf-8"))
        if told["digest"] == digest:
            return Shell(path, [Made(*one) for one in told["made"]], digest)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    with duckdb.connect(str(path)) as connection:
        connection.execute(schema_sql())
    made = build(path, settings)
    known.write_text(json.dumps({"digest": digest, "made": made}), encoding="utf-8")
    return Shell(path, made, digest)


def put_views(connection: duckdb.DuckDBPyConnection, shell: Shell | None, *, in_force: str | None) -> str | None:
    """Put what dbt makes into the lake, where it is not there yet, and run its tests. The shell is attached as `shell`.

    Returns the digest of what is in the lake then. Raises AuditError naming the tests that fail.
    """
    if shell is None:
        return in_force
    if shell.digest != in_force:
        _put_anew(connection, shell)
    else:
        for one in (made for made in shell.made if made.kind == "table"):
            connection.execute(f"delete from {one.name}; insert into {one.name} ({one.sql}\n)")
    _test(connection, [one for one in shell.made if one.kind == "test"])
    return shell.digest


def _put_anew(connection: duckdb.DuckDBPyConnection, shell: Shell) -> None:
    """Seeds and views as the shell has them, and no others in their schemas."""
    kept = [one for one in shell.made if one.kind != "test"]
    for schema in sorted({one.name.partition(".")[0] for one in kept}):
        connection.execute(f"create schema if not exists {schema}")
        for kind in ("view", "table"):
            for (name,) in rows(connection, f"select {kind}_name from duckdb_{kind}s() where database_name = ? and schema_name = ?", NAME, schema):  # fmt: skip
                connection.execute(f'drop {kind} {schema}."{name}"')
    for one in kept:
        source = f"select * from shell.{one.name}" if one.kind == "seed" else f"({one.sql}\n)"
        connection.execute(f"create {'view' if one.kind == 'view' else 'table'} {one.name} as {source}")
        _comment(connection, one)


def _comment(connection: duckdb.DuckDBPyConnection, one: Made) -> None:
    """What dbt says of it; of the columns of a view a lake keeps nothing."""
    if one.about:
        connection.execute(f"comment on {'view' if one.kind == 'view' else 'table'} {one.name} is {literal(one.about)}")


def _test(connection: duckdb.DuckDBPyConnection, tests: Sequence[Made]) -> None:
    failed = [one.name for one in tests if rows(connection, one.sql)[0][0]]
    if failed:
        more = f" and {len(failed) - MOST} more" if len(failed) > MOST else ""
        raise AuditError(f"tests of dbt's fail on the new snapshot ({', '.join(failed[:MOST])}{more}); nothing was published")


def _digest(settings: Settings) -> str:
    """Of everything that decides what dbt makes: its project, the seeds, the declared tables."""
    digest = hashlib.sha256(schema_digest().encode())
    for folder, pattern in ((settings.dbt, "**/*.*"), (settings.seeds, "*.csv")):
        for path in sorted(p for p in folder.glob(pattern) if p.suffix in {".sql", ".yml", ".csv"}):
            digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
