"""The pieces our language pipeline adds to spaCy's: importing this package registers them.

In: Docs on their way through `nlp.pipe`. Out: the same Docs, with sentence starts, entities and labels set right.

- `paragraph_starts` (first): where sentences must and must not start;
- `news_reader`: tags, lemmas, trees and names by a small transformer, all at once;
- `datelines` (after NER): the place before a report's first sentence;
- `gazetteer` (then): names that are known for certain;
- `name_consistency` (last): one name, one label within a Doc.
"""

from typing import Any

from spacy.language import Language

from transforms.components.datelines import datelines
from transforms.components.foreign import adopt
from transforms.components.gazetteer import Gazetteer
from transforms.components.name_consistency import NameConsistency
from transforms.components.noun_chunks import noun_chunks
from transforms.components.paragraph_starts import paragraph_starts
from transforms.components.reader import NewsReader
from transforms.components.tokens import split_abbreviated_compounds

__all__ = [
    "Gazetteer",
    "NameConsistency",
    "NewsReader",
    "datelines",
    "noun_chunks",
    "paragraph_starts",
    "prepare",
    "split_abbreviated_compounds",
]


def prepare(nlp: Language) -> Language:
    """Make a loaded pipeline, ours or another, speak the vocabulary that the extractors expect. Changes it in place."""
    vocab: Any = nlp.vocab
    if _has_universal_trees(nlp):
        vocab.get_noun_chunks = noun_chunks  # spaCy's own read ClearNLP labels, and find next to nothing in these trees
    return adopt(nlp)


def _has_universal_trees(nlp: Language) -> bool:
    """Whether the pipeline's trees are Universal Dependencies: ours are, others tell by their parser's labels."""
    if "parser" in nlp.pipe_names:
        return "obj" in nlp.get_pipe("parser").labels  # type: ignore[attr-defined]
    return "news_reader" in nlp.pipe_names
