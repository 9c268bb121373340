"""Writes news that is not: articles from a small grammar, and the copies that other outlets would print of them. Deterministic.

`printed(count)` mixes what makes finding copies hard: wire stories cut, lengthened, edited and copied on; and what only looks alike:
two reporters on one event with the same quotes, daily reports made of one form, round-ups of other outlets' briefs, outlets that
close every article with the same paragraph.
"""

import random
from collections.abc import Iterator
from typing import Final, NamedTuple


def invented(count: int, ending: str = "") -> list[str]:
    """Words that could be English and are not: news has far more of them than a list by hand, and would look alike without."""
    chance = random.Random(f"{count} {ending}")
    starts, vowels, ends = ["b", "br", "c", "ch", "d", "dr", "f", "fl", "g", "gr", "h", "j", "k", "l", "m", "n", "p", "pl", "qu", "r", "s", "sh", "st", "t", "tr", "v", "w"], "aeiou", ["ck", "d", "ft", "l", "ld", "m", "n", "nd", "p", "r", "rk", "rt", "sk", "ss", "st", "t", "x"]  # fmt: skip
    part = [f"{s}{v}{e}" for s in starts for v in vowels for e in ends]
    return [chance.choice(part) + chance.choice(["", "a", "el", "i", chance.choice(part)]) + ending for _ in range(count)]


PLACES: Final = [word.capitalize() for word in invented(150, "wick")]
GIVEN: Final = [word.capitalize() for word in invented(120)]
FAMILY: Final = [word.capitalize() for word in invented(600, "er")]
ROLES: Final = invented(30, "or")
BODIES: Final = invented(40, "ion")
THINGS: Final = invented(2500)
KINDS: Final = invented(500, "y")
DOES: Final = invented(500, "ed")
WHY: Final = ["because", "although", "since", "while", "despite reports that", "so that", "when", "as"]
TIMES: Final = [
    "on Monday",
    "on Tuesday",
    "on Wednesday",
    "on Thursday",
    "on Friday",
    "last month",
    "in spring",
    "overnight",
    "again",
]
SPELLED: Final = {"on Monday": "Monday", "on Friday": "Friday", "said that": "said", "per cent": "percent", "million": "mln", "because": "as", "although": "though", "told reporters": "said", "nobody": "no one"}  # fmt: skip
FOOTERS: Final = 40
"""Outlets that close every article with a paragraph of their own."""

Paragraphs = list[str]


class Printed(NamedTuple):
    """One article and the story it is a copy of."""

    name: str
    story: str
    text: str


class Desk:
    """One reporter on one event: the same few people, things and places come back in each sentence."""

    def __init__(self, chance: random.Random) -> None:
        self.chance = chance
        self.people = [f"{self.of(GIVEN)} {self.of(FAMILY)}" for _ in range(3)]
        self.things = [f"{self.of(KINDS)} {self.of(THINGS)}" for _ in range(5)]
        self.places = [self.of(PLACES) for _ in range(2)]
        self.bodies = [f"{self.of(self.places)} {self.of(BODIES)}" for _ in range(2)]

    def of(self, words: list[str]) -> str:
        return self.chance.choice(words)

    def number(self) -> str:
        return self.of([f"{self.chance.randint(2, 99)} per cent", f"${self.chance.randint(2, 900)} million", f"{self.chance.randint(3, 4000):,} people"])  # fmt: skip

    def thing(self) -> str:
        """What the story is about, or anything else."""
        return self.of(self.things) if self.chance.random() < 0.4 else f"{self.of(KINDS)} {self.of(THINGS)}"

    def why(self) -> str:
        return f"{self.of(WHY)} the {self.thing()} {self.of(DOES)} {self.of(THINGS)}s"

    def claim(self) -> str:
        return self.of([
            f"the {self.of(self.bodies)} {self.of(DOES)} the {self.thing()} {self.of(TIMES)}",
            f"the {self.thing()} would {self.of(THINGS)} {self.number()} {self.why()}",
            f"{self.number()} had {self.of(DOES)} {self.of(KINDS)} {self.of(THINGS)}s near {self.of(self.places)}",
            f"nobody in {self.of(self.places)} {self.of(DOES)} {self.of(THINGS)}s {self.why()}",
            f"{self.of(THINGS)}s and the {self.thing()} were {self.of(DOES)} {self.of(TIMES)}",
        ])  # fmt: skip

    def sentence(self) -> str:
        person = self.of(self.people)
        made = self.of([
            f"{person}, the {self.of(ROLES)} of {self.of(self.places)}, said that {self.claim()}",
            f"\"{self.claim().capitalize()},\" {person.split()[1]} told reporters {self.of(TIMES)}",
            f"{self.claim()}, and {self.claim()}",
            f"{self.claim()} {self.why()}",
            f"according to the {self.of(self.bodies)}, {self.claim()}",
        ])  # fmt: skip
        return made[0].upper() + made[1:] + "."

    def paragraph(self) -> str:
        return " ".join(self.sentence() for _ in range(self.chance.randint(1, 4)))

    def story(self) -> Paragraphs:
        return [self.paragraph() for _ in range(self.chance.randint(5, 14))]


