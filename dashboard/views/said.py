"""Who said what: every quote within its sentence, filtered."""

from datetime import date
from typing import Any, Final

import streamlit as st

from dashboard import queries
from dashboard.asking import ask, rows
from dashboard.markup import counted, quote_card
from dashboard.parts import EXPORTED, download, heading, nothing, some_of, typed

SHOWN: Final = 20
"""Quotes on one page."""
KINDS: Final = ("direct", "mixed", "indirect")
NO_FILTER: Final[dict[str, Any]] = {
    "speaker": None, "words": None, "sources": (), "classes": (), "kinds": (), "since": None, "until": None,
    "confidence": 0.0, "entity": None, "about": None,
}  # fmt: skip
"""The parameters of the queries of quotes."""


def show() -> None:
    """The page."""
    heading("Who said what", "A wire quote that ten outlets print is one quote with ten outlets.")
    filters = _filters()
    (found,) = rows(queries.SAID_COUNT, **filters)
    if not found["quotes"]:
        nothing("No quote matches.", "Take a filter away, or look for a shorter part of the name.")
        return
    told, button = st.columns([4, 1], vertical_alignment="center")
    told.markdown(_told(found))
    with button:
        download(lambda: ask(queries.SAID_EXPORT, limit=EXPORTED, **filters), "quotes")
    offset = _turned(found["quotes"]) * SHOWN
    cards(filters, offset=offset, limit=SHOWN)


def _told(found: dict[str, int]) -> str:
    words = (("quotes", "quote", "of"), ("speakers", "speaker", "in"), ("sources", "source", ""))
    return " ".join(f"{counted(found[many], one, many)} {then}" for many, one, then in words)


def cards(filters: dict[str, Any], *, offset: int, limit: int) -> None:
    """The quotes that the filters leave, as cards."""
    st.html("".join(map(quote_card, rows(queries.SAID, limit=limit, offset=offset, **filters))))


def _filters() -> dict[str, Any]:
    left, middle, right = st.columns(3)
    with left:
        words = typed("Words", key="words", placeholder="what was said")
    with middle:
        speaker = typed("Speaker", key="speaker", placeholder="a name or a part of it")
    with right:
        sources = some_of("Source", [row["name"] for row in rows(queries.SOURCES)], key="source")
    named = [key for key in ("since", "until", "class", "kind", "confidence") if key in st.query_params]
    with st.expander("Time, cue, kind, confidence", expanded=bool(named)):
        since, until, classes, kinds, confidence = _more()
    chosen = {
        "speaker": speaker,
        "words": words,
        "sources": sources,
        "classes": classes,
        "kinds": kinds,
        "since": since,
        "until": until,
    }
    return NO_FILTER | chosen | {"confidence": confidence}


def _more() -> tuple[date | None, date | None, tuple[str, ...], tuple[str, ...], float]:
    one, two, three, four = st.columns(4)
    with one:
        since = st.date_input("Published from", value=None, key="since", bind="query-params", format="YYYY-MM-DD")
    with two:
        until = st.date_input("to", value=None, key="until", bind="query-params", format="YYYY-MM-DD")
    with three:
        classes = some_of("Cue class", [row["cue_class"] for row in rows(queries.CUE_CLASSES)], key="class")
    with four:
        kinds = some_of("Kind", KINDS, key="kind")
    confidence = st.slider("Confidence at least", 0.0, 1.0, 0.0, 0.05, key="confidence", bind="query-params")
    return since, until, classes, kinds, float(confidence)


def _turned(quotes: int) -> int:
    """The page that is turned to, from 0."""
    pages = -(-quotes // SHOWN)
    if pages == 1:
        return 0
    page = st.number_input(f"Page, of {pages:,}", 1, pages, 1, key="page", bind="query-params", width=160)
    return int(page) - 1
