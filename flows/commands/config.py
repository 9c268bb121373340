"""config: which settings hold, and from where."""

import ast
import inspect
import json
import re
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import click

from flows.commands.options import HOME, settings_of
from flows.configuration import files, origin, unknown_variables
from flows.settings import Settings

PASSWORD: Final = re.compile(r"(://[^/\s:@]*):[^/\s]*@")
SECRET: Final = re.compile(r"([?&][^=&\s]*(?:token|key|secret|passw|sig)[^=&\s]*=)[^&\s]*", re.IGNORECASE)


class Held(NamedTuple):
    """One setting as it holds."""

    name: str
    value: Any
    origin: str
    about: str


@click.command()
@click.option("--format", "form", type=click.Choice(["table", "json", "toml"]), default="table", show_default=True)
@HOME
def config(form: str, home: Path | None) -> None:
    """Tell every setting: its value, where it is from, what it is for.

    \b
    A later one overrides an earlier one:
      the default
      HOME/wirehouse.toml    the file in the home folder
      ./wirehouse.toml       or instead of it the one that --config or WIREHOUSE_CONFIG names
      WIREHOUSE_<SETTING>    environment variables
      --flags

    `--format toml` prints a file that can be edited; passwords in URLs are not printed. [serve] with compact = "off" under it is the
    same as serve_compact = "off"; paths in a file count from its folder.
    """
    from flows.console import table

    settings = settings_of(home)
    held = list(_held(settings, {"home"} if home else set()))
    for variable, meant in unknown_variables(Settings.model_fields).items():
        click.echo(f"wirehouse: {variable}: is no setting and has no effect; {meant}", err=True)
    if form == "json":
        click.echo(json.dumps([line._asdict() for line in held], ensure_ascii=False, indent=1))
    elif form == "toml":
        click.echo("\n".join(f"# {line.about}\n{_written(line)}" for line in held))
    else:
        table(["setting", "value", "from", "for"], [(h.name, _shown(h.value), h.origin, h.about) for h in held])


def _held(settings: Settings, typed: set[str]) -> list[Held]:
    read = files(Settings, settings.home)
    values, about = settings.model_dump(mode="json"), _about()
    return [Held(name, _masked(values[name]), origin(name, typed, read), about[name]) for name in Settings.model_fields]


def _about() -> dict[str, str]:
    """What each setting is for: the text below its declaration. (Pydantic can collect it too, at a cost for every command.)"""
    (declared,) = ast.parse(inspect.getsource(Settings)).body
    assert isinstance(declared, ast.ClassDef)
    return {
        field.target.id: " ".join(str(text.value.value).split())
        for field, text in pairwise(declared.body)
        if isinstance(field, ast.AnnAssign) and isinstance(field.target, ast.Name)
        if isinstance(text, ast.Expr) and isinstance(text.value, ast.Constant)
    }


def _masked(value: Any) -> Any:
    """The value without passwords."""
    if isinstance(value, list):
        return [_masked(part) for part in value]
    return SECRET.sub(r"\1***", PASSWORD.sub(r"\1:***@", value)) if isinstance(value, str) else value


def _shown(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _written(line: Held) -> str:
    """A line of TOML; a comment where it is the default, so that the file says only what was chosen."""
    text = f"{line.name} = {json.dumps(line.value, ensure_ascii=False)}"
    return f"# {text}" if line.origin == "default" else text
