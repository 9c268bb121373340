"""Rules about the rows of one article: against each other, and against its text.

In: the frames of a batch, by table, and the lexicon. Out: the rows that break a rule. What one row tells by itself (types, nulls, closed sets,
ranges, patterns, spans) is declared in `schemas`; here is what takes several: ids that must be hashes of what they name, numbers that must be
dense, spans that must not overlap, a speaker near the quote, a value that the printed figures bear out. An `error` is what cannot be true of
rows that our own code wrote, and rejects the article; a `warn` is what is possible and rare.

None of this decides about rows, so it is no part of the rules version (`flows.seeds.rules_version`): a new rule makes nothing stale.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import pandas as pd

from transforms.audit import articles, counting, dating, naming, quoting, sentences  # noqa: F401  each adds its rules
from transforms.audit.rules import RULES, Batch, Rule
from transforms.lexicon import Lexicon

__all__ = ["RULES", "Breach", "Rule", "breaches"]


class Breach(NamedTuple):
    """The rows that break one rule."""

    rule: Rule
    rows: pd.DataFrame


def breaches(frames: Mapping[str, pd.DataFrame], lexicon: Lexicon, rules: Iterable[Rule] = RULES) -> Iterator[Breach]:
    """Every one of the rules that is broken, with the rows that break it; owned rows with the `revision_id` of their owner."""
    batch = Batch(frames, lexicon)
    for rule in rules:
        if rule.table in frames and len(frames[rule.table]):
            rows = batch[rule.table][rule.broken(batch)]
            if len(rows):
                yield Breach(rule, rows)
