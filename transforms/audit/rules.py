"""How an article-level rule is declared, and the batch that it looks at."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any, Final, NamedTuple

import pandas as pd

from schemas import TABLES, make_id
from schemas.declare import Severity
from transforms.lexicon import Lexicon
from transforms.quotes import quoted

REVISION: Final = "revision_id"


class Batch:
    """The frames of one batch by table, as reading left them. They may be spoilt in any way: what is null, missing or twice breaks no rule
    here but those that look for it, since each column by itself is judged elsewhere."""

    def __init__(self, frames: Mapping[str, pd.DataFrame], lexicon: Lexicon) -> None:
        self._frames = {name: frame.reset_index(drop=True) for name, frame in frames.items()}
        self.lexicon = lexicon
        self.readings: dict[str, Any] = {}
        """Words of numbers -> what `transforms.numbers` reads in them: many stand in several facts."""
        self._values: dict[tuple[str, str], dict[Any, Any]] = {}
        self._sentences: dict[tuple[str, str], pd.Series[Any]] = {}

    def __getitem__(self, table: str) -> pd.DataFrame:
        """The table's frame; an empty one where the batch has none. Owned rows get their revision."""
        if table not in self._frames:
            self._frames[table] = pd.DataFrame(columns=list(TABLES[table].columns))
        frame, parent = self._frames[table], TABLES[table].parent
        if parent is not None and REVISION not in frame:
            key = TABLES[parent].key[0]
            self._frames[table] = frame = frame.assign(**{REVISION: self.at(parent, REVISION, frame[key])})
        return frame

    @cached_property
    def texts(self) -> dict[str, str]:
        """revision_id -> its text."""
        frame = self["article_revisions"].dropna(subset=[REVISION, "text"])
        return dict(zip(frame[REVISION], frame["text"], strict=True))

    @cached_property
    def stretches(self) -> dict[str, list[tuple[int, int]]]:
        """revision_id -> the spans between quotation marks in its text."""
        return {revision: quoted(text) for revision, text in self.texts.items()}

    def at(self, table: str, column: str, keys: "pd.Series[Any]") -> "pd.Series[Any]":
        """The values of a column of another table, at its keys; null where there is no such row."""
        if (table, column) not in self._values:
            key = TABLES[table].key[0]
            rows = self[table].drop_duplicates(key).dropna(subset=[key])
            self._values[table, column] = pd.Series(rows[column].to_numpy(), index=rows[key].to_numpy()).to_dict()
        return keys.map(self._values[table, column])

    def ids(self, table: str, *columns: str, kind: str | None = None) -> "pd.Series[Any]":
        """`schemas.make_id` of the columns of each row; null where one of them is."""
        rows = self[table][list(columns)].dropna()
        made = [make_id(kind or table, *map(_plain, row)) for row in rows.itertuples(index=False)]
        return pd.Series(made, index=rows.index, dtype=object).reindex(self[table].index)

    def spans(self, table: str, start: str = "char_start", end: str = "char_end") -> Iterator[tuple[int, str, int, int]]:
        """Row label, text, start and end of every span that lies in a text of the batch."""
        frame = self[table]
        for label, revision, first, last in zip(frame.index, frame[REVISION], frame[start], frame[end], strict=True):
            text = self.texts.get(revision)
            if text is not None and first >= 0 and last <= len(text) and first < last:
                yield label, text, int(first), int(last)

    def sentence_at(self, table: str, column: str) -> "pd.Series[Any]":
        """The id of the sentence that holds the character, or the one before it (`transforms.sentences.SentenceIndex`); else null."""
        if (table, column) not in self._sentences:
            self._sentences[table, column] = self._sentence_at(table, column)
        return self._sentences[table, column]

    def _sentence_at(self, table: str, column: str) -> "pd.Series[Any]":
        wanted = self[table][[REVISION, column]].dropna().astype({column: "int64"})
        wanted = wanted.assign(label=wanted.index).sort_values(column)
        sentences = self["sentences"].dropna(subset=[REVISION, "char_start"]).astype({"char_start": "int64"})
        known = (
            sentences[[REVISION, "sentence_id", "char_start"]].sort_values("char_start").rename(columns={"char_start": column})
        )
        if not len(wanted) or not len(known):
            return pd.Series(None, index=self[table].index, dtype=object)
        found = pd.merge_asof(wanted, known, on=column, by=REVISION)
        return found.set_index("label")["sentence_id"].reindex(self[table].index)

    def number_of(self, sentences: "pd.Series[Any]") -> "pd.Series[Any]":
        """The index of each sentence within its text; NaN where it is not known."""
        return self.at("sentences", "sentence_index", sentences).astype("float64")


class Rule(NamedTuple):
    """One rule about the rows of one article against each other and its text."""

    name: str
    table: str
    column: str | None
    """The column whose value tells most of a row that breaks it."""
    severity: Severity
    description: str
    broken: Callable[[Batch], Any]
    """Batch -> a boolean Series, one value a row of the table: True for one that breaks the rule."""


RULES: Final[list[Rule]] = []
"""Every declared rule, in the order of declaration."""

Broken = Callable[[Batch], Any]


def error(table: str, column: str | None = None) -> Callable[[Broken], Broken]:
    """Declare the decorated function as a rule that no true row breaks: its article is rejected. Its docstring says what holds."""
    return _declare(table, column, "error")


def warn(table: str, column: str | None = None) -> Callable[[Broken], Broken]:
    """Declare the decorated function as a rule that a true row may break, though few do: it is recorded."""
    return _declare(table, column, "warn")


def _declare(table: str, column: str | None, severity: Severity) -> Callable[[Broken], Broken]:
    def declare(broken: Broken) -> Broken:
        description = " ".join((broken.__doc__ or "").split())
        RULES.append(Rule(broken.__name__, table, column, severity, description, broken))
        return broken

    return declare


def differs(one: "pd.Series[Any]", two: "pd.Series[Any]") -> Any:
    """Where both values are there and not the same."""
    return one.notna() & two.notna() & (one != two)


def one_without_the_other(*columns: "pd.Series[Any]") -> Any:
    """Where some of the values are there and some are null."""
    there = pd.concat([column.notna() for column in columns], axis=1)
    return there.any(axis=1) & ~there.all(axis=1)


def marked(frame: pd.DataFrame, labels: Any) -> Any:
    """True for the rows with these labels."""
    return pd.Series(frame.index.isin(list(labels)), index=frame.index)


def overlapping(frame: pd.DataFrame) -> Any:
    """Rows whose span begins before an earlier one of the same revision has ended."""
    ordered = frame.dropna(subset=[REVISION, "char_start", "char_end"]).sort_values([REVISION, "char_start", "char_end"])
    reached = ordered.groupby(REVISION)["char_end"].cummax().groupby(ordered[REVISION]).shift()
    return (ordered["char_start"] < reached).reindex(frame.index, fill_value=False)


def cut_words(batch: Batch, table: str, start: str = "char_start", end: str = "char_end") -> Any:
    """Rows whose span begins or ends within a word."""
    return marked(
        batch[table],
        (
            label
            for label, text, first, last in batch.spans(table, start, end)
            if _is_within(text, first) or _is_within(text, last)
        ),
    )


def _is_within(text: str, at: int) -> bool:
    """Whether a letter stands on both sides, or a figure on both: "5m" and "US$" have words of their own."""
    around = text[at - 1 : at + 1] if 0 < at < len(text) else ""
    return around.isalpha() or around.isdecimal()


def _plain(value: Any) -> str | int:
    """A value as ids are made of it: where a column has nulls, its whole numbers are floats."""
    return value if isinstance(value, str) else int(value)
