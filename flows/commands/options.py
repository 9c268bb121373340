"""Options that commands share, and what the words given to them mean."""

from datetime import UTC, datetime
from pathlib import Path

import click

from flows.errors import UsageError
from flows.settings import Settings

HOME = click.option(
    "--home", type=click.Path(file_okay=False, path_type=Path), help="Folder of all state. Default: $WIREHOUSE_HOME, else ./data."
)
PUBLISHED = click.option(
    "--published",
    metavar="DATE",
    help="When the inputs were published (2020-02-14, or with a time); relative dates count from it.",
)


def settings_of(home: Path | None) -> Settings:
    """The settings in force, with the home folder that was named. Raises UsageError for a setting that makes no sense."""
    from pydantic import ValidationError

    try:
        return Settings(home=home) if home else Settings()
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise UsageError(f"WIREHOUSE_{str(first['loc'][0]).upper()}: {first['msg']}; correct or unset it") from wrong


def moment_of(text: str | None, flag: str = "--published") -> datetime | None:
    """The time that was typed, UTC where it names no zone. Raises UsageError for what is no date."""
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise UsageError(f"{flag} {text}: is no date; write it as 2020-02-14 or 2020-02-14T09:30:00Z") from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
