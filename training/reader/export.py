"""Packages a trained reader: an ONNX network in int8 inside a spaCy pipeline that needs no PyTorch.

python -m training.reader.export FOLDER --corpora FOLDER --encoder FOLDER --out models/wirehouse_news_md
"""

import json
import warnings
from collections import Counter, defaultdict
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

import click
import onnx
import spacy
import torch
from onnxruntime.quantization import QuantType, quantize_dynamic
from spacy.language import Language
from torch import Tensor, nn

from training.lists import add_name_consistency
from training.reader.examples import LABELS, Example, from_docbin
from training.reader.network import Reader
from training.reader.score import load
from transforms.components import split_abbreviated_compounds
from transforms.components.reader import NewsReader, Weights
from transforms.components.reader.lemmas import lemma_by

META: Final = {
    "name": "news_md",
    "version": "0.2.0",
    "description": "English news pipeline on a small transformer: Universal Dependencies, ten entity types, read by onnxruntime on one core.",
    "author": "Wirehouse",
    "license": "CC BY-SA 4.0",
}
INFLECTED: Final = frozenset({"NOUN", "VERB", "AUX", "ADJ", "ADV", "PRON", "DET"})
INPUTS: Final = ("pieces", "cases", "gaps", "first", "last")
OUTPUTS: Final = ("names", "starts", "tags", "morphs", "lemmas", "arcs", "child_label", "parent_label")
CHOSEN: Final = frozenset({"tags", "morphs", "lemmas"})
"""Outputs of which only the best class is wanted."""
KEPT_EXACT: Final = ("outer", "starts", "arc", "names")
"""Matrices that stay in 32 bits: behind the activation function a few values are very large, and int8 loses the others; and what decides
by a threshold."""


class Deployed(nn.Module):
    """The reader of one chunk: no batch, no padding."""

    def __init__(self, reader: Reader) -> None:
        super().__init__()
        self.reader = reader

    def forward(self, pieces: Tensor, cases: Tensor, gaps: Tensor, first: Tensor, last: Tensor) -> tuple[Tensor, ...]:
        """As `Reader.forward`, each without its first dimension; the best class where only that is wanted."""
        scores = self.reader(*(x[None] for x in (pieces, cases, gaps, first, last)))
        return tuple(scores[name][0].argmax(-1) if name in CHOSEN else scores[name][0] for name in OUTPUTS)


@click.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--corpora", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--encoder", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option("--out", required=True, type=click.Path(file_okay=False, path_type=Path))
@click.option("--exact", is_flag=True, help="Keep the weights in 32 bits: to see what int8 costs.")
def main(folder: Path, corpora: Path, encoder: Path, out: Path, exact: bool) -> None:
    """Package a trained reader as a spaCy pipeline."""
    reader, _batcher = load(folder, encoder)
    vocabulary = (encoder / "vocab.txt").read_text(encoding="utf-8").split("\n")[:-1]
    weights = Weights(
        network=network_of(reader, exact),
        vocabulary=tuple(vocabulary),
        relation=reader.relation.weight.detach().numpy().T.copy(),
        relation_bias=reader.relation.bias.detach().numpy().copy(),
        classes=json.loads((folder / "classes.json").read_text(encoding="utf-8")) | {"names": list(LABELS)},
        lemmas=known_lemmas(from_docbin(corpora / "data/ud/train.spacy", "ud")),
    )
    nlp = assemble(weights)
    nlp.to_disk(out)
    click.echo(f"{out}: {', '.join(nlp.pipe_names)}; {sum(f.stat().st_size for f in out.rglob('*') if f.is_file()) / 1e6:.1f} MB")


def known_lemmas(examples: Iterable[Example]) -> dict[tuple[str, str], str]:
    """(form in lower case, part of speech) -> its most frequent lemma, of words that are no names."""
    seen: dict[tuple[str, str], Counter[str]] = defaultdict(Counter)
    for example in examples:
        if example.syntax:
            for word, morph, rule in zip(example.words, example.syntax.morphs, example.syntax.lemmas, strict=True):
                pos = morph.partition("|")[0]
                if pos in INFLECTED and word.isalpha():
                    seen[word.lower(), pos][lemma_by(rule, word)] += 1
    return {key: lemmas.most_common(1)[0][0] for key, lemmas in seen.items()}


def network_of(reader: Reader, exact: bool = False) -> bytes:
    """The ONNX graph, matrices and word pieces in int8 unless `exact`."""
    example = (torch.randint(1000, 2000, (12,)), torch.ones(12, dtype=torch.long), torch.ones(12, dtype=torch.long))
    words = torch.arange(1, 9)
    with TemporaryDirectory() as temporary, warnings.catch_warnings():
        warnings.simplefilter("ignore")
        whole, small = Path(temporary) / "whole.onnx", Path(temporary) / "small.onnx"
        torch.onnx.export(
            Deployed(reader).eval(),
            (*example, words, words),
            str(whole),
            input_names=list(INPUTS),
            output_names=list(OUTPUTS),
            dynamic_axes={
                **{n: {0: "p"} for n in INPUTS[:3]},
                **{n: {0: "w"} for n in INPUTS[3:]},
                **{n: {0: "w"} for n in OUTPUTS},
            },
            opset_version=17,
            dynamo=False,
        )
        if exact:
            return whole.read_bytes()
        quantize_dynamic(
            str(whole),
            str(small),
            weight_type=QuantType.QInt8,
            reduce_range=True,  # 7 bits: on processors without VNNI the sums of 8 saturate
            per_channel=True,
            op_types_to_quantize=["MatMul", "Gather"],
            nodes_to_exclude=_exact_nodes(onnx.load(str(whole))),
            extra_options={"MatMulConstBOnly": True},
        )
        return small.read_bytes()


def _exact_nodes(model: Any) -> list[str]:
    """Gathers that are no look-ups of word pieces, and the last layer of the heads that decide by a threshold."""
    big = {i.name for i in model.graph.initializer if len(i.dims) == 2 and i.dims[0] > 10_000}
    gathers = [n.name for n in model.graph.node if n.op_type == "Gather" and n.input[0] not in big]
    return gathers + [n.name for n in model.graph.node if n.name.split("/")[-2:-1] and n.name.split("/")[-2] in KEPT_EXACT]


def assemble(weights: Weights) -> Language:
    """The pipeline that ships. No gazetteer: what it added and relabelled was as often wrong as right (`models/README.md`)."""
    nlp = split_abbreviated_compounds(spacy.blank("en"))
    nlp.add_pipe("paragraph_starts")
    reader = nlp.add_pipe("news_reader")
    assert isinstance(reader, NewsReader)
    reader.fill(weights)
    nlp.add_pipe("datelines")
    add_name_consistency(nlp)
    nlp.meta.update(META)
    return nlp


if __name__ == "__main__":
    main()
