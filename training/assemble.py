"""Joins trained parts and name lists into the pipeline that ships.

    python training/assemble.py --syntax FOLDER --names FOLDER --corpora FOLDER --out models/wirehouse_news_sm

`--syntax` is a pipeline with tok2vec, tagger, morphologizer, parser and trainable_lemmatizer; `--names` one with an `ner` that has its
own tok2vec; both were trained with the same vectors. Name lists come from the corpora's gazetteer and from `seeds/`.
"""

from pathlib import Path

import click
import spacy
from spacy.language import Language

from training.lists import add_gazetteer, add_name_consistency
from transforms.components import split_abbreviated_compounds

SYNTAX = ("tok2vec", "tagger", "morphologizer", "parser", "trainable_lemmatizer")
META = {
    "name": "news_sm",
    "version": "0.1.0",
    "description": "Small English news pipeline: Universal Dependencies, seven entity types; trained on openly licensed corpora only.",
    "author": "Wirehouse",
    "license": "CC BY-SA 4.0",
}


@click.command()
@click.option("--syntax", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--names", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--corpora", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
def main(syntax: Path, names: Path, corpora: Path, out: Path) -> None:
    """Join trained parts and name lists into the pipeline that ships."""
    nlp = assemble(
        spacy.load(syntax, exclude=_others(syntax, SYNTAX)), spacy.load(names, exclude=_others(names, ("ner",))), corpora
    )
    nlp.to_disk(out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    click.echo(f"{out}: {', '.join(nlp.pipe_names)}; {size / 1e6:.1f} MB")


def assemble(nlp: Language, names: Language, corpora: Path) -> Language:
    """The syntax pipeline with the recognizer of `names` and our own components added. Changes `nlp` in place."""
    if names.vocab.vectors_length:
        nlp.vocab.vectors = names.vocab.vectors
    nlp.add_pipe("paragraph_starts", before="parser")
    nlp.add_pipe("ner", source=names)
    nlp.add_pipe("datelines")
    add_gazetteer(nlp, corpora)
    add_name_consistency(nlp)
    split_abbreviated_compounds(nlp)
    nlp.meta.update(META)
    for volatile in ("performance", "vectors"):
        nlp.meta.pop(volatile, None)
    nlp.config = nlp.config.merge({"paths": dict.fromkeys(nlp.config["paths"]), "initialize": {"before_init": None}})
    return nlp


def _others(folder: Path, keep: tuple[str, ...]) -> list[str]:
    pipeline: list[str] = spacy.util.load_config(folder / "config.cfg")["nlp"]["pipeline"]
    return [name for name in pipeline if name not in keep]


if __name__ == "__main__":
    main()
