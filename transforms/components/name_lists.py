"""Lists of names that a component carries inside the pipeline, so that a saved pipeline needs no other file."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Self


class NameLists:
    """A component's named lists, kept in `lists.json` of its folder in the saved pipeline."""

    def __init__(self, lists: Mapping[str, Iterable[str]] | None = None) -> None:
        self.fill(lists or {})

    def fill(self, lists: Mapping[str, Iterable[str]]) -> None:
        """Replace all lists."""
        self.lists: dict[str, frozenset[str]] = {name: frozenset(names) for name, names in lists.items()}
        self.prepare()

    def prepare(self) -> None:
        """Derive from the lists what the component looks up in."""

    def of(self, name: str) -> frozenset[str]:
        """One list; an empty one where the pipeline carries none of that name."""
        return self.lists.get(name, frozenset())

    def to_bytes(self, **_: object) -> bytes:
        """The lists as bytes: equal for equal lists."""
        return json.dumps({name: sorted(names) for name, names in sorted(self.lists.items())}, ensure_ascii=False).encode()

    def from_bytes(self, data: bytes, **_: object) -> Self:
        """Fill from `to_bytes`."""
        self.fill(json.loads(data))
        return self

    def to_disk(self, path: str | Path, **_: object) -> None:
        """Write `lists.json` into the folder, which is made."""
        folder = Path(path)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "lists.json").write_bytes(self.to_bytes())

    def from_disk(self, path: str | Path, **_: object) -> Self:
        """Fill from `to_disk`."""
        return self.from_bytes((Path(path) / "lists.json").read_bytes())
