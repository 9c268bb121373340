"""The examples of deployment say what is true: paths, commands, entry points and schedules that are there."""

import configparser
import inspect
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
import yaml

from flows.child import LAST_SECONDS
from flows.cli import main
from flows.commands.serving import serve
from flows.settings import ROOT, Settings

CONTAINER, UNIT = ROOT / "deploy/Containerfile", ROOT / "deploy/wirehouse.service"
INSTRUCTIONS = {"FROM", "ENV", "RUN", "WORKDIR", "COPY", "USER", "VOLUME", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"}


def instructions() -> list[tuple[str, str]]:
    lines = [line for line in CONTAINER.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    whole = "\n".join(lines).replace("\\\n", " ")
    return [(word, " ".join(rest.split())) for word, _, rest in (line.partition(" ") for line in whole.splitlines() if line)]


def of(word: str) -> list[str]:
    return [rest for name, rest in instructions() if name == word]


def test_the_container_file_has_known_instructions_in_order() -> None:
    words = [word for word, _ in instructions()]
    assert set(words) == INSTRUCTIONS
    assert words[0] == "FROM"
    assert words.index("USER") < words.index("ENTRYPOINT")
    assert max(i for i, word in enumerate(words) if word == "RUN") < words.index("USER")
    for word in ("USER", "ENTRYPOINT", "CMD", "HEALTHCHECK", "VOLUME"):
        assert words.count(word) == 1


def test_the_container_is_pinned_and_installs_by_hash_for_another_user_than_root() -> None:
    (base,), (user,) = of("FROM"), of("USER")
    assert re.fullmatch(r"docker\.io/library/python:3\.1[1-4]\.\d+-slim-[a-z]+", base)
    assert user not in {"root", "0"}
    assert f"useradd --system --uid 10001 --create-home {user}" in of("RUN")[0]
    installs = [run for run in of("RUN") if "pip install" in run]
    assert all("--no-deps" in run for run in installs)
    assert ["--require-hashes" in run for run in installs] == [True, False]
    assert "--editable ." in installs[1]


def test_what_the_container_copies_is_there_and_all_that_is_needed() -> None:
    copied = [name for rest in of("COPY") for name in shlex.split(rest)[:-1]]
    assert [name for name in copied if not (ROOT / name).exists()] == []
    assert {"schemas/", "transforms/", "flows/", "dbt/", "seeds/", "models/", "pyproject.toml", "requirements.lock"} <= set(
        copied
    )


def test_the_commands_of_the_container_are_ours() -> None:
    (entry,), (command,), (health,) = of("ENTRYPOINT"), of("CMD"), of("HEALTHCHECK")
    assert (json.loads(entry), json.loads(command)) == (["wirehouse"], ["serve"])
    assert json.loads(health.partition(" CMD ")[2]) == ["wirehouse", "serve", "--check"]
    assert main.commands["serve"] is serve
    assert "--check" in {name for option in serve.params for name in option.opts}
    (volume,) = of("VOLUME")
    assert json.loads(volume) == ["/data"]
    assert "WIREHOUSE_HOME=/data" in of("ENV")[0]


def unit() -> configparser.ConfigParser:
    parser = configparser.ConfigParser(strict=False, interpolation=None)
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(UNIT.read_text(encoding="utf-8"))
    return parser


def test_the_unit_leaves_a_run_the_time_that_it_is_promised() -> None:
    service = unit()["Service"]
    assert float(service["TimeoutStopSec"]) > Settings.model_fields["serve_grace"].default + LAST_SECONDS
    assert service["KillMode"] == "mixed"
    assert shlex.split(service["ExecStart"])[1:] == ["serve"]
    assert unit()["Install"]["WantedBy"] == "multi-user.target"


@pytest.mark.skipif(not shutil.which("systemd-analyze"), reason="systemd is not here")
def test_systemd_takes_the_unit(tmp_path: Path) -> None:
    text = UNIT.read_text(encoding="utf-8")
    (tmp_path / UNIT.name).write_text(re.sub(r"(?m)^ExecStart=\S+", "ExecStart=/bin/true", text), encoding="utf-8")
    done = subprocess.run(["systemd-analyze", "verify", str(tmp_path / UNIT.name)], capture_output=True, text=True, check=False)
    assert (done.returncode, [line for line in done.stderr.splitlines() if UNIT.name in line]) == (0, [])


def test_prefect_yaml_names_flows_with_their_parameters_and_the_schedules_of_serve() -> None:
    import flows.scheduled

    described = yaml.safe_load((ROOT / "prefect.yaml").read_text(encoding="utf-8"))
    assert {d["name"] for d in described["deployments"]} == {"ingest", "compact", "report", "backfill"}
    for deployment in described["deployments"]:
        path, _, name = deployment["entrypoint"].partition(":")
        assert path == "flows/scheduled.py"
        parameters = inspect.signature(getattr(flows.scheduled, name).fn).parameters
        assert deployment["parameters"].keys() == parameters.keys()
        assert [p.default for p in parameters.values()] == list(deployment["parameters"].values())
        assert deployment["concurrency_limit"] == {"limit": 1, "collision_strategy": "CANCEL_NEW"}
        (schedule,) = deployment["schedules"]
        if name != "ingest":
            assert schedule["cron"] == Settings.model_fields[f"serve_{name}"].default


def test_prefect_takes_the_automation_of_the_docs() -> None:
    from prefect.automations import AutomationCore

    text = (ROOT / "docs/scheduling.md").read_text(encoding="utf-8")
    block = re.search(r"<!-- automation -->\n\n((?:    .*\n)+)", text)
    assert block
    automation = AutomationCore.model_validate(yaml.safe_load(block.group(1)))
    assert automation.trigger.expect == {"prefect.flow-run.Failed", "prefect.flow-run.Crashed"}  # type: ignore[union-attr]
    assert [action.type for action in automation.actions] == ["call-webhook"]
