"""Numbers: what was claimed of one measured thing, when, by whom, and where claims differ."""

import json
from typing import Any

import pyarrow as pa
import streamlit as st

from dashboard import plots, queries
from dashboard.asking import ask, rows
from dashboard.markup import claim_card, counted, cut, inline
from dashboard.parts import EXPORTED, chosen, heading, nothing, section, some_of, table, typed

SHOWN = 30


def show() -> None:
    """The page."""
    heading("Numbers", "What was measured or counted, in which unit, by whom.")
    words, sources, kinds = _filters()
    measured = rows(queries.MEASURED, words=words, sources=sources, kinds=kinds, limit=500)
    things = {_key(row["measured"], row["unit"]): row for row in measured}
    thing = chosen("Measured thing and unit", list(things), parameter="thing", called=lambda key: _called(key, things))
    if thing is None:
        nothing("No measured thing matches.", "Take a filter away, or look for a shorter word.")
        return
    what, unit = _of(thing)
    claims = ask(queries.CLAIMS, measured=what, unit=unit, sources=sources, kinds=kinds, limit=EXPORTED)
    if not claims.num_rows:
        nothing("Nobody claims a number of that.", "The newest file may no longer hold it, or a filter hides it.")
        return
    _claims(what, unit, claims)
    section("All measured things", "As the filters leave them, the most claimed first.")
    table(pa.Table.from_pylist(measured), "measured")


def _claims(what: str, unit: str | None, claims: pa.Table) -> None:
    st.html(f"<h3>{inline(what)}{f' <span class=wh-tag>{inline(unit)}</span>' if unit else ''}</h3>")
    st.altair_chart(plots.claims(claims, unit), width="stretch", alt="Values claimed over time")
    st.html("".join(map(claim_card, claims.slice(0, SHOWN).to_pylist())))
    hidden = ["fact_id", "quote_id", "revision_id", "char_start", "char_end", "measured_text"]
    table(claims, "claims", hidden=hidden)


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
