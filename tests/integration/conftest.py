import os
import subprocess
import sys
from pathlib import Path

import pytest

from flows.settings import ROOT

ARTICLES = ROOT / "seeds/articles"


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of one run over the sample articles, with Prefect's server started and stopped by the run itself."""
    home = tmp_path_factory.mktemp("published")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows.cli", "run", str(ARTICLES), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=250, check=False)
    (home / "stdout").write_text(done.stdout, encoding="utf-8")
    (home / "stderr").write_text(done.stderr, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return home
