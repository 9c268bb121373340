"""Articles as the reader is trained on: words with whatever is annotated of them, in chunks of about a hundred words."""

import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Final

import spacy
from spacy.language import Language
from spacy.tokens import Doc, DocBin

from transforms.components.reader.chunks import gap_before
from transforms.components.reader.lemmas import rule_of
from transforms.components.tokens import split_abbreviated_compounds

LABELS: Final = ("PERSON", "ORG", "GPE", "LOC", "NORP", "FAC", "EVENT", "PRODUCT", "WORK_OF_ART", "LAW")
UNSEEN: Final = {
    "corpora": ("PRODUCT", "WORK_OF_ART", "LAW"),
    "re3d": ("PRODUCT", "WORK_OF_ART", "LAW", "FAC", "EVENT"),
    "gmb": ("PRODUCT", "WORK_OF_ART", "LAW", "FAC", "EVENT"),
}
"""Labels that an annotation leaves out, so that a capitalized word without a label may be one of them."""
MARKED: Final = re.compile(r"\[([^\[\]|]+)\|([A-Z_]+)\]")
SENTENCE: Final = " ¦ "
DEV: Final = 5
TEST: Final = 11
PARTS: Final = 12
"""Of our own paragraphs every twelfth is kept for development, every twelfth for testing."""

Name = tuple[int, int, str]
"""First word, word after the last, label."""


@dataclass(frozen=True)
class Syntax:
    """What a treebank says of each word of an Example."""

    tags: tuple[str, ...]
    morphs: tuple[str, ...]
    lemmas: tuple[str, ...]
    heads: tuple[int, ...]
    """Index of the head within the Example; a root is its own head."""
    relations: tuple[str, ...]


@dataclass(frozen=True)
class Example:
    """Words of one text and what is known of them; None for what is not annotated."""

    words: tuple[str, ...]
    gaps: tuple[int, ...]
    """What stands before each word (`gap_before`)."""
    names: tuple[Name, ...] | None = None
    starts: tuple[int, ...] | None = None
    """Words that start a sentence, the first always among them."""
    syntax: Syntax | None = None
    source: str = field(default="own", compare=False)
    """Whose annotation it is: "own", "ud", or one of UNSEEN."""
    unknown: frozenset[int] = frozenset()
    """Words whose name annotation is missing."""


def tokenizer() -> Language:
    """A blank pipeline with the tokenizer that ships."""
    return split_abbreviated_compounds(spacy.blank("en"))


def from_docbin(path: Path, source: str) -> list[Example]:
    """The Docs of a file: `source` says whose annotation they have (`Example.source`)."""
    docs = DocBin().from_disk(path).get_docs(spacy.blank("en").vocab)
    return [_from_doc(doc, source) for doc in docs if len(doc)]


def _from_doc(doc: Doc, source: str) -> Example:
    kept = [token for token in doc if not token.is_space]
    place = {token.i: k for k, token in enumerate(kept)}
    gaps = tuple(gap_before(doc, token.i) for token in kept)
    words = tuple(token.text for token in kept)
    starts = tuple(place[t.i] for t in kept if t.is_sent_start or t is kept[0]) if doc.has_annotation("SENT_START") else None
    if source == "ud":
        return Example(words, gaps, None, starts, _syntax(kept, place), source)
    names = tuple((place[e.start], place[e.end - 1] + 1, e.label_) for e in doc.ents if e.label_ in LABELS)
    unknown = frozenset(k for k, token in enumerate(kept) if token.ent_iob == 0)
    return Example(words, gaps, names, starts, None, source, unknown)


def _syntax(kept: Sequence[spacy.tokens.Token], place: dict[int, int]) -> Syntax:
    return Syntax(
        tuple(t.tag_ for t in kept),
        tuple(f"{t.pos_}|{t.morph}" if str(t.morph) else t.pos_ for t in kept),
        tuple(rule_of(t.text, t.lemma_) for t in kept),
        tuple(place[t.head.i] for t in kept),
        tuple("ROOT" if t.head.i == t.i else t.dep_ for t in kept),
    )


def own_lines(part: str) -> list[str]:
    """The lines of our own paragraphs that belong to "train", "dev" or "test"."""
    files = sorted((Path(__file__).parents[1] / "paragraphs").glob("*.txt"))
    lines = [(k % PARTS, line) for file in files for k, line in enumerate(file.read_text(encoding="utf-8").splitlines())]
    wanted = {"dev": {DEV}, "test": {TEST}}.get(part, set(range(PARTS)) - {DEV, TEST})
    return [line for k, line in lines if k in wanted]


def own_paragraphs(part: str) -> list[Example]:
    """The same as examples."""
    return from_paragraphs(own_lines(part), tokenizer())


