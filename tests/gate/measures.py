"""What the gate measures, each as (right, found, wanted): the least that tells whether extraction got worse."""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

from spacy.language import Language

from schemas.core import ArticleRevision, EntityMention
from tests.factories import make
from tests.gate import pages
from tests.gate.clusters import B3, Marked, b_cubed, named, referred, unmarked
from training.reader.examples import SENTENCE, own_lines, tokenizer
from transforms.components.datelines import dateline_of
from transforms.entities import entities
from transforms.extract import Rows, extract
from transforms.lexicon import Lexicon
from transforms.quotes import quoted
from transforms.references import References, references
from transforms.references.pronouns import PERSONAL
from transforms.sentences import SentenceIndex
from transforms.sentences import sentences as sentences_of

GOLD = Path(__file__).parent / "gold"
PARAGRAPHS = own_lines("test")
BLANK = tokenizer()
Stretch = tuple[int, int]


class Counts(NamedTuple):
    right: int
    found: int
    wanted: int

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall, in percent."""
        return round(200 * self.right / max(1, self.found + self.wanted), 1)

    @property
    def precision(self) -> float:
        """Share of what was found that is right, in percent."""
        return round(100 * self.right / max(1, self.found), 1)


class Read(NamedTuple):
    """Reads texts with one pipeline and one lexicon."""

    nlp: Language
    words: Lexicon

    def __call__(self, text: str) -> Rows:
        """The rows of a text, as of 2 March 2026."""
        revision: ArticleRevision = make("article_revisions", text=text, published_at=datetime(2026, 3, 2, tzinfo=UTC))
        return extract(self.nlp(text), revision, lexicon=self.words)

    def referring(self, text: str) -> tuple[list[EntityMention], References]:
        """The mentions of a text, and what its pronouns and nouns stand for."""
        doc = self.nlp(text)
        index = SentenceIndex(list(sentences_of(doc, revision_id="r")))
        mentions = entities(doc, index, revision_id="r", words=self.words.names).mentions
        return mentions, references(doc, index, mentions, quoted(text), words=self.words.names)


def names(read: Read) -> Counts:
    """Entities with the characters and the label of the gold."""
    return _named(read, (GOLD / "names.txt").read_text(encoding="utf-8").splitlines())


def quotes(read: Read) -> Counts:
    """Letters of gold quotes that are in a quote and given to the right speaker; found: all letters in quotes."""
    return _total(_quoted(read(gold["text"]), gold) for gold in _records("quotes"))


def quantities(read: Read) -> Counts:
    """Numbers with the gold's value and overlapping characters."""
    return _total(_valued(read(gold["text"])["numeric_facts"], gold) for gold in _records("quantities"))


def clusters(read: Read) -> B3:
    """B³ of the clusters of named mentions in our own articles."""
    sums = [b_cubed(mentions, named(gold)) for mentions, _, gold, _ in _marked_articles(read)]
    return B3(*map(sum, zip(*sums, strict=True)))


def pronouns(read: Read) -> Counts:
    """Pronouns outside quotation marks ("he", "her", "its") that are given to the right name, in the same articles."""
    return _total(_referred(*article, "pron") for article in _marked_articles(read))


def nouns(read: Read) -> Counts:
    """Role nouns ("the mayor", "the company") that are given to the right name, in the same articles."""
    return _total(_referred(*article, "noun") for article in _marked_articles(read))


def paragraphs(read: Read) -> Counts:
    """The same on those of our own paragraphs that are kept for testing, whose names come from all parts of the world."""
    return _named(read, PARAGRAPHS)


def sentences(read: Read) -> Counts:
    """Sentences of the same paragraphs, each from its first character to that of the next; quotes make them hard."""
    return _total(_split(read, line) for line in PARAGRAPHS)


def main_text(_: Read) -> pages.Mean:
    """Words of the main text of our own pages, those of other kinds of furniture around it left out."""
    return pages.Mean([pages.text_score(*article) for article in pages.articles()])


def published_dates(_: Read) -> Counts:
    """Publication times of the same pages that are right to the second, with where they were read."""
    right = sum(pages.date_is_right(*article) for article in pages.articles())
    found = sum(article is not None and article.published_at is not None for _, article in pages.articles())
    return Counts(right, found, len(pages.articles()))


def rejected_pages(_: Read) -> Counts:
    """Pages that are no article (index, paywall, error page, another language), rejected with the right reason."""
    found = [(page, out) for page, out in pages.cleaned() if "rejected" in page.told or not hasattr(out, "text")]
    wanted = [(page, out) for page, out in found if "rejected" in page.told]
    return Counts(
        sum(pages.is_rejected_rightly(*pair) for pair in wanted), sum(not hasattr(out, "text") for _, out in found), len(wanted)
    )


