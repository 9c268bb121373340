"""What is in the warehouse, how fresh and how good it is, what was rejected, what ran."""

from typing import Final

import streamlit as st

from dashboard import plots, queries
from dashboard.asking import ask, rows
from dashboard.markup import moment, statistics
from dashboard.parts import heading, nothing, section, table

GRAINS: Final = {"day": "By day", "week": "By week", "month": "By month"}
SHARES: Final = {
    "quotes_with_speaker": "quotes with a speaker",
    "quote_confidence": "confidence of quotes",
    "numbers_with_measured": "numbers with what they measure",
    "number_confidence": "confidence of numbers",
}


def show() -> None:
    """The page."""
    (totals,) = rows(queries.TOTALS)
    heading("Overview", f"What was published last, {moment(totals['published_at'], 'never')} UTC")
    st.html(statistics({name: value for name, value in totals.items() if name != "published_at"}))
    _volume()
    _freshness()
    _quality()
    _rejections()
    section("Last runs")
    table(ask(queries.RUNS, limit=50), "runs")


def _volume() -> None:
    section("Volume", "Articles by the day of their publication, or of their fetch where that is not known.")
    grain = st.segmented_control(
        "Grain",
        list(GRAINS),
        format_func=GRAINS.__getitem__,
        default="week",
        required=True,
        key="by",
        bind="query-params",
        label_visibility="collapsed",
    )
    volume = ask(queries.VOLUME, grain=grain)
    if not volume.num_rows:
        nothing("No article has been read yet.", "Read some with `wirehouse run PATH-OR-URL`.")
        return
    st.altair_chart(
        plots.bars(volume, value="articles", series="source", title="articles", grain=grain),
        width="stretch",
        alt="Articles by day and source",
    )


def _freshness() -> None:
    section("Freshness", "When each source was last fetched, and what is newest of it.")
    table(ask(queries.FRESHNESS), "freshness", {"hours_before_publish": "hours before last publish"})


def _quality() -> None:
    section("Quality", "By the day of the run that read them: how much of what was found is whole, and how sure the rules are.")
    quality = ask(queries.QUALITY)
    if quality.num_rows > 1:
        st.altair_chart(plots.shares(quality, SHARES), width="stretch", alt="Shares by day of run")
    percent = {name: st.column_config.NumberColumn(about, format="percent") for name, about in SHARES.items()}
    table(quality, "quality", percent)
    findings = ask(queries.FINDINGS)
    if findings.num_rows:
        st.caption("What the audit found")
        table(findings, "findings")
    else:
        st.caption("The audit found nothing wrong in what is published.")


def _rejections() -> None:
    section("Rejections", "Documents that were not published, by the day of their fetch and the reason.")
    daily = ask(queries.REJECTIONS_DAILY)
    if not daily.num_rows:
        st.caption("No document was rejected.")
        return
    st.altair_chart(
        plots.bars(daily, value="documents", series="reason", title="documents"),
        width="stretch",
        alt="Rejected documents by day and reason",
    )
    table(ask(queries.REJECTIONS, limit=1000), "rejections")
