"""What `wirehouse search` shows of what was found: the words around the hit, and the hit marked."""

import re
import unicodedata
from collections.abc import Collection, Iterator
from typing import Final

import pyarrow as pa

WIDTH: Final = 160
"""Characters around the hits that are shown."""
MARK: Final = "*"
COLUMNS: Final = ("what", "id", "published_at", "source", "speaker", "snippet", "score", "url")
"""What of a find is told, in order."""

_WORD: Final = re.compile(r"[^\W_]+")


def answer(found: pa.Table) -> pa.RecordBatchReader:
    """Finds as rows of `COLUMNS`: the text cut to a snippet around the words that were meant, each between asterisks."""
    rows = found.to_pylist()
    snippets = [snippet(row["text"] or "", row["hits"] or ()) for row in rows]
    table = found.append_column("snippet", pa.array(snippets, pa.string())).select(COLUMNS)
    return table.to_reader()


def snippet(text: str, hits: Collection[str], width: int = WIDTH) -> str:
    """The stretch of the text, about so wide, that has the most hits; they are marked, and what is cut off is an ellipsis."""
    text = " ".join(text.split())
    spans = list(_hits(text, set(hits)))
    start = max((s for s, _ in spans), key=lambda s: (sum(s <= other < s + width for other, _ in spans), -s), default=0)
    start = _back(text, max(0, start - width // 4))
    end = _forth(text, start + width)
    parts, done = [], start
    for at, until in (span for span in spans if start <= span[0] and span[1] <= end):
        parts += [text[done:at], MARK, text[at:until], MARK]
        done = until
    return ("…" if start else "") + "".join([*parts, text[done:end]]).strip() + ("…" if end < len(text) else "")


def _hits(text: str, hits: Collection[str]) -> Iterator[tuple[int, int]]:
    return (word.span() for word in _WORD.finditer(text) if _plain(word[0]) in hits)


def _plain(word: str) -> str:
    """As the index has it: lower case, without accents."""
    return "".join(c for c in unicodedata.normalize("NFKD", word.lower()) if not unicodedata.combining(c))


def _back(text: str, place: int) -> int:
    return text.rfind(" ", 0, place) + 1 if place else 0


def _forth(text: str, place: int) -> int:
    return len(text) if place >= len(text) or (blank := text.find(" ", place)) < 0 else blank
