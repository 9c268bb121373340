"""What other libraries make of the same texts: how fast, and how right.

    make bench-peers                                     an environment of its own (.peers), then both of our gold files
    .peers/bin/python -m benchmarks.peers [--quotes GOLD] [--numbers GOLD] [--repeat 3]

Speed is measured in one process and on one thread, over the texts of both gold files; the parse that both sides of a comparison need is made
once and told apart. Scores count the same way for everybody:

- quotes: letters. A letter of a gold quote is right where it lies in a direct quote that is found and whose speaker overlaps the gold speaker.
- numbers: values. A gold quantity is right where one is found that overlaps it and has its value, within 1 in 10,000.

GOLD is JSON lines: `text` and `quotes` [{fragments, type, speaker_start, speaker_end}], or `text` and `quantities` [{start, end, value, low}].
Peers: textacy (direct quotations; Burton DeWilde), quantulum3 (Nielstron and others), Recognizers-Text (Microsoft).
"""

import json
import math
import time
import warnings
from collections.abc import Callable, Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import click
from spacy.language import Language
from spacy.tokens import Doc

from flows.language import load_pipeline
from flows.seeds import read_lexicon
from flows.settings import ROOT
from schemas.core import ArticleRevision
from tests.factories import make
from transforms.extract import Rows, extract

GOLD = ROOT / "tests" / "gate" / "gold"
LEXICON = read_lexicon(ROOT / "seeds")
Span = tuple[int, int]


class Quote(NamedTuple):
    """A direct quote: its pieces, and its speaker where it has one."""

    pieces: Sequence[Span]
    speaker: Span | None


class Number(NamedTuple):
    """A number: where it stands, and its value."""

    start: int
    end: int
    value: float


class Score(NamedTuple):
    """Of what was found and what was wanted, how much is right."""

    right: int
    found: int
    wanted: int

    def __str__(self) -> str:
        precision, recall = self.right / max(1, self.found), self.right / max(1, self.wanted)
        return f"P {100 * precision:5.1f}  R {100 * recall:5.1f}  F1 {200 * self.right / max(1, self.found + self.wanted):5.1f}"


class Reader(NamedTuple):
    """What reads a parsed text. `needs_parse`: its time comes on top of the language pipeline's."""

    name: str
    read: Callable[[Doc], list[Any]]
    needs_parse: bool


@click.command()
@click.option("--quotes", "quotes_gold", type=click.Path(exists=True, path_type=Path), default=GOLD / "quotes.jsonl")
@click.option("--numbers", "numbers_gold", type=click.Path(exists=True, path_type=Path), default=GOLD / "quantities.jsonl")
@click.option("--repeat", default=3, show_default=True, help="Measurements of time; the best of each counts.")
def main(quotes_gold: Path, numbers_gold: Path, repeat: int) -> None:
    """Compare our quotes and numbers with those of other libraries, on the same texts."""
    warnings.simplefilter("ignore")  # of the peers
    nlp = load_pipeline()
    spoken, counted = _records(quotes_gold), _records(numbers_gold)
    texts = [record["text"] for record in [*spoken, *counted]]
    words = sum(len(text.split()) for text in texts)
    parse = min(_seconds(lambda: list(nlp.pipe(texts, batch_size=32))) for _ in range(repeat))
    click.echo(f"{len(texts)} texts, {words:,} words; language pipeline {words / parse:,.0f} words/s\n")
    _tell("quotes (direct, with speaker)", QUOTERS, _quote_score, nlp, spoken, parse_share=parse / words, repeat=repeat)
    _tell("numbers (value)", COUNTERS, _number_score, nlp, counted, parse_share=parse / words, repeat=repeat)


def _tell(
    title: str,
    readers: Sequence[Reader],
    score: Callable[[dict[str, Any], Any], Score],
    nlp: Language,
    records: list[dict[str, Any]],
    *,
    parse_share: float,
    repeat: int,
) -> None:
    docs = list(nlp.pipe([record["text"] for record in records], batch_size=32))
    words = sum(len(doc.text.split()) for doc in docs)
    click.echo(f"{title}: {len(records)} texts\n{'':20}{'seconds a million words':>26}{'with its parse':>18}   score")
    for reader in readers:
        found = [reader.read(doc) for doc in docs]
        own = min(_seconds(lambda reader=reader: [reader.read(doc) for doc in docs]) for _ in range(repeat)) / words
        whole = own + (parse_share if reader.needs_parse else 0)
        total = _sum(score(record, of_text) for record, of_text in zip(records, found, strict=True))
        click.echo(f"  {reader.name:18}{1e6 * own:>26,.1f}{1e6 * whole:>18,.1f}   {total}")
    click.echo()


