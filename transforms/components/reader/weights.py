"""What a trained reader consists of, and how it lies on disk."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Weights:
    """A network and what its classes mean. Made by `training/`, kept in five files of the component's folder."""

    network: bytes
    """An ONNX graph: pieces, cases, gaps (pieces,) and first, last (words,) -> names, starts, tags, morphs, lemmas, arcs, child_label, parent_label."""
    vocabulary: tuple[str, ...]
    """Word pieces, by their rows."""
    relation: NDArray[np.float32]
    """(2 · label width, relations): turns a child and its parent into scores of relations."""
    relation_bias: NDArray[np.float32]
    classes: Mapping[str, tuple[str, ...]]
    """names, tags, morphs, lemmas, relations: what each class stands for."""
    lemmas: Mapping[tuple[str, str], str]
    """(form in lower case, part of speech) -> lemma, of the words that the treebanks have."""

    def to_disk(self, folder: Path) -> None:
        """Write the files into the folder, which is made."""
        folder.mkdir(parents=True, exist_ok=True)
        for name, data in self.files().items():
            (folder / name).write_bytes(data)

    @classmethod
    def from_disk(cls, folder: Path) -> Self:
        """Read what `to_disk` wrote."""
        return cls.of({name: (folder / name).read_bytes() for name in FILES})

    def files(self) -> dict[str, bytes]:
        """The files' contents by name."""
        classes = {name: list(values) for name, values in self.classes.items()}
        matrix = np.vstack((self.relation, self.relation_bias[None])).astype("<f4")
        return {
            "network.onnx": self.network,
            "vocabulary.txt": "\n".join(self.vocabulary).encode(),
            "classes.json": (json.dumps(classes, indent=1, ensure_ascii=False) + "\n").encode(),
            "relation.f32": matrix.tobytes(),
            "lemmas.tsv": "".join(f"{form}\t{pos}\t{lemma}\n" for (form, pos), lemma in sorted(self.lemmas.items())).encode(),
        }

    @classmethod
    def of(cls, files: Mapping[str, bytes]) -> Self:
        """The weights from the contents of their files."""
        classes = {name: tuple(values) for name, values in json.loads(files["classes.json"]).items()}
        matrix = np.frombuffer(files["relation.f32"], dtype="<f4").reshape(-1, len(classes["relations"]))
        vocabulary = tuple(files["vocabulary.txt"].decode().split("\n"))
        rows = (line.split("\t") for line in files["lemmas.tsv"].decode().split("\n")[:-1])
        lemmas = {(form, pos): lemma for form, pos, lemma in rows}
        return cls(files["network.onnx"], vocabulary, matrix[:-1], matrix[-1], classes, lemmas)


FILES = ("network.onnx", "vocabulary.txt", "classes.json", "relation.f32", "lemmas.tsv")
