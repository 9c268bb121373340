"""Training-time augmentation: typographic quotation marks, as news sites print them. Registers `wirehouse.curly_quotes.v1`."""

import random
import re
from collections.abc import Callable, Iterator
from typing import Final

import spacy
from spacy.language import Language
from spacy.training import Example

from transforms.components import tokens  # noqa: F401  registers the tokenizer callback that the configurations name

CLITIC: Final = r"(?=(?:s|t|re|ve|ll|d|m)\b)"
CURLED: Final = (
    (re.compile(r'(?<![^\s(\[{—-])"'), "“"),
    (re.compile(r'"'), "”"),
    (re.compile(rf"(?<![^\s(\[{{—-])'(?!{CLITIC[3:-1]})(?=\w)"), "‘"),
    (re.compile(r"'"), "’"),
)


def curled(text: str) -> str:
    """The text with curly marks for straight ones, character for character."""
    for straight, curly in CURLED:
        text = straight.sub(curly, text)
    return text


@spacy.registry.augmenters("wirehouse.curly_quotes.v1")
def curly_quotes(level: float) -> Callable[[Language, Example], Iterator[Example]]:
    """An augmenter that curls the marks of a share `level` (0 to 1) of the examples."""

    def augment(nlp: Language, example: Example) -> Iterator[Example]:
        text = curled(example.text)
        if text == example.text or random.random() >= level:
            yield example
            return
        given = example.to_dict()
        reference = curled(example.reference.text)
        given["token_annotation"]["ORTH"] = [reference[t.idx : t.idx + len(t)] for t in example.reference]
        yield Example.from_dict(nlp.make_doc(text), given)

    return augment
