"""The explanation of one rejection as people read it on a terminal."""

from collections.abc import Iterator
from typing import Any, Final

from flows.console import plain, printable

LABEL: Final = 12
"""Width of the names at the left."""


def as_text(told: dict[str, Any]) -> str:
    """The lines of `flows.quarantine.explain`, everything that comes from a document made harmless."""
    return printable("\n".join(_lines(told)))


def _lines(told: dict[str, Any]) -> Iterator[str]:
    yield _line("document", told["document_id"])
    yield _line("url", told["url"])
    yield _line("source", f"{told['source_id']} ({told['source_kind']}), fetched {plain(told['fetched_at'])}")
    yield _line("rejected", f"at stage {told['stage']} for {told['reason']}, {plain(told['rejected_at'])}, run {told['run_id']}")
    yield from _listed("why", told["reasons"])
    yield from _listed("findings", [_finding(f) for f in told["findings"]])
    yield from _landed(told["landed"])
    if told["override"]:
        yield _line("override", _override(told["override"]))
    yield from _listed("read", told["first_lines"])
    yield from _listed("next", told["next"])


def _landed(place: dict[str, Any] | None) -> Iterator[str]:
    if place is None:
        yield _line("landed", "never: its bytes were refused")
        return
    size = f"{place['bytes']:,} bytes" if place["bytes"] is not None else f"bytes pruned ({place['pruned']})"
    yield _line("landed", f"{place['file']}, {size}, {place['media_type']}")
    yield _line("digest", place["digest"])
    yield from _listed("headers", [f"{name}: {value}" for name, value in sorted(place["headers"].items())])


def _finding(finding: dict[str, Any]) -> str:
    where = f"{finding['table_name']}.{finding['column_name'] or '*'}"
    return f"{finding['severity']} {where}: {finding['check_name']} (row {finding['row_key']}: {finding['observed']})"


def _override(row: dict[str, Any]) -> str:
    state = f"revoked {plain(row['revoked_at'])}" if row["revoked_at"] else "in force"
    return f"accepted by {row['accepted_by']} on {plain(row['accepted_at'])}, {state}: {row['reason']}"


def _listed(label: str, lines: list[str]) -> Iterator[str]:
    for number, line in enumerate(lines):
        yield _line(label if number == 0 else "", line)


def _line(label: str, text: str) -> str:
    return f"{label.ljust(LABEL)}{' '.join(text.split())}"
