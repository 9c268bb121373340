"""dashboard: the web page over the published warehouse."""

import os
import sys
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

import click

from flows.commands.options import HOME, settings_of
from flows.errors import UsageError, WirehouseError
from flows.places import Lake

LOOPBACK = ("127.0.0.1", "localhost", "::1")


@click.command()
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on. Whoever reaches it reads the warehouse."
)
@click.option("--port", type=click.IntRange(1, 65535), default=8501, show_default=True, help="Port to listen on.")
@HOME
def dashboard(host: str, port: int, home: Path | None) -> None:
    """Show the published warehouse as a web page, until stopped with Ctrl-C.

    The page opens the published file for each question and closes it again: runs go on meanwhile, and what they publish is shown at the
    next click. Its addresses hold all that was chosen, so they can be kept and sent on. It has no users and no passwords: it listens
    on this machine alone, unless --host says otherwise. Nothing is loaded from elsewhere and nothing is reported to anybody.
    """
    from flows.settings import ROOT

    settings = settings_of(home)
    if isinstance(settings.published, Lake):
        raise UsageError(f"{settings.published}: the dashboard shows files only; ask a lake with `wirehouse sql`")
    os.environ["WIREHOUSE_HOME"] = str(settings.home.resolve())
    click.echo(f"Wirehouse at http://{f'[{host}]' if ':' in host else host}:{port}, until Ctrl-C", err=True)
    try:
        _serve(ROOT / "dashboard" / "app.py", _options(host, port))
    except SystemExit as failure:
        if failure.code:
            raise WirehouseError(f"{host} port {port}: cannot be listened on; choose another --port") from failure


def _options(host: str, port: int) -> dict[str, Any]:
    """Streamlit's options: nothing sent, nothing watched, nothing told that a reader has no use for."""
    return {
        "server_address": host,
        "server_port": port,
        "server_headless": True,
        "server_allowedHosts": list(LOOPBACK) if host in LOOPBACK else [],  # else a page elsewhere could rebind its name to us
        "server_fileWatcherType": "none",
        "server_runOnSave": False,
        "server_enableXsrfProtection": True,
        "server_enableCORS": True,
        "server_maxUploadSize": 1,
        "browser_gatherUsageStats": False,
        "client_toolbarMode": "minimal",
        "client_showErrorDetails": "none",
        "client_showErrorLinks": False,
        "logger_level": "error",
        "logger_hideWelcomeMessage": True,
        "runner_magicEnabled": False,
        "theme_light_primaryColor": "#2563b0",
        "theme_dark_primaryColor": "#6ea8f5",
        "theme_headingFontSizes": ["1.85rem", "1.5rem", "1.3rem"],
    }


def _serve(page: Path, options: dict[str, Any]) -> None:
    from streamlit.web import bootstrap

    bootstrap.load_config_options(options)
    with redirect_stdout(sys.stderr):  # what it says of its coming and going is no result
        bootstrap.run(str(page), False, [], options)
