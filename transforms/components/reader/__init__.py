"""The reader: one small transformer that gives a Doc its tags, lemmas, sentences, trees and names in a single look.

In: Docs with tokens, and sentence starts where the page settles them. Out: the same Docs with TAG, POS, MORPH, LEMMA, HEAD, DEP and entities.

The network runs in onnxruntime, one chunk of an article at a time. There is no batch on purpose: the network's activations are quantized by their
range, so that in a batch an article's rows would depend on its neighbours. A chunk of a hundred words keeps a core as busy as a batch does.
"""

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
import srsly
from numpy.typing import NDArray
from spacy.attrs import DEP, HEAD, LEMMA, MORPH, POS, TAG
from spacy.language import Language
from spacy.parts_of_speech import IDS
from spacy.scorer import Scorer, get_ner_prf
from spacy.tokens import Doc, Span
from spacy.training import Example
from spacy.vocab import Vocab

from transforms.components.reader.chunks import borders, chunks, gap_before
from transforms.components.reader.decoding import best_heads, best_tags
from transforms.components.reader.lemmas import lemma_by
from transforms.components.reader.weights import Weights
from transforms.components.reader.words import Word, WordPieces

__all__ = ["NewsReader", "Weights"]

ATTRIBUTES: Final = (TAG, POS, MORPH, LEMMA, HEAD, DEP)
ASSIGNS: Final = [
    "token.tag", "token.pos", "token.morph", "token.lemma", "token.dep", "token.head", "token.is_sent_start", "doc.sents", "doc.ents",
]  # fmt: skip
ROOT: Final = "ROOT"
PREFIXES: Final = frozenset({"anti", "pro", "non", "ex", "pre", "post", "mid", "counter", "then"})
OUTPUTS: Final = ("names", "starts", "tags", "morphs", "lemmas", "arcs", "child_label", "parent_label")

Scores = Mapping[str, NDArray[Any]]