def from_paragraphs(lines: Iterable[str], nlp: Language) -> list[Example]:
    """Paragraphs with inline labels (GUIDELINES.md), one a line. Raises ValueError on a line whose names do not fall on token borders."""
    return [_from_doc(doc_of(line.rstrip("\n"), nlp), "own") for line in lines if line.strip()]


def doc_of(line: str, nlp: Language) -> Doc:
    """A paragraph with inline labels as a Doc with entities and sentence starts. Raises ValueError where a name cannot be found."""
    text, borders, spans = "", {0}, []
    for k, sentence in enumerate(line.split(SENTENCE)):
        text += " " if k else ""
        borders.add(len(text))
        end = 0
        for mark in MARKED.finditer(sentence):
            text += sentence[end : mark.start()]
            spans.append((len(text), len(text) + len(mark[1]), mark[2]))
            text, end = text + mark[1], mark.end()
        text += sentence[end:]
    doc = nlp.make_doc(text)
    names = [doc.char_span(start, stop, label=label, alignment_mode="expand") for start, stop, label in spans]
    if any(span is None for span in names):
        raise ValueError(f"a name cannot be found in its text: {line[:80]}")
    doc.ents = spacy.util.filter_spans([span for span in names if span is not None])
    for token in doc:
        token.is_sent_start = token.idx in borders
    return doc


def chunks(examples: Iterable[Example], most: int) -> Iterator[Example]:
    """The examples in pieces of at most `most` words, cut between sentences where they are known; short ones are joined."""
    held: list[Example] = []
    for piece in (piece for example in examples for piece in _cut(example, most)):
        if held and (sum(len(h.words) for h in held) + len(piece.words) > most or not _alike(held[0], piece)):
            yield joined(held)
            held = []
        held.append(piece)
    if held:
        yield joined(held)


def _alike(one: Example, other: Example) -> bool:
    return (
        (one.syntax is None) == (other.syntax is None)
        and (one.starts is None) == (other.starts is None)
        and one.source == other.source
    )


def _cut(example: Example, most: int) -> Iterator[Example]:
    starts = example.starts or tuple(
        k for k in range(len(example.words)) if k == 0 or example.words[k - 1] in {".", "!", "?"} or example.gaps[k] == 2
    )
    begin, end = 0, 0
    for start in (*starts[1:], len(example.words)):
        if start - begin > most:
            if end > begin:
                yield part(example, begin, end)
                begin = end
            while start - begin > most:
                yield part(example, begin, begin + most)
                begin += most
        end = start
    if begin < len(example.words):
        yield part(example, begin, len(example.words))


def part(example: Example, begin: int, end: int) -> Example:
    """The words from `begin` up to `end`."""
    names, starts, syntax = example.names, example.starts, example.syntax
    inside = range(begin, end)
    cut = [k for s, e, _ in names or () if s < begin < e or s < end < e for k in range(s, e)]
    return replace(
        example,
        words=example.words[begin:end],
        gaps=example.gaps[begin:end],
        names=None if names is None else tuple((s - begin, e - begin, x) for s, e, x in names if begin <= s and e <= end),
        starts=None if starts is None else tuple(s - begin for s in starts if s in inside),
        syntax=syntax
        and Syntax(
            syntax.tags[begin:end],
            syntax.morphs[begin:end],
            syntax.lemmas[begin:end],
            tuple(h - begin if h in inside else -1 for h in syntax.heads[begin:end]),
            syntax.relations[begin:end],
        ),
        unknown=frozenset(k - begin for k in (*example.unknown, *cut) if k in inside),
    )


def joined(parts: Sequence[Example]) -> Example:
    """Several examples as one."""
    if len(parts) == 1:
        return parts[0]
    offsets = [sum(len(p.words) for p in parts[:k]) for k in range(len(parts))]
    pairs = list(zip(parts, offsets, strict=True))
    first = parts[0]
    return replace(
        first,
        words=tuple(w for p in parts for w in p.words),
        gaps=tuple(g for p in parts for g in p.gaps),
        names=None if first.names is None else tuple((s + o, e + o, x) for p, o in pairs for s, e, x in p.names or ()),
        starts=None if first.starts is None else tuple(s + o for p, o in pairs for s in p.starts or ()),
        syntax=first.syntax
        and Syntax(
            tuple(t for p in parts if p.syntax for t in p.syntax.tags),
            tuple(t for p in parts if p.syntax for t in p.syntax.morphs),
            tuple(t for p in parts if p.syntax for t in p.syntax.lemmas),
            tuple(h + o if h >= 0 else -1 for p, o in pairs if p.syntax for h in p.syntax.heads),
            tuple(t for p in parts if p.syntax for t in p.syntax.relations),
        ),
        unknown=frozenset(k + o for p, o in pairs for k in p.unknown),
    )


def shuffled(examples: Sequence[Example], rng: random.Random) -> list[Example]:
    """The same in another order."""
    return rng.sample(list(examples), len(examples))
