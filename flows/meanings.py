"""What the names of rules mean, in words: for people who ask why a row is there. (Not in `transforms`: words for people change no rows,
and what lies there is part of the rules version.)"""

from typing import Final

RULES: Final[dict[str, dict[str, str]]] = {
    "quotes": {
        "quote_then_cue": "words in quotation marks, then who said them: “…,” Ruiz said",
        "cue_then_quote": "who speaks and a verb of saying, then words in quotation marks: Ruiz said, “…”",
        "name_then_quote": "a name, then words in quotation marks that belong to it",
        "verb_then_quote": "words in quotation marks that another verb than one of saying has as its object: the sign read “…”",
        "quote_then_colon": "words in quotation marks, then a colon and who said them",
        "colon_then_quote": "a colon, or a sentence that names the speaker, right before words in quotation marks",
        "clause_then_cue": "a clause without quotation marks, then who said it: prices would rise, Ruiz said",
        "cue_then_clause": "who speaks and a verb of saying, then the clause that is said: Ruiz said that prices would rise",
        "carried_on": "words in quotation marks that go on with what the speaker before them said",
        "signed": "words in quotation marks with the name of their speaker under them",
        "transcript": "a line of an interview or transcript that begins with its speaker",
        "floating": "words in quotation marks that stand alone; nothing tells their speaker",
    },
    "numeric_facts": {
        "money": "a number with a currency",
        "percent": "a number with a percent sign, or the word",
        "count": "a number and the noun that is counted",
        "bare": "a number without a unit or a noun to count",
        "hyphen": "a number joined with its noun by a hyphen: a 12-member panel",
        "duration": "a number with a unit of time",
        "measure": "a number with a unit of measurement",
        "rate": "a number by another unit: 40 miles an hour, 5 a day",
        "ratio": "a fraction, a proportion or a multiple: two thirds, three in ten, twice",
        "rank": "a place in an order: the third-largest",
        "score": "the result of a game or a vote: 3-1",
        "age": "how old somebody or something is",
        "vague": "a number word without a number: dozens of, several",
        "shared": "a number whose unit or noun stands with another one beside it: from 3 to 5 percent",
    },
    "entity_clusters": {
        "name": "by its own name",
        "alias": "entity_aliases.csv says so",
        "short_name": "other articles that print the name in full use it for this entity only",
    },
}
"""Table -> name of a rule -> what it means."""
