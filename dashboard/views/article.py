"""One article: its text with what was found in it marked, its revisions side by side, and its copies."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import streamlit as st

from dashboard import queries
from dashboard.asking import ask, rows
from dashboard.differences import sides
from dashboard.markup import cut, inline, inner_link, moment, outer_link
from dashboard.parts import chosen, heading, nothing, section, some_of, table, typed
from dashboard.spans import KINDS, Marked, paragraphs

Revision = dict[str, Any]


def show() -> None:
    """The page: of the revision that the address names (a link from a quote or number does), else of an article that is chosen."""
    revision_id = st.query_params.get("revision")
    revisions = rows(queries.REVISIONS, article=None, revision=revision_id) if revision_id else []
    article_id = _chosen(revisions[0]["article_id"] if revisions else None)
    if article_id is None:
        heading("Articles")
        nothing("No article matches.", "Take a filter away, or look for a shorter word of its headline.")
        return
    if not revisions or revisions[0]["article_id"] != article_id:
        revisions = rows(queries.REVISIONS, article=article_id, revision=None)
    if not revisions:
        heading("Unknown article")
        nothing("The newest file does not hold this article.", "Choose another above.")
        return
    current = next((r for r in revisions if r["revision_id"] == revision_id), revisions[-1])
    _article(_turned_to(revisions, current), revisions)


def _chosen(named: str | None) -> str | None:
    """The article that is read: chosen from those the filters leave. A choice of another one forgets the revision in the address."""
    left, middle, right = st.columns([1, 1, 2])
    with left:
        words = typed("Look for", key="words", placeholder="words of a headline")
    with middle:
        sources = some_of("Source", [row["name"] for row in rows(queries.SOURCES)], key="source")
        revised = st.checkbox("Revised ones only", key="revised", bind="query-params")
    found = rows(queries.ARTICLES, words=words, sources=sources, revised=revised, limit=500)
    titles = {row["article_id"]: f"{cut(row['title'] or 'untitled', 90)} · {cut(row['source'], 40)}" for row in found}
    if named and "article" not in st.query_params:
        st.query_params["article"] = named
    with right:
        answer = chosen(
            "Article", list(titles), parameter="article", called=lambda key: titles.get(key, "the article in the address")
        )
    if named and answer != named:
        for parameter in ("revision", "span"):
            st.query_params.pop(parameter, None)
    return answer


def _turned_to(revisions: Sequence[Revision], current: Revision) -> Revision:
    """One of the revisions, where there are several."""
    if len(revisions) == 1:
        return current
    numbers = [str(r["revision_number"]) for r in revisions]
    picked = st.segmented_control(
        "Revision", numbers, default=str(current["revision_number"]), required=True, key=f"of_{current['article_id']}"
    )
    answer = revisions[numbers.index(picked or numbers[-1])]
    if answer["revision_id"] != st.query_params.get("revision"):
        st.query_params["revision"] = answer["revision_id"]
    return answer


def _article(revision: Revision, revisions: Sequence[Revision]) -> None:
    dated = moment(revision["published_at"]) if revision["published_at_origin"] != "fetched" else "undated"
    about = [inline(revision["source"]), f"{dated} UTC", f"{revision['word_count']:,} words", outer_link(revision["url"])]
    about += [inline(revision["authors"])] if revision["authors"] else []
    heading(revision["title"] or "untitled", " · ".join(about))
    _text(revision)
    if len(revisions) > 1:
        _differences(revisions)
    copies = ask(queries.STORY, story=revision["story_id"], article=revision["article_id"])
    if copies.num_rows:
        section("Copies of this story", "Other articles that tell the same in the same words.")
        links = (
            f"<li>{inner_link('article', c['title'] or 'untitled', article=c['article_id'])} · {inline(c['source'])}</li>"
            for c in copies.to_pylist()
        )
        st.html(f"<ul class=wh-list>{''.join(links)}</ul>")


def _text(revision: Revision) -> None:
    sought = st.query_params.get("span")
    spans = ask(queries.SPANS, revision=revision["revision_id"])
    shown = st.pills(
        "Marked",
        list(KINDS),
        selection_mode="multi",
        default=list(KINDS),
        format_func=KINDS.__getitem__,
        key="marked",
        bind="query-params",
    )
    marks = [Marked(s["char_start"], s["char_end"], s["kind"], s["about"] or "", s["id"] == sought) for s in spans.to_pylist()]
    st.html(f'<div class="wh-text">{paragraphs(revision["text"], [m for m in marks if m.kind in shown or m.is_sought])}</div>')
    texts = pa.array([revision["text"][m.start : m.end] for m in marks], pa.string())
    with st.expander(f"All {spans.num_rows:,} spans, as a table"):
        listed = spans.append_column("text", texts)
        table(listed.filter(pc.is_in(listed["kind"], pa.array(shown, pa.string()))), "spans", hidden=["id"])


def _differences(revisions: Sequence[Revision]) -> None:
    section("What a revision changed")
    steps = [f"{a['revision_number']} → {b['revision_number']}" for a, b in pairwise(revisions)]
    step = (
        st.segmented_control(
            "Step", steps, default=steps[-1], required=True, key="step", bind="query-params", label_visibility="collapsed"
        )
        if len(steps) > 1
        else steps[0]
    )
    old, new = revisions[steps.index(step) : steps.index(step) + 2]
    for column, revision, html in zip(st.columns(2, gap="large"), (old, new), sides(_whole(old), _whole(new)), strict=True):
        at = moment(revision["modified_at"] or revision["published_at"] or revision["fetched_at"])
        column.caption(f"Revision {revision['revision_number']}, {at} UTC")
        column.html(f'<div class="wh-text">{html}</div>')
    table(ask(queries.CHANGES, article=old["article_id"]), "changes")


def _whole(revision: Revision) -> str:
    return f"{revision['title'] or ''}\n{revision['text']}"
