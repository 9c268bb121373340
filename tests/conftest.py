import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from spacy.language import Language

from flows.language import load_pipeline
from flows.orchestrator import prefect_server, quiet_tools
from flows.seeds import read_lexicon
from flows.settings import ROOT, Settings
from flows.sources import Input
from transforms.lexicon import Lexicon

# One engine for all: examples are few where each reads text, and the first one loads the pipeline.
settings.register_profile(
    "wirehouse",
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
)
settings.load_profile("wirehouse")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--raise-floors", action="store_true", help="Write higher floors for the quality gate where scores rose.")
    parser.addoption(
        "--lower-floors", metavar="REASON", help="Write lower floors for the quality gate where scores fell, and why."
    )
    parser.addoption("--regenerate", action="store_true", help="Write the expected rows of the golden pairs anew.")


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The shipped pipeline."""
    return load_pipeline()


@pytest.fixture(scope="session")
def words() -> Lexicon:
    """The shipped seeds."""
    return read_lexicon(ROOT / "seeds")


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """A real Prefect server for the runs of this session, as the environment variable PREFECT_API_URL names it."""
    home = tmp_path_factory.mktemp("server")
    quiet_tools(home)
    with prefect_server(home):
        from prefect.settings import PREFECT_API_URL

        os.environ["PREFECT_API_URL"] = str(PREFECT_API_URL.value())
        yield
        del os.environ["PREFECT_API_URL"]


@pytest.fixture(scope="session")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of one run over the sample articles, with Prefect's server started and stopped by the run itself."""
    home = tmp_path_factory.mktemp("published")
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PREFECT_")}
    command = [sys.executable, "-m", "flows.cli", "run", str(ROOT / "seeds/articles"), "--home", str(home)]
    done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", env=environment, timeout=250, check=False)
    (home / "stdout").write_text(done.stdout, encoding="utf-8")
    (home / "stderr").write_text(done.stderr, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    return home


Run = Callable[..., object]


@pytest.fixture
def run(server: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(home, *inputs)`: the main job in this process, with its flow and a real server, dbt's marts and the search index left out."""
    from flows import main_job, publishing

    monkeypatch.setattr(publishing, "build_views", lambda path, settings: None)
    monkeypatch.setattr(publishing, "build_search", lambda path, wanted: None)

    def run(home: Path, *inputs: str | Path | Input, **options: object) -> object:
        wanted = [i if isinstance(i, Input) else str(i) for i in inputs]
        return main_job.run(wanted, Settings(home=home, **{"reports": 0, **options}), published=None, progress=lambda *_: None)  # type: ignore[arg-type]

    return run
