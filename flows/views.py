"""Has dbt build and test its seeds and views in a warehouse file."""

import os
from pathlib import Path
from typing import Any, Final, NamedTuple

from flows.errors import AuditError
from flows.settings import Settings

PATH_VARIABLE: Final = "WIREHOUSE_DBT_PATH"
LONGEST: Final = 300
"""Characters of one failure that our error repeats; dbt's log has all of it."""


class Made(NamedTuple):
    """One thing that dbt made, as it can be made again elsewhere."""

    kind: str
    """seed, view, table or test."""
    name: str
    """With its schema; of a test, what dbt calls it."""
    sql: str
    """What it selects; of a test, whether it fails; of a seed, nothing."""
    about: str
    """Its description."""


def build_views(path: Path, settings: Settings) -> list[Made]:
    """Run `dbt build` on the file, in this process. Its logs and compiled SQL go to the home folder.

    Tells what was made, in the order it was made in; tests that only warn are left out. Raises AuditError naming the models and tests
    that failed.
    """
    os.environ["DBT_SEND_ANONYMOUS_USAGE_STATS"] = "false"
    os.environ[PATH_VARIABLE] = str(path)
    from dbt.cli.main import dbtRunner

    logs, project = settings.home.resolve() / "logs", str(settings.dbt)
    arguments = ["build", "--project-dir", project, "--profiles-dir", project, "--quiet", "--no-version-check"]
    arguments += ["--exclude-resource-type", "unit_test"]  # those test our SQL, not this data; the test suite runs them
    arguments += ["--target-path", str(settings.home.resolve() / "dbt"), "--log-path", str(logs)]
    try:
        outcome = dbtRunner().invoke(arguments)
    finally:
        close_logs()
    if not outcome.success:
        raise AuditError(f"dbt could not build the views ({_told(outcome)}); {logs / 'dbt.log'} says more; this is not published")
    results: Any = outcome.result
    return [made for result in results if (made := _made(result.node)) is not None]


def close_logs() -> None:
    """Close the log files that dbt leaves open after an invocation, and forget them."""
    from dbt_common.events.event_manager_client import cleanup_event_logger, get_event_manager

    for logger in get_event_manager().loggers:
        for handler in getattr(logger._python_logger, "handlers", []):
            handler.close()
    cleanup_event_logger()


def _made(node: Any) -> Made | None:
    """What became of one node of dbt's graph."""
    kind = str(node.resource_type)
    if kind == "test":
        config = node.config
        sql = f"select {config.fail_calc} {config.error_if} from (\n{node.compiled_code}\n) as rows_failing"  # noqa: S608
        return Made(kind, str(node.name), sql, "") if str(config.severity).lower() == "error" else None
    if kind == "model":
        kind = str(node.config.materialized)
    if kind not in {"seed", "view", "table"}:  # what is told of the models, and made nowhere
        return None
    return Made(kind, f"{node.schema}.{node.alias}", str(getattr(node, "compiled_code", None) or ""), str(node.description))


def _told(outcome: Any) -> str:
    if outcome.exception is not None:
        return str(outcome.exception)
    failed = [r for r in outcome.result or [] if str(r.status) in {"error", "fail"}]
    return "; ".join(f"{r.node.name}: {' '.join(str(r.message).split())[:LONGEST]}" for r in failed) or "no reason given"
