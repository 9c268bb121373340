"""The names of the rules that find rows: closed sets, so that a row always says how it was found. What each means: `flows/meanings.py`."""

QUOTE_RULES = (
    "cue_then_clause",
    "cue_then_quote",
    "clause_then_cue",
    "quote_then_cue",
    "verb_then_quote",
    "name_then_quote",
    "colon_then_quote",
    "quote_then_colon",
    "carried_on",
    "floating",
    "signed",
    "transcript",
)
FACT_RULES = (
    "measure",
    "percent",
    "money",
    "duration",
    "rate",
    "shared",
    "vague",
    "age",
    "count",
    "hyphen",
    "bare",
    "rank",
    "score",
    "ratio",
)
