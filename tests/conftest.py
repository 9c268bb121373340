import pytest
from spacy.language import Language

from flows.language import load_pipeline
from flows.seeds import read_lexicon
from flows.settings import ROOT
from transforms.lexicon import Lexicon


@pytest.fixture(scope="session")
def nlp() -> Language:
    """The shipped pipeline."""
    return load_pipeline()


@pytest.fixture(scope="session")
def words() -> Lexicon:
    """The shipped seeds."""
    return read_lexicon(ROOT / "seeds")
