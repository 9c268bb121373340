"""Where settings come from, and which overrides which."""

import json
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from flows.cli import main
from flows.commands.options import settings_of
from flows.configuration import CONFIG
from flows.errors import UsageError
from flows.settings import Settings


@pytest.fixture(autouse=True)
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """An empty folder to be in, with a folder `home`, and no settings in the environment."""
    for name in ("WIREHOUSE_HOME", "WIREHOUSE_PIPELINE", "WIREHOUSE_SEEDS"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(CONFIG, "")  # and what --config sets is undone
    monkeypatch.chdir(tmp_path)
    (tmp_path / "home").mkdir()
    return tmp_path


def told(*arguments: str) -> dict[str, dict[str, Any]]:
    done = CliRunner().invoke(main, ["config", "--format", "json", *arguments])
    assert done.exit_code == 0, done.output
    return {line["name"]: line for line in json.loads(done.stdout)}


FILES = {
    "home/wirehouse.toml": 'batch_size = 1\nmax_bytes = 1\ncontact = "home"',
    "wirehouse.toml": 'home = "home"\nbatch_size = 2\nmax_bytes = 2',
    "other.toml": 'home = "home"\nbatch_size = 3',
}


@pytest.mark.parametrize(
    ("arguments", "environment", "expected"),
    [
        (
            [],
            {},
            {"batch_size": (2, "wirehouse.toml"), "max_bytes": (2, "wirehouse.toml"), "contact": ("home", "home/wirehouse.toml")},
        ),
        ([], {"WIREHOUSE_BATCH_SIZE": "4"}, {"batch_size": (4, "environment"), "max_bytes": (2, "wirehouse.toml")}),
        (["--config", "other.toml"], {}, {"batch_size": (3, "other.toml"), "max_bytes": (1, "home/wirehouse.toml")}),
        (
            ["--home", "elsewhere"],
            {},
            {"home": ("elsewhere", "flag"), "contact": ("", "default"), "batch_size": (2, "wirehouse.toml")},
        ),
    ],
)
def test_the_later_overrides_the_earlier(
    place: Path,
    monkeypatch: pytest.MonkeyPatch,
    arguments: list[str],
    environment: dict[str, str],
    expected: dict[str, tuple[object, str]],
) -> None:
    for name, text in FILES.items():
        (place / name).write_text(text, encoding="utf-8")
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    held = told(*arguments)
    found = {name: (held[name]["value"], held[name]["origin"].removeprefix(f"{place}/")) for name in expected}
    assert found == expected
    assert held["serve_grace"] == held["serve_grace"] | {"value": 60.0, "origin": "default"}


def test_every_setting_says_what_it_is_for() -> None:
    held = told()
    assert held.keys() == Settings.model_fields.keys()
    assert [name for name, line in held.items() if len(line["about"]) < 20] == []


def test_tables_are_prefixes_and_paths_count_from_the_file(place: Path) -> None:
    (place / "sub").mkdir()
    (place / "sub/my.toml").write_text('seeds = "words"\n[serve]\ncompact = "off"\n', encoding="utf-8")
    held = told("--config", "sub/my.toml")
    assert held["serve_compact"]["value"] == "off"
    assert held["seeds"]["value"] == str(place / "sub/words")


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ('pipline = "fast"', "wirehouse.toml: 'pipline' is no setting; did you mean pipeline?"),
        ('[serve]\ncompress = "off"', "'serve_compress' is no setting; did you mean serve_compact?"),
        ("zzz = 1", "`wirehouse config` lists them all"),
        ("batch_size = 0", "wirehouse.toml: batch_size: Input should be greater than 0"),
        ("batch_size =", "wirehouse.toml: is no TOML"),
        ("\xff", "wirehouse.toml: is no TOML"),
    ],
)
def test_a_file_that_makes_no_sense_is_a_usage_error(place: Path, text: str, why: str) -> None:
    (place / "wirehouse.toml").write_text(text, encoding="latin-1")
    with pytest.raises(UsageError) as caught:
        settings_of(None)
    assert why in str(caught.value)


def test_a_home_in_the_file_of_the_home_is_a_usage_error(place: Path) -> None:
    (place / "home/wirehouse.toml").write_text('home = "other"', encoding="utf-8")
    with pytest.raises(UsageError, match="cannot say where the home folder is"):
        settings_of(Path("home"))


def test_a_named_file_must_be_there() -> None:
    done = CliRunner().invoke(main, ["sql", "select 1", "--config", "missing.toml"])
    assert (done.exit_code, done.stdout) == (2, "")
    assert "missing.toml: cannot be read" in done.stderr


@pytest.mark.parametrize("value", ["localhost", "[1"])
def test_a_list_that_is_none_says_how_to_write_it(monkeypatch: pytest.MonkeyPatch, value: str) -> None:
    monkeypatch.setenv("WIREHOUSE_ALLOW_HOSTS", value)
    with pytest.raises(UsageError, match="write it as JSON"):
        settings_of(None)


def test_variables_that_are_no_settings_are_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREHOUSE_PIPLINE", "fast")
    done = CliRunner().invoke(main, ["config"])
    assert (done.exit_code, done.stderr) == (
        0,
        "wirehouse: WIREHOUSE_PIPLINE: is no setting and has no effect; did you mean pipeline?\n",
    )


@pytest.mark.parametrize("form", ["table", "json", "toml"])
def test_passwords_are_not_printed(monkeypatch: pytest.MonkeyPatch, form: str) -> None:
    monkeypatch.setenv("WIREHOUSE_CONTACT", "https://me:pass@word@x.example/?api_key=hush&a=1")
    said = CliRunner().invoke(main, ["config", "--format", form]).stdout
    assert "https://me:***@x.example/?api_key=***&a=1" in said
    assert "word@" not in said


def test_what_it_prints_as_toml_can_be_read(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WIREHOUSE_SERVE_COMPACT", "off")
    monkeypatch.setenv("WIREHOUSE_ALLOW_HOSTS", '["a.example"]')
    said = CliRunner().invoke(main, ["config", "--format", "toml"]).stdout
    assert tomllib.loads(said) == {"serve_compact": "off", "allow_hosts": ["a.example"]}
    everything = "\n".join(line.removeprefix("# ") for line in said.splitlines()[1::2])
    assert tomllib.loads(everything).keys() == Settings.model_fields.keys()