class NewsReader:
    """Tags, lemmatizes, parses and finds names. Empty until `fill` or `from_disk` gives it weights."""

    def __init__(self, vocab: Vocab, name: str = "news_reader") -> None:
        self.vocab, self.name = vocab, name
        self.weights: Weights | None = None

    def fill(self, weights: Weights) -> None:
        """Take over a trained network. Raises ValueError where it is none that can be run."""
        self.session = session_of(weights.network)
        self.pieces = WordPieces(weights.vocabulary)
        classes = weights.classes
        strings: Any = self.vocab.strings

        def ids(names: Iterable[str]) -> NDArray[np.uint64]:
            return np.array([strings.add(name, allow_transient=False) for name in names], dtype=np.uint64)

        parts = [morph.partition("|") for morph in classes["morphs"]]
        self.tag_ids, self.relation_ids = ids(classes["tags"]), ids(classes["relations"])
        self.pos_names = np.array([pos for pos, _, _ in parts], dtype=object)
        self.pos_ids = np.array([IDS[pos] for pos, _, _ in parts], dtype=np.uint64)
        self.morph_ids = np.array([self.vocab.morphology.add(features) for _, _, features in parts], dtype=np.uint64)
        self.space_ids = (*ids(["_SP"]), IDS["SPACE"], self.vocab.morphology.add(""), *ids(["dep"]))
        self.is_root = np.array([relation == ROOT for relation in classes["relations"]])
        ids(classes["names"])
        self.weights = weights

    def __reduce__(self) -> tuple[Any, ...]:
        """A session cannot be pickled, what it was made from can."""
        return _restored, (self.vocab, self.name, self.weights)

    @property
    def labels(self) -> tuple[str, ...]:
        """The labels of names that it gives."""
        return self.weights.classes["names"] if self.weights else ()

    def __call__(self, doc: Doc) -> Doc:
        """Annotate a Doc in place. Raises ValueError before `fill`."""
        if self.weights is None:
            raise ValueError(f"{self.name} has no weights: load a trained pipeline, or fill it")
        kept = [token.i for token in doc if not token.is_space]
        if kept:
            words = [self.pieces(doc[i].text) for i in kept]
            self._annotate(doc, kept, list(self._read(doc, kept, words)))
        return doc

    def _read(self, doc: Doc, kept: list[int], words: list[Word]) -> Iterator[Scores]:
        """What is best for each word of each chunk, in order: tags, morphs, lemmas, heads (within the chunk), relations, names."""
        gaps = [gap_before(doc, i) for i in kept]
        settled = [doc[i].is_sent_start for i in kept]
        for begin, end in chunks(words, borders(doc, kept)):
            part = words[begin:end]
            scores = dict(zip(OUTPUTS, self.session.run(OUTPUTS, self._inputs(part, gaps[begin:end])), strict=True))
            heads = best_heads(scores["arcs"], _starts(scores["starts"], settled[begin:end]))
            best = {name: scores[name] for name in ("tags", "morphs", "lemmas")}
            yield best | {"heads": heads, "relations": self._relations(scores, heads), "names": best_tags(scores["names"])}

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

    def _relations(self, scores: Scores, heads: NDArray[np.int64]) -> NDArray[np.int64]:
        """The class of each word's relation to its head; a root's, and no other's, is ROOT."""
        assert self.weights is not None
        roots = heads == np.arange(len(heads))
        child, parent = scores["child_label"], scores["parent_label"][np.where(roots, 0, heads + 1)]
        half = child.shape[1] // 2
        joined = np.concatenate((np.maximum(child[:, :half] + parent[:, :half], 0), child[:, half:] * parent[:, half:]), 1)
        found = joined @ self.weights.relation + self.weights.relation_bias
        found[roots[:, None] != self.is_root] = -np.inf
        return np.asarray(found.argmax(1))

    def _annotate(self, doc: Doc, kept: list[int], read: list[Scores]) -> None:
        """Write what was read into the Doc. White space hangs on the word before it."""
        assert self.weights is not None
        index = np.array(kept)
        tags, morphs, lemmas, relations, names = (
            np.concatenate([scores[name] for scores in read]) for name in ("tags", "morphs", "lemmas", "relations", "names")
        )
        offsets = np.cumsum([0, *(len(scores["heads"]) for scores in read[:-1])])
        heads = np.concatenate([scores["heads"] + offset for scores, offset in zip(read, offsets, strict=True)])
        rules, add, known = self.weights.classes["lemmas"], self.vocab.strings.add, self.weights.lemmas
        array: Any = np.empty((len(doc), len(ATTRIBUTES)), dtype=np.uint64)
        tag, pos, morph, dep = self.space_ids
        for i in set(range(len(doc))).difference(kept):
            near = kept[max(0, int(np.searchsorted(index, i)) - 1)] - i
            array[i] = (tag, pos, morph, doc[i].orth, np.int64(near).astype(np.uint64), dep)
        array[index, 0] = self.tag_ids[tags]
        array[index, 1] = self.pos_ids[morphs]
        array[index, 2] = self.morph_ids[morphs]
        pos_names = self.pos_names[morphs].tolist()
        for i, rule, part in zip(kept, lemmas.tolist(), pos_names, strict=True):
            text = doc[i].text
            array[i, 3] = add(known.get((text.lower(), part)) or lemma_by(rules[rule], text))
        array[index, 4] = (index[heads] - index).astype(np.uint64)
        array[index, 5] = self.relation_ids[relations]
        doc.from_array(list(ATTRIBUTES), array)
        doc.set_ents(list(self._names(doc, kept, names.tolist())))

    def _names(self, doc: Doc, kept: list[int], tags: list[int]) -> Iterator[Span]:
        """The spans of lawful name tags. None goes over the end of a sentence, none is all in small letters unless the whole text is."""
        k, small = 0, doc.text.islower()
        while k < len(tags):
            begin, tag, k = k, tags[k], k + 1
            if tag:
                while k < len(tags) and tags[k] == tag + tag % 2 and tags[k] % 2 == 0 and not doc[kept[k]].is_sent_start:
                    k += 1
                span = Span(
                    doc, _behind_prefix(doc, kept[begin], kept[k - 1]), kept[k - 1] + 1, label=self.labels[(tag - 1) // 2]
                )
                if small or not span.text.islower():
                    yield span

    def score(self, examples: Iterable[Example], **_: object) -> dict[str, Any]:
        """spaCy's scores of everything it annotates, for `nlp.evaluate`."""
        given = list(examples)
        found: dict[str, Any] = {}
        for attribute in ("tag", "pos", "lemma"):
            found |= Scorer.score_token_attr(given, attribute)
        found |= Scorer.score_spans(given, "sents", has_annotation=lambda doc: doc.has_annotation("SENT_START"))
        found |= Scorer.score_deps(given, "dep", ignore_labels=("p", "punct"), getter=lambda token, _: token.dep_)
        return found | get_ner_prf(given)

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write the weights into the folder."""
        if self.weights:
            self.weights.to_disk(Path(path))

    def from_disk(self, path: str | Path, **_: object) -> Self:
        """Fill from `to_disk`."""
        if Path(path).exists():
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


def session_of(network: bytes) -> Any:
    """An ONNX graph ready to run on one core: more cores are used by more processes. Raises ValueError where it cannot be run."""
    import onnxruntime  # here, so that pipelines without a reader load without it

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.enable_mem_pattern = False  # one pattern for each pair of lengths would be kept for good
    try:
        return onnxruntime.InferenceSession(network, options, providers=["CPUExecutionProvider"])
    except Exception as failure:  # its exceptions have no common base of their own
        raise ValueError(f"network.onnx cannot be run: {failure}") from failure


def _restored(vocab: Vocab, name: str, weights: Weights | None) -> NewsReader:
    reader = NewsReader(vocab, name)
    if weights:
        reader.fill(weights)
    return reader


def _behind_prefix(doc: Doc, first: int, last: int) -> int:
    """The first token of a name without what is prefixed to it in small letters: "ISIS" in "anti-ISIS"; a "Counter-" belongs to its name."""
    return first + 2 if first + 2 <= last and doc[first].text in PREFIXES and doc[first + 1].text in {"-", "–"} else first


def _starts(scores: NDArray[np.float32], settled: list[bool | None]) -> NDArray[np.int64]:
    """First words of the chunk's sentences: what the page settles, else what the network says. The chunk's first always."""
    says = scores > 0
    decided = [bool(say) if given is None else given for say, given in zip(says, settled, strict=True)]
    decided[0] = True
    return np.flatnonzero(decided)


@Language.factory("news_reader", assigns=ASSIGNS, default_score_weights={"ents_f": 0.5, "dep_las": 0.5})
def make_news_reader(nlp: Language, name: str) -> NewsReader:
    """The component, without weights: they come with the saved pipeline, or from `training/`."""
    return NewsReader(nlp.vocab, name)
