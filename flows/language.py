"""Loads language pipelines: ours by default, any installed spaCy pipeline by name. The only model loading there is."""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING

from flows.errors import PipelineError
from flows.settings import Settings

if TYPE_CHECKING:
    from spacy.language import Language


@lru_cache(maxsize=2)
def load_pipeline(name: str | None = None) -> "Language":
    """The spaCy pipeline of that folder or package name, ready to read news; the shipped one when no name is given.

    Raises PipelineError when it is not installed, does not fit the installed spaCy, or cannot tell sentences and names.
    """
    import spacy

    import transforms.components

    name = name or Settings().pipeline
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError) as failure:
        raise PipelineError(
            f"{name}: cannot be loaded as a spaCy pipeline ({failure}); install it, or unset WIREHOUSE_PIPELINE"
        ) from failure
    missing = {"parser", "ner"} - set(nlp.pipe_names)
    if missing:
        raise PipelineError(f"{name}: has no {' and no '.join(sorted(missing))}; name a pipeline that parses and finds names")
    transforms.components.prepare(nlp)
    return nlp


def pipeline_name(name: str | None = None) -> str:
    """What rows call the pipeline: its folder's or package's name."""
    return Path(name or Settings().pipeline).name


def pipeline_version(name: str | None = None) -> str:
    """A content hash of the pipeline: of its files where it is a folder, of its package's name and version where it is installed.

    Raises PipelineError where it is neither.
    """
    folder = Path(name or Settings().pipeline)
    if not folder.is_dir():
        try:
            return hashlib.sha256(f"{name} {version(str(name))}".encode()).hexdigest()[:16]
        except PackageNotFoundError as failure:
            raise PipelineError(
                f"{name}: is neither a folder nor an installed pipeline; install it, or unset WIREHOUSE_PIPELINE"
            ) from failure
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
