"""The reader: one small transformer that gives a Doc its tags, lemmas, sentences, trees and names in a single look.

In: Docs with tokens, and sentence starts where the page settles them. Out: the same Docs with TAG, POS, MORPH, LEMMA, HEAD, DEP and entities.

The network runs in onnxruntime, one chunk of an article at a time. There is no batch on purpose: the network's activations are quantized by their
range, so that in a batch an article's rows would depend on its neighbours. A chunk of a hundred words keeps a core as busy as a batch does.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import onnxruntime
import srsly
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS
from spacy.tokens import Doc, Span
from spacy.vocab import Vocab

from transforms.components.reader.chunks import borders, chunks
from transforms.components.reader.decoding import best_heads, best_tags
from transforms.components.reader.lemmas import lemma_by
from transforms.components.reader.weights import Weights
from transforms.components.reader.words import Word, WordPieces

__all__ = ["NewsReader", "Weights"]

ATTRIBUTES: Final = (TAG, POS, MORPH, LEMMA, HEAD, DEP)
ASSIGNS: Final = [
    "token.tag", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head", "token.is_sent_start", "doc.sents", "doc.ents",
]  # fmt: skip
OUTPUTS: Final = ("names", "starts", "tags", "morphs", "lemmas", "arcs", "child_label", "parent_label")

Scores = Mapping[str, NDArray[Any]]


class NewsReader:
    """Tags, lemmatizes, parses and finds names. Empty until `fill` or `from_disk` gives it weights."""

    def __init__(self, vocab: Vocab, name: str = "news_reader") -> None:
        self.vocab, self.name = vocab, name
        self.weights: Weights | None = None

    def fill(self, weights: Weights) -> None:
        """Take over a trained network."""
        self.weights = weights
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1  # more cores are used by more processes
        options.log_severity_level = 3
        self.session = onnxruntime.InferenceSession(weights.network, options, providers=["CPUExecutionProvider"])
        self.pieces = WordPieces(weights.vocabulary)
        strings, classes = self.vocab.strings, weights.classes
        self.tag_ids = np.array([strings.add(tag) for tag in classes["tags"]], dtype=np.uint64)
        parts = [morph.partition("|") for morph in classes["morphs"]]
        self.pos_ids = np.array([IDS[pos] for pos, _, _ in parts], dtype=np.uint64)
        self.morph_ids = np.array([self.vocab.morphology.add(features) for _, _, features in parts], dtype=np.uint64)
        self.relation_ids = np.array([strings.add(relation) for relation in classes["relations"]], dtype=np.uint64)
        self.space_ids = (strings.add("_SP"), IDS["SPACE"], self.vocab.morphology.add(""), strings.add("dep"))
        for label in classes["names"]:
            strings.add(label)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of names that it gives."""
        return self.weights.classes["names"] if self.weights else ()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc in place."""
        kept = [token.i for token in doc if not token.is_space]
        if kept:
            words = [self.pieces(doc[i].text) for i in kept]
            self._annotate(doc, kept, list(self._read(doc, kept, words)))
        return doc

    def pipe(self, stream: Iterable[Doc], *, batch_size: int = 1) -> Iterator[Doc]:
        """Annotate Docs one by one."""
        return map(self, stream)

    def _read(self, doc: Doc, kept: list[int], words: list[Word]) -> Iterator[Scores]:
        """The scores of each chunk, in order, with the sentence starts and heads settled."""
        gaps = [_gap(doc, i) for i in kept]
        settled = [doc[i].is_sent_start for i in kept]
        for begin, end in chunks(words, *borders(doc, kept)):
            part = words[begin:end]
            scores = dict(zip(OUTPUTS, self.session.run(OUTPUTS, self._inputs(part, gaps[begin:end])), strict=True))
            starts = _starts(scores["starts"], settled[begin:end])
            scores["heads"] = best_heads(scores["arcs"], starts)
            scores["relations"] = self._relations(scores)
            scores["names"] = best_tags(scores["names"])
            yield scores

    def _inputs(self, words: list[Word], gaps: list[int]) -> dict[str, NDArray[np.int64]]:
        """A chunk as the network takes it: (pieces,) with [CLS] and [SEP] around them, (words,) for where each starts and ends."""
        lengths = np.array([len(word.pieces) for word in words])
        last = np.cumsum(lengths)
        first = last - lengths + 1
        pieces = np.empty(last[-1] + 2, dtype=np.int64)
        pieces[0], pieces[-1] = self.pieces.start, self.pieces.end
        pieces[1:-1] = [piece for word in words for piece in word.pieces]
        cases, before = np.zeros_like(pieces), np.zeros_like(pieces)
        cases[1:-1] = np.repeat([word.case + 1 for word in words], lengths)
        before[first] = np.array(gaps) + 1
        return {"pieces": pieces, "cases": cases, "gaps": before, "first": first, "last": last}

    def _relations(self, scores: Scores) -> NDArray[np.int64]:
        """The class of each word's relation to its head."""
        assert self.weights is not None
        heads = scores["heads"]
        rows = np.where(heads == np.arange(len(heads)), 0, heads + 1)
        child, parent = scores["child_label"], scores["parent_label"][rows]
        half = child.shape[1] // 2
        joined = np.concatenate((np.maximum(child[:, :half] + parent[:, :half], 0), child[:, half:] * parent[:, half:]), 1)
        return np.asarray((joined @ self.weights.relation + self.weights.relation_bias).argmax(1))

    def _annotate(self, doc: Doc, kept: list[int], read: list[Scores]) -> None:
        """Write what was read into the Doc. White space hangs on the word before it."""
        assert self.weights is not None
        index = np.array(kept)
        tags, morphs, lemmas, relations, names = (
            np.concatenate([scores[name] for scores in read]) for name in ("tags", "morphs", "lemmas", "relations", "names")
        )
        offsets = np.cumsum([0, *(len(scores["heads"]) for scores in read[:-1])])
        heads = np.concatenate([scores["heads"] + offset for scores, offset in zip(read, offsets, strict=True)])
        rules, add = self.weights.classes["lemmas"], self.vocab.strings.add
        array: Any = np.empty((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        tag, pos, morph, dep = self.space_ids
        for i in set(range(len(doc))).difference(kept):
            near = max(kept[0] - i, -1) if i < kept[0] else kept[np.searchsorted(index, i) - 1] - i
            array[i] = (tag, pos, morph, doc[i].orth, np.int64(near).astype(np.uint64), dep)
        array[index, 0] = self.tag_ids[tags]
        array[index, 1] = self.pos_ids[morphs]
        array[index, 2] = self.morph_ids[morphs]
        array[index, 3] = [add(lemma_by(rules[rule], doc[i].text)) for rule, i in zip(lemmas.tolist(), kept, strict=True)]
        array[index, 4] = (index[heads] - index).astype(np.uint64)
        array[index, 5] = self.relation_ids[relations]
        doc.from_array(list(ATTRIBUTES), array)
        doc.set_ents(list(self._names(doc, kept, names.tolist())))

    def _names(self, doc: Doc, kept: list[int], tags: list[int]) -> Iterator[Span]:
        """The spans of lawful name tags; none goes over the end of a sentence."""
        k = 0
        while k < len(tags):
            begin, tag, k = k, tags[k], k + 1
            if tag:
                while k < len(tags) and tags[k] == tag + tag % 2 and tags[k] % 2 == 0 and not doc[kept[k]].is_sent_start:
                    k += 1
                yield Span(doc, kept[begin], kept[k - 1] + 1, label=self.labels[(tag - 1) // 2])

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write the weights into the folder."""
        if self.weights:
            self.weights.to_disk(Path(path))

    def from_disk(self, path: str | Path, **_: object) -> Self:
        """Fill from `to_disk`."""
        self.fill(Weights.from_disk(Path(path)))
        return self

    def to_bytes(self, **_: object) -> bytes:
        """The weights as bytes."""
        return bytes(srsly.msgpack_dumps(self.weights.files() if self.weights else {}))

    def from_bytes(self, data: bytes, **_: object) -> Self:
        """Fill from `to_bytes`."""
        if files := srsly.msgpack_loads(data):
            self.fill(Weights.of(files))
        return self


def _gap(doc: Doc, i: int) -> int:
    """What stands before a word: 0 nothing, 1 a blank, 2 a line end or the start."""
    if i == 0:
        return 2
    before = doc[i - 1]
    if before.is_space:
        return 2 if "\n" in before.text or i == 1 else 1
    return 1 if before.whitespace_ else 0


def _starts(scores: NDArray[np.float32], settled: list[bool | None]) -> NDArray[np.int64]:
    """First words of the chunk's sentences: what the page settles, else what the network says. The chunk's first always."""
    says = scores > 0
    decided = [bool(say) if given is None else given for say, given in zip(says, settled, strict=True)]
    decided[0] = True
    return np.flatnonzero(decided)


@Language.factory("news_reader", assigns=ASSIGNS)
def make_news_reader(nlp: Language, name: str) -> NewsReader:
    """The component, without weights: they come with the saved pipeline, or from `training/`."""
    return NewsReader(nlp.vocab, name)
