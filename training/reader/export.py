"""Packages a trained reader: an ONNX network in int8 inside a spaCy pipeline that needs no PyTorch.

python -m training.reader.export FOLDER --corpora FOLDER --encoder FOLDER --out models/wirehouse_news_md
"""

import json
import warnings
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

from training.lists import fill_lists
from training.reader.examples import LABELS
from training.reader.network import Reader
from training.reader.score import load
from transforms.components import split_abbreviated_compounds
from transforms.components.reader import NewsReader, Weights

META: Final = {
    "name": "news_md",
    "version": "0.2.0",
    "description": "English news pipeline on a small transformer: Universal Dependencies, ten entity types, read by onnxruntime on one core.",
    "author": "Wirehouse",
    "license": "CC BY-SA 4.0",
}
INPUTS: Final = ("pieces", "cases", "gaps", "first", "last")
OUTPUTS: Final = ("names", "starts", "tags", "morphs", "lemmas", "arcs", "child_label", "parent_label")
CHOSEN: Final = frozenset({"tags", "morphs", "lemmas"})
"""Outputs of which only the best class is wanted."""
KEPT_EXACT: Final = ("starts", "arc", "names")


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
    )
    nlp = assemble(weights, corpora)
    nlp.to_disk(out)
    click.echo(f"{out}: {', '.join(nlp.pipe_names)}; {sum(f.stat().st_size for f in out.rglob('*') if f.is_file()) / 1e6:.1f} MB")


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


def assemble(weights: Weights, corpora: Path) -> Language:
    """The pipeline that ships: sentence starts, the reader, and the name lists."""
    nlp = split_abbreviated_compounds(spacy.blank("en"))
    nlp.add_pipe("paragraph_starts")
    reader = nlp.add_pipe("news_reader")
    assert isinstance(reader, NewsReader)
    reader.fill(weights)
    nlp.add_pipe("datelines")
    fill_lists(nlp, corpora)
    nlp.meta.update(META)
    return nlp


if __name__ == "__main__":
    main()
