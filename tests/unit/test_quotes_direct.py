from typing import NamedTuple

import pytest

from transforms.entities import entities
from transforms.quotes import quoted, quotes
from transforms.references import references
from transforms.sentences import SentenceIndex, sentences


class Said(NamedTuple):
    """A quote as the tests look at it."""

    pieces: list[str]
    quote_type: str
    speaker: str | None
    kind: str
    cue: str | None
    named: str | None


def read(text, nlp, words):
    """The quotes of a text, and the rows they were taken from."""
    doc = nlp(text)
    index = SentenceIndex(list(sentences(doc, revision_id="r")))
    mentions = entities(doc, index, revision_id="r", words=words.names).mentions
    meant = references(doc, index, mentions, quoted(text), words=words.names)
    rows = quotes(doc, index, mentions, meant, revision_id="r", words=words.quotes)
    names = {m.mention_id: m.mention_text for m in mentions}
    said = [
        Said(
            [text[s.char_start : s.char_end] for s in rows.spans if s.quote_id == q.quote_id],
            q.quote_type,
            q.speaker_text,
            q.speaker_kind,
            q.cue_text,
            names.get(q.speaker_mention_id or ""),
        )
        for q in rows.quotes
    ]
    return said, rows


MARIA = ("named", "Maria Ruiz")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("“We lost the bridge,” Maria Ruiz said.", (["“We lost the bridge,”"], "Maria Ruiz", "said")),
        ("“We lost the bridge,” said Maria Ruiz, a baker.", (["“We lost the bridge,”"], "Maria Ruiz", "said")),
        ("Maria Ruiz said: “We lost the bridge.”", (["“We lost the bridge.”"], "Maria Ruiz", "said")),
        ("Maria Ruiz told reporters on Friday, “We lost the bridge.”", (["“We lost the bridge.”"], "Maria Ruiz", "told")),
        ('"Who lost the bridge?" Maria Ruiz asked.', (['"Who lost the bridge?"'], "Maria Ruiz", "asked")),
        ("‘We lost the bridge,’ Maria Ruiz told the BBC.", (["‘We lost the bridge,’"], "Maria Ruiz", "told")),
        (
            "“We lost the bridge,” Maria Ruiz said, “and the road.”",
            (["“We lost the bridge,”", "“and the road.”"], "Maria Ruiz", "said"),
        ),
        (
            "“We lost the bridge,” Maria Ruiz said. “The road is gone.”",
            (["“We lost the bridge,”", "“The road is gone.”"], "Maria Ruiz", "said"),
        ),
        (
            "“We lost the bridge,” Maria Ruiz said. “The road is gone.\n\n“We will rebuild.”\n\nRain fell.",
            (["“We lost the bridge,”", "“The road is gone.", "“We will rebuild.”"], "Maria Ruiz", "said"),
        ),
    ],
)
def test_direct_quotes(text, expected, nlp, words):
    pieces, speaker, cue = expected
    said, _ = read(text, nlp, words)
    assert said == [Said(pieces, "direct", speaker, "named", cue, "Maria Ruiz")]


@pytest.mark.parametrize(
    ("text", "speaker", "kind"),
    [
        ("“We lost it,” the mayor said.", "the mayor", "role"),
        ("“We lost it,” a spokesman for the army said.", "a spokesman for the army", "role"),
        ("“We lost it,” a senior official said.", "a senior official", "anonymous"),
        ("“We lost it,” said an officer who spoke on condition of anonymity.", None, "anonymous"),
        ("“We lost it,” two officials said.", "two officials", "anonymous"),
        ("“We lost it,” critics said.", "critics", "collective"),
        ("“We lost it,” they said.", "they", "pronoun"),
        ("“We lost it,” according to the report.", "the report", "role"),
    ],
)
def test_kinds_of_speakers(text, speaker, kind, nlp, words):
    [said], _ = read(text, nlp, words)
    assert said.kind == kind
    assert speaker is None or said.speaker == speaker
    assert said.pieces == ["“We lost it,”"]


