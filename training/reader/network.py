"""The network that is trained: a BERT encoder of six layers and a small head for each task. PyTorch.

The encoder is MiniLM (Wang et al. 2020) as published by sentence-transformers. It is uncased; an embedding of each word's case and of what
stands before it is added to its input, zero at first, so that it learns to see capitals without forgetting what it knows.
"""

from pathlib import Path
from typing import Any, Final, NamedTuple

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from transforms.components.reader.words import CASES, GAPS

WIDTH: Final = 384
HEADS: Final = 12
LAYERS: Final = 6
INNER: Final = 1536
ARC: Final = 192
LABEL: Final = 96
NAMES: Final = 256
STARTS: Final = 64


class Sizes(NamedTuple):
    """How many classes each head has."""

    names: int
    tags: int
    morphs: int
    lemmas: int
    relations: int


class Dropout(nn.Module):
    """Dropout whose mask is cut from a pool at a random place: on a CPU, drawing a new one costs as much as the layer itself."""

    POOL: Final = 1 << 24

    def __init__(self, rate: float) -> None:
        super().__init__()
        self.rate = rate
        self.pools: dict[tuple[torch.dtype, str], Tensor] = {}

    def forward(self, x: Tensor) -> Tensor:
        """x with a share of its values set to 0 and the others scaled up, while training."""
        if not self.training or not self.rate:
            return x
        key = (x.dtype, str(x.device))
        if key not in self.pools:
            self.pools[key] = (torch.rand(self.POOL, device=x.device) >= self.rate).to(x.dtype) / (1 - self.rate)
        begin = int(torch.randint(0, self.POOL - x.numel(), (1,)))
        return x * self.pools[key][begin : begin + x.numel()].view(x.shape)