def edited(story: Paragraphs, chance: random.Random) -> Paragraphs:
    """What another outlet prints of a story: cut, given paragraphs of its own, its words and marks changed to the house's style."""
    copy = list(story)
    if chance.random() < 0.6:
        copy = copy[: max(2, round(len(copy) * chance.uniform(0.5, 1)))]
    if chance.random() < 0.3 and len(copy) > 3:
        del copy[chance.randrange(1, len(copy))]
    local = Desk(chance)
    for _ in range(chance.choice([0, 0, 0, 1, 2])):
        copy.insert(chance.randint(1, len(copy)), local.paragraph())
    if chance.random() < 0.5:
        copy = _restyled(copy, chance)
    rate = chance.choice([0, 0, 0.01, 0.03, 0.05])
    copy = [" ".join(chance.choice(KINDS) if chance.random() < rate else w for w in p.split()) for p in copy]
    if chance.random() < 0.6:
        copy[0] = f"{chance.choice(PLACES).upper()}, {chance.choice(['March 3', 'Tuesday', 'Mar 3 (Wire)'])} — {copy[0]}"
    if chance.random() < 0.3:
        copy.insert(0, f"By {chance.choice(GIVEN)} {chance.choice(FAMILY)}, {chance.choice(PLACES)} bureau")
    return copy


def _restyled(story: Paragraphs, chance: random.Random) -> Paragraphs:
    """In a house's style: some words always written its way, and typographic marks."""
    text = "\n".join(story)
    for word, other in SPELLED.items():
        if chance.random() < 0.4:
            text = text.replace(word, other)
    return text.replace(' "', " “").replace(',"', ",”").replace('"', "“").replace("'", "’").split("\n")


def rival(story: Paragraphs, chance: random.Random) -> Paragraphs:
    """Another reporter's story of the same event: its best quotes, in other words' company."""
    own = Desk(chance).story()
    quotes = [s for p in story for s in p.split(". ") if s.startswith('"')][:3]
    for quote in quotes:
        own.insert(chance.randint(1, len(own)), quote.rstrip(".") + ".")
    return own


def form(series: int, day: int) -> Paragraphs:
    """A daily report: one form a series, filled with the day's numbers."""
    fixed, filled = random.Random(series), random.Random(f"{series} {day}")
    topics = [f"{fixed.choice(KINDS)} {fixed.choice(THINGS)}" for _ in range(12)]
    place = fixed.choice(PLACES)
    lines = [
        f"Shares of the {topic} {fixed.choice(BODIES)} in {place} {filled.choice(['rose', 'fell', 'slipped', 'gained', 'climbed'])} {filled.random() * 9:.1f} per cent to {filled.randint(100, 9000)} {filled.choice(['in brisk trade', 'on thin volume', 'by noon', 'at the close', 'after a late rally'])}."
        for topic in topics
    ]
    return [" ".join(lines[i : i + 3]) for i in range(0, 12, 3)]


def footer(outlet: int) -> str:
    """The paragraph that closes every article of an outlet."""
    return Desk(random.Random(f"footer {outlet}")).paragraph()


def printed(count: int, seed: int = 7) -> list[Printed]:
    """So many articles, in random order."""
    chance = random.Random(seed)
    found: list[Printed] = []
    events = _events(chance)
    while len(found) < count:
        found += next(events)
    found = found[:count]
    chance.shuffle(found)
    return found


def _events(chance: random.Random) -> Iterator[list[Printed]]:
    briefs: list[Paragraphs] = []
    number = 0
    while True:
        number += 1
        story = Desk(chance).story()
        told = [_printed(chance, f"s{number}", 0, story)]
        versions = [story]
        for copy in range(1, min(round(chance.paretovariate(1.1)), 40)):
            versions.append(edited(chance.choice(versions) if chance.random() < 0.15 else story, chance))
            told.append(_printed(chance, f"s{number}", copy, versions[-1]))
        yield told
        if chance.random() < 0.15:
            yield [_printed(chance, f"rival{number}", 0, rival(story, chance))]
        if chance.random() < 0.1:
            yield [_printed(chance, f"form{number}", 0, form(number % 20, number))]
        briefs = [story[:3], *briefs[:5]]
        if chance.random() < 0.05 and len(briefs) == 6:
            yield [_printed(chance, f"roundup{number}", 0, [p for brief in briefs for p in brief])]


def _printed(chance: random.Random, story: str, copy: int, paragraphs: Paragraphs) -> Printed:
    outlet = chance.randrange(4 * FOOTERS)
    closing = [footer(outlet)] if outlet < FOOTERS else []
    return Printed(f"https://outlet{outlet}.example/{story}-{copy}", story, "\n\n".join([*paragraphs, *closing]))
