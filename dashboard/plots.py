"""Charts over time. Streamlit brings Vega with it: nothing is loaded from elsewhere."""

from typing import Any, Final

import altair as alt
import pandas as pd
import pyarrow as pa

from dashboard.graph import Line, Node
from dashboard.markup import cut, page_url

SERIES: Final = 8
"""Lines or colours that an eye can tell apart; the smaller rest is one of them, "others"."""
OTHERS: Final = "others"
PERCENT: Final = ".0%"
DAYS: Final = {"day": 1, "week": 7, "month": 30}
FEWEST: Final = 24


def bars(rows: pa.Table, *, value: str, series: str, title: str, grain: str = "day") -> alt.LayerChart:
    """Stacked bars, each a day, week or month (`grain`) wide: columns day, `value` and `series`."""
    frame = rows.to_pandas()
    largest = list(frame.groupby(series)[value].sum().sort_values(ascending=False).index)
    named = largest if len(largest) <= SERIES else largest[: SERIES - 1]
    frame[series] = frame[series].where(frame[series].isin(named), OTHERS)
    frame = _stacked(frame.groupby(["day", series], as_index=False)[value].sum(), value, series, [*named, OTHERS])
    chart = alt.Chart(frame.assign(end=frame["day"] + _step(grain) * 0.94)).mark_rect().encode(
        x=alt.X("day:T", title=None),
        x2="end:T",
        y=alt.Y("bottom:Q", title=title, axis=alt.Axis(tickMinStep=1, format="d")),
        y2="top:Q",
        color=alt.Color(f"{series}:N", title=None, sort=[*named, OTHERS], legend=_LEGEND),
        tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), f"{series}:N", f"{value}:Q"],
    )  # fmt: skip
    drawn: alt.LayerChart = (_room(frame["day"], grain) + chart).properties(height=260)
    return drawn


def shares(rows: pa.Table, names: dict[str, str]) -> alt.Chart:
    """Lines of shares by day: `names` says which columns, and what they are called."""
    frame = rows.to_pandas().melt("day", list(names), "measure", "share").dropna()
    frame["measure"] = frame["measure"].map(names)
    chart: alt.Chart = alt.Chart(frame).mark_line(point=True).encode(
        x=alt.X("day:T", title=None),
        y=alt.Y("share:Q", title=None, axis=alt.Axis(format=PERCENT), scale=alt.Scale(domain=[0, 1])),
        color=alt.Color("measure:N", title=None, legend=_LEGEND),
        tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "measure:N", alt.Tooltip("share:Q", format=".1%")],
    )  # fmt: skip
    return chart


def daily(rows: pa.Table, *, value: str, title: str) -> alt.LayerChart:
    """Bars by day of one thing."""
    frame = rows.to_pandas()
    frame["day"] = pd.to_datetime(frame["day"])
    chart = alt.Chart(frame.assign(end=frame["day"] + _step("day"), bottom=0)).mark_rect().encode(
        x=alt.X("day:T", title=None),
        x2="end:T",
        y=alt.Y("bottom:Q", title=title, axis=alt.Axis(tickMinStep=1, format="d")),
        y2=f"{value}:Q",
        tooltip=[alt.Tooltip("day:T", format="%Y-%m-%d"), "mentions:Q", "articles:Q", "stories:Q", "outlets:Q"],
    )  # fmt: skip
    drawn: alt.LayerChart = (_room(frame["day"], "day") + chart).properties(height=200)
    return drawn


