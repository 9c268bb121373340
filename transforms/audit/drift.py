"""Is a run like the runs before it? Its metrics against theirs.

Minima: a count that falls below a fifth of the smallest seen before is a collapse. What drifts is told in two ways:

- Shares of a closed set together, by the population stability index, sum((p - q) * ln(p / q)); above 0.25 the population has shifted (Siddiqi,
  Credit Risk Scorecards, 2006). Its expectation without any shift is about (values - 1) * (1/n + 1/m) (Yurdakul, 2018), which is added for a
  run of few rows.
- Every other metric by the modified z-score, 0.6745 * (x - median) / MAD, above 3.5 (Iglewicz and Hoaglin, How to Detect and Handle Outliers,
  1993). The MAD counts as at least a twentieth of the median and as what chance does to a share, so that a steady history makes no alarm.
"""

import math
from collections.abc import Iterator, Sequence
from statistics import median
from typing import Final, NamedTuple

Metric = tuple[str, str, str]
"""Table, metric, column ("" for none)."""
Values = dict[Metric, float]

COLLAPSED: Final = 0.2
"""Share of the smallest value seen before below which a count has collapsed."""
EXPECTED: Final = 30
"""So many rows must have been expected by the smallest value seen before: fewer can be missing by chance."""
MOST_PSI: Final = 0.25
MOST_Z: Final = 3.5
LEAST: Final = 0.0005
"""A share counts as at least this in the index, which is infinite for none."""
SHARE: Final = "share_"


class Collapse(NamedTuple):
    """A count next to nothing beside what was seen before; `low` is the smallest seen."""

    metric: Metric
    value: float
    low: float


class Drift(NamedTuple):
    """A metric that is unlike those before, in words."""

    metric: Metric
    told: str


def compared(now: Values, before: Sequence[Values], *, articles: int) -> tuple[list[Collapse], list[Drift]]:
    """What has collapsed and what has drifted, against the runs before; nothing where there are none or this run has fewer articles."""
    read = now.get(("article_revisions", "rows", ""), 0)
    if not before or read < articles:
        return [], []
    return list(_collapsed(now, before, read)), [*_shifted(now, before), *_outlying(now, before)]


def _collapsed(now: Values, before: Sequence[Values], articles: float) -> Iterator[Collapse]:
    """Rows per article, and rows per article that have a value in a column."""
    for metric, value in _counts(now).items():
        low = min(_counts(past).get(metric, 0.0) for past in before)
        if low * articles >= EXPECTED and value < COLLAPSED * low:
            yield Collapse(metric, value, low)


def _counts(values: Values) -> Values:
    rows = {table: value for (table, metric, _), value in values.items() if metric == "rows_per_article"}
    filled = {
        (table, "rows_per_article_with_a_value", column): rows.get(table, 0.0) * (1 - value)
        for (table, metric, column), value in values.items()
        if metric == "null_share"
    }
    return {(table, "rows_per_article", ""): value for table, value in rows.items()} | filled


def _shifted(now: Values, before: Sequence[Values]) -> Iterator[Drift]:
    """Closed sets whose shares are others than before."""
    columns = dict.fromkeys((table, column) for table, metric, column in now if metric.startswith(SHARE))
    for table, column in columns:
        metrics = [m for m in now if m[0] == table and m[2] == column and m[1].startswith(SHARE)]
        usual = {m: sum(past.get(m, 0.0) for past in before) / len(before) for m in metrics}
        rows, most = max(now[table, "rows", ""], 1), max(metrics, key=lambda m: abs(now[m] - usual[m]))
        noise = (len(metrics) - 1) * (1 / rows + 1 / (rows * len(before)))
        if (index := psi([now[m] for m in metrics], [usual[m] for m in metrics])) > MOST_PSI + noise:
            told = f"stability index {index:.2f}; most of all {most[1].removeprefix(SHARE)}: {now[most]:.3f}, {usual[most]:.3f} before"
            yield Drift((table, "psi", column), told)


def psi(one: Sequence[float], two: Sequence[float]) -> float:
    """The population stability index of two distributions over the same values."""
    pairs = [(max(p, LEAST), max(q, LEAST)) for p, q in zip(one, two, strict=True)]
    return sum((p - q) * math.log(p / q) for p, q in pairs)


def _outlying(now: Values, before: Sequence[Values]) -> Iterator[Drift]:
    """Means, shares and counts per article far from those before."""
    for metric, value in now.items():
        if metric[1] == "rows" or metric[1].startswith(SHARE):
            continue
        past = [p[metric] for p in before if metric in p]
        if len(past) == len(before) and abs(score := _z(metric, value, past, now)) > MOST_Z:
            yield Drift(metric, f"{value:.3g}, from {min(past):.3g} to {max(past):.3g} before (modified z-score {score:.1f})")


def _z(metric: Metric, value: float, past: Sequence[float], now: Values) -> float:
    """The modified z-score."""
    middle = median(past)
    spread = median(abs(p - middle) for p in past)
    rows = max(now.get((metric[0], "rows", ""), 0.0), 1.0)
    chance = math.sqrt(max(middle * (1 - middle), 0.25 / rows) / rows) if "share" in metric[1] else 1 / rows
    return 0.6745 * (value - middle) / max(spread, abs(middle) / 20, chance)
