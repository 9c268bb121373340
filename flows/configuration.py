"""Settings that stand in files, and where each setting is from. In order, the later overrides the earlier:

    the default                what flows/settings.py says
    HOME/wirehouse.toml        the file in the home folder, for what holds for this warehouse
    ./wirehouse.toml           the file where the command is typed; or, instead of it, the one that --config or WIREHOUSE_CONFIG names
    WIREHOUSE_<SETTING>        the environment
    --flag                     what was typed

A table of a file is a prefix: `compact = "off"` under `[serve]` is `serve_compact`. Paths in a file count from the file's folder.
"""

import difflib
import os
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource

from flows.errors import UsageError

NAME: Final = "wirehouse.toml"
PREFIX: Final = "WIREHOUSE_"
CONFIG: Final = "WIREHOUSE_CONFIG"
"""Names the file that is read instead of ./wirehouse.toml; --config sets it, so that what we start reads the same."""
NO_SETTINGS: Final = {CONFIG, "WIREHOUSE_TRACEBACK"}
"""Variables with our prefix that are no settings."""


class File(NamedTuple):
    """One file of settings."""

    path: Path
    values: dict[str, Any]


class FileSource(PydanticBaseSettingsSource):
    """Gives pydantic what stands in the files."""

    def get_field_value(self, field: FieldInfo, field_name: str) -> tuple[Any, str, bool]:
        """Not asked: all fields are given at once."""
        raise NotImplementedError

    def __call__(self) -> dict[str, Any]:
        """The settings that stand in files, by name."""
        stronger = self.current_state.get("home")
        return {name: value for file in reversed(files(self.settings_cls, stronger)) for name, value in file.values.items()}


def files(settings: type[BaseSettings], home: str | Path | None) -> list[File]:
    """The files that hold, the strongest first; `home` where the environment or a flag says it.

    Raises UsageError for a file that is named and not there, that is no TOML, or that has a key that is no setting.
    """
    fields = settings.model_fields
    named = os.environ.get(CONFIG)
    near = [_read(Path(path), fields) for path in (named or NAME,) if named or Path(path).is_file()]
    folder = Path(home or (near[0].values.get("home") if near else None) or fields["home"].default)
    path = folder / NAME
    if not path.is_file() or any(path.samefile(file.path) for file in near):
        return near
    far = _read(path, fields)
    if "home" in far.values:
        raise UsageError(f"{path}: a file in the home folder cannot say where the home folder is; take `home` out of it")
    return [*near, far]


def _read(path: Path, fields: Mapping[str, FieldInfo]) -> File:
    import tomllib

    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as failure:
        raise UsageError(f"{path}: cannot be read ({failure.strerror}); name another file with --config") from failure
    except ValueError as failure:
        raise UsageError(
            f"{path}: is no TOML ({failure}); mend it, `wirehouse config --format toml` shows how it is written"
        ) from failure
    values = flat(data)
    for name in values.keys() - fields.keys():
        raise UsageError(f"{path}: {name!r} is no setting; {suggestion(name, fields)}")
    return File(path, {name: _placed(value, fields[name], path.parent) for name, value in values.items()})


def flat(data: Mapping[str, Any]) -> dict[str, Any]:
    """The keys of a TOML document with the names of their tables before them."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        found |= {f"{key}_{name}": inner for name, inner in flat(value).items()} if isinstance(value, dict) else {key: value}
    return found


def suggestion(name: str, known: Collection[str]) -> str:
    """What was meant, or where to look."""
    close = difflib.get_close_matches(name.lower(), known, n=1)
    return f"did you mean {close[0]}?" if close else "`wirehouse config` lists them all"


def _placed(value: Any, field: FieldInfo, folder: Path) -> Any:
    return folder / Path(value).expanduser() if field.annotation is Path and isinstance(value, str) else value


def origin(name: str, flags: Collection[str], read: list[File]) -> str:
    """Where a setting is from: "flag", "environment", the path of a file, or "default"."""
    if name in flags:
        return "flag"
    if PREFIX + name.upper() in {variable.upper() for variable in os.environ}:
        return "environment"
    return next((str(file.path) for file in read if name in file.values), "default")


def unknown_variables(known: Collection[str]) -> dict[str, str]:
    """Variables of the environment that look like settings and are none -> what was meant, perhaps."""
    names = sorted(v.upper() for v in os.environ if v.upper().startswith(PREFIX) and v.upper() not in NO_SETTINGS)
    return {v: suggestion(v.removeprefix(PREFIX), known) for v in names if v.removeprefix(PREFIX).lower() not in known}
