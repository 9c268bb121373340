"""A row's story as people read it: a name at the left, what is known at the right."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from flows.console import plain, printable

LABEL: Final = 12
BOLD: Final = ("\x1b[1m", "\x1b[0m")
MARKS: Final = ("»", "«")
LONGEST: Final = 300
"""Characters of one value; JSON has all of it."""
SHOWN: Final = frozenset({"revision_id", "sentence_id", "char_start", "char_end", "text", "signature"})
"""Columns that are told elsewhere, or are for machines."""


def as_text(told: Mapping[str, Any], *, bold: bool) -> str:
    """The lines of `flows.warehouse_explaining.explain`, everything that comes from an article made harmless; the span in bold, or in »…«."""
    lines = [printable(line) for line in _lines(told)]
    if "sentence" in told:
        lines.insert(2, "\n" + _marked(told["sentence"], BOLD if bold else MARKS) + "\n")
    return "\n".join(lines)


def _marked(sentence: Mapping[str, Any], marks: tuple[str, str]) -> str:
    text, start, end = (printable(sentence["text"]), sentence["span_start"], sentence["span_end"])
    return f"{text[:start]}{marks[0]}{text[start:end]}{marks[1]}{text[end:]}"


def _lines(told: Mapping[str, Any]) -> Iterator[str]:
    yield _line(told["table"], told["id"])
    yield _line("", str(told.get("about", "A cluster of syndicated copies of one text.")))
    yield from _row(told)
    if rule := told.get("rule"):
        yield _line("rule", f"{rule['name']}: {rule['meaning']}" if rule["meaning"] else rule["name"])
    yield from _text_of(told)
    yield from _made_by(told)
    for finding in told.get("findings", ()):
        where = f"{finding['table_name']}.{finding['column_name'] or '*'}"
        yield _line(
            "finding", f"{finding['severity']} {where}: {finding['check_name']} (row {finding['row_key']}: {finding['observed']})"
        )
    for number, copy in enumerate(told.get("copies", ())):
        yield _line("copies" if number == 0 else "", f"{copy['source_id']}  {copy['canonical_url']}")


def _row(told: Mapping[str, Any]) -> Iterator[str]:
    """The columns that hold something, each with what it means."""
    columns = told.get("columns", {})
    width = max((len(name) for name in told["row"]), default=0)
    for name, value in (told["row"] | told.get("entity", {})).items():
        if value is not None and name not in SHOWN:
            yield f"  {name.ljust(width)}  {_short(value)}" + (f"  — {columns[name]}" if name in columns else "")


def _text_of(told: Mapping[str, Any]) -> Iterator[str]:
    if revision := told.get("revision"):
        origin = revision["published_at_origin"]
        published = f"published {plain(revision['published_at'])} ({origin})" if origin else "publication time unknown"
        yield _line(
            "revision", f"{revision['revision_number']} of {revision['revisions']}, {published}, {revision['word_count']} words"
        )
        yield _line("", f"{revision['revision_id']}  {revision['title'] or ''}")
    if article := told.get("article"):
        yield _line("article", f"{article['canonical_url']} (source {article['source_id']})")
    if told.get("rejection"):
        yield _line("rejected", f"at stage {told['rejection']['stage']}: {told['rejection']['detail']}")


def _made_by(told: Mapping[str, Any]) -> Iterator[str]:
    if "report" in told:
        yield _line("report", told["report"])
    if (run := told.get("run")) and told["table"] != "runs":
        yield _line("run", f"{run['run_id']}, `{run['command']}`, {plain(run['started_at'])}")
    if extraction := told.get("extraction"):
        yield _line(
            "pipeline", f"{extraction['pipeline_name']} {extraction['pipeline_version']}, rules {extraction['rules_version']}"
        )
    if document := told.get("document"):
        yield _line("document", f"{document['document_id']} ({document['outcome']})  {document['url']}")
    if landed := told.get("landed"):
        size = "bytes gone" if landed.get("bytes") is None else f"{landed['bytes']:,} bytes"
        yield _line(
            "landed", f"{landed['file']}, {size}, sha256 {landed['digest']}" if landed["file"] else "not in the landing log"
        )
    if fetch := told.get("fetch"):
        status = f"HTTP {fetch['status']}" if fetch["status"] else fetch["outcome"]
        yield _line("fetched", f"{plain(fetch['fetched_at'])}, {status}, {fetch['kind']} {fetch['url']}")


def _short(value: Any) -> str:
    text = " ".join((", ".join(map(str, value)) if isinstance(value, list) else plain(value)).split())
    return text if len(text) <= LONGEST else text[: LONGEST - 1] + "…"


def _line(label: str, text: str) -> str:
    return f"{label.ljust(LABEL)} {' '.join(text.split())}"
