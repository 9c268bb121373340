"""Makes the training sets from the corpora's annotated files, and the vectors' folder known to the project.

    python training/prepare.py --corpora FOLDER --out FOLDER

Writes `syntax_{train,dev}.spacy`, `names_{train,dev}.spacy` (everything), and `names_mix_{train,dev}.spacy`: every human-annotated corpus
twice and a third of the machine-annotated one (GMB), on which the second stage settles.
"""

import random
import shutil
from pathlib import Path

import click
import spacy
from spacy.tokens import Doc, DocBin

HUMAN = ("crossner", "docred", "re3d", "uner_ewt", "wikigold")
MACHINE = "gmb"
SEED = 5


@click.command()
@click.option("--corpora", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
def main(corpora: Path, out: Path) -> None:
    """Make the training sets from the corpora's annotated files."""
    out.mkdir(parents=True, exist_ok=True)
    for part in ("train", "dev"):
        shutil.copyfile(corpora / f"data/ud/{part}.spacy", out / f"syntax_{part}.spacy")
    shutil.copytree(corpora / "data/floret_vec", out / "vectors", dirs_exist_ok=True)
    human, machine = _all(corpora, "train", HUMAN), _all(corpora, "train", (MACHINE,))
    _save(human + machine, out / "names_train.spacy")
    random.Random(SEED).shuffle(machine)
    _save(human * 2 + machine[: len(machine) // 3], out / "names_mix_train.spacy")
    human, machine = _all(corpora, "dev", HUMAN), _all(corpora, "dev", (MACHINE,))
    _save(human + machine, out / "names_dev.spacy")
    _save(human + machine[:200], out / "names_mix_dev.spacy")


def _all(corpora: Path, part: str, names: tuple[str, ...]) -> list[Doc]:
    vocab = spacy.blank("en").vocab
    files = [path for name in names if (path := corpora / f"data/ner/{name}_{part}.spacy").exists()]
    return [doc for file in files for doc in DocBin().from_disk(file).get_docs(vocab)]


def _save(docs: list[Doc], path: Path) -> None:
    DocBin(docs=docs).to_disk(path)
    click.echo(f"{path.name}: {len(docs)} Docs, {sum(map(len, docs))} tokens, {sum(len(doc.ents) for doc in docs)} entities")


if __name__ == "__main__":
    main()