@pytest.mark.parametrize(
    "text",
    [
        "The so-called “dark web” is small.",
        "Her podcast, “Rain Check,” is free.",
        "Anna “The Hammer” Berg waved.",
        "He owns a 40\" screen and a 6' ladder.",
        "The players’ bus wasn’t late.",
        "The ministry declined to comment.",
    ],
)
def test_marks_without_speech_are_no_quotes(text, nlp, words):
    assert read(text, nlp, words) == ([], ([], []))


def test_a_name_given_to_something_is_a_mixed_quote(nlp, words):
    said, _ = read("Maria Ruiz called the plan “a gift to the banks” on Monday.", nlp, words)
    assert [(s.pieces, s.quote_type, s.speaker) for s in said] == [(["the plan “a gift to the banks”"], "mixed", "Maria Ruiz")]


def test_a_quote_with_no_cue_is_carried_on_or_floats(nlp, words):
    text = "“We lost the bridge,” Maria Ruiz said.\n\n“And then we lost the only road.”\n\nRain fell.\n\n“Nobody has come to help us yet.”"
    said, rows = read(text, nlp, words)
    assert [(s.speaker, s.cue) for s in said] == [("Maria Ruiz", "said"), ("Maria Ruiz", None), (None, None)]
    assert [q.rule for q in rows.quotes] == ["quote_then_cue", "carried_on", "floating"]
    assert rows.quotes[-1].speaker_kind == "none"


def test_a_question_hands_over_to_another_speaker(nlp, words):
    said, _ = read("“Did you lose the bridge?” Maria Ruiz asked.\n\n“We lost it a week ago.”", nlp, words)
    assert [s.speaker for s in said] == ["Maria Ruiz", None]


def test_a_colon_announces_the_next_paragraph(nlp, words):
    said, _ = read("In a letter, Maria Ruiz wrote:\n\n“We lost the bridge and the road.”", nlp, words)
    assert [(s.speaker, s.cue) for s in said] == [("Maria Ruiz", "wrote")]


@pytest.mark.parametrize(
    ("text", "named"),
    [
        # One person only was named: the pronoun can mean nobody else.
        ("Maria Ruiz runs a bakery.\n\n“We lost the bridge,” she said.", "Maria Ruiz"),
        # Two were: the subject of the sentence before is likelier, and no more than that (`speaker_entity_confidence`).
        ("Maria Ruiz met Anna Berg at the river.\n\n“We lost the bridge,” she said.", "Maria Ruiz"),
        # The quote speaks of one of them: she is not the one who speaks.
        ("Maria Ruiz met Anna Berg at the river.\n\n“Maria lost the bridge,” she said.", "Anna Berg"),
        # A title tells that he cannot be meant.
        ("Ms. Ruiz met Mr. Berg at the river.\n\n“We lost the bridge,” she said.", "Ruiz"),
    ],
)
def test_pronouns_stand_for_who_is_likeliest_meant(text, named, nlp, words):
    said, _ = read(text, nlp, words)
    assert [(s.speaker, s.kind, s.named) for s in said] == [("she", "pronoun", named)]


def test_two_speakers_at_once_are_no_single_entity(nlp, words):
    said, _ = read("“We lost the bridge,” Maria Ruiz and Anna Berg said.", nlp, words)
    assert [(s.speaker, s.named) for s in said] == [("Maria Ruiz and Anna Berg", None)]


@pytest.mark.parametrize("name", ["Ware", "Ruiz", "Hansen", "Okafor"])
@pytest.mark.parametrize("cue", ["added", "said", "replied"])
def test_a_name_and_a_cue_beside_the_marks_are_enough_whatever_the_parse(name, cue, nlp, words):
    said, _ = read(f"“The committee did not discriminate,” {name} {cue}.", nlp, words)
    assert [(s.pieces, s.speaker, s.cue) for s in said] == [(["“The committee did not discriminate,”"], name, cue)]
