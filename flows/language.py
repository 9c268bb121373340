"""Loads language pipelines: ours by default, any installed spaCy pipeline by name. The only model loading there is."""

import hashlib
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from flows.errors import PipelineError
from flows.settings import SHIPPED, Settings

if TYPE_CHECKING:
    from spacy.language import Language


@lru_cache(maxsize=2)
def load_pipeline(name: str | None = None) -> "Language":
    """The spaCy pipeline of that name (`Settings.pipeline`), ready to read news; the settings' when no name is given.

    Says on standard error which entity labels it gives.

    Raises PipelineError when it is not installed, does not fit the installed spaCy, or cannot tell sentences and names.
    """
    import spacy

    import transforms.components

    name = _where(name)
    try:
        nlp = spacy.load(name)
    except (OSError, ValueError) as failure:
        raise PipelineError(
            f"{name}: cannot be loaded as a spaCy pipeline ({failure}); install it, or unset WIREHOUSE_PIPELINE"
        ) from failure
    missing = [what for attribute, what in NEEDED.items() if not _assigning(nlp, attribute)]
    if missing:
        raise PipelineError(f"{name}: {' and '.join(missing)}; name a pipeline that parses and finds names")
    click.echo(f"language pipeline {Path(name).name} finds {', '.join(_labels(nlp))}", err=True)
    transforms.components.prepare(nlp)
    return nlp


NEEDED: Final = {"token.dep": "has no parser", "doc.ents": "finds no names"}
"""What a pipeline must set in a Doc, and what is wrong with one that does not."""


def _assigning(nlp: "Language", attribute: str) -> list[str]:
    """The components that say that they set it."""
    return [name for name in nlp.pipe_names if attribute in nlp.get_pipe_meta(name).assigns]


def _labels(nlp: "Language") -> list[str]:
    """The entity labels that its recognizers give."""
    return sorted({label for name in _assigning(nlp, "doc.ents") for label in getattr(nlp.get_pipe(name), "labels", ())})


def _where(name: str | None) -> str:
    """The folder or package behind a name, ours or another's; behind the settings' when none is given."""
    name = name or Settings().pipeline
    return str(SHIPPED.get(name, name))


def pipeline_name(name: str | None = None) -> str:
    """What rows call the pipeline: its folder's or package's name."""
    return Path(_where(name)).name


def pipeline_version(name: str | None = None) -> str:
    """A content hash of the pipeline: of its files where it is a folder, of its package's name and version where it is installed.

    Raises PipelineError where it is neither.
    """
    folder = Path(_where(name))
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
