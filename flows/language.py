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


def load_pipeline(name: str | None = None) -> "Language":
    """The spaCy pipeline of that name (`Settings.pipeline`), ready to read news; the settings' when no name is given.

    Says on standard error which entity labels it gives. One that was loaded is kept.

    Raises PipelineError when it is not installed, does not fit the installed spaCy, or cannot tell sentences and names.
    """
    return _loaded(_where(name))


@lru_cache(maxsize=2)
def _loaded(where: str) -> "Language":
    import spacy

    import transforms.components

    try:
        nlp = spacy.load(where)
    except (OSError, ValueError, ImportError) as failure:
        raise PipelineError(
            f"{where}: cannot be loaded as a spaCy pipeline ({failure}); install it, or unset WIREHOUSE_PIPELINE"
        ) from failure
    missing = [what for attribute, what in NEEDED.items() if not _assigning(nlp, attribute)]
    if missing:
        raise PipelineError(f"{where}: {' and '.join(missing)}; name a pipeline that parses and finds names")
    transforms.components.prepare(nlp)
    click.echo(f"language pipeline {_short(where)} finds {', '.join(labels_of(nlp))}", err=True)
    return nlp


NEEDED: Final = {"token.dep": "has no parser", "doc.ents": "finds no names"}
"""What a pipeline must set in a Doc, and what is wrong with one that does not."""


def _assigning(nlp: "Language", attribute: str) -> list[str]:
    """The components that say that they set it."""
    return [name for name in nlp.pipe_names if attribute in nlp.get_pipe_meta(name).assigns]


def labels_of(nlp: "Language") -> list[str]:
    """The entity labels that its recognizers give, in our words."""
    from transforms.components.foreign import SAME

    given = {label for name in _assigning(nlp, "doc.ents") for label in getattr(nlp.get_pipe(name), "labels", ())}
    return sorted({SAME.get(label, label) for label in given})


def _where(name: str | None) -> str:
    """The folder or package behind a name, ours or another's; behind the settings' when none is given."""
    name = name or Settings().pipeline
    return str(SHIPPED.get(name, name))


def pipeline_name(name: str | None = None) -> str:
    """What rows call the pipeline: its folder's or package's name."""
    return _short(_where(name))


def _short(where: str) -> str:
    return Path(where).resolve().name


def pipeline_version(name: str | None = None) -> str:
    """A content hash of the pipeline: of its files where it is a folder, of its package's name and version where it is installed.

    Raises PipelineError where it is neither.
    """
    where = _where(name)
    folder = Path(where)
    if not folder.is_dir():
        try:
            return hashlib.sha256(f"{where} {version(where)}".encode()).hexdigest()[:16]
        except PackageNotFoundError as failure:
            raise PipelineError(
                f"{where}: is neither a folder nor an installed pipeline; install it, or unset WIREHOUSE_PIPELINE"
            ) from failure
    digest = hashlib.sha256()
    for path in sorted(p for p in folder.rglob("*") if p.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]
