"""python -m benchmarks.quotes GOLD ROWS     whether the confidence of quotes means what it says

GOLD   JSON lines with doc_id, text and quotes: [{start, end, fragments, speaker_start, speaker_end, speaker_text}]
ROWS   what `wirehouse extract` says about these articles, whose url is the doc_id
A quote is right where half its letters lie in quotes of the gold and, where it has a speaker, those have the same one.
"""

import json
import re
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any, NamedTuple

Span = tuple[int, int]
BINS = (0.0, 0.3, 0.5, 0.7, 0.8, 0.9, 0.95, 0.98, 1.01)
SURE = 0.9
UNNAMED = frozenset({"mr", "mrs", "ms", "dr", "sen", "rep", "gov", "president", "the", "a", "an", "former"})


class Known(NamedTuple):
    """A quote of the gold: its pieces, and its speaker where it has one."""

    pieces: list[Span]
    speaker: Span | None
    name: str


class Claim(NamedTuple):
    """A quote found: its type, its confidence, whether it names a speaker, whether it is right."""

    kind: str
    confidence: float
    has_speaker: bool
    is_right: bool


def gold_quotes(article: Mapping[str, Any]) -> list[Known]:
    """The gold's quotes of one article."""
    return [
        Known(
            [(start, end) for start, end in quote.get("fragments") or [[quote["start"], quote["end"]]]],
            (quote["speaker_start"], quote["speaker_end"]) if quote.get("speaker_start") is not None else None,
            f"{quote.get('speaker_text') or ''}|{quote.get('speaker_canonical') or ''}",
        )
        for quote in article["quotes"]
    ]


def is_right(text: str, pieces: Sequence[Span], speaker: Span | None, gold: Sequence[Known]) -> bool:
    """Whether half the letters of a quote are in the gold, of the same speaker where the quote names one."""
    own = _letters(text, pieces)
    same = [known for known in gold if speaker is None or _is_same(text, speaker, known)]
    inside = own & set().union(*(_letters(text, known.pieces) for known in same))
    return 2 * len(inside) >= len(own) > 0


def _letters(text: str, pieces: Sequence[Span]) -> set[int]:
    return {i for start, end in pieces for i in range(start, end) if text[i].isalnum()}


def _is_same(text: str, speaker: Span, known: Known) -> bool:
    if known.speaker and min(speaker[1], known.speaker[1]) > max(speaker[0], known.speaker[0]):
        return True
    return bool(known.speaker and _words(text[slice(*speaker)]) & _words(known.name))


def _words(name: str) -> set[str]:
    return set(re.findall(r"[a-z]+", name.lower().replace("’s", "").replace("'s", ""))) - UNNAMED


def claims(gold: Path, rows: Path) -> Iterator[Claim]:
    """What the rows claim, held against the gold."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    pieces: dict[str, list[Span]] = defaultdict(list)
    for row in _read(rows):
        if row["table"] == "quotes":
            found[row["url"]].append(row)
        elif row["table"] == "quote_spans":
            pieces[row["quote_id"]].append((row["char_start"], row["char_end"]))
    for article in _read(gold):
        known = gold_quotes(article)
        for row in found[article["doc_id"]]:
            start = row["speaker_char_start"]
            speaker = None if start is None else (start, row["speaker_char_end"])
            right = is_right(article["text"], pieces[row["quote_id"]], speaker, known)
            yield Claim(row["quote_type"], row["confidence"], speaker is not None, right)


def _read(path: Path) -> Iterator[dict[str, Any]]:
    with path.open(encoding="utf-8") as lines:
        yield from (json.loads(line) for line in lines if line.strip())


def table(found: Sequence[Claim]) -> str:
    """How many quotes have each confidence and how many of them are right, for direct ones and all; then what is left from 0.9 on."""
    lines = ["confidence    direct  right %     all  right %"]
    for low, high in pairwise(BINS):
        inside = [c for c in found if low <= c.confidence < high]
        direct = [c for c in inside if c.kind == "direct"]
        lines.append(f"{low:.2f}–{min(high, 1):.2f}   {_share(direct)}  {_share(inside)}")
    for kinds in (("direct",), ("direct", "mixed"), ("direct", "mixed", "indirect")):
        every = [c for c in found if c.kind in kinds]
        sure = [c for c in every if c.confidence >= SURE]
        left = 100 * len(sure) / max(1, len(every))
        lines.append(f"{' + '.join(kinds)}, from {SURE} on: {_share(sure)} % right, {left:.0f} % of {len(every)} are left")
    return "\n".join(lines)


def _share(found: Sequence[Claim]) -> str:
    return f"{len(found):6}   {100 * sum(c.is_right for c in found) / max(1, len(found)):6.1f}"


if __name__ == "__main__":
    print(table(list(claims(Path(sys.argv[1]), Path(sys.argv[2])))))