def _ours(doc: Doc) -> Rows:
    revision: ArticleRevision = make("article_revisions", text=doc.text, published_at=datetime(2026, 3, 2, tzinfo=UTC))
    return extract(doc, revision, lexicon=LEXICON)


def _our_quotes(doc: Doc) -> list[Quote]:
    rows = _ours(doc)
    pieces: dict[str, list[Span]] = {}
    for span in rows["quote_spans"]:
        pieces.setdefault(span.quote_id, []).append((span.char_start, span.char_end))
    return [
        Quote(pieces[q.quote_id], None if q.speaker_char_start is None else (q.speaker_char_start, q.speaker_char_end))
        for q in rows["quotes"]
        if q.quote_type == "direct"
    ]


def _our_numbers(doc: Doc) -> list[Number]:
    facts = _ours(doc)["numeric_facts"]
    return [
        Number(f.char_start, f.char_end, v)
        for f in facts
        if (v := f.value_low if f.value_low is not None else f.value_high) is not None
    ]


def _textacy(doc: Doc) -> list[Quote]:
    from textacy.extract.triples import direct_quotations

    try:
        found = list(direct_quotations(doc))
    except ValueError:  # it gives a text up whose quotation marks do not pair
        return []
    return [
        Quote(
            [(q.content.start_char, q.content.end_char)],
            (q.speaker[0].idx, q.speaker[-1].idx + len(q.speaker[-1])) if q.speaker else None,
        )
        for q in found
    ]


def _quantulum(doc: Doc) -> list[Number]:
    from quantulum3 import classifier, parser

    classifier.USE_CLF = False  # its shipped weights need a scikit-learn of years ago; without them it falls back on its rules
    return [Number(*quantity.span, float(quantity.value)) for quantity in parser.parse(doc.text)]


def _recognizers(doc: Doc) -> list[Number]:
    from recognizers_number import recognize_number, recognize_percentage
    from recognizers_number_with_unit import recognize_age, recognize_currency, recognize_dimension, recognize_temperature

    found: dict[Span, float] = {}
    for recognize in (
        recognize_number,
        recognize_percentage,
        recognize_age,
        recognize_currency,
        recognize_dimension,
        recognize_temperature,
    ):
        for result in recognize(doc.text, "en-us"):
            value = str((result.resolution or {}).get("value") or "").rstrip("%")
            if value.replace(".", "", 1).replace("-", "", 1).isdigit():
                found[result.start, result.end + 1] = float(value)
    longest = [s for s in found if not any(o != s and o[0] <= s[0] and s[1] <= o[1] for o in found)]
    return [Number(start, end, found[start, end]) for start, end in longest]


QUOTERS = (Reader("wirehouse", _our_quotes, True), Reader("textacy", _textacy, True))
"""Wirehouse's time is that of all its rows: names, references, dates, numbers and reported speech, too."""
COUNTERS = (
    Reader("wirehouse", _our_numbers, True),
    Reader("quantulum3", _quantulum, False),
    Reader("recognizers-text", _recognizers, False),
)


def _quote_score(record: dict[str, Any], found: Iterable[Quote]) -> Score:
    gold = {i: q for q in record["quotes"] for start, end in q["fragments"] for i in _letters(record["text"], start, end)}
    wanted = {i: q for i, q in gold.items() if q["type"] == "direct"}
    others = gold.keys() - wanted.keys()  # where a mixed quote ends and a direct one begins is for each to say
    said = {i: q for q in found for start, end in q.pieces for i in _letters(record["text"], start, end) if i not in others}
    right = sum(1 for i, q in said.items() if i in wanted and _same_speaker(q, wanted[i]))
    return Score(right, len(said), len(wanted))


def _same_speaker(quote: Quote, gold: dict[str, Any]) -> bool:
    if gold["speaker_start"] is None:
        return quote.speaker is None
    return quote.speaker is not None and quote.speaker[0] < gold["speaker_end"] and gold["speaker_start"] < quote.speaker[1]


def _letters(text: str, start: int, end: int) -> list[int]:
    return [i for i in range(start, end) if text[i].isalnum()]


def _number_score(record: dict[str, Any], found: Sequence[Number]) -> Score:
    gold = [q for q in record["quantities"] if q["start"] is not None]
    left = list(found)
    right = 0
    for quantity in gold:
        value = quantity["value"] if quantity["value"] is not None else quantity["low"]
        same = [n for n in left if n.start < quantity["end"] and quantity["start"] < n.end and _equal(n.value, value)]
        if same:
            left.remove(same[0])
            right += 1
    return Score(right, len(found), len(gold))


def _equal(one: float, other: float | None) -> bool:
    return other is not None and math.isclose(abs(one), abs(other), rel_tol=1e-4)


def _sum(scores: Iterable[Score]) -> Score:
    return Score(*map(sum, zip(*scores, strict=True)))


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _records(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


if __name__ == "__main__":
    main()
