"""Numbers: what was claimed of one measured thing, when, by whom, and where claims differ."""

import json
from collections.abc import Callable
from functools import partial
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from dashboard import plots, queries
from dashboard.asking import ask, rows
from dashboard.markup import claim_card, conflict_card, counted, cut, inline
from dashboard.parts import EXPORTED, LISTED, chosen, download, heading, nothing, section, some_of, table, typed

SHOWN: Final = 12


def show() -> None:
    """The page."""
    heading("Numbers", "What was measured or counted, in which unit, by whom.")
    words, sources, kinds = _filters()
    measured = rows(queries.MEASURED, words=words, sources=sources, kinds=kinds, limit=500)
    _thing(measured, sources, kinds)
    _conflicts(words, sources, kinds)
    if measured:
        section("All measured things", "As the filters leave them, the most claimed first.")
        table(pa.Table.from_pylist(measured), "measured")


def _thing(measured: list[dict[str, Any]], sources: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    things = {_key(row["measured"], row["unit"]): row for row in measured}
    thing = chosen("Measured thing and unit", list(things), parameter="thing", called=lambda key: _called(key, things))
    if thing is None:
        nothing("No measured thing matches.", "Take a filter away, or look for a shorter word.")
        return
    what, unit = _of(thing)
    asked = partial(ask, queries.CLAIMS, measured=what, unit=unit, sources=sources, kinds=kinds)
    claims = asked(limit=LISTED)
    if claims.num_rows:
        _claims(what, unit, claims, lambda: asked(limit=EXPORTED))
    else:
        nothing("Nobody claims a number of that.", "The newest file may no longer hold it, or a filter hides it.")


def _claims(what: str, unit: str | None, claims: pa.Table, whole: Callable[[], pa.Table]) -> None:
    st.html(f"<h3>{inline(what)}{f' <span class=wh-tag>{inline(unit)}</span>' if unit else ''}</h3>")
    st.altair_chart(plots.claims(claims, unit), width="stretch", alt="Values claimed over time")
    st.html("".join(map(claim_card, claims.slice(0, SHOWN).to_pylist())))
    hidden = ["fact_id", "quote_id", "revision_id", "char_start", "char_end", "measured_text"]
    table(claims, "claims", hidden=hidden, whole=whole)


def _conflicts(words: str | None, sources: tuple[str, ...], kinds: tuple[str, ...]) -> None:
    if not rows(queries.HAS_CONFLICTS)[0]["is_there"]:
        return  # published before there was such a table
    section(
        "Numbers in conflict",
        "Of the same thing, in two articles or two revisions of one; not both can be true. The surest first.",
    )
    asked = partial(ask, queries.CONFLICTS, words=words, sources=sources, kinds=kinds)
    pairs = asked(limit=SHOWN)
    if not pairs.num_rows:
        st.caption("None that the filters leave.")
        return
    st.html("".join(map(conflict_card, pairs.to_pylist())))
    if pairs.num_rows == SHOWN:
        st.caption(f"The first {SHOWN}; the download has all.")
    download(lambda: asked(limit=EXPORTED), "conflicts")


def _filters() -> tuple[str | None, tuple[str, ...], tuple[str, ...]]:
    left, middle, right = st.columns(3)
    with left:
        words = typed("Words", key="words", placeholder="jobs, deaths, revenue …")
    with middle:
        kinds = some_of("Kind", [row["kind"] for row in rows(queries.NUMBER_KINDS)], key="kind")
    with right:
        sources = some_of("Source", [row["name"] for row in rows(queries.SOURCES)], key="source")
    return words, sources, kinds


def _key(measured: str, unit: str | None) -> str:
    return json.dumps([measured, unit], ensure_ascii=False)


def _of(key: str) -> tuple[str, str | None]:
    """The thing and unit that an address names; whatever else stands there names a thing that nobody measured."""
    try:
        measured, unit = json.loads(key)
    except ValueError:
        return key, None
    return str(measured), None if unit is None else str(unit)


def _called(key: str, things: dict[str, dict[str, Any]]) -> str:
    measured, unit = _of(key)
    count = f" · {counted(things[key]['claims'], 'claim', 'claims')}" if key in things else ""
    return cut(measured, 80) + (f" · {unit}" if unit else "") + count