def claims(rows: pa.Table, unit: str | None) -> alt.LayerChart:
    """What was claimed when: a point for a value, a line between the ends of a range."""
    frame = rows.select(["published_at", "value_low", "value_high", "modifier", "source", "speaker", "fact_text"]).to_pandas()
    frame["low"] = frame["value_low"].fillna(frame["value_high"])
    frame["high"] = frame["value_high"].fillna(frame["value_low"])
    frame["speaker"] = frame["speaker"].fillna("the article")
    frame["modifier"] = frame["modifier"].str.replace("_", " ")
    base = alt.Chart(frame.dropna(subset=["published_at"])).encode(
        x=alt.X("published_at:T", title=None),
        color=alt.Color("source:N", title=None, legend=_LEGEND),
        tooltip=[alt.Tooltip("published_at:T", format="%Y-%m-%d %H:%M"), "fact_text:N", "speaker:N", "source:N", "modifier:N"],
    )  # fmt: skip
    scale: Any = alt.Scale(zero=False, nice=True)
    points = base.mark_point(size=90, filled=True, opacity=0.85).encode(
        y=alt.Y("low:Q", title=unit or "value", scale=scale),
        shape=alt.Shape("modifier:N", title=None, legend=alt.Legend(orient="top")),
    )
    ranges = base.mark_rule(strokeWidth=3).encode(y=alt.Y("low:Q", scale=scale), y2="high:Q")
    drawn: alt.LayerChart = (ranges + points).properties(height=300)
    return drawn


def network(name: str, nodes: list[Node], links: list[Line], *, is_dark: bool = False) -> alt.LayerChart:
    """A name in the middle of those it is named with; a click leads to one of them."""
    ink = "#e8eaed" if is_dark else "#24262b"
    frame = pd.DataFrame([node._asdict() for node in nodes])
    frame["called"] = [cut(node.name, 22) for node in nodes]
    frame["page"] = [page_url("entity", entity=node.entity_id) for node in nodes]
    x = alt.X("x:Q", axis=None, scale=alt.Scale(domain=[-1.35, 1.35]))
    y = alt.Y("y:Q", axis=None, scale=alt.Scale(domain=[-1.2, 1.2]))
    among = alt.Chart(pd.DataFrame([line._asdict() for line in links])).mark_rule(color="#8a8f98").encode(
        x=x, y=y, x2="x2:Q", y2="y2:Q",
        strokeWidth=alt.StrokeWidth("stories:Q", scale=alt.Scale(range=[1, 5]), legend=None),
        opacity=alt.condition("datum.is_spoke", alt.value(0.7), alt.value(0.25)),
        tooltip="stories:Q",
    )  # fmt: skip
    around = alt.Chart(frame).encode(
        x=x, y=y, href="page:N", tooltip=["name:N", "label:N", alt.Tooltip("stories:Q", title="stories together")]
    )
    points = around.mark_circle(opacity=1, cursor="pointer").encode(
        size=alt.Size("stories:Q", scale=alt.Scale(range=[120, 420]), legend=None),
        color=alt.Color("label:N", title=None, legend=_LEGEND),
    )
    names = around.mark_text(dy=-17, fontSize=12, cursor="pointer", color=ink).encode(text="called:N")
    centre = alt.Chart(pd.DataFrame([{"x": 0, "y": 0, "called": cut(name, 32)}])).encode(x=x, y=y)
    middle = centre.mark_circle(size=600, opacity=1, color="#8a8f98") + centre.mark_text(
        dy=26, fontSize=14, fontWeight="bold", color=ink
    ).encode(text="called:N")
    drawn: alt.LayerChart = (among + points + middle + names).properties(height=440)
    return drawn


def _stacked(frame: pd.DataFrame, value: str, series: str, order: list[str]) -> pd.DataFrame:
    """With where each piece of a bar starts and ends: bottom, top."""
    frame = frame.assign(day=pd.to_datetime(frame["day"]), turn=frame[series].map(order.index)).sort_values(["day", "turn"])
    top = frame.groupby("day")[value].cumsum()
    return frame.assign(top=top, bottom=top - frame[value]).drop(columns="turn")


def _step(grain: str) -> pd.Timedelta:
    return pd.Timedelta(days=DAYS[grain])


def _room(days: "pd.Series[Any]", grain: str) -> alt.Chart:
    """Nothing to see: it widens the axis to FEWEST bars at least, so that one day alone is no wall."""
    first, last = days.min(), days.max() + _step(grain)
    room = max(_step(grain) * FEWEST - (last - first), _step(grain)) / 2
    invisible: alt.Chart = (
        alt.Chart(pd.DataFrame({"day": [first - room, last + room]})).mark_point(opacity=0, tooltip=None).encode(x="day:T")
    )
    return invisible


_LEGEND: Final[Any] = alt.Legend(orient="bottom", columns=4, labelLimit=220, symbolLimit=20)
