"""A run against the runs before it: what collapses fails, what drifts is told, and what varies as news does is left alone."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.audit.drift import Values, compared, psi


def a_run(articles: int = 200, chance: random.Random | None = None, **changed: float) -> Values:
    """The metrics of a run: 8 quotes and 0.9 dates an article, give or take a tenth."""
    vary = (chance or random.Random(0)).uniform
    metrics = {
        ("article_revisions", "rows", ""): articles,
        ("article_revisions", "rows_per_article", ""): 1.0,
        ("quotes", "rows_per_article", ""): vary(7.2, 8.8),
        ("quotes", "null_share", "cue_text"): vary(0.08, 0.12),
        ("quotes", "mean", "confidence"): vary(0.74, 0.78),
        ("quotes", "share_direct", "quote_type"): 0.6,
        ("quotes", "share_mixed", "quote_type"): 0.1,
        ("quotes", "share_indirect", "quote_type"): 0.3,
        ("documents", "rejection_share", ""): vary(0.02, 0.06),
    }
    named = {"quotes": 2, "cues": 3, "confidence": 4, "direct": 5, "mixed": 6, "indirect": 7, "rejected": 8}
    for name, value in changed.items():
        metrics[list(metrics)[named[name]]] = value
    metrics["documents", "rows", ""] = articles
    metrics["quotes", "rows", ""] = metrics["quotes", "rows_per_article", ""] * articles
    return metrics


def history(runs: int = 6) -> list[Values]:
    chance = random.Random(3)
    return [a_run(chance=chance) for _ in range(runs)]


def test_a_usual_run_is_left_alone() -> None:
    chance = random.Random(9)
    assert all(compared(a_run(chance=chance), history(), articles=30) == ([], []) for _ in range(50))


@pytest.mark.parametrize(
    ("changed", "collapsed", "drifted"),
    [
        ({"quotes": 0.0}, {("quotes", "")}, {"rows_per_article"}),
        ({"quotes": 1.0}, {("quotes", ""), ("quotes", "cue_text")}, {"rows_per_article"}),
        ({"quotes": 25.0}, set(), {"rows_per_article"}),
        ({"cues": 1.0}, {("quotes", "cue_text")}, {"null_share"}),
        ({"cues": 0.6}, set(), {"null_share"}),
        ({"confidence": 0.3}, set(), {"mean"}),
        ({"direct": 0.05, "mixed": 0.05, "indirect": 0.9}, set(), {"psi"}),
        ({"direct": 0.55, "mixed": 0.12, "indirect": 0.33}, set(), set()),
        ({"rejected": 0.5}, set(), {"rejection_share"}),
    ],
)
def test_what_collapses_and_what_drifts(changed: dict[str, float], collapsed: set[tuple[str, str]], drifted: set[str]) -> None:
    fallen, odd = compared(a_run(**changed), history(), articles=30)
    assert {(c.metric[0], c.metric[2]) for c in fallen if c.metric[0] == "quotes"} >= collapsed
    assert bool(fallen) == bool(collapsed)
    assert {d.metric[1] for d in odd} == drifted


def test_nothing_is_compared_without_a_history_or_for_a_small_run() -> None:
    assert compared(a_run(quotes=0.0), [], articles=30) == ([], [])
    assert compared(a_run(articles=29, quotes=0.0), history(), articles=30) == ([], [])


def test_a_count_that_may_be_nothing_by_chance_is_no_collapse() -> None:
    few = [a_run(quotes=0.5) for _ in range(6)]
    assert compared(a_run(articles=40, quotes=0.0), few, articles=30)[0] == []


shares = st.lists(st.floats(0.01, 1), min_size=2, max_size=6)


@given(shares)
def test_the_index_is_zero_for_the_same_shares_and_positive_for_others(raw: list[float]) -> None:
    p = [x / sum(raw) for x in raw]
    turned = p[1:] + p[:1]
    assert psi(p, p) == 0
    assert psi(p, turned) >= 0
    assert psi(p, turned) == pytest.approx(psi(turned, p))
