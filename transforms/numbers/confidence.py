"""How far a claim can be trusted, by the rule that found it."""

from transforms.numbers.claims import Claim

BY_RULE = {
    "measure": 0.96,
    "percent": 0.95,
    "money": 0.92,
    "duration": 0.92,
    "rate": 0.89,
    "shared": 0.84,
    "vague": 0.83,
    "age": 0.80,
    "count": 0.77,
    "hyphen": 0.77,
    "bare": 0.76,
    "rank": 0.73,
    "score": 0.72,
    "ratio": 0.63,
}
"""Share of claims right in value and unit, by rule.

Source: 708 claims in the development halves of NewsQuant, Recognizers-Text (age, currency, dimension, temperature) and our hard sentences.
Each share is drawn toward that of all claims (0.88) as if ten more had been seen, since ages, scores, ranks, shares and hyphened counts
are few there. Counts and shares fail by the name of their unit, not by their value (right in 91 and 83 of 100).
"""


def rule_of(claim: Claim) -> str:
    """The name of the rule: the kind of number, or what is special about it."""
    quantity = claim.quantity
    if quantity.rule in {"age", "vague", "shared"}:
        return quantity.rule
    if quantity.kind == "count" and claim.noun is None:
        return "bare"
    if quantity.kind == "count" and claim.noun is not None and claim.noun.doc[claim.noun.start - 1].text == "-":
        return "hyphen"
    return quantity.kind


def confidence(claim: Claim) -> float:
    """The share of claims by that rule that were right."""
    return BY_RULE[rule_of(claim)]
