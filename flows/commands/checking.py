"""check: whether the published warehouse holds together."""

from pathlib import Path

import click

from flows.commands.options import HOME, settings_of
from flows.errors import AuditError, WarehouseError


@click.command()
@HOME
def check(home: Path | None) -> None:
    """Check every row of the published warehouse: spans, references, keys, conservation, agreement of tables.

    Each run checks what it wrote, and of a large warehouse a share of the rest. This looks at all of it, and changes nothing. The exit code is
    1 where a check fails; its name and the number of rows that break it are printed.
    """
    from flows.console import table
    from flows.warehouse import read_only
    from flows.warehouse_checks import checks, failing_checks
    from flows.warehouse_schema import fit_of

    published = settings_of(home).warehouse
    if told := fit_of(published).told:
        raise WarehouseError(f"{published}: {told}")
    with read_only(published) as connection:
        broken = failing_checks(connection, ())
    if broken:
        table(["check", "rows"], [(name, str(count)) for name, count in broken])
        raise AuditError(
            f"{published}: fails {len(broken)} of its checks; restore a good copy, or make it anew from landing/ with `wirehouse rebuild`"
        )
    click.echo(f"{published}: all {sum(1 for _ in checks())} checks hold")
