"""How far a claim can be trusted, by the rule that found it."""

from transforms.numbers.claims import Claim

BY_RULE = {
    "money": 0.9,
    "percent": 0.95,
    "measure": 0.95,
    "duration": 0.9,
    "rate": 0.9,
    "ratio": 0.9,
    "vague": 0.85,
    "count": 0.7,
    "age": 0.7,
    "score": 0.6,
    "rank": 0.6,
    "bare": 0.55,
    "shared": 0.8,
    "hyphen": 0.5,
}
"""Share of claims right in value and unit, by rule, on the development sentences (693 claims, rounded).

Those hold too few ages, scores, ranks and hyphened counts to measure: theirs are careful guesses.
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
