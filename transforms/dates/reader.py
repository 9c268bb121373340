"""Finds date expressions at a word of a Doc: the forms of `forms`, alone or joined as `joints` tells, by recursive descent."""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from re import Match
from typing import Final, NamedTuple

from spacy.tokens import Doc, Span

from transforms.dates.context import NOWHERE, Context, Resolved, Resolver, plain
from transforms.dates.forms import INNER, first_word
from transforms.dates.guards import is_date, qualifies_a_noun
from transforms.dates.joined import JOINERS, between
from transforms.dates.recurring import printed_year
from transforms.dates.resolvers import RESOLVERS
from transforms.dates.words import DateWords

PLACE: Final = re.compile(r"(?<!\w)(?<!\w-)(?:['’‘](?=\d\d(?!\d))(\d+)|(\d+)|([^\W\d_]+))")
DEEPEST = 3
""" "from the end of the first week of May": joints may nest, but not without end."""

DAYS: Final = frozenset(
    {
        "parted",
        "pair",
        "days_of_month",
        "month_with_days",
        "month_day",
        "day_month",
        "weekday",
        "nth_weekday",
        "week_day",
        "day",
        "holiday",
        "nth_day",
    }
)
STRETCHES: Final = frozenset(
    {"month", "year", "period", "quarter", "q", "season", "decade", "decade_name", "century", "after_next"}
)
SHIFTING: Final = frozenset({"shift", "weekday_by"})
RECURRING: Final = frozenset({"month", "month_day", "day_month", "pair", "holiday"})
DATES: Final = (
    DAYS | STRETCHES | {"unit_end", "ago", "weekend", "nth", "part", "part_of", "week_of", "weekday_in", "shift", "weekday_by"}
)
TAKES: Final = {
    "bound": DATES | {"year_span"},
    "shift": DATES - {"ago"},
    "weekday_by": DAYS,
    "ended": frozenset({"month_day", "day_month", "parted", "month", "part_of", "quarter", "q"}),
    "nth": STRETCHES | {"the_unit", "nth"},
    "day_of": frozenset({"period", "the_unit"}),
    "part": (DATES - {"ago", "decade", "shift", "week_of"}) | {"the_unit"},
    "part_of": STRETCHES | {"the_unit", "nth"},
    "week_of": DAYS | {"month"},
    "weekday_in": frozenset({"period", "ago", "after_next"}),
    "range": DATES | {"now"},
}
"""What may follow each joint, and stand in a range."""


class Term(NamedTuple):
    """An expression in the text, and what it stands for once a context is known."""

    start: int
    end: int
    form: str
    resolve: "Resolve"
    year: int | None = None


Resolve = partial[Resolved | None]


class Reader:
    """The date expressions of one Doc."""

    def __init__(self, doc: Doc, words: DateWords) -> None:
        self._doc, self._words = doc, words
        self._seen: dict[tuple[str, int], Match[str] | None] = {}
        self.text = doc.text  # kept, because spaCy joins it anew from the tokens each time

    def places(self) -> Iterator[int]:
        """Where a word stands that a date can begin with."""
        by_word, begins, ahead = self._words.by_word, self._words.joints.begins, self._words.lookahead
        for match in PLACE.finditer(self.text):
            word = first_word(match.group()) if match[3] is None else match[3].casefold()
            if (word in by_word or word in begins) and ahead.may_begin(self.text, word, match.end()):
                yield match.start()

    def at(self, place: int) -> Iterator[Term]:
        """Everything that can be read there, best first: ranges, then what is joined to a date, then the forms by themselves."""
        self._seen.clear()
        yield from self._ranges(place)
        for term in self._simple(place, None, 0):
            yield from self._onward(term)
            yield term

    def span(self, term: Term) -> Span | None:
        """The tokens that an expression touches."""
        return self._doc.char_span(term.start, term.end, alignment_mode="expand")

    def _simple(self, place: int, takes: frozenset[str] | None, depth: int) -> Iterator[Term]:
        word = first_word(self.text, place)
        if word in self._words.joints.begins and depth < DEEPEST:
            yield from self._joined(place, takes, depth)
        for form in self._words.by_word.get(word, ()):
            if form in takes if takes is not None else form not in INNER:
                yield from self._printed(form, place, inside=takes is not None)

    def _printed(self, form: str, place: int, *, inside: bool) -> Iterator[Term]:
        match = self._match(form, self._words.forms[form].pattern, place)
        if match is None:
            return
        span = self._doc.char_span(match.start(), match.end(), alignment_mode="expand")
        if span is not None and is_date(form, match, span, self._words, inside=inside):
            yield Term(
                match.start(), match.end(), form, partial(_alone, RESOLVERS[form], match), _year_in(form, match, self._words)
            )

    def _match(self, name: str, pattern: re.Pattern[str], place: int) -> Match[str] | None:
        """Remembered, because ranges and single dates are read at the same places."""
        key = name, place
        if key not in self._seen:
            self._seen[key] = pattern.match(self.text, place)
        return self._seen[key]

    def _joined(self, place: int, takes: frozenset[str] | None, depth: int) -> Iterator[Term]:
        for joint, pattern in self._words.joints.before:
            if takes is not None and joint not in takes:
                continue
            match = self._match(joint, pattern, place)
            if match is None:
                continue
            for inner in self._simple(match.end(), TAKES[joint], depth + 1):
                if self._holds(joint, match, inner):
                    yield Term(place, inner.end, joint, partial(_joined, joint, match, inner), inner.year)
                    break

    def _holds(self, joint: str, match: Match[str], inner: Term) -> bool:
        """Whether the joint governs the date: not where the date describes a noun ("after Monday's vote"), nor "late week"."""
        if joint == "part" and inner.form == "the_unit":
            return match.group().casefold().split()[1:2] == ["in"]
        if joint in {"bound", "part_of"}:
            return not qualifies_a_noun(self._doc, inner.end)
        if joint == "shift" and match["way"].casefold() == "from":
            return self._words.joints.join.match(self.text, inner.end) is None
        return True

    def _onward(self, term: Term) -> Iterator[Term]:
        match = self._words.joints.onward.match(self.text, term.end)
        if match and term.form in DATES:
            yield Term(term.start, match.end(), "bound", partial(_joined, "bound", match, term), term.year)

    def _ranges(self, place: int) -> Iterator[Term]:
        joints = self._words.joints
        opening = joints.opening.match(self.text, place)
        for first in self._simple(opening.end() if opening else place, TAKES["range"], 1):
            if opening and opening["between"]:
                joint = joints.both.match(self.text, first.end) or joints.dash.match(self.text, first.end)
            else:
                joint = joints.join.match(self.text, first.end) or joints.dash.match(self.text, first.end)
            if joint is None:
                continue
            for last in self._simple(joint.end(), TAKES["range"], 1):
                if _joinable(first, last, is_dash=joint.re is joints.dash):
                    yield Term(place, last.end, "range", partial(_between, first, last), last.year)
            return


