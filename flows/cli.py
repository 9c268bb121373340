"""The command line. Standard output holds results only; progress, problems and errors go to standard error."""

import os
import sys
from typing import Any

import click

from flows.commands.asking import sql, status
from flows.commands.checking import check
from flows.commands.comparing import diff
from flows.commands.config import config
from flows.commands.explaining import explain
from flows.commands.exporting import export
from flows.commands.landing import landing
from flows.commands.mending import publish
from flows.commands.options import CONFIG_FILE
from flows.commands.quarantine import accept, rejections, retry
from flows.commands.reading import extract, run
from flows.commands.replay import backfill, rebuild
from flows.commands.searching import search
from flows.commands.serving import serve
from flows.commands.showing import dashboard
from flows.commands.sources import sources
from flows.errors import WirehouseError


class Group(click.Group):
    """Turns our errors into one line on standard error and their exit code."""

    def invoke(self, context: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(context)
        except WirehouseError as failure:
            click.echo(f"wirehouse: {failure}", err=True)
            context.exit(failure.exit_code)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except BrokenPipeError:  # the reader of our output has seen enough
            sys.stderr.close()
            context.exit(0)
        except Exception as failure:
            if os.environ.get("WIREHOUSE_TRACEBACK"):
                raise
            told = f"{type(failure).__name__}: {failure}".splitlines()[0]
            click.echo(
                f"wirehouse: failed in a way nobody foresaw ({told}); please report what it prints with WIREHOUSE_TRACEBACK=1",
                err=True,
            )
            context.exit(1)


@click.group(cls=Group, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 110})
@click.version_option(package_name="wirehouse", message="%(prog)s %(version)s")
def main() -> None:
    """Turn news articles into a warehouse: who said what, and which numbers were claimed about what.

    \b
    wirehouse run articles/            read a folder into ./data/wirehouse.duckdb
    wirehouse sql "from marts.who_said_what limit 5"
    wirehouse search sanctions --speaker Trump
    wirehouse extract story.txt        rows of one file, no warehouse

    Exit codes: 0 done (some articles may have been rejected: the summary says so), 1 failed, 2 asked for something that makes no
    sense. Settings come from wirehouse.toml files, environment variables (WIREHOUSE_HOME, WIREHOUSE_PIPELINE, WIREHOUSE_CONTACT …) and
    flags: `wirehouse config` tells all, with their values and where they are from.
    """


for command in (
    run,
    extract,
    backfill,
    diff,
    rebuild,
    sql,
    search,
    export,
    status,
    check,
    explain,
    sources,
    landing,
    rejections,
    retry,
    accept,
    publish,
    dashboard,
    serve,
    config,
):
    main.add_command(command)


def _with_config(command: click.Command) -> None:
    """Give a command, or each of a group's, the option --config."""
    if isinstance(command, click.Group):
        for inner in command.commands.values():
            _with_config(inner)
    else:
        command.params.append(CONFIG_FILE)


_with_config(main)

if __name__ == "__main__":
    main()
