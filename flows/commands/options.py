"""Options that commands share, and what the words given to them mean."""

import os
from datetime import UTC, datetime
from pathlib import Path

import click

from flows.configuration import CONFIG, files, origin
from flows.errors import UsageError
from flows.settings import Settings

HOME = click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of all state. Default: $WIREHOUSE_HOME, else ./data."
)


def _use(context: click.Context, option: click.Parameter, path: Path | None) -> None:
    if path is not None:
        os.environ[CONFIG] = str(path.resolve())


CONFIG_FILE = click.Option(
    ["--config"],
    type=click.Path(dir_okay=False, path_type=Path),
    callback=_use,
    expose_value=False,
    is_eager=True,
    help="File of settings, read instead of ./wirehouse.toml.",
)
"""Every command has it (`flows.cli` adds it), and none needs to know: whatever reads settings, here or in a process we start, finds it."""
PUBLISHED = click.option(
    "--published",
    metavar="DATE",
    help="When the inputs were published (2020-02-14, or with a time); relative dates count from it.",
)


def settings_of(home: Path | None, **flags: object) -> Settings:
    """The settings in force, with what was typed: the home folder, and flags by the setting's name, None where they were left out.

    Raises UsageError for a setting that makes no sense, saying where it is from.
    """
    from pydantic import ValidationError
    from pydantic_settings import SettingsError

    typed = {name: value for name, value in {"home": home, **flags}.items() if value is not None}
    try:
        return Settings(**typed)  # type: ignore[arg-type]
    except SettingsError as wrong:
        raise UsageError(f'{wrong}; write it as JSON, as in ["localhost:8000"]') from wrong
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise UsageError(f"{_place(str(first['loc'][0]), typed)}: {first['msg']}; correct or unset it") from wrong


def _place(name: str, typed: dict[str, object]) -> str:
    """Where a person finds the setting: its flag, its variable, or its file and name."""
    home = typed.get("home") or os.environ.get("WIREHOUSE_HOME")
    where = origin(name, typed, files(Settings, str(home) if home else None))
    words = {"flag": f"--{name.replace('_', '-')}", "environment": f"WIREHOUSE_{name.upper()}"}
    return words.get(where, f"{where}: {name}")


def moment_of(text: str | None, flag: str = "--published") -> datetime | None:
    """The time that was typed, UTC where it names no zone. Raises UsageError for what is no date."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{flag} {text}: is no date; write it as 2020-02-14 or 2020-02-14T09:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
