"""Plots as inline SVG: numbers in, one `<svg>` element as text out. Pure; every word in it is escaped."""

from collections.abc import Sequence
from html import escape
from typing import Final, NamedTuple

WIDTH: Final = 760
HEIGHT: Final = 180
LEFT: Final = 260
"""Room for the names of horizontal bars."""
BAR: Final = 22
SPARK: Final = (220, 44)
LONGEST: Final = 42
"""Characters of a name beside a bar; its tooltip has all of it."""


class Series(NamedTuple):
    """Numbers that belong together, one a place, and how they look."""

    name: str
    color: str
    values: Sequence[float]


def stacked_bars(places: Sequence[str], series: Sequence[Series]) -> str:
    """A column for each place, its series one upon the other, and the highest sum at the side."""
    sums = [sum(s.values[i] for s in series) for i in range(len(places))]
    highest = max(sums, default=0) or 1
    step = (WIDTH - 60) / max(len(places), 1)
    parts = [_text(0, 12, _number(highest)), _text(0, HEIGHT, "0")]
    for index, place in enumerate(places):
        base = float(HEIGHT)
        told = ", ".join(f"{s.name} {_number(s.values[index])}" for s in series)
        for one in series:
            height = one.values[index] / highest * (HEIGHT - 4)
            base -= height
            parts.append(
                _rect(60 + index * step, base, max(step - 2, 1), height, one.color, f"{place}: {told}") if height else ""
            )
    return _svg(WIDTH, HEIGHT + 4, "".join(parts)) + _legend(series)


def bars(rows: Sequence[tuple[str, float]], color: str, unit: str = "") -> str:
    """A horizontal bar for each (name, number), the numbers at their ends."""
    highest = max((value for _, value in rows), default=0) or 1
    parts = []
    for index, (name, value) in enumerate(rows):
        top, length = index * BAR, value / highest * (WIDTH - LEFT - 90)
        parts.append(_text(LEFT - 8, top + 15, _short(name), anchor="end", title=name))
        parts.append(_rect(LEFT, top + 3, max(length, 1), BAR - 6, color, f"{name}: {_number(value)}{unit}"))
        parts.append(_text(LEFT + length + 6, top + 15, _number(value) + unit))
    return _svg(WIDTH, max(len(rows), 1) * BAR, "".join(parts))


def line(values: Sequence[float], color: str) -> str:
    """A small line of numbers in their order, the last one marked. Needs one number at least."""
    width, height = SPARK
    low, high = min(values), max(values)
    spread, step = (high - low) or 1, (width - 12) / max(len(values) - 1, 1)
    points = [(6 + i * step, height - 8 - (value - low) / spread * (height - 16)) for i, value in enumerate(values)]
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    x, y = points[-1]
    inner = f'<polyline points="{path}" fill="none" stroke="{color}" stroke-width="1.5"/><circle cx="{x:.1f}" cy="{y:.1f}" r="3" fill="{color}"/>'
    return _svg(width, height, inner)


def _svg(width: float, height: float, inner: str) -> str:
    return f'<svg viewBox="0 0 {width:.0f} {height:.0f}" width="{width:.0f}" height="{height:.0f}" role="img">{inner}</svg>'


def _rect(x: float, y: float, width: float, height: float, color: str, title: str) -> str:
    return f'<rect x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{height:.1f}" fill="{color}"><title>{escape(title)}</title></rect>'


def _text(x: float, y: float, text: str, *, anchor: str = "start", title: str | None = None) -> str:
    about = f"<title>{escape(title)}</title>" if title else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}">{escape(text)}{about}</text>'


def _legend(series: Sequence[Series]) -> str:
    marks = "".join(f'<span><i style="background:{s.color}"></i>{escape(s.name)}</span>' for s in series)
    return f'<p class="legend">{marks}</p>'


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else name[: LONGEST - 1] + "…"


def _number(value: float) -> str:
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.2f}"