class Layer(nn.Module):
    """One transformer layer, normalized after each half, as in BERT (Devlin et al. 2019)."""

    def __init__(self, drop: Dropout) -> None:
        super().__init__()
        self.qkv = nn.Linear(WIDTH, 3 * WIDTH)
        self.attended = nn.Linear(WIDTH, WIDTH)
        self.attended_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.inner = nn.Linear(WIDTH, INNER)
        self.outer = nn.Linear(INNER, WIDTH)
        self.outer_norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.drop = drop

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """x (batch, pieces, WIDTH); mask (batch, 1, 1, pieces), added to the attention: 0 to see, very negative not to."""
        batch, length = x.shape[0], x.shape[1]
        q, k, v = self.qkv(x).view(batch, length, 3, HEADS, WIDTH // HEADS).permute(2, 0, 3, 1, 4).unbind(0)
        weights = (q @ k.transpose(-1, -2)) * (WIDTH // HEADS) ** -0.5 + mask
        mixed = (weights.softmax(-1) @ v).transpose(1, 2).reshape(batch, length, WIDTH)
        x = self.attended_norm(x + self.drop(self.attended(mixed)))
        return self.outer_norm(x + self.drop(self.outer(F.gelu(self.inner(x)))))


class Encoder(nn.Module):
    """Embeddings and layers."""

    def __init__(self, vocabulary: int, drop: Dropout) -> None:
        super().__init__()
        self.words = nn.Embedding(vocabulary, WIDTH)
        self.positions = nn.Embedding(512, WIDTH)
        self.cases = nn.Embedding(CASES + 1, WIDTH)
        self.gaps = nn.Embedding(GAPS + 1, WIDTH)
        self.norm = nn.LayerNorm(WIDTH, eps=1e-12)
        self.layers = nn.ModuleList(Layer(drop) for _ in range(LAYERS))
        self.drop = drop
        nn.init.zeros_(self.cases.weight)
        nn.init.zeros_(self.gaps.weight)

    def forward(self, pieces: Tensor, cases: Tensor, gaps: Tensor) -> Tensor:
        """(batch, pieces) of rows, cases and gaps -> (batch, pieces, WIDTH). Row 0 is padding; case and gap 0 are no word's."""
        places = torch.arange(pieces.shape[1], device=pieces.device)
        x = self.words(pieces) + self.positions(places) + self.cases(cases) + self.gaps(gaps)
        x = self.drop(self.norm(x))
        mask = (pieces == 0).to(x.dtype)[:, None, None, :] * -10000.0
        for layer in self.layers:
            x = layer(x, mask)
        return x

    def load_pretrained(self, file: Path) -> None:
        """Take over the published weights (`model.safetensors`)."""
        given = load_file(file)
        with torch.no_grad():
            self.words.weight.copy_(given["embeddings.word_embeddings.weight"])
            kind = given["embeddings.token_type_embeddings.weight"][0]
            self.positions.weight.copy_(given["embeddings.position_embeddings.weight"] + kind)
            _take(self.norm, given, "embeddings.LayerNorm")
            for i, layer in enumerate(self.layers):
                base = f"encoder.layer.{i}."
                for part in ("weight", "bias"):
                    qkv = [given[f"{base}attention.self.{name}.{part}"] for name in ("query", "key", "value")]
                    getattr(layer.qkv, part).copy_(torch.cat(qkv))
                _take(layer.attended, given, base + "attention.output.dense")
                _take(layer.attended_norm, given, base + "attention.output.LayerNorm")
                _take(layer.inner, given, base + "intermediate.dense")
                _take(layer.outer, given, base + "output.dense")
                _take(layer.outer_norm, given, base + "output.LayerNorm")


def _take(module: Any, given: dict[str, Tensor], name: str) -> None:
    module.weight.copy_(given[name + ".weight"])
    module.bias.copy_(given[name + ".bias"])


class Reader(nn.Module):
    """The encoder and its heads. One vector a word, from its first and last piece."""

    def __init__(self, vocabulary: int, sizes: Sizes, dropout: float = 0.1) -> None:
        super().__init__()
        self.drop = Dropout(dropout)
        self.encoder = Encoder(vocabulary, self.drop)
        self.word = nn.Linear(2 * WIDTH, WIDTH)
        self.names_near = nn.Conv1d(WIDTH, NAMES, 3, padding=1)
        self.names = nn.Linear(NAMES + WIDTH, sizes.names)
        self.starts_near = nn.Conv1d(WIDTH, STARTS, 5, padding=2)
        self.starts = nn.Linear(STARTS, 1)
        self.syntax = nn.Linear(WIDTH, WIDTH)
        self.tags = nn.Linear(WIDTH, sizes.tags)
        self.morphs = nn.Linear(WIDTH, sizes.morphs)
        self.lemmas = nn.Linear(WIDTH, sizes.lemmas)
        self.child = nn.Linear(WIDTH, ARC)
        self.parent = nn.Linear(WIDTH, ARC)
        self.root = nn.Parameter(torch.zeros(WIDTH))
        self.arc = nn.Linear(ARC, ARC)
        self.child_label = nn.Linear(WIDTH, 2 * LABEL)
        self.parent_label = nn.Linear(WIDTH, 2 * LABEL)
        self.relation = nn.Linear(2 * LABEL, sizes.relations)

    def forward(self, pieces: Tensor, cases: Tensor, gaps: Tensor, first: Tensor, last: Tensor) -> dict[str, Tensor]:
        """Scores of every head.

        `pieces`, `cases`, `gaps`: (batch, pieces). `first`, `last`: (batch, words), where each word's pieces start and end; 0 is padding.
        names, tags, morphs, lemmas (batch, words, classes); starts (batch, words); arcs (batch, words, words + 1), column 0 the root;
        child_label (batch, words, 2 LABEL) and parent_label (batch, words + 1, 2 LABEL), for `relations`.
        """
        h = self.encoder(pieces, cases, gaps)
        rows = torch.arange(h.shape[0], device=h.device)[:, None]
        word = F.gelu(self.word(torch.cat((h[rows, first], h[rows, last]), -1)))
        word = self.drop(word * (first > 0).to(word.dtype).unsqueeze(-1))
        turned = word.transpose(1, 2)
        near = F.relu(self.names_near(turned)).transpose(1, 2)
        starts = self.starts(F.relu(self.starts_near(turned)).transpose(1, 2)).squeeze(-1)
        syntax = self.drop(F.gelu(self.syntax(word)))
        parents = torch.cat((self.root.to(syntax.dtype).expand(h.shape[0], 1, WIDTH), syntax), 1)
        child = self.arc(self.drop(F.relu(self.child(syntax))))
        parent = self.drop(F.relu(self.parent(parents)))
        return {
            "names": self.names(self.drop(torch.cat((near, word), -1))),
            "starts": starts,
            "tags": self.tags(syntax),
            "morphs": self.morphs(syntax),
            "lemmas": self.lemmas(syntax),
            "arcs": child @ parent.transpose(1, 2),
            "child_label": self.child_label(syntax),
            "parent_label": self.parent_label(parents),
        }

    def relations(self, child_label: Tensor, parent_label: Tensor, heads: Tensor) -> Tensor:
        """Scores of each word's relation to its head (batch, words, relations); `heads` (batch, words) counts the root as 0."""
        rows = torch.arange(heads.shape[0], device=heads.device)[:, None]
        chosen = parent_label[rows, heads]
        joined = torch.cat(
            (F.relu(child_label[..., :LABEL] + chosen[..., :LABEL]), child_label[..., LABEL:] * chosen[..., LABEL:]), -1
        )
        return self.relation(self.drop(joined))