MEASURES: dict[str, Callable[[Read], Counts | B3 | pages.Mean]] = {
    "names": names,
    "paragraphs": paragraphs,
    "sentences": sentences,
    "quotes": quotes,
    "quantities": quantities,
    "clusters": clusters,
    "pronouns": pronouns,
    "nouns": nouns,
    "main_text": main_text,
    "published_dates": published_dates,
    "rejected_pages": rejected_pages,
}


def _marked_articles(read: Read) -> Iterator[tuple[list[EntityMention], References, list[Marked], str]]:
    for path in sorted((GOLD / "clusters").iterdir()):
        text, gold = unmarked(path.read_text(encoding="utf-8"))
        yield *read.referring(text), gold, text


def _referred(mentions: list[EntityMention], found: References, gold: list[Marked], text: str, kind: str) -> Counts:
    inside = [range(start, end) for start, end in quoted(text)]
    third = [m for m in gold if kind == "noun" or text[m.start : m.end].casefold() in PERSONAL]
    outside = [m for m in third if not any(m.start in span for span in inside)]
    told = list(referred(mentions, found, named(gold), [m for m in outside if m.kind == kind]))
    return Counts(sum(right is True for right in told), sum(right is not None for right in told), len(told))


def _named(read: Read, lines: Iterable[str]) -> Counts:
    pairs = [_marked(line) for line in lines]
    return _total(
        Counts(len(found & wanted), len(found), len(wanted))
        for text, wanted in pairs
        for found in [{(m.char_start, m.char_end, m.label) for m in read(text)["entity_mentions"]}]
    )


def _split(read: Read, line: str) -> Counts:
    text, starts = "", {0}
    for sentence in line.split(SENTENCE):
        starts.add(len(text))
        text += _marked(sentence)[0] + " "
    found = {s.char_start for s in read(text.rstrip())["sentences"]} - _behind_dateline(text)
    pairs = [set(zip(sorted(s), [*sorted(s)[1:], len(text)], strict=True)) for s in (found, starts)]
    return Counts(len(pairs[0] & pairs[1]), len(pairs[0]), len(pairs[1]))


def _behind_dateline(text: str) -> set[int]:
    """Where the report starts behind its dateline: a sentence of its own by `paragraph_starts`, none by the guidelines."""
    doc = BLANK(text)
    dateline = dateline_of(doc)
    return {doc[dateline.body].idx} if dateline else set()


def _marked(line: str) -> tuple[str, set[tuple[int, int, str]]]:
    """ "[Lima|GPE] is" -> ("Lima is", {(0, 4, "GPE")})."""
    text, entities = "", set()
    for plain, name, label in re.findall(r"([^\[]*)(?:\[([^|]*)\|([A-Z_]+)\])?", line.replace(SENTENCE, " ")):
        text += plain
        if name:
            entities.add((len(text), len(text) + len(name), label))
            text += name
    return text, entities


def _quoted(rows: Rows, gold: dict[str, Any]) -> Counts:
    text, spans = gold["text"], _spans(rows)
    ours = {i: q for q in rows["quotes"] for start, end in spans[q.quote_id] for i in _letters(text, start, end)}
    theirs = {i: q for q in gold["quotes"] for start, end in q["fragments"] for i in _letters(text, start, end)}
    right = [i for i in ours.keys() & theirs.keys() if _same_speaker(ours[i], theirs[i])]
    return Counts(len(right), len(ours), len(theirs))


def _spans(rows: Rows) -> dict[str, list[Stretch]]:
    spans: dict[str, list[Stretch]] = {}
    for span in rows["quote_spans"]:
        spans.setdefault(span.quote_id, []).append((span.char_start, span.char_end))
    return spans


def _same_speaker(ours: Any, theirs: dict[str, Any]) -> bool:
    if theirs.get("speaker_start") is None or ours.speaker_char_start is None:
        return theirs.get("speaker_start") is None and ours.speaker_char_start is None
    return bool(ours.speaker_char_start < theirs["speaker_end"] and theirs["speaker_start"] < ours.speaker_char_end)


def _valued(facts: list[Any], gold: dict[str, Any]) -> Counts:
    wanted = gold["quantities"]
    right = [q for q in wanted if any(_same_value(f, q) for f in facts if f.char_start < q["end"] and q["start"] < f.char_end)]
    return Counts(len(right), len(facts), len(wanted))


def _same_value(fact: Any, quantity: dict[str, Any]) -> bool:
    if quantity["value"] is not None:
        return quantity["value"] in (fact.value_low, fact.value_high)
    return (fact.value_low, fact.value_high) == (quantity["low"], quantity["high"])


def _letters(text: str, start: int, end: int) -> Iterator[int]:
    return (i for i in range(start, end) if text[i].isalnum())


def _records(name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (GOLD / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()]


def _total(counts: Iterable[Counts]) -> Counts:
    return Counts(*(sum(column) for column in zip(*counts, strict=True)))
