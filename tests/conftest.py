import os
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


Run = Callable[..., object]


@pytest.fixture
def run(server: None, monkeypatch: pytest.MonkeyPatch) -> Run:
    """`run(home, *inputs)`: the main job in this process, with its flow and a real server, dbt's views left out."""
    from flows import main_job, publishing

    monkeypatch.setattr(publishing, "build_views", lambda path, settings: None)

    def run(home: Path, *inputs: str | Path | Input, **options: object) -> object:
        wanted = [i if isinstance(i, Input) else str(i) for i in inputs]
        return main_job.run(wanted, Settings(home=home, **{"reports": 0, **options}), published=None, progress=lambda *_: None)  # type: ignore[arg-type]

    return run
