"""What every page is made of: a heading, a download, a table, a choice that stands in the URL, and what is said where there is nothing."""

import io
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import pyarrow as pa
import streamlit as st

from dashboard.markup import inline, safe_url
from flows.console import show

STYLE: Final = (Path(__file__).parent / "style.css").read_text(encoding="utf-8")
LISTED: Final = 1_000
"""Rows of a table in the page at most."""
EXPORTED: Final = 100_000
"""Rows in a CSV download at most; `wirehouse sql` gives all."""


def heading(title: object, about: str = "") -> None:
    """The title of a page, as text (never Markdown), and a line of HTML below it."""
    st.html(f"<style>{STYLE}</style>")
    st.html(f'<div class="wh-title"><h1>{inline(title, 300)}</h1><p>{about}</p></div>')


def section(title: str, about: str = "") -> None:
    """A heading within a page; both are our own words."""
    st.subheader(title, anchor=False)
    if about:
        st.caption(about)


def download(rows: pa.Table | Callable[[], pa.Table], name: str, label: str = "Download CSV") -> None:
    """A button that gives the rows as CSV, made when it is pressed."""
    st.download_button(
        label,
        data=lambda: _csv(rows() if callable(rows) else rows),
        file_name=f"{name}.csv",
        mime="text/csv",
        key=f"download_{name}",
        on_click="ignore",
        icon=":material/download:",
    )


def table(
    rows: pa.Table,
    name: str,
    columns: Mapping[str, Any] | None = None,
    *,
    hidden: Sequence[str] = (),
    whole: Callable[[], pa.Table] | None = None,
) -> None:
    """Rows as a table with its download, which has what `whole` gives where the table is cut.

    URLs that are no http(s) are left out of the table, not out of the CSV.
    """
    shown = rows.drop_columns([column for column in hidden if column in rows.column_names])
    config: dict[str, Any] = dict(columns or {})
    if "url" in shown.column_names:
        place = shown.column_names.index("url")
        shown = shown.set_column(place, "url", pa.array([safe_url(u) for u in shown.column("url").to_pylist()], pa.string()))
        config.setdefault("url", st.column_config.LinkColumn("original", display_text="open ↗"))
    for field in shown.schema:
        if pa.types.is_timestamp(field.type):
            config.setdefault(
                field.name, st.column_config.DatetimeColumn(field.name.replace("_", " "), format="YYYY-MM-DD HH:mm")
            )
        config.setdefault(field.name, field.name.replace("_", " "))
    st.dataframe(shown, hide_index=True, column_config=config, width="stretch")
    download(whole or rows, name)


def nothing(why: str, mend: str) -> None:
    """What is said instead of an empty page: our own words only."""
    st.info(f"**{why}** {mend}", icon=":material/search_off:")


def chosen(label: str, options: Sequence[str], *, parameter: str, called: Callable[[str], str]) -> str | None:
    """One of the options, kept in the URL. What the URL names is an option too, although the list does not have it."""
    named = st.query_params.get(parameter)
    offered = [*([named] if named and named not in options else []), *options]
    if not offered:
        return None
    answer: str = st.selectbox(label, offered, index=offered.index(named) if named else 0, format_func=called)
    if answer != named:
        st.query_params[parameter] = answer
    return answer


def typed(label: str, *, key: str, placeholder: str) -> str | None:
    """Words that are looked for, kept in the URL; none where nothing is typed."""
    text = st.text_input(label, key=key, bind="query-params", placeholder=placeholder, max_chars=200)
    return (text or "").strip() or None


def some_of(label: str, options: Sequence[str], *, key: str) -> tuple[str, ...]:
    """Some of the options, kept in the URL; none of them means all."""
    return tuple(st.multiselect(label, options, key=key, bind="query-params", placeholder="all"))


def _csv(rows: pa.Table) -> bytes:
    out = io.StringIO()
    show(rows, "csv", out)
    return out.getvalue().encode("utf-8-sig")