def _joinable(first: Term, last: Term, *, is_dash: bool) -> bool:
    """A dash joins dates of one kind only; between others it sets off a clause. "The 1st to the 3rd of May" is one form by itself."""
    if first.form == "nth_day" or not is_dash:
        return first.form != "nth_day" or last.form == "nth_day"
    printed = {"parted", "pair", "days_of_month", "month_with_days", "month_day", "day_month", "month"}
    return first.form == last.form or {first.form, last.form} <= printed


def _year_in(form: str, match: Match[str], words: DateWords) -> int | None:
    if form in {"parted", "pair"}:
        return next((int(part) for part in match.groups() if part and len(part) == 4 and part.isdigit()), None)
    if form == "year_span" or "y" not in match.groupdict():
        return None
    return printed_year(match, Context(None, lambda: None, words))


def _alone(resolver: Resolver, match: Match[str], context: Context) -> Resolved | None:
    return resolver(match, context)


def _joined(joint: str, match: Match[str], inner: Term, context: Context) -> Resolved | None:
    if joint == "bound" and context.words.bounds[plain(match["bound"])] == "since":
        context = context._replace(ahead=lambda: False)
    if joint in SHIFTING and context.published and match["way"].casefold() != "from":
        return _on_the_told_side(joint, match, inner, context, context.published)
    resolved = inner.resolve(context)
    return JOINERS[joint](match, resolved, context) if resolved else None


def _on_the_told_side(joint: str, match: Match[str], inner: Term, context: Context, published: date) -> Resolved | None:
    """The tense is that of the whole: "met the Saturday before Christmas", told on the 23rd, was this year."""
    ahead, found = context.ahead(), []
    for side in (True, False):
        resolved = inner.resolve(context._replace(ahead=lambda side=side: side))  # type: ignore[misc]
        whole = JOINERS[joint](match, resolved, context) if resolved else None
        if whole:
            found.append(whole)
    days = [(whole, whole.days[0]) for whole in found if whole.days[0]]
    told = [(whole, day) for whole, day in days if ahead is None or (day >= published if ahead else day <= published)] or days
    return min(told, key=lambda each: abs(each[1] - published))[0] if told else next(iter(found), None)


def _between(first: Term, last: Term, context: Context) -> Resolved | None:
    """The first end takes the year that only the last one tells, and lies in the past where the last is now; the last one lies after the first."""
    if last.form == "now":
        context = context._replace(ahead=lambda: False)
    start = first.resolve(context if first.year else context._replace(year=last.year))
    if start is None or start.days[0] is None:
        return start and Resolved(NOWHERE, start.precision, "publication")
    end = last.resolve(context if last.year else context._replace(floor=start.days[0]))
    if end is None:
        return None
    return _under_way(first, last, start.days[0], context) or between(start, end) or _a_year_back(first, end, context)


def _under_way(first: Term, last: Term, start: date, context: Context) -> Resolved | None:
    """ "will rain between March and May", said in April: the year's first end is past, and yet the whole is not."""
    if first.year or last.year or first.form not in RECURRING or not (context.published and context.ahead()):
        return None
    earlier = first.resolve(context._replace(year=start.year - 1))
    end = last.resolve(context._replace(floor=earlier.days[0])) if earlier else None
    found = between(earlier, end) if earlier and end else None
    return (
        found and found._replace(anchor="publication") if found and found.days[1] and found.days[1] >= context.published else None
    )


def _a_year_back(first: Term, end: Resolved, context: Context) -> Resolved | None:
    """ "November to March 2019" began in 2018; "Monday to Thursday last week" within the same seven days."""
    if end.days[0] is None or first.year:
        return None
    if first.form == "weekday":
        start = first.resolve(context._replace(floor=end.days[0] - timedelta(6)))
    else:
        start = first.resolve(context._replace(year=end.days[0].year - 1))
    return start and between(start, end)
