"""Lemmas as rules: how much to take off a form's end, what to put there, and whether its capitals stay (after Straka 2018, UDPipe)."""

from itertools import takewhile


def rule_of(form: str, lemma: str) -> str:
    """The rule that turns the form into the lemma: "KEEP" or "LOWER", letters to cut, letters to add, by blanks.

    >>> rule_of("Studies", "study"), rule_of("Kenya", "Kenya"), rule_of("was", "be")
    ('LOWER 3 y', 'KEEP 0 ', 'LOWER 3 be')
    """
    case, base = ("KEEP", form) if lemma[:1].isupper() and form[:1].isupper() else ("LOWER", form.lower())
    shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(base, lemma, strict=False)))
    return f"{case} {len(base) - shared} {lemma[shared:]}"


def lemma_by(rule: str, form: str) -> str:
    """The lemma that the rule makes of a form; the form in the rule's case where it is too short for the rule, and the form where nothing would be left."""
    case, cut, added = rule.split(" ", 2)
    base = form if case == "KEEP" else form.lower()
    return (base[: len(base) - int(cut)] + added or form) if int(cut) <= len(base) else base
