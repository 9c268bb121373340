"""The lock files pin everything and name no place."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("name", ["requirements.lock", "requirements-dev.lock"])
def test_every_line_pins_with_hashes_and_names_no_index(name: str) -> None:
    lock = (ROOT / name).read_text(encoding="utf-8")
    assert "://" not in lock
    entries = lock.replace("\\\n", " ").strip().splitlines()
    assert len(entries) > 50
    loose = [entry for entry in entries if not re.match(r"[a-z0-9._-]+==\S+ .*--hash=sha256:[0-9a-f]{64}", entry)]
    assert loose == []


def test_development_installs_what_users_get() -> None:
    pins = [
        set(re.findall(r"^([a-z0-9._-]+==[^ \\]+)", (ROOT / n).read_text(), re.MULTILINE))
        for n in ("requirements.lock", "requirements-dev.lock")
    ]
    assert pins[0] <= pins[1]
