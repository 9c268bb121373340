import pytest

from transforms.quotes.marks import paragraphs


def pieces(text: str) -> list[str]:
    return [text[s.start : s.end] for p in paragraphs(text) for s in p.stretches]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We won,” she said.", ["“We won,”"]),
        ('"We won," she said. "Easily."', ['"We won,"', '"Easily."']),
        ("''We won,'' she said.", ["''We won,''"]),
        ("``We won,'' she said.", ["``We won,''"]),
        ("«We won,» she said.", ["«We won,»"]),
        ("‘We won,’ she said.", ["‘We won,’"]),
        ("'We didn't win,' she said.", ["'We didn't win,'"]),
        # Other countries' marks, mixed pairs, one mark typed for another.
        ("„We won,“ she said.", ["„We won,“"]),
        ("„We won,” she said.", ["„We won,”"]),
        ("„We won‟, she said.", ["„We won‟"]),
        ("‟We won,” she said.", ["‟We won,”"]),
        ("»We won«, she said.", ["»We won«"]),
        ("» We won, « she said.", ["» We won, «"]),
        ("« We won », she said.", ["« We won »"]),
        ('``We won," she said.', ['``We won,"']),
        ('“We won," she said.', ['“We won,"']),
        ('"We won,” she said.', ['"We won,”']),
        ("“We won,“ she said.", ["“We won,“"]),
        ("”We won,” she said.", ["”We won,”"]),
        ("‘We can’t,’ said Ruiz, ‘and we won’t.’", ["‘We can’t,’", "‘and we won’t.’"]),
        ("'We lost the boys' bus,' she said.", ["'We lost the boys' bus,'"]),
        # Feet and inches inside a quote.
        ("“It is 6' 2\" long,” she said.", ["“It is 6' 2\" long,”"]),
        ('"It is 2" long," she said.', ['"It is 2" long,"']),
        ('"It is 12," she said. "No, 13".', ['"It is 12,"', '"No, 13"']),
        # The outermost pair counts, whatever stands inside.
        ("“She said, ‘No,’ and left,” he said.", ["“She said, ‘No,’ and left,”"]),
        ('‘She said "no" and left,’ he said.', ['‘She said "no" and left,’']),
        ("“He said “no” to us,” she said.", ["“He said “no” to us,”"]),
        # A closing mark typed for an opening one.
        ("He said ”we won” again.", ["”we won”"]),
        # Neither apostrophes nor inches are quotation marks.
        ("The boys’ room wasn’t the teachers’ idea.", []),
        ("He is 6' 2\" tall and sold a 40\" screen in the '90s.", []),
        ("Rock 'n' roll is the players' choice.", []),
        ("", []),
        ("\n\n“\n", []),
    ],
)
def test_stretches(text, expected):
    assert pieces(text) == expected


def test_a_quote_reopened_in_each_paragraph_goes_on():
    text = "“One.\n\n“Two.\n\n“Three,” he said."
    assert [(text[s.start : s.end], s.goes_on) for p in paragraphs(text) for s in p.stretches] == [
        ("“One.", True),
        ("“Two.", True),
        ("“Three,”", False),
    ]


@pytest.mark.parametrize(
    "odd",
    [
        "He said it was “over and left.",
        'He said it was "over and left.',
        "It is ” strange.",
        'A 5" nail.',
        "‘Tis late, she thought.",
    ],
)
def test_an_odd_mark_costs_its_own_paragraph_only(odd):
    rest = "“We won,” she said.\n\nThen “nobody” came."
    assert pieces(f"{odd}\n\nPlain words.\n\n{rest}")[-2:] == pieces(rest)
    assert len(pieces(f"{odd}\n\nPlain words.\n\n{rest}")) <= 3


def test_an_odd_mark_before_a_pair_does_not_swallow_it():
    assert pieces("He paid “a lot for what “experts” call art.") == ["“experts”"]
