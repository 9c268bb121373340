"""How a fault is declared, and the batch it spoils."""

import random
from collections.abc import Callable
from typing import Any, Literal, NamedTuple

import pandas as pd

from schemas import TABLES, make_id

Kind = Literal["structural", "semantic"]
Where = Callable[[pd.DataFrame], "pd.Series[bool]"]


class Batch:
    """The frames of one batch, by table, to be spoilt: rows are picked at random but reproducibly."""

    def __init__(self, frames: dict[str, pd.DataFrame], chance: random.Random) -> None:
        self.frames = {name: frame.copy(deep=False) for name, frame in frames.items()}  # copied when written to
        self.chance = chance

    def __getitem__(self, table: str) -> pd.DataFrame:
        return self.frames[table]

    def pick(self, table: str, where: Where | None = None) -> int:
        """The label of a row for which `where` holds."""
        frame = self[table]
        return self.chance.choice(list(frame.index[where(frame)] if where else frame.index))

    def get(self, table: str, row: int, column: str) -> Any:
        return self[table].at[row, column]

    def set(self, table: str, row: int, **values: Any) -> None:
        frame = self[table]
        for column, value in values.items():
            if frame[column].dtype == "int64" and value is None:
                frame[column] = frame[column].astype("float64")
            frame.loc[row, column] = value

    def drop(self, table: str, rows: Any) -> None:
        self.frames[table] = self[table].drop(index=rows).reset_index(drop=True)

    def keep(self, table: str, where: Where) -> None:
        frame = self[table]
        self.frames[table] = frame[where(frame)].reset_index(drop=True)

    def add(self, table: str, row: int, **changed: Any) -> None:
        """A copy of the row, changed."""
        frame = self[table]
        copy = frame.loc[[row]].copy()
        for column, value in changed.items():
            copy[column] = value
        self.frames[table] = pd.concat([frame, copy], ignore_index=True)

    def text_of(self, table: str, row: int) -> str:
        """The text of the revision that the row belongs to."""
        revisions = self["article_revisions"]
        return str(revisions.loc[revisions.revision_id == self.get(table, row, "revision_id"), "text"].iloc[0])

    def others(self, table: str, row: int, *, same_article: bool) -> list[int]:
        """The labels of other rows, of the same article or of the other articles."""
        frame = self[table]
        is_same = frame.revision_id == frame.at[row, "revision_id"]
        found = frame.index[is_same if same_article else ~is_same]
        return [label for label in found if label != row]

    def other(self, table: str, row: int, *, same_article: bool = True) -> int:
        return self.chance.choice(self.others(table, row, same_article=same_article))

    def move(
        self, table: str, row: int, start: int, end: int, *, text: str, names: tuple[str, str] = ("char_start", "char_end")
    ) -> None:
        """Move a span of the row, its text column too, and its id where the id counts characters: all as an extractor would write it."""
        frame, whole = self[table], self.text_of(table, row)
        self.set(table, row, **{names[0]: start, names[1]: end, text: whole[start:end]})
        key = TABLES[table].key[0]
        if names[0] == "char_start":
            old, new = frame.at[row, key], make_id(table, frame.at[row, "revision_id"], start, end)
            self.rename(key, old, new)

    def rename(self, column: str, old: str, new: str) -> None:
        """Give an id another value wherever it stands."""
        for frame in self.frames.values():
            for name in frame.columns:
                if name.endswith(column):
                    frame.loc[frame[name] == old, name] = new


class BatchFault(NamedTuple):
    """One way to spoil a batch."""

    name: str
    kind: Kind
    plant: Callable[[Batch], None]
    is_fresh: bool


class WarehouseFault(NamedTuple):
    """One way to spoil a built warehouse: SQL statements."""

    name: str
    kind: Kind
    statements: tuple[str, ...]
    is_fresh: bool


BATCH_FAULTS: list[BatchFault] = []
WAREHOUSE_FAULTS: list[WarehouseFault] = []


def fault(kind: Kind, *, fresh: bool = False) -> Callable[[Callable[[Batch], None]], Callable[[Batch], None]]:
    """Declare the decorated function as a fault of a batch. `fresh`: written after the rules were done."""

    def declare(plant: Callable[[Batch], None]) -> Callable[[Batch], None]:
        BATCH_FAULTS.append(BatchFault(plant.__name__, kind, plant, fresh))
        return plant

    return declare


def in_warehouse(kind: Kind, name: str, *statements: str, fresh: bool = False) -> None:
    """Declare SQL as a fault of a built warehouse."""
    WAREHOUSE_FAULTS.append(WarehouseFault(name, kind, statements, fresh))
