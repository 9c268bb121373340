"""A text with thousands of names takes time in proportion to its length."""

import time

import spacy
from spacy.tokens import Doc, Span

from transforms.entities import entities
from transforms.lexicon import Lexicon
from transforms.quotes import quoted
from transforms.references import references
from transforms.sentences import SentenceIndex, sentences

SENTENCE = [
    "Person{0}",
    "Name{1}",
    "said",
    "he",
    "met",
    "Firm{0}",
    "Group",
    ".",
    "The",
    "company",
    "and",
    "the",
    "general",
    "left",
    ".",
]


def crowded(people: int) -> Doc:
    """A parsed Doc in which everybody is named once."""
    words = [word.format(i, i * 7) for i in range(people) for word in SENTENCE]
    heads = [i - 1 if i % len(SENTENCE) else i for i in range(len(words))]
    doc = Doc(spacy.blank("en").vocab, words=words, heads=heads, deps=["dep"] * len(words))
    named = [(i, "PERSON") for i, w in enumerate(words) if w.startswith("Person")]
    named += [(i, "ORG") for i, w in enumerate(words) if w.startswith("Firm")]
    doc.ents = [Span(doc, i, i + 2, label=label) for i, label in sorted(named)]
    return doc


def seconds(doc: Doc, words: Lexicon) -> float:
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    start = time.process_time()
    found = entities(doc, index, revision_id="r", words=words.names)
    references(doc, index, found.mentions, quoted(doc.text), words=words.names)
    return time.process_time() - start


def test_time_grows_with_the_text_and_not_with_its_square(words: Lexicon) -> None:
    """Four times the text in much less than sixteen times the time: a ratio of processor times, with room for a busy machine."""
    seconds(crowded(50), words)  # what is read once
    assert seconds(crowded(1600), words) < 9 * seconds(crowded(400), words)
